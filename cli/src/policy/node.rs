//! A document as a tree whose parts know where they stand, and from it a [`PolicyDocument`].
//!
//! The core knows which keys there are and what their values are: this only hands it one value after the other, and
//! notes where one was refused.

use core::fmt;
use core::ops::Range;
use std::borrow::Cow;
use std::collections::HashSet;

use corsac::PolicyDocument;
use serde::Deserialize;
use serde::de::value::StrDeserializer;
use serde::de::{DeserializeSeed, Deserializer, Error, IntoDeserializer, MapAccess, SeqAccess, Unexpected, Visitor};
use serde::forward_to_deserialize_any;

use super::Problem;

/// How deep a document may be nested; a policy is a map of lists of texts.
pub(super) const DEEPEST: usize = 32;

/// One value.
#[derive(Clone, Debug)]
pub(super) struct Node<'i> {
    pub(super) value: Value<'i>,
    /// Its bytes in the document, quotes and brackets included.
    pub(super) span: Range<usize>,
}

#[derive(Clone, Debug)]
pub(super) enum Value<'i> {
    Null,
    Bool(bool),
    Integer(i64),
    Float(f64),
    Text(Cow<'i, str>),
    List(Vec<Node<'i>>),
    Map(Vec<Member<'i>>),
    /// What no policy holds, by its name.
    Other(&'static str),
}

/// A key and its value.
#[derive(Clone, Debug)]
pub(super) struct Member<'i> {
    pub(super) key: Cow<'i, str>,
    pub(super) key_span: Range<usize>,
    pub(super) value: Node<'i>,
}

/// Reads a policy, or says everything that is wrong with it.
pub(super) fn document(root: &Node<'_>) -> Result<PolicyDocument, Vec<Problem>> {
    let mut refused = match PolicyDocument::deserialize(root) {
        Ok(document) => return Ok(document),
        Err(refused) => refused,
    };
    // Each key alone, to find every fault. What is wrong with all of them together is that one is there twice.
    let (mut problems, mut keys) = (Vec::new(), HashSet::new());
    if let Value::Map(members) = &root.value {
        for member in members {
            if !keys.insert(&*member.key) {
                refused.span = Some(member.key_span.clone());
            }
            let alone = Node { value: Value::Map(vec![member.clone()]), span: root.span.clone() };
            problems.extend(PolicyDocument::deserialize(&alone).err().map(|error| error.into_problem(root)));
        }
    }
    if problems.is_empty() {
        problems.push(refused.into_problem(root));
    }
    Err(problems)
}

/// Why a value was refused, and where.
#[derive(Debug)]
pub(super) struct Refused {
    message: String,
    span: Option<Range<usize>>,
}

impl Refused {
    fn at(self, span: &Range<usize>) -> Refused {
        Refused { span: self.span.or_else(|| Some(span.clone())), ..self }
    }

    fn into_problem(self, root: &Node<'_>) -> Problem {
        Problem { code: "invalid-document", message: self.message, span: self.span.unwrap_or(root.span.clone()) }
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl core::error::Error for Refused {}

impl Error for Refused {
    fn custom<T: fmt::Display>(message: T) -> Refused {
        Refused { message: message.to_string(), span: None }
    }
}

impl<'de> Deserializer<'de> for &'de Node<'_> {
    type Error = Refused;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        let unexpected = |what: Unexpected<'_>| Err(Refused::invalid_type(what, &visitor));
        let result = match &self.value {
            Value::Null => unexpected(Unexpected::Other("null")),
            Value::Bool(value) => visitor.visit_bool(*value),
            Value::Integer(value) => visitor.visit_i64(*value),
            Value::Float(value) => visitor.visit_f64(*value),
            Value::Text(text) => visitor.visit_str(text),
            Value::List(entries) => visitor.visit_seq(Entries(entries.iter())),
            Value::Map(members) => visitor.visit_map(Members { members: members.iter(), value: None }),
            Value::Other(name) => unexpected(Unexpected::Other(name)),
        };
        result.map_err(|error| error.at(&self.span))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        match &self.value {
            Value::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    // A list is a struct for formats that do not describe themselves; these do.
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Refused> {
        match &self.value {
            Value::List(_) => Err(Refused::invalid_type(Unexpected::Seq, &visitor).at(&self.span)),
            _ => self.deserialize_any(visitor),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}

struct Entries<'n, 'i>(core::slice::Iter<'n, Node<'i>>);

impl<'de> SeqAccess<'de> for Entries<'de, '_> {
    type Error = Refused;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Refused> {
        self.0.next().map(|entry| seed.deserialize(entry)).transpose()
    }
}

struct Members<'n, 'i> {
    members: core::slice::Iter<'n, Member<'i>>,
    value: Option<&'n Node<'i>>,
}

impl<'de> MapAccess<'de> for Members<'de, '_> {
    type Error = Refused;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Refused> {
        let Some(member) = self.members.next() else { return Ok(None) };
        self.value = Some(&member.value);
        let key: StrDeserializer<'_, Refused> = (&*member.key).into_deserializer();
        seed.deserialize(key).map(Some).map_err(|error| error.at(&member.key_span))
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Refused> {
        let value = self.value.take().ok_or_else(|| Refused::custom("a value without a key"))?;
        seed.deserialize(value).map_err(|error| error.at(&value.span))
    }
}
