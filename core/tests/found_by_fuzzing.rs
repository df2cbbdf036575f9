//! What the fuzz targets found, each with its input made small. The laws are in `fuzz/README.md`.

#![cfg(feature = "compile")]

use corsac::fetch::MAX_ORIGIN_LENGTH;
use corsac::pattern::OriginPattern;
use corsac::{Config, Diagnostic};

/// The codes and faulty parts of what is found wrong with one origin pattern.
fn faults(text: &str) -> Vec<(&'static str, String)> {
    let entries = [text];
    let mut found = Vec::new();
    Config::new().allow_origins(&entries).max_age(5).check(|diagnostic: Diagnostic<'_>| {
        found.push((diagnostic.code.as_str(), text[diagnostic.span.start..diagnostic.span.end].to_owned()));
    });
    found
}

/// Target `pattern`: slashes after `://` were skipped, so that nothing was wrong with a text that is no pattern.
#[test]
fn slashes_after_the_scheme_are_a_path() {
    assert!(OriginPattern::parse("https:////example.com").is_err());
    assert_eq!(faults("https:////example.com"), [("empty-host", String::new()), ("path", "//example.com".to_owned())]);
}

/// Target `pattern`: two opening brackets were taken for one pair.
#[test]
fn two_opening_brackets_are_no_pair() {
    for (text, host) in [("nu://[[205::", "[[205::"), ("https://[[::1", "[[::1")] {
        assert!(OriginPattern::parse(text).is_err());
        assert_eq!(faults(text), [("invalid-ipv6", host.to_owned())]);
    }
}

/// Target `pattern`: what is too long began within a character.
#[test]
fn a_character_across_the_limit_is_beyond_it() {
    let text = format!("https://{}é.example", "a".repeat(MAX_ORIGIN_LENGTH - "https://".len() - 1));
    assert_eq!(faults(&text).last(), Some(&("origin-too-long", "é.example".to_owned())));
}
