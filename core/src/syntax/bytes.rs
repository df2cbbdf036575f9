//! Slices of bytes in `const fn`, without a panic: what does not fit is `None`.

/// `bytes[start..end]`.
pub(crate) const fn range(bytes: &[u8], start: usize, end: usize) -> Option<&[u8]> {
    match bytes.split_at_checked(end) {
        Some((head, _)) => match head.split_at_checked(start) {
            Some((_, middle)) => Some(middle),
            None => None,
        },
        None => None,
    }
}

/// The `index`-th little-endian `u32` of a table.
#[inline]
pub(crate) const fn u32_at(table: &[u8], index: usize) -> Option<u32> {
    match table.split_at_checked(index.saturating_mul(4)) {
        Some((_, rest)) => match rest.first_chunk::<4>() {
            Some(chunk) => Some(u32::from_le_bytes(*chunk)),
            None => None,
        },
        None => None,
    }
}

/// The `index`-th little-endian `u16` of a table.
#[inline]
pub(crate) const fn u16_at(table: &[u8], index: usize) -> Option<u16> {
    match table.split_at_checked(index.saturating_mul(2)) {
        Some((_, rest)) => match rest.first_chunk::<2>() {
            Some(chunk) => Some(u16::from_le_bytes(*chunk)),
            None => None,
        },
        None => None,
    }
}

/// `a == b`, eight bytes at a time where a register holds as many.
#[inline]
pub(crate) const fn equal(mut a: &[u8], mut b: &[u8]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    while usize::BITS >= 64
        && let (Some((x, a_rest)), Some((y, b_rest))) = (a.split_first_chunk::<8>(), b.split_first_chunk::<8>())
    {
        if u64::from_le_bytes(*x) != u64::from_le_bytes(*y) {
            return false;
        }
        (a, b) = (a_rest, b_rest);
    }
    while let ([x, a_rest @ ..], [y, b_rest @ ..]) = (a, b) {
        if *x != *y {
            return false;
        }
        (a, b) = (a_rest, b_rest);
    }
    true
}

/// `a == b` where the bytes of `a` are [byte-lowercased](https://infra.spec.whatwg.org/#byte-lowercase) first.
#[inline]
pub(crate) const fn equal_lowercased(mut a: &[u8], mut b: &[u8]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    while let ([x, a_rest @ ..], [y, b_rest @ ..]) = (a, b) {
        if x.to_ascii_lowercase() != *y {
            return false;
        }
        (a, b) = (a_rest, b_rest);
    }
    true
}

/// `a < b` in byte order.
pub(crate) const fn less(mut a: &[u8], mut b: &[u8]) -> bool {
    while let ([x, a_rest @ ..], [y, b_rest @ ..]) = (a, b) {
        if *x != *y {
            return *x < *y;
        }
        (a, b) = (a_rest, b_rest);
    }
    a.is_empty() && !b.is_empty()
}

/// What follows `prefix`, if `bytes` begin with it.
#[inline]
pub(crate) const fn strip_prefix<'b>(bytes: &'b [u8], prefix: &[u8]) -> Option<&'b [u8]> {
    match bytes.split_at_checked(prefix.len()) {
        Some((head, rest)) if equal(head, prefix) => Some(rest),
        _ => None,
    }
}

/// What precedes `suffix`, if `bytes` end with it.
pub(crate) const fn strip_suffix<'b>(bytes: &'b [u8], suffix: &[u8]) -> Option<&'b [u8]> {
    match bytes.len().checked_sub(suffix.len()) {
        Some(at) => match bytes.split_at_checked(at) {
            Some((head, tail)) if equal(tail, suffix) => Some(head),
            _ => None,
        },
        None => None,
    }
}

/// Where `byte` stands first.
pub(crate) const fn position(bytes: &[u8], byte: u8) -> Option<usize> {
    let mut rest = bytes;
    while let [first, tail @ ..] = rest {
        if *first == byte {
            return Some(bytes.len().wrapping_sub(rest.len()));
        }
        rest = tail;
    }
    None
}

/// Does `part` stand anywhere in `bytes`?
#[cfg(feature = "compile")]
pub(crate) const fn holds(mut bytes: &[u8], part: &[u8]) -> bool {
    while strip_prefix(bytes, part).is_none() {
        let [_, rest @ ..] = bytes else { return false };
        bytes = rest;
    }
    true
}

/// How many times `byte` stands in `bytes`.
pub(crate) const fn count(mut bytes: &[u8], byte: u8) -> usize {
    let mut count = 0usize;
    while let Some((_, rest)) = split_once(bytes, byte) {
        count = count.saturating_add(1);
        bytes = rest;
    }
    count
}

/// The bytes before and after the first `separator`.
pub(crate) const fn split_once(bytes: &[u8], separator: u8) -> Option<(&[u8], &[u8])> {
    match position(bytes, separator) {
        Some(at) => match bytes.split_at_checked(at) {
            Some((head, [_, tail @ ..])) => Some((head, tail)),
            _ => None,
        },
        None => None,
    }
}

/// The first element of a list with a comma between every two, and the list of the others.
pub(crate) const fn split_element(list: &[u8]) -> (&[u8], Option<&[u8]>) {
    match split_once(list, b',') {
        Some((element, rest)) => (element, Some(rest)),
        None => (list, None),
    }
}

/// Is `item`, in which there is no comma, one of the elements of `list`, with a comma between every two?
pub(crate) const fn is_listed(item: &[u8], mut list: &[u8]) -> bool {
    loop {
        if let Some([] | [b',', ..]) = strip_prefix(list, item) {
            return true;
        }
        match split_once(list, b',') {
            Some((_, rest)) => list = rest,
            None => return false,
        }
    }
}

/// ASCII bytes as text; `""` for anything else, which no caller passes.
pub(crate) const fn ascii(bytes: &[u8]) -> &str {
    match core::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(_) => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn helpers_agree_with_core(a in "[a-c.]{0,20}", b in "[a-c.]{0,20}", start in 0usize..24, end in 0usize..24) {
            let (x, y) = (a.as_bytes(), b.as_bytes());
            prop_assert_eq!(equal(x, y), x == y);
            prop_assert_eq!(less(x, y), x < y);
            prop_assert_eq!(equal_lowercased(a.to_uppercase().as_bytes(), y), x == y);
            prop_assert_eq!(range(x, start, end), x.get(start..end));
            prop_assert_eq!(strip_prefix(x, y), x.strip_prefix(y));
            prop_assert_eq!(strip_suffix(x, y), x.strip_suffix(y));
            prop_assert_eq!(position(x, b'.'), a.find('.'));
            #[cfg(feature = "compile")]
            prop_assert_eq!(holds(x, y), a.contains(&b));
            prop_assert_eq!(count(x, b'.'), a.matches('.').count());
            prop_assert_eq!(is_listed(x, b.replace('.', ",").as_bytes()), b.split('.').any(|element| element == a));
            prop_assert_eq!(split_once(x, b'.').map(|(h, t)| (ascii(h), ascii(t))), a.split_once('.'));
        }
    }

    #[test]
    fn tables_end_where_the_bytes_end() {
        let table = [1, 0, 0, 0, 2, 0, 0, 0, 3];
        assert_eq!(u32_at(&table, 1), Some(2));
        assert_eq!(u32_at(&table, 2), None);
        assert_eq!(u32_at(&table, usize::MAX), None);
        assert_eq!(u16_at(&table, 2), Some(2));
        assert_eq!(u16_at(&table, 4), None);
    }
}
