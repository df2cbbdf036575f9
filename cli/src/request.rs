//! The requests that are decided: those of the browser model, and those that no browser sends.

use corsac::{Request, RequestField};
use corsac_conformance::browser::HttpRequest;

/// A method and header lines, from wherever.
pub(crate) struct Received {
    pub(crate) method: String,
    pub(crate) headers: Vec<(String, Vec<u8>)>,
}

impl Received {
    /// What the browser model sends.
    pub(crate) fn from_browser(request: &HttpRequest) -> Received {
        let headers = request.headers.iter().map(|(name, value)| (name.into(), value.into())).collect();
        Received { method: request.method.clone(), headers }
    }

    /// The text of the first line of a field.
    pub(crate) fn first(&self, field: RequestField) -> Option<String> {
        self.field_lines(field).next().map(|value| value.escape_ascii().to_string())
    }
}

impl Request for Received {
    fn method(&self) -> &[u8] {
        self.method.as_bytes()
    }

    fn field_lines(&self, field: RequestField) -> impl Iterator<Item = &[u8]> {
        self.headers
            .iter()
            .filter(move |(name, _)| name.eq_ignore_ascii_case(field.as_str()))
            .map(|(_, value)| value.as_slice())
    }
}
