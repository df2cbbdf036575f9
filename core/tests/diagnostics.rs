//! `docs/diagnostics.md` against the code: every code has one entry, and its two policies are what it says they are.

#![allow(clippy::expect_used, clippy::panic, reason = "a test may panic")]
#![cfg(all(feature = "compile", feature = "alloc"))]

use corsac::{Code, Config, List, Severity};
use toml::{Table, Value};

/// One entry of the document.
struct Entry {
    name: String,
    severity: Severity,
    prose: String,
    /// The policy that triggers the code and the one that is mended.
    policies: Vec<String>,
}

fn document() -> String {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/diagnostics.md");
    std::fs::read_to_string(path).expect("the document is there")
}

/// Reads the entries: a heading `` #### `code` `` below one of the three headings of severities.
fn entries(document: &str) -> Vec<Entry> {
    let mut severity = None;
    let mut entries: Vec<Entry> = Vec::new();
    let mut block: Option<String> = None;
    for line in document.lines() {
        if let Some(policy) = &mut block {
            if line == "```" {
                let policy = block.take().expect("in a block");
                entries.last_mut().expect("a block belongs to an entry").policies.push(policy);
            } else {
                policy.push_str(line);
                policy.push('\n');
            }
        } else if line == "```toml" {
            block = Some(String::new());
        } else if let Some(heading) = line.strip_prefix("## ") {
            severity = Some(match heading {
                "Errors" => Severity::Error,
                "Warnings" => Severity::Warning,
                "Notes" => Severity::Note,
                other => panic!("an unknown section: {other}"),
            });
        } else if let Some(heading) = line.strip_prefix("#### ") {
            let name = heading.strip_prefix('`').and_then(|name| name.strip_suffix('`')).expect("a code");
            let severity = severity.expect("an entry stands in a section");
            entries.push(Entry { name: name.into(), severity, prose: String::new(), policies: Vec::new() });
        } else if let (Some(entry), false) = (entries.last_mut(), line.starts_with('#')) {
            entry.prose.push_str(line);
            entry.prose.push('\n');
        }
    }
    assert!(block.is_none(), "a block is not closed");
    entries
}

/// A policy as a document holds it.
#[derive(Default)]
struct Written {
    origins: Vec<String>,
    methods: Vec<String>,
    headers: Vec<String>,
    exposed: Vec<String>,
    rest: Config<'static>,
}

impl Written {
    fn read(text: &str) -> Written {
        let mut written = Written::default();
        for (key, value) in text.parse::<Table>().unwrap_or_else(|error| panic!("{error}\n{text}")) {
            let list = || -> Vec<String> {
                let entries = value.as_array().expect("a list");
                entries.iter().map(|entry| entry.as_str().expect("a text").into()).collect()
            };
            let switch = || value.as_bool().expect("true or false");
            match key.as_str() {
                "allow_origins" => written.origins = list(),
                "allow_methods" => written.methods = list(),
                "allow_headers" => written.headers = list(),
                "expose_headers" => written.exposed = list(),
                "allow_credentials" => written.rest.allow_credentials = switch(),
                "max_age" => written.rest.max_age = value.as_integer().and_then(|seconds| seconds.try_into().ok()),
                "allow_private_network" => written.rest.allow_private_network = switch(),
                "danger_allow_null_origin" => written.rest.danger_allow_null_origin = switch(),
                "danger_allow_insecure_origins" => written.rest.danger_allow_insecure_origins = switch(),
                "danger_allow_public_suffix_wildcards" => written.rest.danger_allow_public_suffix_wildcards = switch(),
                other => panic!("an unknown key: {other}"),
            }
            assert!(key != "max_age" || matches!(value, Value::Integer(_)), "{text}");
        }
        written
    }

    fn config(&self) -> Config<'_> {
        let mut config = self.rest;
        config.allow_origins = List::from_strings(&self.origins);
        config.allow_methods = List::from_strings(&self.methods);
        config.allow_headers = List::from_strings(&self.headers);
        config.expose_headers = List::from_strings(&self.exposed);
        config
    }
}

/// Is this code reported without optional features?
fn is_checked(code: Code) -> bool {
    code != Code::InvalidPunycode || cfg!(feature = "idna")
}

#[test]
fn every_code_has_one_entry_below_its_severity() {
    let document = document();
    let entries = entries(&document);
    for code in Code::ALL {
        let named: Vec<&Entry> = entries.iter().filter(|entry| entry.name == code.as_str()).collect();
        let [entry] = named.as_slice() else { panic!("{} entries for `{}`", named.len(), code.as_str()) };
        assert_eq!(entry.severity, code.severity(), "{}", entry.name);
        assert!(entry.prose.trim_start().contains(". ") || entry.prose.contains(".\n"), "{} says why", entry.name);
        assert_eq!(entry.policies.len(), 2, "{} shows a policy and its fix", entry.name);
    }
    for entry in &entries {
        assert!(Code::ALL.iter().any(|code| code.as_str() == entry.name), "`{}` is not a code", entry.name);
    }
    assert!(
        entries.iter().map(|entry| &entry.name).eq(Code::ALL.iter().map(|code| code.as_str())),
        "the entries are in the order of the codes"
    );
}

#[test]
fn every_first_policy_is_told_its_code() {
    for entry in entries(&document()) {
        let code = *Code::ALL.iter().find(|code| code.as_str() == entry.name).expect("a code");
        let mut written = Written::read(entry.policies.first().expect("a policy"));
        if code == Code::TooManyEntries {
            // The document says how the list goes on.
            written.headers.extend((2..6000).map(|number| format!("x-tenant-{number:04}")));
        }
        let mut said = Vec::new();
        written.config().check(|diagnostic| said.push(diagnostic.code));
        assert_eq!(said.contains(&code), is_checked(code), "{}: {said:?}", entry.name);
        let rejected = written.config().compile_boxed(|_| ()).is_err();
        assert_eq!(rejected, code.severity() == Severity::Error, "{}", entry.name);
    }
}

#[test]
fn every_second_policy_is_mended() {
    for entry in entries(&document()) {
        let written = Written::read(entry.policies.get(1).expect("two policies"));
        assert!(written.rest.max_age.is_some(), "{}", entry.name);
        written.config().check(|diagnostic| {
            // A mended policy may be told something worth knowing, but not what it was mended for.
            assert!(diagnostic.severity() == Severity::Note, "{}: {diagnostic}", entry.name);
            assert!(diagnostic.code.as_str() != entry.name, "{}: {diagnostic}", entry.name);
        });
        written.config().compile_boxed(|_| ()).unwrap_or_else(|error| panic!("{}: {error}", entry.name));
    }
}
