//! The field values of an image: sorted, each name once, joined with commas.

use super::CompileError;
use super::writer::Writer;
use crate::config::{List, normalized_header};
use crate::fetch::header_name::{self, MAX_HEADER_NAME_LENGTH};
use crate::fetch::method;

type Written<T> = Result<T, CompileError<'static>>;

/// Appends `*`, or the methods with GET, HEAD and POST: Firefox looks for the literal name in its preflight cache.
pub(super) fn push_methods(writer: &mut Writer<'_>, methods: List<'_>) -> Written<u16> {
    let start = writer.len();
    if methods.iter().any(|entry| entry == "*") {
        writer.push(b"*")?;
    } else {
        let listed = methods.iter().map(str::as_bytes).filter(|name| method::is_askable(name));
        push_sorted(writer, method::CORS_SAFELISTED.into_iter().chain(listed))?;
    }
    length_since(writer, start)
}

/// Appends `*`, `*,authorization` or the names, and then the end of each. Returns the length of the value and the
/// number of names.
pub(super) fn push_request_headers(writer: &mut Writer<'_>, names: List<'_>) -> Written<(u16, u16)> {
    let start = writer.len();
    if names.iter().any(|entry| entry == "*") {
        let authorization = names.iter().any(|entry| entry.eq_ignore_ascii_case("authorization"));
        writer.push(if authorization { b"*,authorization" } else { b"*" })?;
    } else {
        push_names(writer, names, header_name::is_askable)?;
    }
    let length = length_since(writer, start)?;
    let mut count = 0u16;
    for end in 1..=length {
        let byte_at = |at: u16| writer.written().get(start.saturating_add(usize::from(at))).copied();
        if end == length || byte_at(end) == Some(b',') {
            writer.push(&end.to_le_bytes())?;
            count = count.saturating_add(1);
        }
    }
    Ok((length, count))
}

/// Appends `*` or the names.
pub(super) fn push_exposed_headers(writer: &mut Writer<'_>, names: List<'_>) -> Written<u16> {
    let start = writer.len();
    if names.iter().any(|entry| entry == "*") {
        writer.push(b"*")?;
    } else {
        push_names(writer, names, header_name::is_exposable)?;
    }
    length_since(writer, start)
}

/// Appends the decimal digits.
pub(super) fn push_max_age(writer: &mut Writer<'_>, seconds: Option<u32>) -> Written<u16> {
    let start = writer.len();
    let mut left = seconds.unwrap_or(0);
    for power in [10_000u32, 1_000, 100, 10, 1] {
        // By subtraction: a division is a subroutine on small machines.
        let mut digit = b'0';
        while left >= power {
            (left, digit) = (left.wrapping_sub(power), digit.saturating_add(1));
        }
        if digit > b'0' || writer.len() > start || (power == 1 && seconds.is_some()) {
            writer.push(&[digit])?;
        }
    }
    length_since(writer, start)
}

fn length_since(writer: &Writer<'_>, start: usize) -> Written<u16> {
    u16::try_from(writer.len().saturating_sub(start)).map_err(|_| CompileError::BufferTooSmall)
}

/// Appends the byte-lowercased names that pass `keep`.
fn push_names(writer: &mut Writer<'_>, names: List<'_>, keep: fn(&[u8]) -> bool) -> Written<()> {
    let start = writer.len();
    let mut buffer = [0; MAX_HEADER_NAME_LENGTH];
    for entry in names.iter() {
        if let Some(name) = normalized_header(entry, &mut buffer).filter(|name| keep(name)) {
            insert_sorted(writer, start, name)?;
        }
    }
    Ok(())
}

/// Appends the names, sorted, each once.
fn push_sorted<'n>(writer: &mut Writer<'_>, names: impl Iterator<Item = &'n [u8]>) -> Written<()> {
    let start = writer.len();
    for name in names {
        insert_sorted(writer, start, name)?;
    }
    Ok(())
}

/// Puts `name` into the sorted list that begins at `start` and ends the writer, unless it is there.
fn insert_sorted(writer: &mut Writer<'_>, start: usize, name: &[u8]) -> Written<()> {
    let end = writer.len();
    let mut place = start;
    let list = writer.written().get(start..).unwrap_or_default();
    for element in list.split(|byte| *byte == b',').filter(|element| !element.is_empty()) {
        if element == name {
            return Ok(());
        }
        if element > name {
            break;
        }
        place = place.saturating_add(element.len()).saturating_add(1);
    }
    let added = name.len().saturating_add(1);
    if list.is_empty() {
        return writer.push(name);
    }
    writer.push_zeros(added)?;
    if place > end {
        writer.write_at(end, b",");
        writer.write_at(place, name);
    } else {
        writer.move_within(place, place.saturating_add(added), end.saturating_sub(place));
        writer.write_at(place, name);
        writer.write_at(place.saturating_add(name.len()), b",");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    proptest! {
        #[test]
        fn names_are_sorted_and_unique(names in proptest::collection::vec("[A-Ca-c]{1,3}", 0..8)) {
            let slices: std::vec::Vec<&str> = names.iter().map(|name| name.as_str()).collect();
            let expected: BTreeSet<std::string::String> = names.iter().map(|name| name.to_lowercase()).collect();
            let expected = expected.into_iter().collect::<std::vec::Vec<_>>().join(",");
            let mut buffer = [0; 200];
            let mut writer = Writer::new(&mut buffer);
            let length = push_exposed_headers(&mut writer, List::new(&slices)).unwrap();
            prop_assert_eq!(writer.written(), expected.as_bytes());
            prop_assert_eq!(usize::from(length), expected.len());
        }

        #[test]
        fn seconds_are_written_in_decimal(seconds in 0u32..=86_400) {
            let mut buffer = [0; 8];
            let mut writer = Writer::new(&mut buffer);
            push_max_age(&mut writer, Some(seconds)).unwrap();
            let expected = std::format!("{seconds}");
            prop_assert_eq!(writer.written(), expected.as_bytes());
        }
    }
}
