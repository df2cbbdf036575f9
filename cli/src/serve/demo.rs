//! The demo: an API that answers to every path with what it saw.

use http_body_util::BodyExt;
use hyper::body::Bytes;
use hyper::header::{HeaderValue, LOCATION};
use hyper::{Request, Response, StatusCode};
use serde_json::json;

use super::service::{Body, with_type};

/// A header that pages can read only if the policy exposes it.
const CUSTOM: &str = "x-corsac-demo";

/// Answers with method, path and headers. `/status/NNN` answers with that status, so that errors can be seen.
pub(super) async fn respond(request: Request<Body>) -> Response<Body> {
    let (head, mut body) = request.into_parts();
    let mut length = 0u64;
    while let Some(Ok(frame)) = body.frame().await {
        length = length.saturating_add(frame.data_ref().map_or(0, Bytes::len) as u64);
    }
    let headers = head.headers.iter().map(|(name, value)| (name.as_str(), String::from_utf8_lossy(value.as_bytes())));
    let status = status(head.uri.path());
    let seen = json!({
        "method": head.method.as_str(),
        "path": head.uri.path_and_query().map_or("", |path| path.as_str()),
        "status": status.as_u16(),
        "headers": headers.collect::<Vec<_>>(),
        "body_length": length,
    });
    let mut response = with_type(status, "application/json", format!("{seen:#}\n"));
    response.headers_mut().insert(CUSTOM, HeaderValue::from_static("only readable if exposed"));
    if status.is_redirection() {
        response.headers_mut().insert(LOCATION, HeaderValue::from_static("/"));
    }
    response
}

fn status(path: &str) -> StatusCode {
    let number = path.strip_prefix("/status/").and_then(|number| number.parse::<u16>().ok());
    let status =
        number.filter(|number| (200..600).contains(number)).and_then(|number| StatusCode::from_u16(number).ok());
    status.unwrap_or(StatusCode::OK)
}
