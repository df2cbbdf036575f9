//! The `Range` values a page may send without a preflight.

use core::cmp::Ordering;

/// Whether `value` is a single range with a start: `bytes=a-` or `bytes=a-b`, no white space.
///
/// Parse a single range header value, white space not allowed, then the test for a start that the
/// CORS-safelisted request-header steps add. Numbers have no upper bound.
///
/// <https://fetch.spec.whatwg.org/#simple-range-header-value>
pub(super) fn is_single_range_with_start(value: &[u8]) -> bool {
    let Some(rest) = value.strip_prefix(b"bytes") else {
        return false;
    };
    let Some(rest) = rest.strip_prefix(b"=") else {
        return false;
    };
    let (start, rest) = split_digits(rest);
    let Some(rest) = rest.strip_prefix(b"-") else {
        return false;
    };
    let (end, rest) = split_digits(rest);
    if !rest.is_empty() {
        return false;
    }
    if start.is_empty() {
        return false;
    }
    end.is_empty() || compare_decimal(start, end) != Ordering::Greater
}

fn split_digits(bytes: &[u8]) -> (&[u8], &[u8]) {
    let end = bytes.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(bytes.len());
    bytes.split_at(end)
}

/// Compares two decimal numbers of any length.
fn compare_decimal(a: &[u8], b: &[u8]) -> Ordering {
    let significant = |digits: &'_ [u8]| digits.iter().position(|&digit| digit != b'0').unwrap_or(digits.len());
    let (a, b) = (&a[significant(a)..], &b[significant(b)..]);
    a.len().cmp(&b.len()).then_with(|| a.cmp(b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepts_a_start_with_or_without_an_end() {
        for value in ["bytes=0-", "bytes=200-", "bytes=100-200", "bytes=5-5", "bytes=007-8"] {
            assert!(is_single_range_with_start(value.as_bytes()), "{value}");
        }
        assert!(is_single_range_with_start(b"bytes=9-99999999999999999999999"));
    }

    #[test]
    fn refuses_everything_else() {
        let values = [
            "",
            "bytes",
            "bytes=",
            "bytes=-",
            "bytes=-500",
            "bytes=2-1",
            "bytes=10-9",
            "Bytes=0-",
            "MB=1-2",
            "bytes =0-",
            "bytes= 0-",
            "bytes=0 -",
            "bytes=0- ",
            "bytes=0-1,2-3",
            "bytes=0-1x",
            "bytes=a-b",
            "bytes=99999999999999999999999-9",
        ];
        for value in values {
            assert!(!is_single_range_with_start(value.as_bytes()), "{value}");
        }
    }
}
