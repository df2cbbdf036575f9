//! The whole corpus, and every behaviour, over real connections.

#![allow(clippy::unwrap_used, clippy::panic, clippy::std_instead_of_core, reason = "a test may panic, and runs on std")]

use std::net::TcpListener;
use std::panic::AssertUnwindSafe;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::error::{ErrorInternalServerError, ErrorUnauthorized};
use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::middleware::{Next, from_fn};
use actix_web::{App, Error, HttpRequest, HttpResponse, HttpServer, web};
use corsac_actix::{Cors, CorsMiddleware, Refuse};
use corsac_conformance::corpus::Corpus;
use corsac_conformance::runner::{Comparison, Ending, Options, Report, Target, run};
use futures_util::FutureExt;

#[test]
fn the_corpus_holds_over_real_connections() {
    // The handler of `/panic` does as it is told.
    std::panic::set_hook(Box::new(|_| ()));
    let exact = Options { comparison: Comparison::Exact, ..Options::default() };
    let report = run(&Corpus::built_in().unwrap(), &exact, |_, policy| {
        let cors = Cors::compile(&policy.config()).unwrap().refuse(Refuse::WebSocketUpgrades);
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let address = listener.local_addr().unwrap();
        std::thread::spawn(move || serve(listener, CorsMiddleware::new(cors)));
        Target::parse(&format!("http://{address}"))
    });
    assert_eq!(report.failed(), 0, "{report}");
    assert!(report.results.len() > 300, "{}", report.results.len());
    assert_eq!(skipped(&report), ["an HTTP parser does not let it pass"], "{report}");
}

fn skipped(report: &Report) -> Vec<&str> {
    let mut skipped: Vec<_> = report
        .results
        .iter()
        .filter_map(|result| match &result.ending {
            Ending::Skipped { why } => Some(why.as_str()),
            _ => None,
        })
        .collect();
    skipped.sort_unstable();
    skipped.dedup();
    skipped
}

/// As long as the test runs.
fn serve(listener: TcpListener, cors: CorsMiddleware) {
    let app = move || App::new().configure(application).wrap(from_fn(catch_panics)).wrap(cors.clone());
    let server = HttpServer::new(app).workers(1).disable_signals().listen(listener).unwrap().run();
    actix_web::rt::System::new().block_on(server).unwrap();
}

/// The runner's contract.
fn application(config: &mut web::ServiceConfig) {
    let let_in = web::get().to(async || "let in");
    config
        .route("/case", web::to(case))
        .service(web::resource("/only-get").get(async || "got"))
        .route("/error", web::get().to(async || Err::<String, _>(ErrorInternalServerError("as told"))))
        .route("/panic", web::get().to(panics))
        .service(web::resource("/unauthorized").route(let_in).wrap(from_fn(authenticate)))
        .route("/options", web::method(actix_web::http::Method::OPTIONS).to(reached))
        .service(web::resource("/stream").get(stream).head(stream))
        .route("/socket", web::to(async || HttpResponse::SwitchingProtocols().upgrade("websocket").finish()));
}

async fn case(request: HttpRequest) -> HttpResponse {
    let text = |value: &HeaderValue| value.to_str().unwrap().to_owned();
    let status =
        request.headers().get("conformance-status").map_or(StatusCode::OK, |status| text(status).parse().unwrap());
    let mut response = HttpResponse::new(status);
    response.headers_mut().insert(HeaderName::from_static("conformance-reached"), HeaderValue::from_static("yes"));
    for line in request.headers().get_all("conformance-header") {
        let line = text(line);
        let (name, value) = line.split_once(':').unwrap();
        response.headers_mut().append(name.parse().unwrap(), value.trim().parse().unwrap());
    }
    response
}

async fn reached() -> HttpResponse {
    HttpResponse::Ok().insert_header(("conformance-reached", "yes")).finish()
}

async fn panics() -> HttpResponse {
    panic!("as told")
}

async fn stream() -> HttpResponse {
    let pieces = ["one ", "two"].map(|piece| Ok::<_, Error>(web::Bytes::from_static(piece.as_bytes())));
    HttpResponse::Ok().streaming(futures_util::stream::iter(pieces))
}

async fn authenticate(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    match request.headers().get("authorization") {
        Some(_) => next.call(request).await,
        None => Err(ErrorUnauthorized("no authorization")),
    }
}

async fn catch_panics(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let response = AssertUnwindSafe(next.call(request)).catch_unwind().await;
    response.unwrap_or_else(|_| Err(ErrorInternalServerError("Internal Server Error")))
}
