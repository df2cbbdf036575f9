//! Rocket's request, as deciding reads it.

use core::cell::OnceCell;

use corsac::{Request, RequestField, ValueId};
use corsac_http::ServerRequest;
use rocket::http::HeaderMap;
use rocket::http::uri::Host;

/// A request of Rocket. Header values that are not UTF-8 are not there: Rocket drops them.
pub(crate) struct RocketRequest<'r> {
    method: &'static str,
    headers: &'r HeaderMap<'r>,
    host: Option<&'r Host<'r>>,
    /// The text of `host`, once it is asked for.
    authority: OnceCell<String>,
}

impl<'r> RocketRequest<'r> {
    pub(crate) fn of(request: &'r rocket::Request<'_>) -> RocketRequest<'r> {
        let (method, headers, host) = (request.method().as_str(), request.headers(), request.host());
        RocketRequest { method, headers, host, authority: OnceCell::new() }
    }

    /// A value that an answer takes from the request. It is borrowed: nothing is copied.
    pub(crate) fn value(&self, id: ValueId) -> Option<&'r str> {
        match id {
            ValueId::Origin(_) | ValueId::RequestOrigin => self.lines(RequestField::Origin).next(),
            ValueId::RequestMethod => self.lines(RequestField::AccessControlRequestMethod).next(),
            ValueId::RequestHeaders(line) => self.lines(RequestField::AccessControlRequestHeaders).nth(line),
            _ => None,
        }
    }

    fn lines(&self, field: RequestField) -> impl Iterator<Item = &'r str> + use<'r> {
        self.headers.get(field.as_str())
    }
}

impl Request for RocketRequest<'_> {
    fn method(&self) -> &[u8] {
        self.method.as_bytes()
    }

    fn field_lines(&self, field: RequestField) -> impl Iterator<Item = &[u8]> {
        self.lines(field).map(str::as_bytes)
    }
}

impl ServerRequest for RocketRequest<'_> {
    fn header(&self, name: &'static str) -> Option<&[u8]> {
        self.headers.get_one(name).map(str::as_bytes)
    }

    fn authority(&self) -> Option<&[u8]> {
        let host = self.host?;
        Some(self.authority.get_or_init(|| host.to_string()).as_bytes())
    }
}
