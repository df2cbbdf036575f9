//! [Header names](https://fetch.spec.whatwg.org/#headers-class), byte-lowercased, and the classes Fetch puts them in.

use crate::syntax::{LOWER_TOKEN, TOKEN, bytes};

/// The longest header name that a policy may hold, in bytes.
pub(crate) const MAX_HEADER_NAME_LENGTH: usize = 255;

/// Is this a field name, of at most 255 bytes, in any case?
pub(crate) const fn is_header_name(name: &[u8]) -> bool {
    !name.is_empty() && name.len() <= MAX_HEADER_NAME_LENGTH && TOKEN.contains_all(name)
}

/// Is this a byte-lowercased field name of at most 255 bytes?
pub(crate) const fn is_lowercase_header_name(name: &[u8]) -> bool {
    is_header_name(name) && LOWER_TOKEN.contains_all(name)
}

/// Is this a [forbidden request-header](https://fetch.spec.whatwg.org/#forbidden-request-header) whatever its value?
/// Takes a byte-lowercased name.
pub(crate) const fn is_forbidden_request_header(name: &[u8]) -> bool {
    bytes::strip_prefix(name, b"proxy-").is_some()
        || bytes::strip_prefix(name, b"sec-").is_some()
        || bytes::is_listed(
            name,
            b"accept-charset,accept-encoding,access-control-request-headers,access-control-request-method,\
              connection,content-length,cookie,cookie2,date,dnt,expect,host,keep-alive,origin,referer,\
              set-cookie,te,trailer,transfer-encoding,upgrade,via",
        )
}

/// Is this a response header of the CORS protocol? Takes a byte-lowercased name.
#[cfg(feature = "compile")]
pub(crate) const fn is_cors_response_header(name: &[u8]) -> bool {
    bytes::strip_prefix(name, b"access-control-allow-").is_some()
        || bytes::is_listed(name, b"access-control-expose-headers,access-control-max-age")
}

/// Is this a [forbidden response-header name](https://fetch.spec.whatwg.org/#forbidden-response-header-name)?
/// Takes a byte-lowercased name.
pub(crate) const fn is_forbidden_response_header(name: &[u8]) -> bool {
    bytes::is_listed(name, b"set-cookie,set-cookie2")
}

/// Is this name always readable, being a
/// [CORS-safelisted response-header name](https://fetch.spec.whatwg.org/#cors-safelisted-response-header-name)?
/// Takes a byte-lowercased name.
pub(crate) const fn is_safelisted_response_header(name: &[u8]) -> bool {
    bytes::is_listed(name, b"cache-control,content-language,content-length,content-type,expires,last-modified,pragma")
}

/// Does this name occur in requests only? Takes a byte-lowercased name. Names that servers are known to send
/// in responses, such as `authorization`, are not counted.
pub(crate) const fn is_request_only(name: &[u8]) -> bool {
    bytes::is_listed(
        name,
        b"access-control-request-headers,access-control-request-method,\
              access-control-request-private-network,cookie,cookie2,expect,host,origin,referer,te",
    )
}

/// Does this name occur in preflight responses only, which no script reads? Takes a byte-lowercased name.
pub(crate) const fn is_preflight_only(name: &[u8]) -> bool {
    bytes::is_listed(
        name,
        b"access-control-allow-headers,access-control-allow-methods,access-control-allow-private-network,\
              access-control-max-age",
    )
}

/// Would exposing this name change what a script can read? Takes a byte-lowercased name.
pub(crate) const fn is_exposable(name: &[u8]) -> bool {
    is_lowercase_header_name(name)
        && !is_forbidden_response_header(name)
        && !is_safelisted_response_header(name)
        && !is_request_only(name)
        && !is_preflight_only(name)
}

/// Can a browser ever ask for this name in a CORS-preflight request? Takes a byte-lowercased name.
pub(crate) const fn is_askable(name: &[u8]) -> bool {
    is_lowercase_header_name(name) && !is_forbidden_request_header(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_fall_into_their_classes() {
        assert!(is_forbidden_request_header(b"sec-fetch-site") && is_forbidden_request_header(b"te"));
        assert!(!is_forbidden_request_header(b"user-agent") && !is_forbidden_request_header(b"secret"));
        assert!(is_exposable(b"authorization") && !is_exposable(b"set-cookie") && !is_exposable(b"content-type"));
        assert!(is_askable(b"x-a") && !is_askable(b"X-A") && !is_askable(b"") && !is_askable(b"a b"));
        assert!(!is_header_name(&[b'a'; 256]) && is_header_name(&[b'A'; 255]));
    }
}
