//! Which request headers a page may send to another origin without asking first.

use super::engine::Engine;
use super::{mime, range};

/// Whether a header is a CORS-safelisted request-header.
///
/// <https://fetch.spec.whatwg.org/#cors-safelisted-request-header>
pub(super) fn is_cors_safelisted_request_header(name: &str, value: &[u8], engine: Engine) -> bool {
    if value.len() > MAX_VALUE_LENGTH {
        return false;
    }
    match name.to_ascii_lowercase().as_str() {
        "accept" => !value.iter().any(|&byte| is_cors_unsafe_request_header_byte(byte)),
        "accept-language" | "content-language" => value.iter().all(|&byte| is_language_byte(byte)),
        "content-type" => {
            if value.iter().any(|&byte| is_cors_unsafe_request_header_byte(byte)) {
                return false;
            }
            mime::essence(value).is_some_and(|essence| SAFE_ESSENCES.contains(&essence.as_str()))
        }
        "range" => range::is_single_range_with_start(value),
        other => engine.safelists_client_hints() && is_safe_client_hint(other, value),
    }
}

/// Whether `byte` is a CORS-unsafe request-header byte.
///
/// <https://fetch.spec.whatwg.org/#cors-unsafe-request-header-byte>
const fn is_cors_unsafe_request_header_byte(byte: u8) -> bool {
    (byte < b' ' && byte != b'\t')
        || matches!(
            byte,
            b'"' | b'(' | b')' | b':' | b'<' | b'>' | b'?' | b'@' | b'[' | b'\\' | b']' | b'{' | b'}' | 0x7F
        )
}

const fn is_language_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b' ' | b'*' | b',' | b'-' | b'.' | b';' | b'=')
}

/// The names Chromium adds to the safelist: client hints, with values that look like hints.
fn is_safe_client_hint(name: &str, value: &[u8]) -> bool {
    match name {
        "intervention" | "lang" => true,
        "save-data" => value.eq_ignore_ascii_case(b"on"),
        "width" | "viewport-width" => is_digits(value),
        "device-memory" | "dpr" => match value.iter().position(|&byte| byte == b'.') {
            Some(point) => is_digits(&value[..point]) && is_digits(&value[point + 1..]),
            None => is_digits(value),
        },
        _ => false,
    }
}

fn is_digits(bytes: &[u8]) -> bool {
    !bytes.is_empty() && bytes.iter().all(u8::is_ascii_digit)
}

/// The longest value that is safelisted, in bytes.
const MAX_VALUE_LENGTH: usize = 128;

const SAFE_ESSENCES: [&str; 3] = ["application/x-www-form-urlencoded", "multipart/form-data", "text/plain"];

#[cfg(test)]
mod tests {
    use super::*;

    fn is_safe(name: &str, value: &str) -> bool {
        is_cors_safelisted_request_header(name, value.as_bytes(), Engine::Spec)
    }

    #[test]
    fn names_and_values() {
        for (name, value) in [
            ("Accept", "*/*;q=0.1, a\t/b"),
            ("ACCEPT-LANGUAGE", "de-AT, *;q=0.5"),
            ("Content-Language", ""),
            ("content-type", "Multipart/Form-Data; boundary=x"),
            ("Range", "bytes=1-"),
        ] {
            assert!(is_safe(name, value), "{name}: {value}");
        }
        for (name, value) in [
            ("Accept", "a\"b"),
            ("Accept", "a\u{7f}"),
            ("Accept-Language", "de_AT"),
            ("Content-Type", "application/json"),
            ("Content-Type", "text/plain; a=(b)"),
            ("Range", "bytes=-1"),
            ("DPR", "2"),
            ("X-A", ""),
        ] {
            assert!(!is_safe(name, value), "{name}: {value}");
        }
    }

    #[test]
    fn the_length_limit_is_inclusive() {
        assert!(is_safe("Accept", &"a".repeat(128)));
        assert!(!is_safe("Accept", &"a".repeat(129)));
    }

    #[test]
    fn chromium_lets_client_hints_through() {
        let is_safe = |name, value: &str| is_cors_safelisted_request_header(name, value.as_bytes(), Engine::Chromium);
        assert!(is_safe("Save-Data", "On") && is_safe("DPR", "2.5") && is_safe("width", "10"));
        assert!(!is_safe("Save-Data", "off") && !is_safe("DPR", "2.") && !is_safe("Width", "1.5"));
        assert!(!is_safe("X-DPR", "2"));
    }
}
