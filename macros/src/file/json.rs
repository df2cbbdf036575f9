//! A policy as JSON.

use core::fmt;
use std::borrow::Cow;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::written::{Entry, Finding, Kind, Value, Written};

/// Reads the document. After a fault in the grammar nothing more is read.
pub(super) fn read(text: &str) -> Written<usize> {
    match serde_json::from_str::<Object<'_>>(text) {
        Ok(Object(entries)) => {
            let entries = entries.into_iter().map(|(key, raw)| Entry {
                // The quote is before the key. A key with escapes has been copied and is no part of the text.
                key_place: offset(text, &key).map_or_else(|| place(text, raw), |place| place.saturating_sub(1)),
                key: key.into_owned(),
                value: read_value(text, raw),
            });
            Written { entries: entries.collect(), faults: Vec::new() }
        }
        Err(error) => Written { entries: Vec::new(), faults: vec![fault(text, 0, &error)] },
    }
}

/// Where `part` begins in `text`, of which it is a part.
fn offset(text: &str, part: &str) -> Option<usize> {
    let offset = (part.as_ptr() as usize).checked_sub(text.as_ptr() as usize)?;
    (offset <= text.len()).then_some(offset)
}

fn place(text: &str, raw: &RawValue) -> usize {
    offset(text, raw.get()).unwrap_or_default()
}

/// The message of serde_json without the line and the column, which count from `start`.
fn fault(text: &str, start: usize, error: &serde_json::Error) -> Finding<usize> {
    let message = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    let lines = text.get(start..).unwrap_or_default().split_inclusive('\n');
    let line_start: usize = lines.take(error.line().saturating_sub(1)).map(str::len).sum();
    let offset = start + line_start + error.column().saturating_sub(1);
    Finding::error(offset, message.strip_suffix(&place).unwrap_or(&message))
}

fn read_value(text: &str, raw: &RawValue) -> Value<usize> {
    let source = raw.get();
    let kind = match source.as_bytes().first() {
        Some(b'"') => serde_json::from_str(source).map_or(Kind::Other("a text with half a character"), Kind::Text),
        Some(b'[') => {
            let list: Vec<&RawValue> = serde_json::from_str(source).unwrap_or_default();
            Kind::List(list.into_iter().map(|entry| read_value(text, entry)).collect())
        }
        Some(b'{') => Kind::Other("an object"),
        Some(b't' | b'f') => Kind::Boolean(source == "true"),
        Some(b'n') => Kind::Null,
        _ if source.contains(['.', 'e', 'E']) => Kind::Other("a number with a point"),
        _ => Kind::Integer(source.parse().ok()),
    };
    Value { place: place(text, raw), kind }
}

/// The keys as they are written, repeated ones too, and the text of each value.
struct Object<'t>(Vec<(Cow<'t, str>, &'t RawValue)>);

impl<'de> Deserialize<'de> for Object<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(ObjectVisitor)
    }
}

struct ObjectVisitor;

impl<'de> Visitor<'de> for ObjectVisitor {
    type Value = Object<'de>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a CORS policy")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Object<'de>, A::Error> {
        let mut entries = Vec::new();
        while let Some(Key(key)) = map.next_key()? {
            entries.push((key, map.next_value()?));
        }
        Ok(Object(entries))
    }
}

/// Borrowed from the document if it has no escapes.
struct Key<'t>(Cow<'t, str>);

impl<'de> Deserialize<'de> for Key<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(KeyVisitor)
    }
}

struct KeyVisitor;

impl<'de> Visitor<'de> for KeyVisitor {
    type Value = Key<'de>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a key of a CORS policy")
    }

    fn visit_borrowed_str<E: serde::de::Error>(self, key: &'de str) -> Result<Key<'de>, E> {
        Ok(Key(Cow::Borrowed(key)))
    }

    fn visit_str<E: serde::de::Error>(self, key: &str) -> Result<Key<'de>, E> {
        Ok(Key(Cow::Owned(key.into())))
    }
}
