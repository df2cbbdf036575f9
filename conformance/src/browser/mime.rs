//! Just enough of MIME sniffing to know a content type's essence.

use super::bytes::{is_http_whitespace, is_token, trim};

/// Parse a MIME type: the essence in lower case, or `None` for failure. Parameters cannot make the
/// parser fail, so they are not looked at.
///
/// <https://mimesniff.spec.whatwg.org/#parse-a-mime-type>
pub(super) fn essence(input: &[u8]) -> Option<String> {
    let input = trim(input, is_http_whitespace);
    let slash = input.iter().position(|&byte| byte == b'/')?;
    let (kind, rest) = (&input[..slash], &input[slash + 1..]);
    if !is_token(kind) {
        return None;
    }
    let end = rest.iter().position(|&byte| byte == b';').unwrap_or(rest.len());
    let subtype = trim_end(&rest[..end]);
    if !is_token(subtype) {
        return None;
    }
    let essence = [kind, b"/", subtype].concat().to_ascii_lowercase();
    String::from_utf8(essence).ok()
}

fn trim_end(mut bytes: &[u8]) -> &[u8] {
    while let [rest @ .., last] = bytes
        && is_http_whitespace(*last)
    {
        bytes = rest;
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn essence_is_lower_case_and_without_parameters() {
        for input in ["text/plain", " Text/Plain ;charset=utf-8", "text/plain;", "TEXT/plain;garbage"] {
            assert_eq!(essence(input.as_bytes()).as_deref(), Some("text/plain"), "{input}");
        }
    }

    #[test]
    fn failures() {
        for input in ["", "text", "text/", "/plain", "text /plain", "text/\tplain", "text/plain,text/plain", "a/b c"] {
            assert_eq!(essence(input.as_bytes()), None, "{input}");
        }
    }
}
