//! A policy as TOML.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::written::{Entry, Finding, Kind, Value, Written};

/// Reads the document. After a fault in the grammar nothing more is read.
pub(super) fn read(text: &str) -> Written<usize> {
    let (table, errors) = DeTable::parse_recoverable(text);
    // The parser goes on after a fault and stumbles again: what it says first is the cause.
    let offset = |error: &toml::de::Error| error.span().map_or(text.len(), |span| span.start);
    if let Some(first) = errors.iter().min_by_key(|error| offset(error)) {
        return Written { entries: Vec::new(), faults: vec![Finding::error(offset(first), first.message())] };
    }
    let entries = table.into_inner().into_iter().map(|(key, value)| {
        let key_place = key.span().start;
        Entry { key: key.into_inner().into_owned(), key_place, value: read_value(value) }
    });
    let mut entries: Vec<_> = entries.collect();
    // The table is in the order of the alphabet.
    entries.sort_by_key(|entry| entry.key_place);
    Written { entries, faults: Vec::new() }
}

fn read_value(value: Spanned<DeValue<'_>>) -> Value<usize> {
    let place = value.span().start;
    let kind = match value.into_inner() {
        DeValue::String(text) => Kind::Text(text.into_owned()),
        DeValue::Array(list) => Kind::List(list.into_iter().map(read_value).collect()),
        DeValue::Boolean(boolean) => Kind::Boolean(boolean),
        DeValue::Integer(number) => Kind::Integer(u32::from_str_radix(number.as_str(), number.radix()).ok()),
        DeValue::Float(_) => Kind::Other("a number with a point"),
        DeValue::Datetime(_) => Kind::Other("a date"),
        DeValue::Table(_) => Kind::Other("a table"),
    };
    Value { place, kind }
}
