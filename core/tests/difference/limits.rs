//! The edges: ports, lengths, `*`, and many origins.

use std::time::Instant;

use corsac::fetch::MAX_ORIGIN_LENGTH;

use crate::{check, compile};

fn examples(a: &[&str], b: &[&str]) -> Vec<String> {
    check(a, b, core::iter::empty()).unwrap()
}

#[test]
fn examples_are_plain_where_they_can_be() {
    assert_eq!(examples(&["https://*.example.com"], &["https://example.com"]), ["https://x.example.com"]);
    assert_eq!(examples(&["https://*.example.com"], &["https://x.example.com"]), ["https://any.example.com"]);
    assert_eq!(examples(&["https://pr-*.example.com"], &["https://pr-1.example.com"]), ["https://pr-x.example.com"]);
    assert_eq!(examples(&["https://a.example:*"], &["https://a.example"]), ["https://a.example:8443"]);
    assert_eq!(
        examples(&["https://a.example:*"], &["https://a.example", "https://a.example:8443"]),
        ["https://a.example:8080"]
    );
    assert_eq!(examples(&["*"], &["https://a.example"]), ["https://any.example"]);
    let names = ["https://*.example", "https://*.test", "https://any.invalid", "https://a", "https://b:*"];
    assert_eq!(examples(&["*"], &names[..2]), ["https://any.invalid"]);
    assert_eq!(examples(&["*"], &names), ["https://c"]);
    assert_eq!(examples(&["null", "file://"], &["https://a.example"]), ["null", "file://"]);
    assert_eq!(examples(&["null", "https://*.a.example:*", "app://x"], &["*"]), [""; 0]);
}

#[test]
fn several_patterns_cover_one_together() {
    let glob = "abcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut pieces: Vec<String> = Vec::new();
    for byte in glob.chars() {
        pieces.push(format!("https://pr-{byte}*.a.example"));
        pieces.push(format!("https://pr-{byte}.a.example"));
    }
    assert_eq!(check(&["https://pr-*.a.example"], &pieces, core::iter::empty()), Ok(vec![]));
    for (missing, example) in
        [(0, "https://pr-aa.a.example"), (1, "https://pr-a.a.example"), (75, "https://pr-_.a.example")]
    {
        let mut pieces = pieces.clone();
        let removed = pieces.remove(missing);
        let found = check(&["https://pr-*.a.example"], &pieces, core::iter::empty()).unwrap();
        assert!(found.len() == 1 && found[0].starts_with(&example[..12]), "{removed}: {found:?}");
    }
    // The same with the ports divided.
    let divided: Vec<String> = pieces
        .iter()
        .enumerate()
        .map(|(place, text)| if place % 3 == 0 { format!("{text}:*") } else { text.clone() })
        .collect();
    assert_eq!(check(&["https://pr-*.a.example"], &divided, core::iter::empty()), Ok(vec![]));
    assert_eq!(check(&["https://pr-*.a.example:*"], &divided, core::iter::empty()).map(|found| found.len()), Ok(1));
}

#[test]
fn no_list_of_ports_is_as_much_as_any_port() {
    let blocked = |port: u16| corsac::pattern::OriginPattern::parse(&format!("https://a:{port}")).is_err();
    let mut all: Vec<String> =
        (1..=u16::MAX).filter(|port| !blocked(*port)).map(|port| format!("https://a:{port}")).collect();
    assert_eq!(all.len(), 65_535 - 82 - 1, "82 of the blocked ports, and the default one");
    assert_eq!(check(&["https://a:*"], &all, core::iter::empty()), Ok(vec!["https://a".into()]));
    all.push("https://a".into());
    assert_eq!(check(&["https://a:*"], &all, core::iter::empty()), Ok(vec!["https://a:1".into()]));
    let without = |port| all.iter().filter(|text| **text != format!("https://a:{port}")).cloned().collect::<Vec<_>>();
    assert_eq!(check(&["https://a:*"], &without(47), core::iter::empty()), Ok(vec!["https://a:47".into()]));
    assert_eq!(check(&["app://a:*"], &["app://a", "app://a:1"], core::iter::empty()), Ok(vec!["app://a:8443".into()]));
}

/// With a port, the longest hosts do not fit: patterns that differ only there do not differ for any origin.
#[test]
fn what_does_not_fit_into_an_origin_does_not_count() {
    let base = |room: usize| "b".repeat(MAX_ORIGIN_LENGTH - "https://.".len() - room);
    let star = |room: usize, port: &str| format!("https://*.{}{port}", base(room));
    let exact = |labels: &str, room: usize, port: &str| format!("https://{labels}.{}{port}", base(room));
    // Three bytes without a port, one with it.
    let ones = "abcdefghijklmnopqrstuvwxyz0123456789-_!\"$&'()+;=`{}~".chars().map(|byte| byte.to_string());
    let mut pieces: Vec<String> = ones.map(|label| exact(&label, 3, ":*")).collect();
    pieces.push(star(3, ""));
    assert_eq!(check(&[star(3, ":*")], &pieces, core::iter::empty()), Ok(vec![]));
    let removed = pieces.remove(7);
    assert_eq!(
        check(&[star(3, ":*")], &pieces, core::iter::empty()).map(|found| found[0].clone()),
        Ok(removed.replace(":*", ":2"))
    );
    // One byte leaves no room for labels and a port.
    assert_eq!(check(&[star(1, "")], &[star(1, "")], core::iter::empty()), Ok(vec![]));
}

#[test]
fn a_hundred_thousand_origins_take_seconds() {
    let old: Vec<String> = (0..100_000).map(|tenant| format!("https://tenant-{tenant}.example.com")).collect();
    let new: Vec<String> = old.iter().rev().map(|text| text.replace("-7777.", "-seven.")).collect();
    let wide = ["https://tenant-*.example.com", "https://*.example.com", "https://*.example.com:*"];
    let (old, new, wide) = (compile(&old), compile(&new), compile(&wide));
    let start = Instant::now();
    let found: Vec<String> =
        new.as_policy().origins_beyond(&old.as_policy()).map(|found| found.example.to_string()).collect();
    assert_eq!(found, ["https://tenant-seven.example.com"]);
    assert!(old.as_policy().is_subset_of(&wide.as_policy()));
    assert_eq!(wide.as_policy().origins_beyond(&old.as_policy()).count(), 1, "the widest one covers the others");
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
}

/// Globs that share nothing with each other, and those that cover each other in pairs.
#[test]
fn ten_thousand_globs_take_seconds() {
    let globs: Vec<String> = (0..10_000).map(|tenant| format!("https://pr-*--t{tenant}.example.com")).collect();
    let (old, new) = (compile(&globs), compile(&globs[..9_999]));
    let start = Instant::now();
    assert!(new.as_policy().is_subset_of(&old.as_policy()));
    let found: Vec<String> =
        old.as_policy().origins_beyond(&new.as_policy()).map(|found| found.example.to_string()).collect();
    assert_eq!(found, ["https://pr-x--t9999.example.com"]);
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
}
