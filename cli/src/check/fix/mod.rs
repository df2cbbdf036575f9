//! `--fix`: safe suggestions, written into the document.

mod edit;

use core::fmt;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use corsac::{Code, Diagnostic, Field, PolicyDocument};
use serde::Serialize;

use crate::output;
use crate::policy::{self, Content, Document, Input, Source, text_start};
use crate::text::visible;
use edit::Edit;

/// Entries with several faults are mended one fault after the other.
const MOST_ROUNDS: usize = 16;

/// One change of a document.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Fixed {
    code: &'static str,
    field: &'static str,
    index: Option<usize>,
    /// Where it stood, in the document as it was in that round.
    line: usize,
    column: usize,
    old: String,
    /// Nothing where it was removed.
    new: Option<String>,
}

impl fmt::Display for Fixed {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}: [{}] {}", self.line, self.column, self.code, self.field)?;
        if let Some(index) = self.index {
            write!(formatter, "[{index}] {}", visible(&format!("{:?}", self.old)))?;
        }
        match &self.new {
            Some(new) => write!(formatter, " is now {}", visible(&format!("{new:?}"))),
            None => write!(formatter, " is removed"),
        }
    }
}

/// May this suggestion be applied without asking? Only if what the policy answers stays as it is, where it answers
/// anything; and else if the new text is the origin that the old one is by the URL standard, in another spelling.
pub(super) fn is_safe(diagnostic: &Diagnostic<'_>) -> bool {
    let Some(suggestion) = diagnostic.suggestion() else { return false };
    match diagnostic.code {
        // The parser of URLs removes it there.
        Code::WhiteSpace => diagnostic.span.start == 0 || diagnostic.span.end == diagnostic.entry.len(),
        Code::UpperCase
        | Code::NonAscii
        | Code::TrailingSlash
        | Code::EmptyPort
        | Code::DefaultPort
        | Code::NonCanonicalIpv6
        | Code::PortLeadingZero => true,
        // Without this key, a header is no longer sent.
        Code::LegacyPrivateNetwork => false,
        _ => suggestion.is_removal(),
    }
}

/// Applies every safe suggestion to the file. Nothing if there was none to apply.
pub(super) fn fix(path: &Path, input: &Input) -> Result<Option<(Input, Vec<Fixed>)>, String> {
    let Content::Document(document) = &input.content else { return Ok(None) };
    let (fixed, changes) = match fixed(document) {
        Outcome::NothingDue => return Ok(None),
        Outcome::Fixed(fixed, changes) => (fixed, changes),
        Outcome::Impossible => {
            return Err(format!(
                "{}: nothing was mended: it is not written in a way that can be changed safely",
                input.name
            ));
        }
    };
    if path.as_os_str() == "-" {
        return Err("standard input cannot be mended; give a file".into());
    }
    let mark = if document.source.has_byte_order_mark { "\u{feff}" } else { "" };
    let text = [mark, fixed.source.text()].concat();
    output::replace(path, |file| file.write_all(text.as_bytes()))
        .map_err(|error| format!("{}: {error}", input.name))?;
    Ok(Some((Input { name: input.name.clone(), content: Content::Document(*fixed) }, changes)))
}

enum Outcome {
    NothingDue,
    /// There are suggestions to apply, and none can be.
    Impossible,
    Fixed(Box<Document>, Vec<Fixed>),
}

/// The document with the safe suggestions applied.
fn fixed(document: &Document) -> Outcome {
    let mut result: Option<Document> = None;
    let mut changes = Vec::new();
    for _ in 0..MOST_ROUNDS {
        let now = result.as_ref().unwrap_or(document);
        let mut plan = Plan::of(now);
        if plan.changes.is_empty() {
            break;
        }
        match plan.apply(now) {
            Some(next) => result = Some(next),
            None if result.is_none() => return Outcome::Impossible,
            None => break,
        }
        changes.append(&mut plan.changes);
    }
    result.map_or(Outcome::NothingDue, |document| Outcome::Fixed(Box::new(document), changes))
}

/// What to do in one round: each entry is mended at one place.
#[derive(Default)]
struct Plan {
    /// The new text of entries.
    replaced: BTreeMap<(Field, usize), String>,
    removed: BTreeSet<(Field, usize)>,
    removed_keys: BTreeSet<Field>,
    changes: Vec<Fixed>,
}

impl Plan {
    fn of(document: &Document) -> Plan {
        let mut plan = Plan::default();
        let config = document.policy.config();
        for diagnostic in policy::diagnostics(&config).iter().filter(|diagnostic| is_safe(diagnostic)) {
            let Some(suggestion) = diagnostic.suggestion() else { continue };
            let new = (!suggestion.is_removal()).then(|| suggestion.to_string());
            let is_new = match (diagnostic.index, &new) {
                (None, None) => plan.removed_keys.insert(diagnostic.field),
                (Some(index), None) => plan.removed.insert((diagnostic.field, index)),
                (Some(index), Some(new)) if is_literal(document, diagnostic) => {
                    let vacant = !plan.replaced.contains_key(&(diagnostic.field, index));
                    plan.replaced.entry((diagnostic.field, index)).or_insert_with(|| new.clone());
                    vacant
                }
                _ => false,
            };
            if is_new {
                plan.changes.push(change(document, diagnostic, new));
            }
        }
        // What goes need not be mended before.
        plan.replaced.retain(|entry, _| !plan.removed.contains(entry));
        plan.changes.sort_by_key(|change| (change.line, change.column));
        plan
    }

    /// The changed document, if the changes came out as they were meant.
    fn apply(&self, document: &Document) -> Option<Document> {
        let text = edit::apply(document.source.text(), self.edits(document)?)?;
        let (form, policy, places) = policy::document(Some(document.form), &text).ok()?;
        let is_as_meant = policy == self.meant(&document.policy) && answers_the_same(&document.policy, &policy);
        is_as_meant.then(|| Document { form, source: Source::new(text), policy, places })
    }

    fn edits(&self, document: &Document) -> Option<Vec<Edit>> {
        let text = document.source.text();
        let mut edits = Vec::new();
        for ((field, index), new) in &self.replaced {
            let whole = document.places.entry(*field, *index)?;
            let old = list(&document.policy, *field)?.get(*index)?;
            let start = text_start(text, &whole, old)?;
            edits.push(Edit { span: start..start + old.len(), new: new.clone() });
        }
        for place in document.places.keys() {
            let removed: BTreeSet<usize> =
                self.removed.iter().filter(|(field, _)| *field == place.field).map(|(_, index)| *index).collect();
            if !removed.is_empty() && !self.removed_keys.contains(&place.field) {
                edits.extend(edit::remove_entries(text, place, &removed)?);
            }
        }
        if !self.removed_keys.is_empty() {
            edits.extend(edit::remove_keys(text, &document.places, &self.removed_keys)?);
        }
        Some(edits)
    }

    /// The policy as it is to be, worked out without the text.
    fn meant(&self, policy: &PolicyDocument) -> PolicyDocument {
        let mut meant = policy.clone();
        for field in [Field::AllowOrigins, Field::AllowMethods, Field::AllowHeaders, Field::ExposeHeaders] {
            let kept = list(policy, field).into_iter().flatten().enumerate();
            let kept = kept.filter(|(index, _)| !self.removed.contains(&(field, *index)));
            let entries = kept.map(|(index, old)| self.replaced.get(&(field, index)).unwrap_or(old).clone()).collect();
            match field {
                Field::AllowOrigins => meant.allow_origins = entries,
                Field::AllowMethods => meant.allow_methods = entries,
                Field::AllowHeaders => meant.allow_headers = entries,
                _ => meant.expose_headers = entries,
            }
        }
        let keeps = |field: Field, value: bool| value && !self.removed_keys.contains(&field);
        meant.danger_allow_null_origin = keeps(Field::DangerAllowNullOrigin, policy.danger_allow_null_origin);
        meant.danger_allow_insecure_origins =
            keeps(Field::DangerAllowInsecureOrigins, policy.danger_allow_insecure_origins);
        meant.danger_allow_public_suffix_wildcards =
            keeps(Field::DangerAllowPublicSuffixWildcards, policy.danger_allow_public_suffix_wildcards);
        meant
    }
}

/// Does the new policy answer what the old one does, if that answers at all? The keys for danger only decide what
/// compiles.
fn answers_the_same(old: &PolicyDocument, new: &PolicyDocument) -> bool {
    let image = |policy: &PolicyDocument| {
        let config = policy.config();
        let all_dangers = config
            .danger_allow_null_origin(true)
            .danger_allow_insecure_origins(true)
            .danger_allow_public_suffix_wildcards(true);
        config.compile_boxed(|_| ()).ok()?;
        all_dangers.compile_boxed(|_| ()).ok()
    };
    image(old).is_none_or(|old| image(new).is_some_and(|new| old.as_bytes() == new.as_bytes()))
}

/// Does the entry stand in the document as it is, without escapes?
fn is_literal(document: &Document, diagnostic: &Diagnostic<'_>) -> bool {
    let whole = diagnostic.index.and_then(|index| document.places.entry(diagnostic.field, index));
    whole.and_then(|whole| text_start(document.source.text(), &whole, diagnostic.entry)).is_some()
}

fn change(document: &Document, diagnostic: &Diagnostic<'_>, new: Option<String>) -> Fixed {
    let span = document.place_of(diagnostic).unwrap_or(0..0);
    let place = document.source.place(span.start);
    Fixed {
        code: diagnostic.code.as_str(),
        field: diagnostic.field.as_str(),
        index: diagnostic.index,
        line: place.line,
        column: place.column,
        old: diagnostic.entry.into(),
        new,
    }
}

fn list(policy: &PolicyDocument, field: Field) -> Option<&Vec<String>> {
    match field {
        Field::AllowOrigins => Some(&policy.allow_origins),
        Field::AllowMethods => Some(&policy.allow_methods),
        Field::AllowHeaders => Some(&policy.allow_headers),
        Field::ExposeHeaders => Some(&policy.expose_headers),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The last guard before a file is written, whatever the edits have done.
    #[test]
    fn only_keys_for_danger_may_differ() {
        let policy = |text: &str| policy::document(None, text).unwrap().1;
        let old = policy("allow_origins = [\"https://a.example\"]\nmax_age = 5\ndanger_allow_null_origin = true\n");
        for (new, same) in [
            ("allow_origins = [\"https://a.example\"]\nmax_age = 5\n", true),
            ("allow_origins = [\"https://a.example\", \"https://a.example\"]\nmax_age = 5\n", true),
            ("allow_origins = [\"https://b.example\"]\nmax_age = 5\n", false),
            ("allow_origins = [\"https://a.example\"]\nmax_age = 6\n", false),
            ("allow_origins = [\"https://a.example/\"]\nmax_age = 5\n", false),
        ] {
            assert_eq!(answers_the_same(&old, &policy(new)), same, "{new}");
        }
        let wrong = policy("allow_origins = [\"https://a.example/\"]\n");
        assert!(answers_the_same(&wrong, &old), "it answered nothing");
    }
}
