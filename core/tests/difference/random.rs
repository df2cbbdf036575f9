//! Random lists of patterns over few names, so that they meet often.

use corsac::fetch::Origin;
use corsac::pattern::OriginPattern;
use proptest::prelude::*;
use proptest::sample::select;

use crate::check;

const STARS: [&str; 14] = ["a", "b", "ab", "ba", "-", "x", "any", "~", "a.b", "b.a", "!a", "zz-9_", "x!b", "x"];

fn host() -> impl Strategy<Value = String> {
    prop_oneof![
        8 => proptest::collection::vec(select(&["a", "b", "ab", "c"][..]), 1..4).prop_map(|labels| labels.join(".")),
        1 => select(&["127.0.0.1", "[::1]", "a.b.", "a~b.c"][..]).prop_map(String::from),
    ]
}

fn scheme() -> impl Strategy<Value = &'static str> {
    select(&["https", "https", "http", "app"][..])
}

fn pattern() -> impl Strategy<Value = String> {
    let glob = select(&["", "", "*.", "*.", "*.", "a*.", "*b.", "a*b.", "ab*.", "*ba.", "!*.", "a*!b.", "ax!*."][..]);
    let port = select(&["", "", "", ":*", ":8443", ":81"][..]);
    prop_oneof![
        30 => (scheme(), glob, host(), port).prop_map(|(scheme, glob, host, port)| format!("{scheme}://{glob}{host}{port}")),
        1 => select(&["null", "file://", "*"][..]).prop_map(String::from),
    ]
    .prop_filter("a pattern", |text| OriginPattern::parse(text).is_ok())
}

/// Origins near the patterns: with every `*` replaced, and with a label more.
fn near(patterns: &[String]) -> Vec<String> {
    let mut origins: Vec<String> = ["null", "file://", "https://x.example", "gopher://x"].map(String::from).to_vec();
    for pattern in patterns {
        let (host, any_port) = pattern.strip_suffix(":*").map_or((pattern.as_str(), false), |host| (host, true));
        let ports: &[&str] = if any_port { &["", ":1", ":0", ":81", ":8443"] } else { &[""] };
        for port in ports {
            for star in STARS {
                let text = format!("{}{port}", host.replace('*', star));
                origins.push(text.replace("://", "://a."));
                origins.push(text);
            }
        }
    }
    origins
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3_000))]

    #[test]
    fn examples_are_right_and_nothing_is_missed(
        a in proptest::collection::vec(pattern(), 1..5),
        b in proptest::collection::vec(pattern(), 1..10),
    ) {
        let universe = near(&a).into_iter().chain(near(&b));
        if let Err(error) = check(&a, &b, universe) {
            prop_assert!(false, "{error}\n{a:?}\n{b:?}");
        }
    }

    #[test]
    fn a_policy_is_a_subset_of_itself_and_of_more(
        a in proptest::collection::vec(pattern(), 1..6),
        more in proptest::collection::vec(pattern(), 0..6),
    ) {
        let mut b = more;
        b.extend(a.iter().cloned());
        b.reverse();
        prop_assert_eq!(check(&a, &b, core::iter::empty()), Ok(vec![]));
    }

    #[test]
    fn common_origins_are_common_and_none_is_missed(a in pattern(), b in pattern()) {
        let (left, right) = (OriginPattern::parse(&a).unwrap(), OriginPattern::parse(&b).unwrap());
        let common = left.common_origin(&right);
        prop_assert_eq!(right.overlaps(&left), common.is_some());
        if let Some(origin) = &common {
            prop_assert!(left.matches(&origin.as_origin()) && right.matches(&origin.as_origin()), "{}", origin);
        }
        let shared = near(&[a.clone(), b.clone()]).into_iter().find(|text| {
            Origin::parse(text.as_bytes()).is_ok_and(|origin| left.matches(&origin) && right.matches(&origin))
        });
        prop_assert!(common.is_some() || shared.is_none(), "{a} and {b} share {shared:?}");
        prop_assert!(left.example().is_some_and(|example| left.matches(&example.as_origin())), "{}", a);
    }

    #[test]
    fn covering_is_the_cover_that_the_definition_finds(
        a in pattern(),
        b in proptest::collection::vec(pattern(), 1..8),
    ) {
        let (pattern, policy) = (OriginPattern::parse(&a).unwrap(), crate::compile(&b));
        let covers = |text: &String| OriginPattern::parse(text).unwrap().covers(&pattern);
        let found = policy.as_policy().covering(&pattern).map(|index| policy.as_policy().allow_origin(index).unwrap());
        prop_assert_eq!(found.is_some(), b.iter().any(covers), "{} in {:?}", a, b);
        prop_assert!(found.is_none_or(|cover| cover.covers(&pattern)), "{:?} for {}", found, a);
    }
}
