//! Law: a text is an origin pattern if and only if it has no fault. A pattern prints as the text it was read from, and
//! its parts make up that text. What replaces its wildcards gives origins that it allows.
//!
//! Beyond that, every fault lies within the text, the first one is that of the parser's error, and what a diagnostic
//! says to write instead no longer has that fault.

#![no_main]

use core::fmt::Write as _;

use corsac::fetch::Origin;
use corsac::pattern::{HostPattern, OriginPattern, PortPattern};
use corsac::{Config, Diagnostic, Field, Severity};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let entries = [text];
    let config = Config::new().allow_origins(&entries).max_age(5).danger_allow_null_origin(true);
    let mut faults = Vec::new();
    config.check(|diagnostic| faults.extend(Some(diagnostic).filter(|fault| fault.severity() == Severity::Error)));
    match OriginPattern::parse(text) {
        Ok(pattern) => {
            assert!(faults.is_empty(), "{text:?} is a pattern, and has faults: {faults:?}");
            check_pattern(text, &pattern);
        }
        Err(error) => {
            let first = faults.first().expect("a text that is no pattern has a fault");
            assert_eq!((error.code, error.span), (first.code, first.span), "{text:?}");
            assert!(!error.to_string().is_empty());
            faults.iter().for_each(|fault| check_fault(text, fault));
        }
    }
});

fn check_pattern(text: &str, pattern: &OriginPattern<'_>) {
    assert_eq!((pattern.as_str(), &*pattern.to_string()), (text, text));
    assert_eq!(OriginPattern::parse(pattern.as_str()), Ok(*pattern));
    assert!(pattern.covers(pattern));
    assert_eq!(print(pattern), text);
    for star in ["a", "z9.b"] {
        // A glob stays within its label.
        let is_glob =
            matches!(pattern, OriginPattern::Tuple(tuple) if matches!(tuple.host(), HostPattern::Glob { .. }));
        for port in ["", ":1", ":65535"] {
            let Some(origin) = instance(pattern, star, port) else { continue };
            // The text may be too long now.
            let Ok(origin) = Origin::parse(origin.as_bytes()) else { continue };
            assert_eq!(pattern.matches(&origin), !(is_glob && star.contains('.')), "{pattern} and {origin}");
        }
    }
    if !text.contains('*') {
        let origin = Origin::parse(text.as_bytes()).expect("a pattern without a wildcard is an origin");
        assert!(pattern.matches(&origin));
    }
}

/// The text, from the parts alone.
fn print(pattern: &OriginPattern<'_>) -> String {
    let tuple = match pattern {
        OriginPattern::Any => return "*".to_owned(),
        OriginPattern::Null => return "null".to_owned(),
        OriginPattern::Tuple(tuple) => tuple,
    };
    let mut text = format!("{}://", tuple.scheme());
    match tuple.host() {
        HostPattern::Exact(host) => text.push_str(host.as_str()),
        HostPattern::Subdomains { base } => write!(text, "*.{base}").expect("a string takes all"),
        HostPattern::Glob { prefix, suffix, base } => {
            write!(text, "{prefix}*{suffix}.{base}").expect("a string takes all");
        }
    }
    match tuple.port() {
        PortPattern::Default => {}
        PortPattern::Number(number) => write!(text, ":{number}").expect("a string takes all"),
        PortPattern::Any => text.push_str(":*"),
    }
    text
}

/// The pattern's text with its wildcards replaced; `None` if it has none in the host, or another port.
fn instance(pattern: &OriginPattern<'_>, star: &str, port: &str) -> Option<String> {
    let OriginPattern::Tuple(tuple) = pattern else { return None };
    let (host, any_port) = match tuple.port() {
        PortPattern::Any => (pattern.as_str().strip_suffix(":*")?, true),
        _ => (pattern.as_str(), false),
    };
    let wildcards = any_port || host.contains('*');
    (wildcards && (any_port || port.is_empty())).then(|| format!("{}{port}", host.replace('*', star)))
}

fn check_fault(text: &str, fault: &Diagnostic<'_>) {
    assert_eq!((fault.field, fault.index, fault.entry), (Field::AllowOrigins, Some(0), text));
    let part = text.get(fault.span.start..fault.span.end);
    assert!(part.is_some(), "{text:?}: {fault:?} is not within the text");
    assert!(!fault.to_string().is_empty());
    let Some(suggestion) = fault.suggestion() else { return };
    let better = suggestion.to_string();
    assert!(suggestion.is_removal() || better != text, "{text:?}: the same again is suggested: {fault}");
}
