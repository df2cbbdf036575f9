//! Methods: which are safelisted, which are forbidden, which change case.

/// Whether `method` is a CORS-safelisted method.
///
/// <https://fetch.spec.whatwg.org/#cors-safelisted-method>
pub(super) fn is_cors_safelisted_method(method: &str) -> bool {
    matches!(method, "GET" | "HEAD" | "POST")
}

/// Whether `method` is a forbidden method.
///
/// <https://fetch.spec.whatwg.org/#forbidden-method>
pub(super) fn is_forbidden_method(method: &[u8]) -> bool {
    [&b"CONNECT"[..], b"TRACE", b"TRACK"].iter().any(|forbidden| forbidden.eq_ignore_ascii_case(method))
}

/// Normalize a method: upper case, but only for six of them.
///
/// <https://fetch.spec.whatwg.org/#concept-method-normalize>
pub(super) fn normalize(method: &str) -> String {
    ["DELETE", "GET", "HEAD", "OPTIONS", "POST", "PUT"]
        .into_iter()
        .find(|known| known.eq_ignore_ascii_case(method))
        .unwrap_or(method)
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn normalizes_six_methods_and_patch_is_not_one() {
        for (from, to) in [("get", "GET"), ("hEAD", "HEAD"), ("Options", "OPTIONS"), ("put", "PUT")] {
            assert_eq!(normalize(from), to);
        }
        for kept in ["patch", "PATCH", "patcH", "chicken", "Egg", "gett", ""] {
            assert_eq!(normalize(kept), kept);
        }
    }

    #[test]
    fn the_safelist_is_case_sensitive_and_the_forbidden_list_is_not() {
        assert!(is_cors_safelisted_method("GET") && !is_cors_safelisted_method("get"));
        assert!(!is_cors_safelisted_method("PUT"));
        assert!(is_forbidden_method(b"trace") && is_forbidden_method(b"Track"));
        assert!(is_forbidden_method(b"CONNECT") && !is_forbidden_method(b"TRAC"));
    }
}
