//! Byte classes and small parsers shared by the algorithms.

/// A byte of an RFC 9110 `token`.
///
/// <https://www.rfc-editor.org/rfc/rfc9110#name-tokens>
pub(super) const fn is_token_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(
            byte,
            b'!' | b'#' | b'$' | b'%' | b'&' | b'\'' | b'*' | b'+' | b'-' | b'.' | b'^' | b'_' | b'`' | b'|' | b'~'
        )
}

/// Whether all of `bytes` is one RFC 9110 `token`.
///
/// <https://www.rfc-editor.org/rfc/rfc9110#name-tokens>
pub(super) fn is_token(bytes: &[u8]) -> bool {
    !bytes.is_empty() && bytes.iter().all(|&byte| is_token_byte(byte))
}

/// An HTTP tab or space byte.
///
/// <https://fetch.spec.whatwg.org/#http-tab-or-space-byte>
pub(super) const fn is_tab_or_space(byte: u8) -> bool {
    matches!(byte, b'\t' | b' ')
}

/// An HTTP whitespace byte: a newline byte, a tab or a space.
///
/// <https://fetch.spec.whatwg.org/#http-whitespace-byte>
pub(super) const fn is_http_whitespace(byte: u8) -> bool {
    matches!(byte, b'\n' | b'\r' | b'\t' | b' ')
}

/// Removes the bytes of `class` from both ends.
pub(super) fn trim(mut bytes: &[u8], class: fn(u8) -> bool) -> &[u8] {
    while let [first, rest @ ..] = bytes
        && class(*first)
    {
        bytes = rest;
    }
    while let [rest @ .., last] = bytes
        && class(*last)
    {
        bytes = rest;
    }
    bytes
}

/// Get, decode, and split a header value: at commas that stand outside quoted strings.
///
/// <https://fetch.spec.whatwg.org/#concept-header-list-get-decode-split>
pub(super) fn get_decode_and_split(value: &[u8]) -> Vec<&[u8]> {
    let mut values = Vec::new();
    let mut start = 0;
    let mut position = 0;
    loop {
        match value.get(position) {
            Some(b'"') => position = after_quoted_string(value, position),
            Some(b',') => {
                values.push(trim(&value[start..position], is_tab_or_space));
                position += 1;
                start = position;
            }
            Some(_) => position += 1,
            None => {
                values.push(trim(&value[start..], is_tab_or_space));
                return values;
            }
        }
    }
}

/// Collect an HTTP quoted string: the position just after the one that starts at `position`.
///
/// <https://fetch.spec.whatwg.org/#collect-an-http-quoted-string>
fn after_quoted_string(value: &[u8], mut position: usize) -> usize {
    position += 1;
    loop {
        match value.get(position) {
            None => return value.len(),
            Some(b'"') => return position + 1,
            Some(b'\\') => position = (position + 2).min(value.len()),
            Some(_) => position += 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trims_only_its_class() {
        assert_eq!(trim(b" \t a b\t ", is_tab_or_space), b"a b");
        assert_eq!(trim(b"\r\n a \n", is_tab_or_space), b"\r\n a \n");
        assert_eq!(trim(b"\r\n a \n", is_http_whitespace), b"a");
        assert_eq!(trim(b"  ", is_tab_or_space), b"");
    }

    #[test]
    fn splits_outside_quoted_strings() {
        let split = |value: &'static str| -> Vec<String> {
            get_decode_and_split(value.as_bytes())
                .into_iter()
                .map(|part| String::from_utf8_lossy(part).into_owned())
                .collect()
        };
        assert_eq!(split("nosniff,"), ["nosniff", ""]);
        assert_eq!(split(""), [""]);
        assert_eq!(split("text/html;\", x/x"), ["text/html;\", x/x"]);
        assert_eq!(split("x/x;test=\"hi\",y/y"), ["x/x;test=\"hi\"", "y/y"]);
        assert_eq!(split("x / x,,,1"), ["x / x", "", "", "1"]);
        assert_eq!(split("\"1,\\\"2\", 3"), ["\"1,\\\"2\"", "3"]);
        assert_eq!(split("a, \"\\"), ["a", "\"\\"]);
    }
}
