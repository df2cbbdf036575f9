//! Where the keys and entries of a policy stand in its document.

use core::ops::Range;

use corsac::{Diagnostic, Field};

use super::node::{Node, Value};

/// The keys in the order in which they stand in the document.
#[derive(Debug, Default)]
pub(crate) struct Places {
    keys: Vec<KeyPlace>,
    /// The whole document.
    all: Range<usize>,
}

/// A key with its value, in bytes of the document.
#[derive(Debug)]
pub(crate) struct KeyPlace {
    pub(crate) field: Field,
    pub(crate) key: Range<usize>,
    pub(crate) value: Range<usize>,
    /// The entries, where the value is a list.
    pub(crate) entries: Vec<Range<usize>>,
}

impl Places {
    /// Those of a document that is a policy.
    pub(super) fn of(root: &Node<'_>) -> Places {
        let Value::Map(members) = &root.value else { return Places::default() };
        let place = |member: &super::node::Member<'_>| {
            let entries = match &member.value.value {
                Value::List(entries) => entries.iter().map(|entry| entry.span.clone()).collect(),
                _ => Vec::new(),
            };
            let field = Field::ALL.into_iter().find(|field| field.as_str() == member.key)?;
            Some(KeyPlace { field, key: member.key_span.clone(), value: member.value.span.clone(), entries })
        };
        Places { keys: members.iter().filter_map(place).collect(), all: root.span.clone() }
    }

    /// All keys.
    pub(crate) fn keys(&self) -> &[KeyPlace] {
        &self.keys
    }

    /// The whole document.
    pub(crate) fn all(&self) -> Range<usize> {
        self.all.clone()
    }

    /// A key, if the document has it.
    pub(crate) fn key(&self, field: Field) -> Option<&KeyPlace> {
        self.keys.iter().find(|place| place.field == field)
    }

    /// An entry of a list, quotes included.
    pub(crate) fn entry(&self, field: Field, index: usize) -> Option<Range<usize>> {
        self.key(field)?.entries.get(index).cloned()
    }

    /// What a diagnostic is about: bytes of an entry, a value, a key, or nothing where a key is missing.
    pub(crate) fn of_diagnostic(&self, diagnostic: &Diagnostic<'_>, text: &str) -> Option<Range<usize>> {
        let place = self.key(diagnostic.field)?;
        let Some(index) = diagnostic.index else {
            return Some(if place.entries.is_empty() { place.value.clone() } else { place.key.clone() });
        };
        let whole = place.entries.get(index)?.clone();
        let Some(start) = text_start(text, &whole, diagnostic.entry) else { return Some(whole) };
        let span = start + diagnostic.span.start..start + diagnostic.span.end;
        // Nothing at all is hard to see.
        Some(if span.is_empty() && diagnostic.entry.is_empty() { whole } else { span })
    }
}

/// Where the text of an entry begins if it stands in the document as it is, between quotes or without: nothing is
/// escaped.
pub(crate) fn text_start(text: &str, whole: &Range<usize>, entry: &str) -> Option<usize> {
    let literal = text.get(whole.clone())?;
    let quotes = literal.len().checked_sub(entry.len())?;
    let start = quotes / 2;
    let is_literal = quotes % 2 == 0 && literal.get(start..literal.len() - start) == Some(entry);
    (is_literal && matches!(quotes, 0 | 2 | 6)).then_some(whole.start + start)
}
