//! [Schemes](https://url.spec.whatwg.org/#concept-url-scheme), and which of them an origin can have.

use crate::syntax::{ByteSet, LOWER_ALPHA_DIGIT, bytes};

/// The longest scheme of an origin, in bytes.
pub(crate) const MAX_SCHEME_LENGTH: usize = 64;

const SCHEME: ByteSet = LOWER_ALPHA_DIGIT.with(b"+-.");

/// Is this a scheme as [URL serializing](https://url.spec.whatwg.org/#concept-url-serializer) writes it?
pub(crate) const fn is_scheme(scheme: &[u8]) -> bool {
    match scheme {
        [b'a'..=b'z', ..] => scheme.len() <= MAX_SCHEME_LENGTH && SCHEME.contains_all(scheme),
        _ => false,
    }
}

/// Are hosts of this scheme domains and IP addresses, with a default port?
pub(crate) const fn is_http(scheme: &[u8]) -> bool {
    bytes::is_one_of(scheme, &[b"http", b"https"])
}

/// Schemes that no page's [origin](https://url.spec.whatwg.org/#origin) has: URLs of these either take the
/// origin of another URL, or have an opaque origin, or name no page at all.
pub(crate) const fn is_impossible(scheme: &[u8]) -> bool {
    bytes::is_one_of(scheme, &[b"about", b"blob", b"data", b"ftp", b"javascript", b"view-source", b"ws", b"wss"])
}

/// The [default port](https://url.spec.whatwg.org/#default-port).
pub(crate) const fn default_port(scheme: &[u8]) -> Option<u16> {
    match scheme {
        b"http" => Some(80),
        b"https" => Some(443),
        _ => None,
    }
}

/// Schemes that a known embedder serializes as a tuple origin.
#[cfg(feature = "compile")]
pub(crate) const fn is_known(scheme: &[u8]) -> bool {
    is_http(scheme)
        || bytes::is_one_of(
            scheme,
            &[
                b"app",
                b"capacitor",
                b"chrome-extension",
                b"file",
                b"ionic",
                b"moz-extension",
                b"safari-web-extension",
                b"tauri",
                b"vscode-webview",
            ],
        )
}
