//! Every text that corsac shows to a person, word for word: diagnostics with their spans, errors, names.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may panic")]
#![cfg(feature = "compile")]

mod names;
mod origins;

use std::collections::BTreeSet;

use corsac::pattern::OriginPattern;
use corsac::{
    Class, Code, CompileError, Config, Diagnostic, Field, ImageError, ImageErrorKind, Policy, Reason, Severity, Verdict,
};

use names::{KEYS, NAMES, SEVERAL};
use origins::{FAULTS, LINTS, MEANINGS};

/// A policy with one origin, to which nothing is said.
const QUIET: Config<'static> = Config::new().allow_origins(&["https://example.com"]).max_age(7200);

/// A policy with these origins and otherwise nothing to say about.
const fn origins(patterns: &'static [&'static str]) -> Config<'static> {
    Config::new().allow_origins(patterns).max_age(7200)
}

/// The bytes of the entry that are at fault, and the text.
fn line(diagnostic: Diagnostic<'_>) -> String {
    format!("{}..{} {diagnostic}", diagnostic.span.start, diagnostic.span.end)
}

fn said(config: &Config<'_>) -> Vec<String> {
    let mut lines = Vec::new();
    config.check(|diagnostic| lines.push(line(diagnostic)));
    lines
}

type Case = (Config<'static>, &'static [&'static str]);

/// What depends on a feature.
fn with_features() -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    if cfg!(feature = "idna") {
        cases.push((
            origins(&["https://*.münchen.example:8443"]),
            &[
                r#"8..26 error[non-ascii]: allow_origins[0] "https://*.münchen.example:8443": browsers send a host in ASCII, its other characters as punycode; write "https://*.xn--mnchen-3ya.example:8443""#,
            ],
        ));
        cases.push((
            origins(&["https://xn--a.example"]),
            &[
                r#"8..21 warning[invalid-punycode]: allow_origins[0] "https://xn--a.example": some browsers refuse this punycode label"#,
            ],
        ));
    } else {
        cases.push((
            origins(&["https://*.münchen.example:8443"]),
            &[
                r#"8..26 error[non-ascii]: allow_origins[0] "https://*.münchen.example:8443": browsers send a host in ASCII, its other characters as punycode"#,
            ],
        ));
        cases.push((origins(&["https://xn--a.example"]), &[]));
    }
    let github = origins(&["https://*.github.io"]);
    if cfg!(feature = "public-suffix") {
        cases.push((
            github,
            &[
                r#"0..19 warning[public-suffix-wildcard]: allow_origins[0] "https://*.github.io": anyone can register a name that this pattern matches"#,
            ],
        ));
        cases.push((
            github.allow_credentials(true),
            &[
                r#"0..19 error[public-suffix-wildcard-with-credentials]: allow_origins[0] "https://*.github.io": anyone can register a name that this pattern matches and use the credentials; `danger_allow_public_suffix_wildcards` allows it all the same"#,
            ],
        ));
    } else {
        cases.push((github, &[]));
    }
    cases
}

fn all_cases() -> Vec<Case> {
    let tables = [FAULTS, MEANINGS, LINTS, NAMES, KEYS, SEVERAL].concat();
    tables.into_iter().chain(with_features()).collect()
}

#[test]
fn every_diagnostic_says_this() {
    for (config, expected) in all_cases() {
        assert_eq!(said(&config), *expected, "{config:?}");
    }
}

/// Texts that are too long to be written down in the tables.
#[test]
fn long_entries_are_told_their_limits() {
    let text = format!("https://{}.example.com", ["a".repeat(60).as_str(); 6].join("."));
    let expected =
        format!("327..385 error[origin-too-long]: allow_origins[0] {text:?}: an origin has at most 327 bytes");
    assert_eq!(said(&Config::new().allow_origins(&[&text]).max_age(5)), [expected]);

    let text = format!("https://{}*.example.com", "a".repeat(63));
    let expected = format!(
        "8..72 error[long-glob]: allow_origins[0] {text:?}: a label has at most 63 bytes, so nothing is left for `*`"
    );
    assert_eq!(said(&Config::new().allow_origins(&[&text]).max_age(5)), [expected]);

    let text = format!("https://{}.example:8443", "a".repeat(64));
    let expected = format!(
        "8..80 warning[long-host]: allow_origins[0] {text:?}: DNS knows no label over 63 bytes and no host over 253"
    );
    assert_eq!(said(&Config::new().allow_origins(&[&text]).max_age(5)), [expected]);

    let text = format!("{}://example.com", "a".repeat(65));
    let expected = format!(
        "0..65 error[invalid-scheme]: allow_origins[0] {text:?}: a scheme is a lower-case letter followed by at most 63 \
         of `a-z`, `0-9`, `+`, `-` and `.`"
    );
    assert_eq!(said(&Config::new().allow_origins(&[&text]).max_age(5)), [expected]);

    let (longest, longer) = ("M".repeat(64), "M".repeat(65));
    let methods = [longest.as_str(), longer.as_str()];
    let expected =
        format!("0..65 error[invalid-method]: allow_methods[1] {longer:?}: a method is a token of at most 64 bytes");
    assert_eq!(said(&QUIET.allow_methods(&methods)), [expected]);

    let (longest, longer) = ("h".repeat(255), "h".repeat(256));
    let names = [longest.as_str(), longer.as_str()];
    let expected = format!(
        "0..256 error[invalid-header-name]: allow_headers[1] {longer:?}: a header name is a token of at most 255 bytes"
    );
    assert_eq!(said(&QUIET.allow_headers(&names)), [expected]);
}

#[test]
fn long_lists_are_told_their_limits() {
    let names: Vec<String> = (0..6000).map(|number| format!("x-tenant-{number:04}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let too_many = |field: &str| {
        vec![format!("0..0 error[too-many-entries]: {field}: this list is longer than an image can hold")]
    };
    let upper: Vec<String> = names.iter().map(|name| name.to_uppercase()).collect();
    let upper: Vec<&str> = upper.iter().map(String::as_str).collect();
    assert_eq!(said(&QUIET.allow_methods(&upper)), too_many("allow_methods"));
    assert_eq!(said(&QUIET.allow_headers(&names)), too_many("allow_headers"));
    assert_eq!(said(&QUIET.expose_headers(&names)), too_many("expose_headers"));
}

#[test]
fn every_code_is_said() {
    let mut codes: BTreeSet<Code> =
        [Code::OriginTooLong, Code::LongGlob, Code::LongHost, Code::TooManyEntries].into_iter().collect();
    for (config, _) in all_cases() {
        config.check(|diagnostic| {
            codes.insert(diagnostic.code);
        });
    }
    if !cfg!(feature = "idna") {
        codes.insert(Code::InvalidPunycode);
    }
    for code in Code::ALL {
        assert!(codes.contains(code), "{}", code.as_str());
    }
}

/// Compiling says the same, and is refused by the first error.
#[test]
fn compiling_says_what_checking_says() {
    for (config, expected) in all_cases() {
        let mut buffer = [0; 1024];
        let mut lines = Vec::new();
        let result = config.compile_into(&mut buffer, |diagnostic| lines.push(line(diagnostic))).map(<[u8]>::to_vec);
        let first_error = expected.iter().find(|line| line.contains(" error["));
        match (result, first_error) {
            (Ok(_), None) => assert_eq!(lines, *expected, "{config:?}"),
            (Err(CompileError::Rejected(error)), Some(expected)) => {
                assert_eq!(line(error), *expected, "{config:?}");
                assert_eq!(format!("{} {error}", expected.split_once(' ').unwrap().0), *expected);
            }
            (result, _) => panic!("{config:?}: {result:?}"),
        }
    }
}

#[test]
fn a_suggestion_is_a_text_or_a_removal() {
    let suggestion = |config: Config<'static>| {
        let mut found = None;
        config.check(|diagnostic| {
            let suggestion = diagnostic.suggestion().expect("a suggestion");
            found = Some((suggestion.to_string(), suggestion.is_removal(), suggestion.span().start));
        });
        found.expect("a diagnostic")
    };
    assert_eq!(suggestion(origins(&["https://example.com:443"])), ("https://example.com".into(), false, 19));
    assert_eq!(suggestion(QUIET.allow_methods(&["put"])), ("PUT".into(), false, 0));
    assert_eq!(suggestion(QUIET.allow_methods(&["TRACE"])), (String::new(), true, 0));
    assert_eq!(suggestion(QUIET.max_age(9999)), ("7200".into(), false, 0));
    origins(&["https://example.com:99999"]).check(|diagnostic| assert_eq!(diagnostic.suggestion(), None));
}

#[test]
fn compile_errors_say_this() {
    let error = origins(&["https://Example.com"]).compile::<256>().unwrap_err();
    assert_eq!(
        error.to_string(),
        r#"error[upper-case]: allow_origins[0] "https://Example.com": browsers send the scheme and the host in lower case; write "https://example.com""#
    );
    let error = QUIET.compile::<16>().unwrap_err();
    assert_eq!(error, CompileError::BufferTooSmall);
    assert_eq!(error.to_string(), "the buffer is too small for the image");
}

#[test]
fn pattern_errors_say_this() {
    for (text, expected) in [
        ("", "an origin is not empty text (bytes 0 to 0)"),
        ("example.com", "an origin begins with a scheme and `://` (bytes 0 to 0)"),
        ("https://Example.com/", "browsers send the scheme and the host in lower case (bytes 8 to 19)"),
        ("https://example.com:443", "browsers leave out the default port of a scheme (bytes 19 to 23)"),
    ] {
        assert_eq!(OriginPattern::parse(text).unwrap_err().to_string(), expected);
    }
    assert_eq!(
        corsac::fetch::Origin::parse(b"example.com").unwrap_err().to_string(),
        "not the serialization of an origin"
    );
}

#[test]
fn image_errors_say_this() {
    for (kind, expected) in [
        (ImageErrorKind::Truncated, "the image is cut off"),
        (ImageErrorKind::BadMagic, "not the image of a policy"),
        (ImageErrorKind::UnsupportedVersion, "unsupported version"),
        (ImageErrorKind::WrongLength, "wrong length"),
        (ImageErrorKind::WrongChecksum, "wrong checksum"),
        (ImageErrorKind::BadFlags, "contradictory flags"),
        (ImageErrorKind::BadMethods, "illegal list of methods"),
        (ImageErrorKind::BadRequestHeaders, "illegal list of request headers"),
        (ImageErrorKind::BadExposedHeaders, "illegal list of exposed headers"),
        (ImageErrorKind::BadMaxAge, "illegal maximum age"),
        (ImageErrorKind::BadOrigin, "illegal origin"),
        (ImageErrorKind::RedundantOrigin, "redundant origin"),
        (ImageErrorKind::BadIndex, "wrong index of the origins"),
    ] {
        assert_eq!(kind.as_str(), expected);
    }
    let error: ImageError = Policy::from_bytes(b"GIF89a").unwrap_err();
    assert_eq!(error.to_string(), "the image is cut off at byte 6");
    assert_eq!(Policy::from_bytes(&[0; 36]).unwrap_err().to_string(), "not the image of a policy at byte 0");
}

#[test]
fn names_are_these() {
    assert_eq!(
        Reason::ALL.map(|reason| reason.to_string()),
        [
            "malformed-origin",
            "origin-not-allowed",
            "malformed-method",
            "method-not-allowed",
            "header-not-allowed",
            "budget-exceeded"
        ]
    );
    assert!(Reason::ALL.iter().all(|reason| reason.as_str() == reason.to_string()));
    assert_eq!(
        [Severity::Note, Severity::Warning, Severity::Error].map(Severity::as_str),
        ["note", "warning", "error"]
    );
    assert_eq!(
        [Class::NotCors, Class::Actual, Class::Preflight].map(Class::as_str),
        ["not-cors", "actual", "preflight"]
    );
    let verdicts = [Verdict::None, Verdict::Allowed, Verdict::Refused(Reason::MalformedOrigin)];
    assert_eq!(verdicts.map(Verdict::as_str), ["none", "allowed", "refused"]);
    assert_eq!(
        Field::ALL.map(Field::as_str),
        [
            "allow_origins",
            "allow_methods",
            "allow_headers",
            "expose_headers",
            "allow_credentials",
            "max_age",
            "allow_private_network",
            "danger_allow_null_origin",
            "danger_allow_insecure_origins",
            "danger_allow_public_suffix_wildcards"
        ]
    );
}
