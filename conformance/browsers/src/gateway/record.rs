//! What goes through the gateway, written down.

use corsac_conformance::browser::HeaderList;
use hyper::HeaderMap;

/// A request and its response.
#[derive(Clone, Debug)]
pub(crate) struct Exchange {
    pub(crate) method: String,
    pub(crate) url: String,
    pub(crate) request: Message,
    pub(crate) status: u16,
    pub(crate) response: Message,
}

/// Header lines as they were on the wire.
#[derive(Clone, Debug, Default)]
pub(crate) struct Message(HeaderList);

impl Message {
    pub(super) fn of(headers: &HeaderMap) -> Self {
        Self(headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes())).collect())
    }

    /// The lines of one name as one value.
    pub(crate) fn get(&self, name: &str) -> Option<String> {
        Some(String::from_utf8_lossy(&self.0.get(name)?).into_owned())
    }

    /// All lines.
    pub(crate) const fn lines(&self) -> &HeaderList {
        &self.0
    }
}

impl Exchange {
    /// Whether this is a CORS-preflight request.
    pub(crate) fn is_preflight(&self) -> bool {
        self.method == "OPTIONS" && self.request.get("access-control-request-method").is_some()
    }
}
