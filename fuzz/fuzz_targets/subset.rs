//! Law: what one policy allows beyond another is found if and only if it exists, and every example of it is one.
//!
//! The input's bytes choose the patterns of two policies from few names, so that they meet often; some bytes stand for
//! a whole partition of a glob, from which one piece may be missing. Some inputs leave only few bytes for labels.

#![no_main]

use corsac::fetch::{MAX_ORIGIN_LENGTH, Origin};
use corsac::pattern::OriginPattern;
use corsac::{Config, PolicyBox};
use libfuzzer_sys::fuzz_target;

const GLOB: &str = "abcdefghijklmnopqrstuvwxyz0123456789-_";
const LABELS: [&str; 14] = ["", "*", "a*", "*a", "a*b", "b*a", "aa*", "*!", "!*", "a", "x", "ab", "*.a", "a.b"];
const PORTS: [&str; 4] = ["", ":*", ":81", ":8443"];
const STARS: [&str; 9] = ["x", "aa", "ab", "zz9", "~", "~~", "a~", "a.a", "x.b"];

/// What the first byte says: the scheme, and the name below which all labels stand.
fn surroundings(first: u8) -> (&'static str, String) {
    let scheme = if first & 1 == 0 { "https" } else { "app" };
    let room = usize::from(first >> 1 & 7);
    let length = MAX_ORIGIN_LENGTH - scheme.len() - "://.".len() - room;
    (scheme, if room == 0 { "c.d".into() } else { format!("c.{}", "d".repeat(length - 2)) })
}

/// One pattern for each pair of bytes, or the pieces of a partition.
fn patterns(bytes: &[u8], scheme: &str, base: &str) -> Vec<String> {
    let mut patterns = Vec::new();
    for pair in bytes.chunks_exact(2) {
        let (label, port) = (LABELS[usize::from(pair[0] & 15) % LABELS.len()], PORTS[usize::from(pair[0] >> 4 & 3)]);
        let mut push = |label: &str| {
            let dot = if label.is_empty() { "" } else { "." };
            let text = format!("{scheme}://{label}{dot}{base}{port}");
            if OriginPattern::parse(&text).is_ok() {
                patterns.push(text);
            }
        };
        match (pair[0] >> 6, label.split_once('*')) {
            (1.., Some((before, after))) => {
                for (place, byte) in GLOB.chars().enumerate().filter(|(place, _)| *place != usize::from(pair[1])) {
                    let left = (pair[0] >> 6 == 1) ^ (pair[1] >> 7 == 1 && place == 0);
                    push(&format!("{before}{byte}{after}"));
                    push(&if left { format!("{before}{byte}*{after}") } else { format!("{before}*{byte}{after}") });
                }
            }
            _ => push(label),
        }
    }
    patterns
}

fn compile(patterns: &[String]) -> Option<PolicyBox> {
    let texts: Vec<&str> = patterns.iter().map(String::as_str).collect();
    Config::new().allow_origins(&texts).max_age(5).compile_boxed(|_| ()).ok()
}

fn check(bytes: &[u8]) -> Option<()> {
    let ([first, split], rest) = bytes.split_first_chunk::<2>()?;
    let (scheme, base) = surroundings(*first);
    let (a, b) = rest.split_at_checked(2 * usize::from(split & 7))?;
    let (a, b) = (patterns(a, scheme, &base), patterns(b, scheme, &base));
    let (policy_a, policy_b) = (compile(&a)?, compile(&b)?);
    let (policy_a, policy_b) = (policy_a.as_policy(), policy_b.as_policy());
    let beyond: Vec<_> = policy_a.origins_beyond(&policy_b).collect();
    assert_eq!(policy_a.is_subset_of(&policy_b), beyond.is_empty());
    for found in &beyond {
        let example = found.example.as_origin();
        let refused = b.iter().all(|text| !OriginPattern::parse(text).is_ok_and(|pattern| pattern.matches(&example)));
        assert!(found.pattern.matches(&example) && refused, "{example} is no example of {}", found.pattern);
        assert!(
            policy_a.allows_origin(example.as_str().as_bytes()) && !policy_b.allows_origin(example.as_str().as_bytes())
        );
    }
    let letters: Vec<String> = GLOB.chars().map(String::from).collect();
    for text in a.iter().chain(&b) {
        let (host, port) = text.strip_suffix(":*").map_or((text.as_str(), ""), |host| (host, ":*"));
        for star in letters.iter().map(String::as_str).chain(STARS) {
            for port in if port.is_empty() { &[""][..] } else { &["", ":1", ":0", ":81", ":8443"] } {
                let origin = format!("{}{port}", host.replace('*', star));
                let Ok(parsed) = Origin::parse(origin.as_bytes()) else { continue };
                if policy_a.allows_origin(origin.as_bytes()) && !policy_b.allows_origin(origin.as_bytes()) {
                    let found = beyond.iter().any(|found| found.pattern.matches(&parsed));
                    assert!(found, "{origin} was missed: {a:?}\n{b:?}");
                }
            }
        }
    }
    Some(())
}

fuzz_target!(|bytes: &[u8]| {
    check(bytes);
});
