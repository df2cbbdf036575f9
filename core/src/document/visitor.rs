//! Reads the keys and values of a document, whatever keeps them.

use core::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess};

use super::nearest::nearest;
use crate::diagnostic::Field;

/// The keys in the order of [`Field::ALL`].
pub(super) const FIELD_NAMES: &[&str] = &[
    Field::AllowOrigins.as_str(),
    Field::AllowMethods.as_str(),
    Field::AllowHeaders.as_str(),
    Field::ExposeHeaders.as_str(),
    Field::AllowCredentials.as_str(),
    Field::MaxAge.as_str(),
    Field::AllowPrivateNetwork.as_str(),
    Field::DangerAllowNullOrigin.as_str(),
    Field::DangerAllowInsecureOrigins.as_str(),
    Field::DangerAllowPublicSuffixWildcards.as_str(),
];

/// What keeps the values that are read. The entries of one list come one after the other.
pub(super) trait Target {
    /// Adds an entry to a list; `false` if there is no room.
    fn push(&mut self, field: Field, entry: &str) -> bool;
    /// Is called before the first entry of a list.
    fn begin(&mut self, _field: Field) {}
    fn set(&mut self, field: Field, value: bool);
    fn set_max_age(&mut self, seconds: Option<u32>);
}

/// Reads a whole document.
pub(super) struct Visitor<'t, T>(pub(super) &'t mut T);

impl<'de, T: Target> serde::de::Visitor<'de> for Visitor<'_, T> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a CORS policy")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut seen = [false; Field::ALL.len()];
        while let Some(field) = map.next_key_seed(KeySeed)? {
            let place = Field::ALL.iter().position(|other| *other == field).and_then(|place| seen.get_mut(place));
            if place.is_some_and(|seen| core::mem::replace(seen, true)) {
                return Err(A::Error::duplicate_field(field.as_str()));
            }
            map.next_value_seed(ValueSeed { target: &mut *self.0, field })?;
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut values: A) -> Result<(), A::Error> {
        for (place, field) in Field::ALL.into_iter().enumerate() {
            let value = values.next_element_seed(ValueSeed { target: &mut *self.0, field })?;
            value.ok_or_else(|| A::Error::invalid_length(place, &self))?;
        }
        match values.next_element::<IgnoredAny>()? {
            None => Ok(()),
            Some(_) => Err(A::Error::invalid_length(Field::ALL.len().saturating_add(1), &self)),
        }
    }
}

/// Reads a key.
struct KeySeed;

impl<'de> DeserializeSeed<'de> for KeySeed {
    type Value = Field;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Field, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl serde::de::Visitor<'_> for KeySeed {
    type Value = Field;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a key of a CORS policy")
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<Field, E> {
        match Field::ALL.into_iter().find(|field| field.as_str() == key) {
            Some(field) => Ok(field),
            None => {
                let nearest = nearest(key, Field::ALL.into_iter().map(Field::as_str));
                Err(E::custom(format_args!("unknown key `{}`; did you mean `{nearest}`?", key.escape_debug())))
            }
        }
    }
}

/// Reads the value of a key.
struct ValueSeed<'t, T> {
    target: &'t mut T,
    field: Field,
}

impl<'de, T: Target> DeserializeSeed<'de> for ValueSeed<'_, T> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        use serde::Deserialize;
        match self.field {
            Field::AllowOrigins | Field::AllowMethods | Field::AllowHeaders | Field::ExposeHeaders => {
                self.target.begin(self.field);
                deserializer.deserialize_seq(self)
            }
            Field::MaxAge => {
                self.target.set_max_age(Option::deserialize(deserializer)?);
                Ok(())
            }
            _ => {
                self.target.set(self.field, bool::deserialize(deserializer)?);
                Ok(())
            }
        }
    }
}

impl<'de, T: Target> serde::de::Visitor<'de> for ValueSeed<'_, T> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a list of texts")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        while let Some(()) = entries.next_element_seed(EntrySeed { target: &mut *self.target, field: self.field })? {}
        Ok(())
    }
}

/// Reads an entry of a list.
struct EntrySeed<'t, T> {
    target: &'t mut T,
    field: Field,
}

impl<'de, T: Target> DeserializeSeed<'de> for EntrySeed<'_, T> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<T: Target> serde::de::Visitor<'_> for EntrySeed<'_, T> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a text")
    }

    fn visit_str<E: Error>(self, entry: &str) -> Result<(), E> {
        if self.target.push(self.field, entry) {
            Ok(())
        } else {
            Err(E::custom("the document does not fit into the buffer"))
        }
    }
}
