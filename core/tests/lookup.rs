//! The compiled lookup against its definition, and images against the policies they came from.

#![cfg(all(feature = "compile", feature = "alloc"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    reason = "a test may panic"
)]

use corsac::pattern::OriginPattern;
use corsac::{Config, OwnedPolicy, Policy, PolicyBox, fetch::Origin};
use proptest::prelude::*;
use proptest::sample::select;

/// Few names, so that patterns and origins meet often: shared suffixes, prefixes of each other, ports, trailing dots.
fn host() -> impl Strategy<Value = String> {
    prop_oneof![
        8 => proptest::collection::vec(select(&["a", "b", "foo", "bar", "barfoo", "com", "x-1", "a_b", "-a-", "xn--a"][..]), 1..5)
            .prop_map(|labels| labels.join(".")),
        2 => select(&["localhost", "127.0.0.1", "[::1]", "[2001:db8::1]", "foo.com.", "a.localhost"][..]).prop_map(String::from),
    ]
}

fn scheme() -> impl Strategy<Value = &'static str> {
    select(&["https", "https", "https", "http", "app"][..])
}

fn port() -> impl Strategy<Value = &'static str> {
    select(&["", "", "", ":8080", ":444", ":65535"][..])
}

fn origin() -> impl Strategy<Value = String> {
    prop_oneof![
        20 => (scheme(), host(), port()).prop_map(|(scheme, host, port)| format!("{scheme}://{host}{port}")),
        1 => Just(String::from("null")),
        1 => Just(String::from("file://")),
    ]
}

fn pattern() -> impl Strategy<Value = String> {
    let glob = select(&["*.", "*.", "a*.", "*b.", "a*b.", "x-*.", "f*o.", "fo*.", "bar*oo.", "*-1."][..]);
    prop_oneof![
        6 => origin(),
        6 => (scheme(), glob, host(), port()).prop_map(|(scheme, glob, host, port)| format!("{scheme}://{glob}{host}{port}")),
        3 => (scheme(), select(&["", "*.", "a*."][..]), host()).prop_map(|(scheme, glob, host)| format!("{scheme}://{glob}{host}:*")),
    ]
    .prop_filter("a pattern", |text| OriginPattern::parse(text).is_ok())
}

fn compile(patterns: &[String]) -> PolicyBox {
    let texts: Vec<&str> = patterns.iter().map(String::as_str).collect();
    let config = Config::new().allow_origins(&texts).danger_allow_null_origin(true).max_age(5);
    config.compile_boxed(|_| ()).expect("patterns are legal")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3_000))]

    #[test]
    fn compiled_lookup_equals_the_definition(
        patterns in proptest::collection::vec(pattern(), 1..24),
        mut origins in proptest::collection::vec(origin(), 1..24),
    ) {
        let compiled = compile(&patterns);
        let policy = compiled.as_policy();
        // The patterns' own texts are no origins if they hold a wildcard, and hits if they do not.
        origins.extend(patterns.iter().cloned());
        let parsed: Vec<OriginPattern<'_>> = patterns.iter().map(|text| OriginPattern::parse(text).unwrap()).collect();
        for text in &origins {
            let expected = Origin::parse(text.as_bytes())
                .is_ok_and(|origin| parsed.iter().any(|pattern| pattern.matches(&origin)));
            prop_assert_eq!(policy.allows_origin(text.as_bytes()), expected, "{} in {:?}", text, patterns);
        }
    }

    #[test]
    fn the_order_of_patterns_does_not_matter(
        (patterns, shuffled) in proptest::collection::vec(pattern(), 1..16)
            .prop_flat_map(|patterns| (Just(patterns.clone()), Just(patterns).prop_shuffle())),
        origins in proptest::collection::vec(origin(), 1..16),
    ) {
        let (first, second) = (compile(&patterns), compile(&shuffled));
        for text in origins {
            prop_assert_eq!(first.as_policy().allows_origin(text.as_bytes()), second.as_policy().allows_origin(text.as_bytes()));
        }
    }

    #[test]
    fn compiling_and_checking_find_the_same_redundant_origins(patterns in proptest::collection::vec(pattern(), 1..16)) {
        let texts: Vec<&str> = patterns.iter().map(String::as_str).collect();
        let config = Config::new().allow_origins(&texts).danger_allow_null_origin(true).max_age(5);
        let (mut naive, mut compiled) = (Vec::new(), Vec::new());
        config.check(|diagnostic| naive.push(diagnostic));
        config.compile_boxed(|diagnostic| compiled.push(diagnostic)).unwrap();
        // Redundant origins come last from the compiler, and so they do from the check.
        prop_assert_eq!(naive, compiled);
    }

    #[test]
    fn an_image_reads_back_as_the_policy_it_came_from(patterns in proptest::collection::vec(pattern(), 1..24)) {
        let compiled = compile(&patterns);
        let loaded = Policy::from_bytes(compiled.as_bytes());
        prop_assert!(loaded.is_ok(), "{:?}", loaded);
        prop_assert_eq!(compiled.as_bytes().len() <= 36 + 14 + 8 * patterns.iter().filter(|text| text.contains('*')).count() + patterns.iter().map(|text| text.len() + 12).sum::<usize>(), true);
        let again = loaded.unwrap().config().compile_boxed(|_| ()).unwrap();
        prop_assert_eq!(again.as_bytes(), compiled.as_bytes());
        let places: Vec<String> = loaded.unwrap().allow_origins().map(|pattern| pattern.to_string()).collect();
        for (place, text) in places.iter().enumerate() {
            prop_assert_eq!(&loaded.unwrap().allow_origin(place as u32).unwrap().to_string(), text);
            prop_assert!(patterns.contains(text));
        }
    }

    #[test]
    fn a_flipped_bit_never_goes_unnoticed(
        patterns in proptest::collection::vec(pattern(), 1..6),
        position in any::<proptest::sample::Index>(),
        bit in 0u8..8,
    ) {
        let mut image = compile(&patterns).into_inner();
        let position = position.index(image.len());
        image[position] ^= 1 << bit;
        prop_assert!(OwnedPolicy::new(image).is_err());
    }
}

#[test]
fn the_longest_list_of_methods_survives_the_round_trip() {
    let methods: Vec<String> = (0..5_956).map(|number| format!("M-{number:08}")).collect();
    let texts: Vec<&str> = methods.iter().map(String::as_str).collect();
    let config = Config::new().allow_origins(&["https://a.example"]).allow_methods(&texts).max_age(5);
    let compiled = config.compile_boxed(|_| ()).unwrap();
    let again = compiled.as_policy().config().compile_boxed(|_| ()).unwrap();
    assert_eq!(again.as_bytes(), compiled.as_bytes());
    // Entries that are there already add nothing.
    let same = vec!["PUT"; 20_000];
    assert!(Config::new().allow_origins(&["*"]).allow_methods(&same).max_age(5).compile::<256>().is_ok());
}
