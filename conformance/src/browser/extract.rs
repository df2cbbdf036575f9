//! Extracting header list values, for the headers of the CORS protocol and `Location`.

use super::bytes::{is_tab_or_space, is_token, trim};
use super::header_list::HeaderList;

/// The header is there but does not match its grammar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Malformed;

/// Extract header list values, for a header whose grammar is a list of tokens; `None` if absent.
///
/// Several lines are one list, empty elements are allowed, and one malformed element makes all of it
/// a failure.
///
/// <https://fetch.spec.whatwg.org/#extract-header-list-values>
pub(super) fn tokens(headers: &HeaderList, name: &str) -> Result<Option<Vec<String>>, Malformed> {
    if !headers.contains(name) {
        return Ok(None);
    }
    let mut values = Vec::new();
    for value in headers.values(name) {
        for element in value.split(|&byte| byte == b',') {
            let element = trim(element, is_tab_or_space);
            if element.is_empty() {
                continue;
            }
            if !is_token(element) {
                return Err(Malformed);
            }
            values.push(element.iter().copied().map(char::from).collect());
        }
    }
    Ok(Some(values))
}

/// Extract header list values, for a header that allows a single line; `None` if absent. The value's
/// own grammar is the caller's.
///
/// <https://fetch.spec.whatwg.org/#extract-header-list-values>
pub(super) fn single<'h>(headers: &'h HeaderList, name: &'h str) -> Result<Option<&'h [u8]>, Malformed> {
    let mut values = headers.values(name);
    let first = values.next();
    if values.next().is_some() { Err(Malformed) } else { Ok(first) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(lines: &[&str]) -> Result<Option<Vec<String>>, Malformed> {
        tokens(&lines.iter().map(|&line| ("A", line)).collect(), "a")
    }

    #[test]
    fn lists() {
        let some = |values: &[&str]| Ok(Some(values.iter().map(|&value| value.to_owned()).collect()));
        assert_eq!(list(&[]), Ok(None));
        assert_eq!(list(&[""]), some(&[]));
        assert_eq!(list(&["a ,\tb,, C", "*"]), some(&["a", "b", "C", "*"]));
        for malformed in ["a b", "a,b c", "a;b", "\"a\"", "a,\u{0}", "é"] {
            assert_eq!(list(&["a", malformed]), Err(Malformed), "{malformed}");
        }
    }

    #[test]
    fn single_values() {
        let headers: HeaderList = [("A", "1"), ("B", "1"), ("a", "1")].into_iter().collect();
        assert_eq!(single(&headers, "a"), Err(Malformed));
        assert_eq!(single(&headers, "b"), Ok(Some(&b"1"[..])));
        assert_eq!(single(&headers, "c"), Ok(None));
    }
}
