//! The whole corpus, and every behaviour, over real connections.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

use corsac_conformance::corpus::Corpus;
use corsac_conformance::runner::{Comparison, Ending, Options, Report, Target, run};
use corsac_salvo::{Cors, CorsHandler, Refuse};
use salvo::conn::tcp::TcpAcceptor;
use salvo::http::{HeaderName, HeaderValue, StatusCode};
use salvo::prelude::*;

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
        let acceptor = TcpAcceptor::try_from(listener).unwrap();
        let service = Service::new(application()).hoop(CorsHandler::new(cors)).hoop(CatchPanic::new());
        runtime.spawn(Server::new(acceptor).serve(service));
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
fn application() -> Router {
    Router::new()
        .push(Router::with_path("case").goal(case))
        .push(Router::with_path("only-get").get(only_get))
        .push(Router::with_path("error").get(error))
        .push(Router::with_path("panic").get(panics))
        .push(Router::with_path("unauthorized").hoop(authenticate).get(only_get))
        .push(Router::with_path("options").options(plain_options))
        .push(Router::with_path("stream").get(stream))
        .push(Router::with_path("socket").get(socket))
}

#[handler]
async fn case(request: &mut Request, response: &mut Response) {
    let status = request.header::<u16>("conformance-status").unwrap_or(200);
    response.status_code(StatusCode::from_u16(status).unwrap());
    response.headers_mut().insert("conformance-reached", HeaderValue::from_static("yes"));
    for line in request.headers().get_all("conformance-header") {
        let (name, value) = line.to_str().unwrap().split_once(':').unwrap();
        let name: HeaderName = name.parse().unwrap();
        response.headers_mut().append(name, value.trim().parse().unwrap());
    }
}

#[handler]
async fn only_get() -> &'static str {
    "got"
}

#[handler]
async fn error() -> Result<(), StatusError> {
    Err(StatusError::internal_server_error())
}

#[handler]
async fn panics() {
    panic!("as told")
}

#[handler]
async fn authenticate(request: &mut Request, response: &mut Response) {
    if !request.headers().contains_key("authorization") {
        response.render(StatusError::unauthorized());
    }
}

#[handler]
async fn plain_options(response: &mut Response) {
    response.headers_mut().insert("conformance-reached", HeaderValue::from_static("yes"));
}

#[handler]
async fn stream(response: &mut Response) {
    response.stream(futures_util::stream::iter(["one ", "two"].map(Ok::<_, std::io::Error>)));
}

/// Whoever comes here is let in: where that is wrong, the handler before has to know it.
#[handler]
async fn socket(response: &mut Response) {
    response.status_code(StatusCode::SWITCHING_PROTOCOLS);
}
