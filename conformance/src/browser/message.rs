//! HTTP messages between the model and a server.

use super::bytes::{is_tab_or_space, trim};
use super::header_list::HeaderList;
use super::url::Url;

/// Something that answers requests: a policy engine, a recorded case, a real server behind a socket.
///
/// Every `FnMut(&HttpRequest) -> HttpResponse` is one.
pub trait Server {
    /// Answers one request.
    fn respond(&mut self, request: &HttpRequest) -> HttpResponse;
}

impl<F: FnMut(&HttpRequest) -> HttpResponse> Server for F {
    fn respond(&mut self, request: &HttpRequest) -> HttpResponse {
        self(request)
    }
}

/// Which of the two a request is. A server cannot see this; it is for whoever reads an outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RequestKind {
    /// A CORS-preflight request.
    Preflight,
    /// The request the page made.
    Actual,
}

/// A request as it goes to the server.
///
/// Headers without any part in CORS (`Host`, `User-Agent`, `Accept-Encoding`, …) are left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpRequest {
    /// Preflight or not.
    pub kind: RequestKind,
    /// The method.
    pub method: String,
    /// Where it goes.
    pub url: Url,
    /// The page's headers, then those of the user agent.
    pub headers: HeaderList,
    /// Whether cookies, stored passwords and client certificates go along.
    pub includes_credentials: bool,
    /// Whether there is a body.
    pub has_body: bool,
}

/// The parts of a CORS-preflight request that a policy decides on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PreflightRequest {
    /// Where it goes.
    pub url: Url,
    /// The value of `Origin`.
    pub origin: String,
    /// The value of `Access-Control-Request-Method`.
    pub method: String,
    /// The value of `Access-Control-Request-Headers`; `None` if the header is not sent.
    pub headers_line: Option<String>,
}

impl PreflightRequest {
    /// The preflight in `request`, if it is one.
    #[must_use]
    pub fn of(request: &HttpRequest) -> Option<Self> {
        let text = |name| {
            let value = request.headers.get(name)?;
            Some(String::from_utf8_lossy(&value).into_owned())
        };
        (request.kind == RequestKind::Preflight).then_some(())?;
        Some(Self {
            url: request.url.clone(),
            origin: text("Origin")?,
            method: text("Access-Control-Request-Method")?,
            headers_line: text("Access-Control-Request-Headers"),
        })
    }
}

/// A server's answer: status and header lines, in order, duplicates kept.
///
/// ```
/// use corsac_conformance::browser::HttpResponse;
///
/// let response = HttpResponse::new(204)
///     .header("Access-Control-Allow-Origin", "*")
///     .header("Access-Control-Allow-Methods", "PUT");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpResponse {
    /// The status.
    pub status: u16,
    /// The header lines. White space around a value is not part of it.
    pub headers: HeaderList,
}

impl HttpResponse {
    /// A response without headers.
    #[must_use]
    pub const fn new(status: u16) -> Self {
        Self { status, headers: HeaderList::new() }
    }

    /// The same with one header line more.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<Vec<u8>>) -> Self {
        self.headers.append(name, value);
        self
    }

    /// What an HTTP parser makes of the header lines: white space around values is gone.
    ///
    /// <https://www.rfc-editor.org/rfc/rfc9112#name-field-line-parsing>
    pub(super) fn parsed(self) -> Self {
        let headers = self.headers.iter().map(|(name, value)| (name, trim(value, is_tab_or_space))).collect();
        Self { headers, ..self }
    }
}
