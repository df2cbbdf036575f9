//! [Methods](https://fetch.spec.whatwg.org/#methods), as Fetch sees them.

use crate::syntax::{TOKEN, bytes};

/// The longest method that is looked at, in bytes.
pub(crate) const MAX_METHOD_LENGTH: usize = 64;

/// The [CORS-safelisted methods](https://fetch.spec.whatwg.org/#cors-safelisted-method).
pub(crate) const CORS_SAFELISTED: [&[u8]; 3] = [b"GET", b"HEAD", b"POST"];

/// Is this a [method](https://fetch.spec.whatwg.org/#concept-method), of at most 64 bytes?
pub(crate) const fn is_method(method: &[u8]) -> bool {
    !method.is_empty() && method.len() <= MAX_METHOD_LENGTH && TOKEN.contains_all(method)
}

/// Is this a [CORS-safelisted method](https://fetch.spec.whatwg.org/#cors-safelisted-method)? Case counts.
pub(crate) const fn is_cors_safelisted(method: &[u8]) -> bool {
    bytes::is_listed(method, b"GET,HEAD,POST")
}

/// Is this a [forbidden method](https://fetch.spec.whatwg.org/#forbidden-method)? Case does not count.
pub(crate) const fn is_forbidden(method: &[u8]) -> bool {
    bytes::equal_lowercased(method, b"connect")
        || bytes::equal_lowercased(method, b"trace")
        || bytes::equal_lowercased(method, b"track")
}

/// The upper-case form a browser sends, where it [normalizes](https://fetch.spec.whatwg.org/#concept-method-normalize)
/// this spelling; `None` where it sends the method as it is. `PATCH` is not among the six names.
pub(crate) const fn normalized_spelling(method: &[u8]) -> Option<&'static str> {
    let mut names: &[(&[u8], &'static str)] = &[
        (b"delete", "DELETE"),
        (b"get", "GET"),
        (b"head", "HEAD"),
        (b"options", "OPTIONS"),
        (b"post", "POST"),
        (b"put", "PUT"),
    ];
    while let [(lower, upper), rest @ ..] = names {
        if bytes::equal_lowercased(method, lower) {
            return if bytes::equal(method, upper.as_bytes()) { None } else { Some(upper) };
        }
        names = rest;
    }
    None
}

/// Can a browser ever ask for this method in a CORS-preflight request?
pub(crate) const fn is_askable(method: &[u8]) -> bool {
    is_method(method) && !is_forbidden(method) && normalized_spelling(method).is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn six_names_are_normalized_and_patch_is_not() {
        assert_eq!(normalized_spelling(b"dElete"), Some("DELETE"));
        assert_eq!(normalized_spelling(b"DELETE"), None);
        assert_eq!(normalized_spelling(b"patch"), None);
        assert!(is_askable(b"patch") && is_askable(b"PATCH") && !is_askable(b"put") && !is_askable(b"Trace"));
    }

    #[test]
    fn safelisted_methods_keep_their_case() {
        assert!(is_cors_safelisted(b"GET") && !is_cors_safelisted(b"get") && !is_cors_safelisted(b"PUT"));
    }
}
