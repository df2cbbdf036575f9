//! Asks a server under test, and gives back what it says.

use core::net::SocketAddr;
use core::time::Duration;

use http_body_util::Full;
use hyper::body::Bytes;
use hyper::header::{CONNECTION, CONTENT_LENGTH, HeaderName, HeaderValue};
use hyper::http::request::Parts;
use hyper::{Method, Request};

use super::answer::Answer;
use crate::http;

/// What belongs to one connection, not to the message.
///
/// <https://www.rfc-editor.org/rfc/rfc9110#section-7.6.1>
const OF_A_CONNECTION: [&str; 4] = ["connection", "keep-alive", "transfer-encoding", "te"];

/// How long a server may take.
const LONGEST: Duration = Duration::from_secs(10);

/// Sends the request as the browser made it, and beside it what the handler shall answer: that is how applications of
/// the conformance kit are told.
pub(super) async fn forward(
    upstream: SocketAddr,
    mut head: Parts,
    body: Bytes,
    status: u16,
    headers: &[(String, String)],
) -> Result<Answer, String> {
    for name in OF_A_CONNECTION {
        head.headers.remove(HeaderName::from_static(name));
    }
    head.headers.insert(CONNECTION, HeaderValue::from_static("close"));
    head.headers.insert("conformance-status", HeaderValue::from(status));
    for (name, value) in headers {
        let line = HeaderValue::from_str(&format!("{name}: {value}")).map_err(|error| error.to_string())?;
        head.headers.append("conformance-header", line);
    }
    let is_head = head.method == Method::HEAD;
    let mut answer = http::send(upstream, Request::from_parts(head, Full::new(body)), LONGEST).await?;
    for name in OF_A_CONNECTION {
        answer.headers_mut().remove(HeaderName::from_static(name));
    }
    // Here rather than by the HTTP library, so that it is written down as well.
    if !is_head && !matches!(answer.status().as_u16(), 204 | 304) && !answer.headers().contains_key(CONTENT_LENGTH) {
        let length = HeaderValue::from(answer.body().len());
        answer.headers_mut().insert(CONTENT_LENGTH, length);
    }
    Ok(answer.map(Full::new))
}
