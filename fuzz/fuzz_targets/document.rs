//! Law: a text is read as TOML and as JSON without a panic. Reading it with and without an allocator gives the same
//! policy or refuses it both times. The compiler refuses a policy if and only if the checks find an error. A policy that
//! compiles can be written as either format and read back, from what was written and from its image.

#![no_main]

use core::fmt::Display;

use corsac::{Config, Diagnostic, Policy, PolicyBox, PolicyBuf, PolicyDocument, Severity};
use libfuzzer_sys::fuzz_target;
use serde_json::from_str as from_json;
use toml::from_str as from_toml;

/// Longer than the text of any input of this target, and than its image.
const ROOM: usize = 1 << 14;

fuzz_target!(|text: &str| {
    check(text, from_toml::<PolicyDocument>(text), from_toml::<PolicyBuf<ROOM>>(text));
    check(text, from_json::<PolicyDocument>(text), from_json::<PolicyBuf<ROOM>>(text));
});

fn check<E: Display>(text: &str, document: Result<PolicyDocument, E>, policy: Result<PolicyBuf<ROOM>, E>) {
    let document = match document {
        Ok(document) => document,
        Err(error) => {
            assert!(policy.is_err(), "only the policy without an allocator is read: {text}");
            return assert!(!error.to_string().is_empty());
        }
    };
    round_trip(&document);
    match (compile(document.config()), policy) {
        (Some(compiled), Ok(policy)) => {
            assert_eq!(compiled.as_bytes(), policy.as_bytes(), "{text}");
            check_image(&compiled);
        }
        (None, Err(error)) => assert!(!error.to_string().is_empty()),
        (Some(_), Err(error)) => panic!("compiles only with an allocator: {error}: {text}"),
        (None, Ok(_)) => panic!("compiles only without an allocator: {text}"),
    }
}

/// Writes the document in both formats, and reads it again.
fn round_trip(document: &PolicyDocument) {
    let json = serde_json::to_string(&document.config()).expect("JSON can be written");
    assert_eq!(from_json::<PolicyDocument>(&json).as_ref().ok(), Some(document), "{json}");
    let toml = toml::to_string(&document.config()).expect("TOML can be written");
    assert_eq!(from_toml::<PolicyDocument>(&toml).as_ref().ok(), Some(document), "{toml}");
}

/// Compiles; the checks have to be of the same mind, and to be able to say what they found.
fn compile(config: Config<'_>) -> Option<PolicyBox> {
    let (mut checked, mut found) = (Vec::<Diagnostic<'_>>::new(), Vec::new());
    config.check(|diagnostic| checked.push(diagnostic));
    let compiled = config.compile_boxed(|diagnostic| found.push(diagnostic));
    let errors = checked.iter().any(|diagnostic| diagnostic.severity() == Severity::Error);
    assert_eq!(compiled.is_err(), errors, "{config:?}: {checked:?}");
    assert!(errors || checked == found, "{config:?}: {checked:?} and {found:?}");
    for diagnostic in checked {
        assert!(diagnostic.entry.get(diagnostic.span.start..diagnostic.span.end).is_some(), "{diagnostic:?}");
        assert!(!diagnostic.to_string().is_empty());
    }
    compiled.ok()
}

/// The image loads, and says what compiles to itself, on paper too.
fn check_image(compiled: &PolicyBox) {
    let policy = Policy::from_bytes(compiled.as_bytes()).expect("what compiles loads");
    let json = serde_json::to_string(&policy.config()).expect("JSON can be written");
    let again: PolicyBuf<ROOM> = from_json(&json).unwrap_or_else(|error| panic!("{error}: {json}"));
    assert_eq!(again.as_bytes(), compiled.as_bytes(), "{json}");
}
