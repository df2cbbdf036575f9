//! Request headers a script cannot set, and response headers it cannot see.

use super::bytes::get_decode_and_split;
use super::method::is_forbidden_method;

/// Whether a header is a forbidden request-header.
///
/// <https://fetch.spec.whatwg.org/#forbidden-request-header>
pub(super) fn is_forbidden_request_header(name: &str, value: &[u8]) -> bool {
    let name = name.to_ascii_lowercase();
    if FORBIDDEN_REQUEST_HEADERS.contains(&name.as_str()) {
        return true;
    }
    if name.starts_with("proxy-") || name.starts_with("sec-") {
        return true;
    }
    if METHOD_OVERRIDES.contains(&name.as_str()) {
        return get_decode_and_split(value).into_iter().any(is_forbidden_method);
    }
    false
}

/// Whether `name` is a forbidden response-header name.
///
/// <https://fetch.spec.whatwg.org/#forbidden-response-header-name>
pub(super) fn is_forbidden_response_header_name(name: &str) -> bool {
    name.eq_ignore_ascii_case("set-cookie") || name.eq_ignore_ascii_case("set-cookie2")
}

const FORBIDDEN_REQUEST_HEADERS: [&str; 21] = [
    "accept-charset",
    "accept-encoding",
    "access-control-request-headers",
    "access-control-request-method",
    "connection",
    "content-length",
    "cookie",
    "cookie2",
    "date",
    "dnt",
    "expect",
    "host",
    "keep-alive",
    "origin",
    "referer",
    "set-cookie",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "via",
];

const METHOD_OVERRIDES: [&str; 3] = ["x-http-method", "x-http-method-override", "x-method-override"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_forbidden_in_any_case() {
        for name in ["Host", "ORIGIN", "sec-foo", "Proxy-", "Via", "access-control-request-method"] {
            assert!(is_forbidden_request_header(name, b"x"), "{name}");
        }
        for name in ["User-Agent", "Accept", "Sec", "Authorization", "X-Cookie"] {
            assert!(!is_forbidden_request_header(name, b"x"), "{name}");
        }
    }

    #[test]
    fn method_overrides_depend_on_the_value() {
        let name = "X-HTTP-Method-Override";
        assert!(!is_forbidden_request_header(name, b"PUT"));
        assert!(is_forbidden_request_header(name, b"put, trace"));
        assert!(is_forbidden_request_header("x-http-method", b"CONNECT"));
        assert!(is_forbidden_request_header("X-Method-Override", b" Track\t"));
        assert!(!is_forbidden_request_header(name, b"\"a,trace\""));
    }
}
