//! The runner's contract, as an axum application.

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get, options};
use tower_http::catch_panic::CatchPanicLayer;

/// Everything that belongs inside of the CORS layer.
pub(crate) fn application() -> Router {
    Router::new()
        .route("/case", any(async |request: Request| case(request.headers())))
        .route("/only-get", get(async || "got"))
        .route("/error", get(async || Err::<(), _>(StatusCode::INTERNAL_SERVER_ERROR)))
        .route("/panic", get(panics))
        .route("/unauthorized", get(async || "let in").layer(from_fn(authenticate)))
        .route("/options", options(async || [("conformance-reached", "yes")]))
        .route("/stream", get(async || Body::new(Pieces(vec!["two", "one "]))))
        .route("/socket", any(async || StatusCode::SWITCHING_PROTOCOLS))
        .layer(CatchPanicLayer::new())
}

/// Answers as the request says: status and header lines.
pub(crate) fn case(request: &HeaderMap) -> Response {
    answer_as_told(request).unwrap_or_else(|| StatusCode::BAD_REQUEST.into_response())
}

fn answer_as_told(request: &HeaderMap) -> Option<Response> {
    let status = match request.get("conformance-status") {
        Some(status) => StatusCode::from_bytes(status.as_bytes()).ok()?,
        None => StatusCode::OK,
    };
    let mut headers = HeaderMap::new();
    headers.insert("conformance-reached", HeaderValue::from_static("yes"));
    for line in request.get_all("conformance-header") {
        let (name, value) = line.to_str().ok()?.split_once(':')?;
        headers.append(name.parse::<HeaderName>().ok()?, value.trim().parse().ok()?);
    }
    Some((status, headers).into_response())
}

async fn panics() -> StatusCode {
    std::panic::panic_any("as told")
}

async fn authenticate(request: Request, next: Next) -> Response {
    match request.headers().get("authorization") {
        Some(_) => next.run(request).await,
        None => StatusCode::UNAUTHORIZED.into_response(),
    }
}

/// A body in pieces, last one first.
pub(crate) struct Pieces(pub(crate) Vec<&'static str>);

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
