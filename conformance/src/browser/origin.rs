//! Origins.

use core::fmt;

use super::url::{self, InvalidUrl, UrlProblem};

/// The origin of a page or a URL.
///
/// A tuple origin is kept as its serialization, which stands for exactly one tuple.
///
/// <https://html.spec.whatwg.org/multipage/browsers.html#concept-origin>
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Origin {
    // Invariant: `None` for an opaque origin, else scheme, `://`, host and port as serialized.
    tuple: Option<String>,
}

impl Origin {
    /// An opaque origin, as of a sandboxed frame or a `data:` document. It serializes as `null`.
    #[must_use]
    pub const fn opaque() -> Self {
        Self { tuple: None }
    }

    /// Reads a serialized origin: `null`, or a scheme, a host and maybe a port, exactly as a browser
    /// writes them.
    ///
    /// # Errors
    ///
    /// Says what is not as a browser would write it, and where.
    pub fn parse(text: &str) -> Result<Self, InvalidUrl> {
        if text == "null" {
            return Ok(Self::opaque());
        }
        let scheme_end = text.find("://").ok_or(InvalidUrl { problem: UrlProblem::Scheme, at: 0 })?;
        let scheme = &text[..scheme_end];
        if !url::is_scheme(scheme) || scheme.bytes().any(|byte| byte.is_ascii_uppercase()) {
            return Err(InvalidUrl { problem: UrlProblem::Scheme, at: 0 });
        }
        let authority_start = scheme_end + "://".len();
        let authority = &text[authority_start..];
        if let Some(at) = authority.find(['/', '\\', '?', '#', '@']) {
            return Err(InvalidUrl { problem: UrlProblem::NotAnOrigin, at: authority_start + at });
        }
        let (host, port) = url::parse_authority(scheme, authority, authority_start)?;
        let origin = Self::tuple(scheme, &host, port);
        if origin.serialize() != text {
            return Err(InvalidUrl { problem: UrlProblem::NotSerialized, at: authority_start });
        }
        Ok(origin)
    }

    pub(super) fn tuple(scheme: &str, host: &str, port: Option<u16>) -> Self {
        let port = port.map_or_else(String::new, |port| format!(":{port}"));
        Self { tuple: Some(format!("{scheme}://{host}{port}")) }
    }

    /// Is it opaque?
    pub(super) const fn is_opaque(&self) -> bool {
        self.tuple.is_none()
    }

    /// The ASCII serialization.
    #[must_use]
    pub fn serialize(&self) -> &str {
        self.tuple.as_deref().unwrap_or("null")
    }

    /// Whether both are the same tuple. An opaque origin is no other origin's equal.
    ///
    /// <https://html.spec.whatwg.org/multipage/browsers.html#same-origin>
    #[must_use]
    pub fn is_same_origin(&self, other: &Self) -> bool {
        self.tuple.is_some() && self.tuple == other.tuple
    }

    /// Whether this is a tuple origin with this scheme.
    pub(super) fn has_scheme(&self, scheme: &str) -> bool {
        self.tuple.as_deref().and_then(|tuple| tuple.split_once("://")).is_some_and(|(own, _)| own == scheme)
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.serialize())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_a_browser_writes() {
        for text in [
            "null",
            "http://client.example",
            "https://a_b.example.:8443",
            "https://[2001:db8::1]:8443",
            "http://127.0.0.1:3000",
            "http://h:443",
            "tauri://localhost",
            "chrome-extension://abcdefgh",
            "moz-extension://0f0c3b7e-0000-4000-8000-000000000000",
            "file://",
            "http://a,b.client.example",
        ] {
            assert_eq!(Origin::parse(text).map(|origin| origin.to_string()).as_deref(), Ok(text));
        }
    }

    #[test]
    fn refuses_what_no_browser_writes() {
        for (text, problem) in [
            ("", UrlProblem::Scheme),
            ("client.example", UrlProblem::Scheme),
            ("HTTP://client.example", UrlProblem::Scheme),
            ("http://CLIENT.example", UrlProblem::NotSerialized),
            ("http://client.example/", UrlProblem::NotAnOrigin),
            ("http://u@client.example", UrlProblem::NotAnOrigin),
            ("http://client.example:80", UrlProblem::NotSerialized),
            ("http://client.example:", UrlProblem::NotSerialized),
            ("http://client.example:0443", UrlProblem::NotSerialized),
            ("http://client.example:70000", UrlProblem::Port),
            ("http://client example", UrlProblem::Host),
            ("http://", UrlProblem::Host),
            ("http://[::0]", UrlProblem::NotSerialized),
        ] {
            assert_eq!(Origin::parse(text).map_err(|error| error.problem), Err(problem), "{text}");
        }
    }

    #[test]
    fn opaque_equals_nothing() {
        let opaque = Origin::opaque();
        assert!(!opaque.is_same_origin(&opaque));
        assert_eq!(opaque.serialize(), "null");
    }
}
