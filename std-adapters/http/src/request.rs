//! What is asked of a request.

use corsac::{Request, RequestField, ValueId};
use http::header::{ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_REQUEST_METHOD, HeaderName, HeaderValue, ORIGIN};
use http::{HeaderMap, Method, Uri};

/// A request as a server framework keeps it: what deciding reads, and what tells whether it comes from the server's own
/// pages. The latter is asked for only where the policy does not allow the origin.
pub trait ServerRequest: Request {
    /// The first value of a header field, by its name in lower case.
    fn header(&self, name: &'static str) -> Option<&[u8]>;

    /// The authority of the [target](https://www.rfc-editor.org/rfc/rfc9110#name-determining-the-target-resource),
    /// where it is not in `Host`: `:authority` of HTTP/2.
    fn authority(&self) -> Option<&[u8]> {
        None
    }
}

/// The head of a request of `http` 1.x.
#[derive(Clone, Copy, Debug)]
pub struct HttpRequest<'r> {
    method: &'r Method,
    uri: &'r Uri,
    headers: &'r HeaderMap,
}

const ACCESS_CONTROL_REQUEST_PRIVATE_NETWORK: HeaderName =
    HeaderName::from_static("access-control-request-private-network");

impl<'r> HttpRequest<'r> {
    /// The head of `request`.
    #[inline]
    pub fn of<B>(request: &'r http::Request<B>) -> HttpRequest<'r> {
        HttpRequest { method: request.method(), uri: request.uri(), headers: request.headers() }
    }

    /// The head that has these parts.
    #[inline]
    pub fn new(method: &'r Method, uri: &'r Uri, headers: &'r HeaderMap) -> HttpRequest<'r> {
        HttpRequest { method, uri, headers }
    }

    /// The value of `Origin`: cloning it copies no bytes.
    #[inline]
    pub fn origin(&self) -> Option<&'r HeaderValue> {
        self.headers.get(ORIGIN)
    }
}

impl<'r> HttpRequest<'r> {
    /// The value that a plan takes from this request.
    pub(crate) fn value(&self, id: ValueId) -> Option<&'r HeaderValue> {
        match id {
            ValueId::Origin(_) | ValueId::RequestOrigin => self.origin(),
            ValueId::RequestMethod => self.headers.get(ACCESS_CONTROL_REQUEST_METHOD),
            ValueId::RequestHeaders(line) => self.headers.get_all(ACCESS_CONTROL_REQUEST_HEADERS).iter().nth(line),
            _ => None,
        }
    }
}

impl Request for HttpRequest<'_> {
    #[inline]
    fn method(&self) -> &[u8] {
        self.method.as_str().as_bytes()
    }

    #[inline]
    fn field_lines(&self, field: RequestField) -> impl Iterator<Item = &[u8]> {
        let name = match field {
            RequestField::Origin => ORIGIN,
            RequestField::AccessControlRequestMethod => ACCESS_CONTROL_REQUEST_METHOD,
            RequestField::AccessControlRequestHeaders => ACCESS_CONTROL_REQUEST_HEADERS,
            _ => ACCESS_CONTROL_REQUEST_PRIVATE_NETWORK,
        };
        self.headers.get_all(name).iter().map(HeaderValue::as_bytes)
    }
}

impl ServerRequest for HttpRequest<'_> {
    fn header(&self, name: &'static str) -> Option<&[u8]> {
        self.headers.get(name).map(HeaderValue::as_bytes)
    }

    fn authority(&self) -> Option<&[u8]> {
        self.uri.authority().map(|authority| authority.as_str().as_bytes())
    }
}
