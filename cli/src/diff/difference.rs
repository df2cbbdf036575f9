//! What is different, as data: the JSON document of `corsac diff`. Described in docs/diff.md.

use std::collections::{HashMap, HashSet};

use corsac::Policy;
use serde::Serialize;

use super::words;

/// The seconds for which browsers remember the answer to a preflight that says nothing about it.
pub(super) const DEFAULT_MAX_AGE: u32 = 5;

/// All that changed between two policies.
#[derive(Serialize)]
pub(super) struct Difference {
    pub(super) old: String,
    pub(super) new: String,
    /// Does anything mean something else?
    pub(super) changes: bool,
    /// Is something allowed that was not?
    pub(super) widens: bool,
    /// Was something allowed that no longer is?
    pub(super) narrows: bool,
    pub(super) origins: Changes<OriginChange>,
    pub(super) methods: Changes<NameChange>,
    pub(super) request_headers: Changes<NameChange>,
    pub(super) exposed_headers: Changes<NameChange>,
    /// `null` where both policies agree.
    pub(super) credentials: Option<Change<bool>>,
    pub(super) private_network: Option<Change<bool>>,
    /// In seconds; `null` within it is a policy that does not say, which means 5.
    pub(super) max_age: Option<Change<Option<u32>>>,
}

/// What is allowed beyond the old policy, and what was allowed beyond the new one.
#[derive(Serialize)]
pub(super) struct Changes<T> {
    pub(super) added: Vec<T>,
    pub(super) removed: Vec<T>,
}

/// The two values of what is not a list.
#[derive(Serialize)]
pub(super) struct Change<T> {
    pub(super) old: T,
    pub(super) new: T,
}

/// A pattern that allows an origin which the other policy refuses.
#[derive(Serialize)]
pub(super) struct OriginChange {
    pub(super) pattern: String,
    /// An origin that this pattern allows and the other policy refuses.
    pub(super) example: String,
    /// The same as a sentence.
    pub(super) meaning: String,
    /// Patterns that are in the other policy only, and allow nothing but what this one allows.
    pub(super) instead_of: Vec<String>,
}

/// A name that the other policy does not allow, or `*`.
#[derive(Serialize)]
pub(super) struct NameChange {
    pub(super) name: String,
    /// For `*`, a name that it stands for and that the other policy does not allow.
    pub(super) example: Option<String>,
}

impl Difference {
    /// Compares two policies, each with its name.
    pub(super) fn new((old_name, old): (&str, &Policy<'_>), (new_name, new): (&str, &Policy<'_>)) -> Difference {
        let (old_config, new_config) = (old.config(), new.config());
        let origins = Changes { added: origins_beyond(new, old, true), removed: origins_beyond(old, new, false) };
        let methods = Changes {
            added: names(new.methods_beyond(old), METHODS, || old_config.allow_methods.iter()),
            removed: names(old.methods_beyond(new), METHODS, || new_config.allow_methods.iter()),
        };
        let request_headers = Changes {
            added: names(new.request_headers_beyond(old), HEADERS, || old_config.allow_headers.iter()),
            removed: names(old.request_headers_beyond(new), HEADERS, || new_config.allow_headers.iter()),
        };
        let exposed_headers = Changes {
            added: names(new.exposed_headers_beyond(old), HEADERS, || old_config.expose_headers.iter()),
            removed: names(old.exposed_headers_beyond(new), HEADERS, || new_config.expose_headers.iter()),
        };
        let credentials = change(old_config.allow_credentials, new_config.allow_credentials);
        let private_network = change(old_config.allow_private_network, new_config.allow_private_network);
        let seconds = |max_age: Option<u32>| max_age.unwrap_or(DEFAULT_MAX_AGE);
        let max_age =
            change(old_config.max_age, new_config.max_age).filter(|change| seconds(change.old) != seconds(change.new));
        let switched = |to: bool| [&credentials, &private_network].into_iter().flatten().any(|flag| flag.new == to);
        let names = [&methods, &request_headers, &exposed_headers];
        let widens = !origins.added.is_empty() || names.iter().any(|list| !list.added.is_empty()) || switched(true);
        let narrows =
            !origins.removed.is_empty() || names.iter().any(|list| !list.removed.is_empty()) || switched(false);
        Difference {
            old: old_name.into(),
            new: new_name.into(),
            changes: widens || narrows || max_age.is_some(),
            widens,
            narrows,
            origins,
            methods,
            request_headers,
            exposed_headers,
            credentials,
            private_network,
            max_age,
        }
    }
}

fn change<T: PartialEq>(old: T, new: T) -> Option<Change<T>> {
    (old != new).then_some(Change { old, new })
}

/// What the first policy allows beyond the second. `added` says that the first is the new one.
fn origins_beyond(policy: &Policy<'_>, other: &Policy<'_>, added: bool) -> Vec<OriginChange> {
    let beyond: Vec<_> = policy.origins_beyond(other).collect();
    if beyond.is_empty() {
        return Vec::new();
    }
    let own: HashSet<&str> = policy.allow_origins().map(|pattern| pattern.as_str()).collect();
    let mut covered: HashMap<u32, Vec<String>> = HashMap::new();
    for pattern in other.allow_origins().filter(|pattern| !own.contains(pattern.as_str())) {
        if let Some(index) = policy.covering(&pattern) {
            covered.entry(index).or_default().push(pattern.to_string());
        }
    }
    let credentials = policy.config().allow_credentials;
    let describe = |found: corsac::PatternBeyond<'_>| {
        let instead_of = covered.remove(&found.index).unwrap_or_default();
        OriginChange {
            pattern: found.pattern.to_string(),
            example: found.example.to_string(),
            meaning: words::origins(&found.pattern, added, credentials),
            instead_of,
        }
    };
    beyond.into_iter().map(describe).collect()
}

const METHODS: &[&str] = &["PATCH", "PUT", "DELETE", "PROPFIND", "REPORT", "METHOD"];
const HEADERS: &[&str] = &["x-requested-with", "x-request-id", "etag", "x-total-count", "link", "x-name"];

/// Puts an example beside `*`: one of `usual` that is not `listed`, or the last one with a number.
fn names<'n, L: Iterator<Item = &'n str>>(
    beyond: impl Iterator<Item = &'n str>,
    usual: &[&str],
    listed: impl Fn() -> L,
) -> Vec<NameChange> {
    let is_new = |name: &String| listed().all(|other| !other.eq_ignore_ascii_case(name));
    let example = || {
        let numbered = (1..).map(|number: u32| format!("{}-{number}", usual.last().unwrap_or(&"x")));
        usual.iter().map(|name| name.to_string()).chain(numbered).find(is_new)
    };
    beyond.map(|name| NameChange { name: name.into(), example: if name == "*" { example() } else { None } }).collect()
}
