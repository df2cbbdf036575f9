//! [Schemes](https://url.spec.whatwg.org/#concept-url-scheme), and which of them an origin can have.

use crate::syntax::{SCHEME, bytes};

/// The longest scheme of an origin, in bytes.
pub(crate) const MAX_SCHEME_LENGTH: usize = 64;

/// Is this a scheme as [URL serializing](https://url.spec.whatwg.org/#concept-url-serializer) writes it?
pub(crate) const fn is_scheme(scheme: &[u8]) -> bool {
    match scheme {
        [b'a'..=b'z', ..] => scheme.len() <= MAX_SCHEME_LENGTH && SCHEME.contains_all(scheme),
        _ => false,
    }
}

/// Are hosts of this scheme domains and IP addresses, with a default port?
pub(crate) const fn is_http(scheme: &[u8]) -> bool {
    default_port(scheme).is_some()
}

/// Schemes that no page's [origin](https://url.spec.whatwg.org/#origin) has: URLs of these either take the
/// origin of another URL, or have an opaque origin, or name no page at all.
// Takes a scheme, in which there is no comma.
pub(crate) const fn is_impossible(scheme: &[u8]) -> bool {
    bytes::is_listed(scheme, b"about,blob,data,ftp,javascript,view-source,ws,wss")
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
        || bytes::is_listed(
            scheme,
            b"app,capacitor,chrome-extension,file,ionic,moz-extension,safari-web-extension,tauri,vscode-webview",
        )
}
