//! The whole corpus, and every behaviour, over real connections.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

use corsac_conformance::corpus::Corpus;
use corsac_conformance::runner::{Comparison, Ending, Options, Report, Target, run};
use corsac_poem::{Cors, CorsMiddleware, Refuse};
use poem::endpoint::make_sync;
use poem::error::InternalServerError;
use poem::http::{HeaderName, HeaderValue, StatusCode};
use poem::listener::TcpAcceptor;
use poem::middleware::CatchPanic;
use poem::{Body, Endpoint, EndpointExt, Error, IntoResponse, Request, Response, Result, Route, Server, get, options};

#[test]
fn the_corpus_holds_over_real_connections() {
    // The handler of `/panic` does as it is told.
    std::panic::set_hook(Box::new(|_| ()));
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let exact = Options { comparison: Comparison::Exact, ..Options::default() };
    let report = run(&Corpus::built_in().unwrap(), &exact, |_, policy| {
        let cors = Cors::compile(&policy.config()).unwrap().refuse(Refuse::WebSocketUpgrades);
        let listener = runtime.block_on(tokio::net::TcpListener::bind(("127.0.0.1", 0))).unwrap();
        let address = listener.local_addr().unwrap();
        let server = Server::new_with_acceptor(TcpAcceptor::from_tokio(listener).unwrap());
        runtime.spawn(server.run(application().with(CorsMiddleware::new(cors))));
        Target::parse(&format!("http://{address}"))
    });
    let _ = std::panic::take_hook();
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

/// The runner's contract.
fn application() -> impl Endpoint {
    Route::new()
        .at("/case", make_sync(case))
        .at("/only-get", get(make_sync(|_| "got")))
        .at("/error", get(make_sync(|_| Err::<(), _>(InternalServerError(std::io::Error::other("as told"))))))
        .at("/panic", get(make_sync(panics)))
        .at("/unauthorized", get(make_sync(|_| "let in")).around(authenticate))
        .at("/options", options(make_sync(|_| "".with_header("conformance-reached", "yes"))))
        .at("/stream", get(make_sync(stream)))
        .at("/socket", make_sync(|_| StatusCode::SWITCHING_PROTOCOLS))
        .with(CatchPanic::new())
}

fn case(request: Request) -> Response {
    let status = request.header("conformance-status").map_or(StatusCode::OK, |status| status.parse().unwrap());
    let mut response = Response::default();
    response.set_status(status);
    response.headers_mut().insert("conformance-reached", HeaderValue::from_static("yes"));
    for line in request.headers().get_all("conformance-header") {
        let (name, value) = line.to_str().unwrap().split_once(':').unwrap();
        let name: HeaderName = name.parse().unwrap();
        response.headers_mut().append(name, value.trim().parse().unwrap());
    }
    response
}

fn panics(_: Request) -> StatusCode {
    panic!("as told")
}

async fn authenticate(next: impl Endpoint, request: Request) -> Result<Response> {
    match request.headers().get("authorization") {
        Some(_) => next.call(request).await.map(IntoResponse::into_response),
        None => Err(Error::from_status(StatusCode::UNAUTHORIZED)),
    }
}

fn stream(_: Request) -> Response {
    let pieces = futures_util::stream::iter(["one ", "two"].map(Ok::<_, std::io::Error>));
    Response::builder().body(Body::from_bytes_stream(pieces))
}
