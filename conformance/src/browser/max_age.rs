//! For how long a preflight's answer may be kept.

use super::engine::Engine;
use super::extract;
use super::header_list::HeaderList;

/// The effective max-age in seconds; zero or less means that nothing is kept.
///
/// <https://fetch.spec.whatwg.org/#cors-preflight-fetch-0>
pub(super) fn effective_max_age(headers: &HeaderList, engine: Engine) -> i64 {
    const NAME: &str = "Access-Control-Max-Age";
    match engine {
        Engine::Spec => match extract::single(headers, NAME) {
            Ok(Some(value)) => delta_seconds(value).unwrap_or(DEFAULT),
            Ok(None) | Err(extract::Malformed) => DEFAULT,
        },
        Engine::Chromium => match headers.get(NAME).as_deref().and_then(integer) {
            Some(seconds) => seconds.clamp(0, CHROMIUM_LIMIT),
            None => DEFAULT,
        },
        Engine::Webkit => match headers.get(NAME).as_deref().and_then(integer) {
            Some(seconds) => seconds.min(WEBKIT_LIMIT),
            None => DEFAULT,
        },
        Engine::Firefox => match headers.get(NAME).as_deref() {
            None | Some(b"") => DEFAULT,
            Some(value) => delta_seconds(value).unwrap_or(0).min(FIREFOX_LIMIT),
        },
    }
}

/// RFC 9111 `delta-seconds`: digits only. A number too large for the type becomes its maximum.
///
/// <https://www.rfc-editor.org/rfc/rfc9111#name-delta-seconds>
fn delta_seconds(value: &[u8]) -> Option<i64> {
    if value.is_empty() {
        return None;
    }
    value.iter().try_fold(0_i64, |seconds, byte| {
        let digit = byte.is_ascii_digit().then(|| i64::from(byte - b'0'))?;
        Some(seconds.saturating_mul(10).saturating_add(digit))
    })
}

/// What two engines read instead: an optional sign and digits that fit in 64 bits.
fn integer(value: &[u8]) -> Option<i64> {
    let (sign, digits) = match value {
        [b'-', digits @ ..] => (-1, digits),
        [b'+', digits @ ..] => (1, digits),
        digits => (1, digits),
    };
    if digits.is_empty() {
        return None;
    }
    digits.iter().try_fold(0_i64, |number, byte| {
        let digit = byte.is_ascii_digit().then(|| i64::from(byte - b'0'))?;
        number.checked_mul(10)?.checked_add(sign * digit)
    })
}

/// Without the header, or with one that says nothing.
const DEFAULT: i64 = 5;
const CHROMIUM_LIMIT: i64 = 7200;
const WEBKIT_LIMIT: i64 = 600;
const FIREFOX_LIMIT: i64 = 86_400;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_engine_reads_it_in_its_own_way() {
        let overflow = "9223372036854775808";
        for (lines, expected) in [
            (&[][..], [5, 5, 5, 5]),
            (&["0"], [0, 0, 0, 0]),
            (&["1"], [1, 1, 1, 1]),
            (&["0010"], [10, 10, 10, 10]),
            (&["-1"], [5, 0, 0, -1]),
            (&["+60"], [5, 60, 0, 60]),
            (&["abc"], [5, 5, 0, 5]),
            (&["10.5"], [5, 5, 0, 5]),
            (&["-"], [5, 5, 0, 5]),
            (&[""], [5, 5, 5, 5]),
            (&["600", "600"], [5, 5, 0, 5]),
            (&["601"], [601, 601, 601, 600]),
            (&["7201"], [7201, 7200, 7201, 600]),
            (&["86401"], [86401, 7200, 86400, 600]),
            (&[overflow], [i64::MAX, 5, 86400, 5]),
            (&["-9223372036854775808"], [5, 0, 0, i64::MIN]),
        ] {
            let headers = lines.iter().map(|&line| ("access-control-max-age", line)).collect();
            let ages = Engine::ALL.map(|engine| effective_max_age(&headers, engine));
            assert_eq!(ages, expected, "{lines:?}");
        }
    }
}
