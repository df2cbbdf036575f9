//! A policy as it was written, wherever that was: each part with its place.

use corsac_compiler::{Field, Severity};

/// The entries of a policy. `P` is a place: a span of tokens, or an offset in a file.
pub(crate) struct Written<P> {
    pub(crate) entries: Vec<Entry<P>>,
    /// What could not be read at all.
    pub(crate) faults: Vec<Finding<P>>,
}

/// A key and its value.
pub(crate) struct Entry<P> {
    pub(crate) key: String,
    pub(crate) key_place: P,
    pub(crate) value: Value<P>,
}

/// What stands after a key, or in a list.
pub(crate) struct Value<P> {
    pub(crate) place: P,
    pub(crate) kind: Kind<P>,
}

/// The kinds of values that TOML, JSON and literals have in common.
pub(crate) enum Kind<P> {
    Text(String),
    List(Vec<Value<P>>),
    Boolean(bool),
    /// Nothing if it does not fit.
    Integer(Option<u32>),
    Null,
    /// Something that no key takes, with its name.
    Other(&'static str),
    /// It was found faulty already.
    Faulty,
}

impl<P> Kind<P> {
    /// Its name, with an article.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Kind::Text(_) => "a text",
            Kind::List(_) => "a list",
            Kind::Boolean(_) => "a Boolean",
            Kind::Integer(_) => "a number",
            Kind::Null => "null",
            Kind::Other(name) => name,
            Kind::Faulty => "faulty",
        }
    }
}

/// Something to tell the author of the policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Finding<P> {
    /// Nothing if it is about what is not there.
    pub(crate) place: Option<P>,
    pub(crate) severity: Severity,
    pub(crate) message: String,
}

impl<P> Finding<P> {
    pub(crate) fn error(place: P, message: impl Into<String>) -> Finding<P> {
        Finding { place: Some(place), severity: Severity::Error, message: message.into() }
    }
}

/// What a key takes.
pub(crate) enum Takes {
    Texts,
    Boolean,
    Seconds,
}

/// What this key takes.
pub(crate) fn takes(field: Field) -> Takes {
    match field {
        Field::AllowOrigins | Field::AllowMethods | Field::AllowHeaders | Field::ExposeHeaders => Takes::Texts,
        Field::MaxAge => Takes::Seconds,
        _ => Takes::Boolean,
    }
}
