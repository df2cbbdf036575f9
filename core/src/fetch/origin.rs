//! [Origins](https://url.spec.whatwg.org/#origin) in serialized form, as an `Origin` field carries them.

use core::fmt;

use super::host::HostKind;
use super::{Host, port, scheme};
use crate::syntax::bytes;

/// The longest origin that is looked at, in bytes: a scheme of 64, `://`, a host of 253 and a trailing dot, and
/// `:65535`.
pub const MAX_ORIGIN_LENGTH: usize = 64 + 3 + 254 + 6;

/// An origin that a browser can send: the result of
/// [serializing a request origin](https://fetch.spec.whatwg.org/#serializing-a-request-origin), taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Origin<'o> {
    /// An [opaque origin](https://html.spec.whatwg.org/multipage/browsers.html#concept-origin-opaque), serialized as
    /// `null`. Sandboxed frames, `data:` documents and redirected requests have one; it identifies nobody.
    Opaque,
    /// A [tuple origin](https://html.spec.whatwg.org/multipage/browsers.html#concept-origin-tuple).
    Tuple(TupleOrigin<'o>),
}

/// A scheme, a host and a port.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TupleOrigin<'o> {
    // Invariant: what the other fields were read from, at most MAX_ORIGIN_LENGTH bytes of visible ASCII.
    text: &'o str,
    // Invariant: `scheme::is_scheme` and not `scheme::is_impossible`.
    scheme: &'o str,
    host: Host<'o>,
    // Invariant: not the scheme's default port.
    port: Option<u16>,
}

/// The bytes are not the serialization of an origin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct MalformedOrigin;

impl<'o> Origin<'o> {
    /// Reads the value of an `Origin` field: `null`, or one origin byte for byte as browsers write it.
    ///
    /// Takes at most [`MAX_ORIGIN_LENGTH`] steps per pass, a fixed number of passes, and never panics.
    ///
    /// # Errors
    ///
    /// [`MalformedOrigin`] for anything that no browser sends: lists, upper case in a scheme or an http(s) host,
    /// default ports, paths, non-canonical IP addresses, empty labels, more than [`MAX_ORIGIN_LENGTH`] bytes.
    ///
    /// ```
    /// use corsac::fetch::{Host, Origin};
    ///
    /// let Ok(Origin::Tuple(origin)) = Origin::parse(b"https://example.com:8443") else { panic!() };
    /// assert_eq!(origin.scheme(), "https");
    /// assert_eq!(origin.host(), Host::Domain("example.com"));
    /// assert_eq!(origin.port(), Some(8443));
    /// assert!(Origin::parse(b"https://example.com/").is_err());
    /// ```
    pub const fn parse(origin: &'o [u8]) -> Result<Origin<'o>, MalformedOrigin> {
        if bytes::equal(origin, b"null") {
            return Ok(Origin::Opaque);
        }
        let Some(parts) = Parts::cut(origin) else { return Err(MalformedOrigin) };
        let (Some(kind), Some(port)) = (parts.host_kind(), parts.origin_port()) else { return Err(MalformedOrigin) };
        let scheme = bytes::ascii(parts.scheme());
        Ok(Origin::Tuple(TupleOrigin {
            text: bytes::ascii(origin),
            scheme,
            host: Host::new(kind, bytes::ascii(parts.host)),
            port,
        }))
    }

    /// The serialized origin.
    pub const fn as_str(&self) -> &'o str {
        match self {
            Origin::Opaque => "null",
            Origin::Tuple(origin) => origin.text,
        }
    }
}

impl<'o> TupleOrigin<'o> {
    /// The serialized origin.
    pub const fn as_str(&self) -> &'o str {
        self.text
    }

    /// The [scheme](https://url.spec.whatwg.org/#concept-url-scheme), lower case.
    pub const fn scheme(&self) -> &'o str {
        self.scheme
    }

    /// The host.
    pub const fn host(&self) -> Host<'o> {
        self.host
    }

    /// The port, `None` where it is the scheme's default.
    pub const fn port(&self) -> Option<u16> {
        self.port
    }
}

/// The text of an origin or of a pattern, cut at `://` and at the colon before the port.
#[derive(Clone, Copy)]
pub(crate) struct Parts<'o> {
    // Invariant: ends in `://`, whose colon is the first.
    pub(crate) head: &'o [u8],
    pub(crate) host: &'o [u8],
    // Invariant: empty, or a colon and at most five bytes, none of them a colon.
    pub(crate) port: &'o [u8],
}

impl<'o> Parts<'o> {
    /// Cuts a text of at most [`MAX_ORIGIN_LENGTH`] bytes. What the parts consist of is not looked at.
    pub(crate) const fn cut(text: &'o [u8]) -> Option<Parts<'o>> {
        let Some(colon) = bytes::position(text, b':') else { return None };
        let Some((head @ [.., b':', b'/', b'/'], authority)) = text.split_at_checked(colon.saturating_add(3)) else {
            return None;
        };
        if text.len() > MAX_ORIGIN_LENGTH {
            return None;
        }
        // No colon of an IPv6 address stands so near the end that its bracket is not found first.
        let mut before = authority;
        let mut port_length = 0u8;
        while let [host @ .., byte] = before
            && port_length < MAX_PORT_LENGTH
            && *byte != b']'
        {
            if *byte == b':' {
                let Some((host, port)) = authority.split_at_checked(host.len()) else { return None };
                return Some(Parts { head, host, port });
            }
            port_length = port_length.saturating_add(1);
            before = host;
        }
        Some(Parts { head, host: authority, port: b"" })
    }

    /// The scheme, if it is one.
    pub(crate) const fn scheme(&self) -> &'o [u8] {
        match self.head {
            [scheme @ .., _, _, _] => scheme,
            _ => b"",
        }
    }

    pub(crate) const fn is_http(&self) -> bool {
        scheme::is_http(self.scheme())
    }

    /// The kind of the host; `None` if this is not an origin, whatever the port.
    pub(crate) const fn host_kind(&self) -> Option<HostKind> {
        let scheme = self.scheme();
        if scheme::is_http(scheme) {
            HostKind::of(self.host, true)
        } else if !scheme::is_scheme(scheme) || scheme::is_impossible(scheme) {
            None
        } else if matches!(scheme, b"file") {
            if self.host.is_empty() && self.port.is_empty() { Some(HostKind::Opaque) } else { None }
        } else {
            HostKind::of(self.host, false)
        }
    }

    /// Is this an origin, byte for byte as browsers write it?
    pub(crate) const fn is_origin(&self) -> bool {
        self.host_kind().is_some() && self.origin_port().is_some()
    }

    /// The port; `None` if it is not one that a browser writes after this scheme.
    pub(crate) const fn origin_port(&self) -> Option<Option<u16>> {
        match self.port {
            [] => Some(None),
            [_, digits @ ..] => match (port::parse(digits), scheme::default_port(self.scheme())) {
                (None, _) => None,
                (Some(port), Some(default)) if port == default => None,
                (port, _) => Some(port),
            },
        }
    }
}

/// A colon and five digits.
const MAX_PORT_LENGTH: u8 = 6;

impl fmt::Display for Origin<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl fmt::Display for MalformedOrigin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("not the serialization of an origin")
    }
}

impl core::error::Error for MalformedOrigin {}

#[cfg(test)]
mod tests {
    use super::*;
    use std::string::ToString;

    #[test]
    fn origins_that_browsers_send() {
        for text in [
            "null",
            "https://example.com",
            "http://example.com:443",
            "https://a_b.example.com.:8443",
            "http://127.0.0.1:3000",
            "http://[::1]:3000",
            "http://localhost",
            "chrome-extension://abcdefghijklmnopabcdefghijklmnop",
            "tauri://localhost",
            "capacitor://localhost",
            "app://-",
            "file://",
            "vscode-webview://1A2b:80",
            "https://example.com:1",
        ] {
            let origin = Origin::parse(text.as_bytes()).unwrap_or_else(|error| panic!("{text}: {error}"));
            assert_eq!(origin.to_string(), text);
        }
    }

    #[test]
    fn bytes_that_no_browser_sends() {
        for text in [
            "",
            "NULL",
            "null ",
            "example.com",
            "//example.com",
            "https:/example.com",
            "https://",
            "HTTPS://example.com",
            "https://Example.com",
            "https://example.com/",
            "https://example.com?",
            "https://example.com#",
            "https://u@example.com",
            "https://example.com:",
            "https://example.com:443",
            "http://example.com:80",
            "https://example.com:080",
            "https://example.com:65536",
            "https://a.example https://b.example",
            "https://a.example,https://b.example",
            "https://*.example.com",
            "https://127.1",
            "https://[::1",
            "https://[::01]",
            "https://[::1]x",
            "https://[127.0.0.1]",
            "https://example..com",
            "https://.example.com",
            "wss://example.com",
            "data:text/html",
            "blob:https://example.com",
            "1http://example.com",
            "file://host",
            "file://:80",
            "https://exämple.com",
            "https://example.com\0",
            "app://a/b",
        ] {
            assert_eq!(Origin::parse(text.as_bytes()), Err(MalformedOrigin), "{text}");
        }
        assert!(Origin::parse(b"https://\xff").is_err());
        assert_eq!(MalformedOrigin.to_string(), "not the serialization of an origin");
    }

    #[test]
    fn the_length_limit_is_exact() {
        let longest = std::format!("https://{}", "a".repeat(MAX_ORIGIN_LENGTH - 8));
        assert!(Origin::parse(longest.as_bytes()).is_ok());
        assert!(Origin::parse(std::format!("{longest}a").as_bytes()).is_err());
    }
}
