//! actix's request, as deciding reads it.

use actix_web::dev::{RequestHead, ServiceRequest};
use actix_web::http::header::{
    ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_REQUEST_METHOD, HeaderName, HeaderValue, ORIGIN,
};
use corsac::{Request, RequestField, ValueId};
use corsac_http::ServerRequest;

/// The head of a request of actix.
pub(crate) struct ActixRequest<'r> {
    head: &'r RequestHead,
}

const ACCESS_CONTROL_REQUEST_PRIVATE_NETWORK: HeaderName =
    HeaderName::from_static("access-control-request-private-network");

impl<'r> ActixRequest<'r> {
    #[inline]
    pub(crate) fn of(request: &'r ServiceRequest) -> ActixRequest<'r> {
        ActixRequest { head: request.head() }
    }

    /// The value of `Origin`.
    #[inline]
    pub(crate) fn origin(&self) -> Option<&'r HeaderValue> {
        self.lines(RequestField::Origin).next()
    }

    /// A value that an answer takes from the request. Cloning it copies no bytes.
    #[inline]
    pub(crate) fn value(&self, id: ValueId) -> Option<&'r HeaderValue> {
        match id {
            ValueId::Origin(_) | ValueId::RequestOrigin => self.origin(),
            ValueId::RequestMethod => self.lines(RequestField::AccessControlRequestMethod).next(),
            ValueId::RequestHeaders(line) => self.lines(RequestField::AccessControlRequestHeaders).nth(line),
            _ => None,
        }
    }

    #[inline]
    fn lines(&self, field: RequestField) -> core::slice::Iter<'r, HeaderValue> {
        let name = match field {
            RequestField::Origin => ORIGIN,
            RequestField::AccessControlRequestMethod => ACCESS_CONTROL_REQUEST_METHOD,
            RequestField::AccessControlRequestHeaders => ACCESS_CONTROL_REQUEST_HEADERS,
            _ => ACCESS_CONTROL_REQUEST_PRIVATE_NETWORK,
        };
        self.head.headers.get_all(name)
    }
}

impl Request for ActixRequest<'_> {
    #[inline]
    fn method(&self) -> &[u8] {
        self.head.method.as_str().as_bytes()
    }

    #[inline]
    fn field_lines(&self, field: RequestField) -> impl Iterator<Item = &[u8]> {
        self.lines(field).map(HeaderValue::as_bytes)
    }
}

impl ServerRequest for ActixRequest<'_> {
    fn header(&self, name: &'static str) -> Option<&[u8]> {
        // A static name, or actix would make one of its own.
        self.head.headers.get(HeaderName::from_static(name)).map(HeaderValue::as_bytes)
    }

    fn authority(&self) -> Option<&[u8]> {
        self.head.uri.authority().map(|authority| authority.as_str().as_bytes())
    }
}
