//! What a page saw of a call.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

/// What the page's script says.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub(crate) enum Observed {
    /// The call succeeded.
    Success {
        /// What there is to see.
        response: Seen,
    },
    /// It failed; scripts do not learn why.
    Failure {
        /// The error as text.
        error: String,
    },
}

/// A response as a page sees it. Elements show nothing of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Seen {
    pub(crate) kind: Option<String>,
    pub(crate) status: Option<u16>,
    pub(crate) url: Option<String>,
    pub(crate) headers: Option<Vec<(String, String)>>,
}

impl Observed {
    pub(crate) fn read(value: &Value) -> Option<Self> {
        Self::deserialize(value).ok()
    }

    /// Whether the page can read the response: it is there, and not closed.
    pub(crate) fn is_readable(&self) -> bool {
        self.seen().is_some_and(|seen| !matches!(seen.kind.as_deref(), Some("opaque" | "opaqueredirect")))
    }

    pub(super) const fn seen(&self) -> Option<&Seen> {
        match self {
            Self::Success { response } => Some(response),
            Self::Failure { .. } => None,
        }
    }
}

impl Seen {
    /// The headers by name, in lower case, if there is a way to see headers.
    pub(super) fn headers(&self) -> Option<BTreeMap<String, String>> {
        let headers = self.headers.as_ref()?;
        Some(headers.iter().map(|(name, value)| (name.to_ascii_lowercase(), value.clone())).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn success_and_failure_are_told_apart() {
        let read = |value: Value| Observed::read(&value);
        let opaque = read(json!({ "response": { "kind": "opaque", "status": 0, "url": "", "headers": [] } }));
        assert!(opaque.is_some_and(|observed| !observed.is_readable() && observed.seen().is_some()));
        assert!(read(json!({ "response": {} })).is_some_and(|observed| observed.is_readable()));
        assert!(read(json!({ "error": "TypeError" })).is_some_and(|observed| !observed.is_readable()));
        assert_eq!(read(json!({ "broken": "x" })), None);
        assert_eq!(read(Value::Null), None);
    }
}
