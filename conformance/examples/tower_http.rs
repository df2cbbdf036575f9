//! The kit run against a middleware that knows nothing of it: the `CorsLayer` of tower-http, under axum.
//!
//! ```sh
//! cargo run -p corsac-conformance --example tower_http            # what browsers and caches can tell apart
//! cargo run -p corsac-conformance --example tower_http -- --exact # status, headers and Vary as in the corpus
//! ```
//!
//! This is all that a framework author has to write: [`application`], the contract of the runner, and [`layer`],
//! which says a policy in the middleware's own terms.

use core::time::Duration;
use std::collections::BTreeMap;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use axum::response::IntoResponse;
use axum::routing::{any, get, options};
use corsac_conformance::PolicyText;
use corsac_conformance::corpus::Corpus;
use corsac_conformance::runner::{Comparison, Ending, Options, Target, run};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::cors::{AllowHeaders, AllowMethods, AllowOrigin, Any, CorsLayer, ExposeHeaders};

fn main() -> Result<(), Box<dyn core::error::Error>> {
    let exact = std::env::args().any(|argument| argument == "--exact");
    let comparison = if exact { Comparison::Exact } else { Comparison::Observable };
    // The handler of `/panic` does as it is told.
    std::panic::set_hook(Box::new(|_| ()));
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let options = Options { comparison, ..Options::default() };
    let report = run(&Corpus::built_in()?, &options, |_, policy| {
        let app = application().layer(layer(policy)?);
        let listener = runtime.block_on(tokio::net::TcpListener::bind(("127.0.0.1", 0))).ok()?;
        let address = listener.local_addr().ok()?;
        runtime.spawn(async move { axum::serve(listener, app).await });
        Target::parse(&format!("http://{address}"))
    });
    print!("{report}");
    println!("\nfailed, by the first difference:");
    for (kind, count) in report.failures_by_kind() {
        println!("{:>5}  {}", count, kind.as_str());
    }
    let mut skipped: BTreeMap<&str, usize> = BTreeMap::new();
    for result in &report.results {
        if let Ending::Skipped { why } = &result.ending {
            *skipped.entry(why).or_default() += 1;
        }
    }
    println!("skipped:");
    for (why, count) in skipped {
        println!("{count:>5}  {why}");
    }
    Ok(())
}

/// The policy in the middleware's terms. `None` where it has no word for it: patterns, and `*` beside a name.
fn layer(policy: &PolicyText) -> Option<CorsLayer> {
    let is_any = |list: &[String]| list == ["*"];
    let mut layer = CorsLayer::new().allow_credentials(policy.allow_credentials);
    layer = if is_any(&policy.allow_origins) {
        layer.allow_origin(Any)
    } else if policy.allow_origins.iter().any(|pattern| pattern.contains('*')) {
        return None;
    } else {
        layer.allow_origin(AllowOrigin::list(parsed::<HeaderValue>(&policy.allow_origins)?))
    };
    layer = match (is_any(&policy.allow_methods), policy.allow_credentials) {
        (true, true) => layer.allow_methods(AllowMethods::mirror_request()),
        (true, false) => layer.allow_methods(Any),
        (false, _) => layer.allow_methods(parsed::<Method>(&policy.allow_methods)?),
    };
    layer = match (is_any(&policy.allow_headers), policy.allow_credentials) {
        (true, true) => layer.allow_headers(AllowHeaders::mirror_request()),
        (true, false) => layer.allow_headers(Any),
        (false, _) if policy.allow_headers.iter().any(|name| name == "*") => return None,
        (false, _) => layer.allow_headers(parsed::<HeaderName>(&policy.allow_headers)?),
    };
    layer = if is_any(&policy.expose_headers) {
        layer.expose_headers(Any)
    } else {
        layer.expose_headers(ExposeHeaders::list(parsed::<HeaderName>(&policy.expose_headers)?))
    };
    if let Some(seconds) = policy.max_age {
        layer = layer.max_age(Duration::from_secs(seconds.into()));
    }
    Some(layer.allow_private_network(policy.allow_private_network))
}

fn parsed<T: core::str::FromStr>(list: &[String]) -> Option<Vec<T>> {
    list.iter().map(|text| text.parse().ok()).collect()
}

/// The runner's contract.
fn application() -> Router {
    Router::new()
        .route("/case", any(case))
        .route("/only-get", get(async || "got"))
        .route("/error", get(async || Err::<(), _>(StatusCode::INTERNAL_SERVER_ERROR)))
        .route("/panic", get(panics))
        .route("/unauthorized", get(async || "let in").layer(axum::middleware::from_fn(authenticate)))
        .route("/options", options(async || [("conformance-reached", "yes")]))
        .route("/stream", get(async || Body::new(Pieces(vec!["two", "one "]))))
        .route("/socket", any(async || StatusCode::NOT_IMPLEMENTED))
        .layer(CatchPanicLayer::new())
}

async fn case(request: HeaderMap) -> Result<impl IntoResponse, StatusCode> {
    let text = |value: &HeaderValue| value.to_str().map(str::to_owned).map_err(|_| StatusCode::BAD_REQUEST);
    let status = match request.get("conformance-status") {
        Some(status) => text(status)?.parse().map_err(|_| StatusCode::BAD_REQUEST)?,
        None => StatusCode::OK,
    };
    let mut headers = HeaderMap::new();
    headers.insert("conformance-reached", HeaderValue::from_static("yes"));
    for line in request.get_all("conformance-header") {
        let line = text(line)?;
        let (name, value) = line.split_once(':').ok_or(StatusCode::BAD_REQUEST)?;
        let name: HeaderName = name.parse().map_err(|_| StatusCode::BAD_REQUEST)?;
        headers.append(name, value.trim().parse().map_err(|_| StatusCode::BAD_REQUEST)?);
    }
    Ok((status, headers))
}

async fn panics() -> StatusCode {
    std::panic::resume_unwind(Box::new("as told"))
}

async fn authenticate(request: axum::extract::Request, next: axum::middleware::Next) -> axum::response::Response {
    match request.headers().get("authorization") {
        Some(_) => next.run(request).await,
        None => StatusCode::UNAUTHORIZED.into_response(),
    }
}

/// A body in pieces, last one first.
struct Pieces(Vec<&'static str>);

impl http_body::Body for Pieces {
    type Data = Bytes;
    type Error = core::convert::Infallible;

    fn poll_frame(
        mut self: core::pin::Pin<&mut Self>,
        _: &mut core::task::Context<'_>,
    ) -> core::task::Poll<Option<Result<http_body::Frame<Bytes>, Self::Error>>> {
        let piece = self.0.pop().map(|piece| Ok(http_body::Frame::data(Bytes::from_static(piece.as_bytes()))));
        core::task::Poll::Ready(piece)
    }
}
