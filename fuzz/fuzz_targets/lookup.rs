//! Law: a compiled policy allows an origin if and only if one of its patterns does; the pattern that a decision names is
//! one that does; and the order in which patterns are written changes neither.
//!
//! The input's bytes choose patterns and origins made of them, so that most origins are hits or near misses. Some texts
//! collide in the hash of the index.

#![no_main]

use corsac::fetch::Origin;
use corsac::pattern::OriginPattern;
use corsac::{Config, Diagnostic, List, PolicyBox, RequestParts};
use corsac_fuzz::{Choices, texts};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let choices = &mut Choices::new(bytes);
    let patterns: Vec<String> = (0..choices.below(16) + 1).map(|_| texts::pattern(choices)).collect();
    let shuffled = shuffled(choices, &patterns);
    let (first, second) = (compile(&patterns), compile(&shuffled));
    assert_eq!(kept(&first), kept(&second), "{patterns:?} and {shuffled:?}");
    let mut origins: Vec<Vec<u8>> = patterns.iter().map(|pattern| pattern.clone().into_bytes()).collect();
    while !choices.is_empty() {
        origins.push(texts::origin_near(choices, &patterns));
    }
    let parsed: Vec<OriginPattern<'_>> = patterns.iter().filter_map(|text| OriginPattern::parse(text).ok()).collect();
    for origin in origins {
        let allowing = allowing(&parsed, &origin);
        for policy in [&first, &second] {
            check_origin(policy, &origin, &allowing);
        }
    }
});

/// The texts of the patterns that allow an origin, by the definition.
fn allowing<'p>(patterns: &[OriginPattern<'p>], origin: &[u8]) -> Vec<&'p str> {
    let origin = Origin::parse(origin).ok();
    let allows = |pattern: &&OriginPattern<'_>| {
        // Where any origin is allowed, its text is not looked at.
        **pattern == OriginPattern::Any || origin.is_some_and(|origin| pattern.matches(&origin))
    };
    patterns.iter().filter(allows).map(OriginPattern::as_str).collect()
}

fn check_origin(policy: &PolicyBox, origin: &[u8], allowing: &[&str]) {
    let policy = policy.as_policy();
    let what = || format!("{} in {policy:?}", origin.escape_ascii());
    assert_eq!(policy.allows_origin(origin), !allowing.is_empty(), "{}", what());
    let fields: [(&[u8], &[u8]); 1] = [(b"origin", origin)];
    let decision = policy.decide(&RequestParts::new(b"GET", fields.into_iter()));
    assert_eq!(decision.allows_origin(), !allowing.is_empty(), "{}", what());
    assert_eq!(decision.pattern().is_some(), !allowing.is_empty(), "{}", what());
    let Some(index) = decision.pattern() else { return };
    let pattern = policy.allow_origin(index).expect("the pattern that is named exists");
    assert_eq!(policy.allow_origins().nth(index as usize), Some(pattern));
    assert!(allowing.contains(&pattern.as_str()), "{pattern} does not allow {}", what());
    // An exact origin is found before any wildcard.
    assert!(
        pattern.as_str().as_bytes() == origin
            || !policy.allow_origins().any(|other| other.as_str().as_bytes() == origin)
    );
}

/// The patterns that are no others' repetition, in the order of their texts.
fn kept(policy: &PolicyBox) -> Vec<&str> {
    let mut kept: Vec<&str> = policy.as_policy().allow_origins().map(|pattern| pattern.as_str()).collect();
    kept.sort_unstable();
    kept
}

fn shuffled(choices: &mut Choices<'_>, patterns: &[String]) -> Vec<String> {
    let mut rest = patterns.to_vec();
    (0..rest.len()).map(|_| rest.swap_remove(choices.below(rest.len()))).collect()
}

/// Compiles, and compares what the compiler finds redundant with the definition.
fn compile(patterns: &[String]) -> PolicyBox {
    let mut config = Config::new().max_age(5).danger_allow_null_origin(true);
    config.allow_origins = List::from_strings(patterns);
    let (mut found, mut expected) = (Vec::<Diagnostic<'_>>::new(), Vec::new());
    config.check(|diagnostic| expected.push(diagnostic));
    let policy = config.compile_boxed(|diagnostic| found.push(diagnostic)).expect("patterns are legal");
    assert_eq!(found, expected, "{patterns:?}");
    policy
}
