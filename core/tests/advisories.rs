//! Published flaws of other CORS implementations that a policy engine can have, as cases that must come out right.

#![cfg(all(feature = "compile", feature = "alloc"))]
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod common;

use common::{Fields, answer, compile};
use corsac::{Code, Config, Reason, RequestField};

/// The codes of the errors of a policy.
fn errors(config: Config<'_>) -> Vec<Code> {
    let mut codes = Vec::new();
    config.check(|diagnostic| codes.push(diagnostic));
    codes.retain(|diagnostic| diagnostic.severity() == corsac::Severity::Error);
    codes.into_iter().map(|diagnostic| diagnostic.code).collect()
}

fn allows(patterns: &[&str], origin: &str) -> bool {
    compile(Config::new().allow_origins(patterns)).as_policy().allows_origin(origin.as_bytes())
}

#[test]
fn cve_2018_20744_cve_2026_54290_cve_2024_25124_any_origin_with_credentials_does_not_compile() {
    // Also CVE-2018-8014, CVE-2023-49803, GHSA-972r-f3fv-whm3: each let `*` and credentials meet, by default or not.
    let config = Config::new().allow_credentials(true).max_age(5);
    assert_eq!(errors(config.allow_origins(&["*"])), [Code::WildcardWithCredentials]);
    assert_eq!(errors(config.allow_origins(&["https://a.example", "*"])), [Code::WildcardWithCredentials]);
    assert_eq!(errors(config), [Code::MissingOrigins], "there is no default");
}

#[test]
fn rs_cors_197_near_wildcards_do_not_compile() {
    for pattern in ["h*", "https://*", "http*://example.com", "https://*:*", "*://*", "https://exam*"] {
        assert!(corsac::pattern::OriginPattern::parse(pattern).is_err(), "{pattern}");
    }
    let wide = Config::new().allow_origins(&["https://*.com"]).allow_credentials(true).max_age(5);
    assert_eq!(errors(wide), [Code::PublicSuffixWildcardWithCredentials]);
}

#[test]
fn cve_2019_25211_a_trailing_wildcard_allows_no_other_domain() {
    assert_eq!(errors(Config::new().allow_origins(&["https://example.com/*"]).max_age(5)), [Code::Path]);
    assert!(!allows(&["https://example.com:*"], "https://example.community"));
}

#[test]
fn cve_2022_1996_cve_2026_37737_cve_2022_3457_a_match_is_a_full_match() {
    for origin in [
        "https://example.com.evil.example",
        "https://example.comevil.example",
        "https://evil.example/https://example.com",
        "https://evil.example?https://example.com",
        "https://example.com@evil.example",
        "https://example.com:80.evil.example",
        "https://example.comm",
        "https://example.co",
        "xhttps://example.com",
    ] {
        assert!(!allows(&["https://example.com", "https://*.example.com"], origin), "{origin}");
    }
}

#[test]
fn cve_2024_27302_cve_2023_28109_a_suffix_ends_at_a_label() {
    for origin in ["https://evilexample.com", "https://evil-example.com", "https://example.com", "https://.example.com"]
    {
        assert!(!allows(&["https://*.example.com"], origin), "{origin}");
    }
    assert!(allows(&["https://*.example.com"], "https://a.b.example.com"));
}

#[test]
fn ghsa_vhxv_fg4m_p2w8_shared_suffixes_do_not_add_up() {
    for patterns in [["https://foo.com", "https://bar.com"], ["https://bar.com", "https://foo.com"]] {
        for origin in ["https://barfoo.com", "https://foobar.com", "https://oo.com", "https://ar.com", "https://com"] {
            assert!(!allows(&patterns, origin), "{origin}");
        }
    }
}

#[test]
fn unescaped_dots_match_dots_only() {
    assert!(!allows(&["https://a.example.com"], "https://aXexample.com"));
    assert!(!allows(&["https://a.example.com"], "https://a-example.com"));
    assert!(!allows(&["https://*.a.example.com"], "https://x.aaexample.com"));
}

#[test]
fn special_characters_do_not_end_a_host() {
    for byte in b"_-,;!'()*&+=~$%\"#/:?@[\\]^`{|} \t\0\x7f\xff" {
        let mut origin = b"https://example.com".to_vec();
        origin.push(*byte);
        origin.extend_from_slice(b".evil.example");
        let policy = compile(Config::new().allow_origins(&["https://example.com", "https://*.example.com"]));
        assert!(!policy.as_policy().allows_origin(&origin), "{}", origin.escape_ascii());
    }
}

#[test]
fn cve_2019_9580_a_refusal_says_nothing_instead_of_null() {
    let policy = compile(Config::new().allow_origins(&["https://a.example"]));
    for origin in ["https://evil.example", "null", "garbage"] {
        for request in [Fields::new("GET").origin(origin), Fields::preflight(origin, "PUT")] {
            let (_, lines) = answer(&policy, &request);
            assert!(lines.iter().all(|line| line.starts_with("vary: ")), "{lines:?}");
        }
    }
}

#[test]
fn cve_2017_7674_vary_is_on_every_answer_that_depends_on_the_origin() {
    let policy = compile(Config::new().allow_origins(&["https://a.example"]));
    for request in [Fields::new("GET"), Fields::new("GET").origin("https://a.example"), Fields::new("GET").origin("x")]
    {
        assert_eq!(answer(&policy, &request).1.last().unwrap(), "vary: origin");
    }
    let open = compile(Config::new().allow_origins(&["*"]));
    assert!(!answer(&open, &Fields::new("GET")).1.iter().any(|line| line.starts_with("vary")));
}

#[test]
fn ghsa_q7jf_gf43_6x6p_vary_never_comes_from_the_request() {
    let policy = compile(Config::new().allow_origins(&["https://a.example"]));
    let request = Fields::preflight("https://a.example", "PUT").headers("vary, accept");
    assert_eq!(answer(&policy, &request).1.last().unwrap(), "vary: origin, access-control-request-method");
}

#[test]
fn ghsa_mh55_gqvf_xfwm_cve_2026_69207_a_long_header_list_is_given_up() {
    let policy = compile(Config::new().allow_origins(&["https://a.example"]).allow_headers(&["accept"]));
    for list in [",".repeat(1 << 20), " ".repeat(1 << 20), "accept,".repeat(1 << 17)] {
        let request = Fields::preflight("https://a.example", "GET").headers(list);
        assert_eq!(answer(&policy, &request).0.reason(), Some(Reason::BudgetExceeded));
    }
}

#[test]
fn cve_2024_6221_private_networks_are_opened_only_when_asked_for() {
    let policy = compile(Config::new().allow_origins(&["https://a.example"]));
    let request =
        Fields::preflight("https://a.example", "GET").with(RequestField::AccessControlRequestPrivateNetwork, "true");
    assert!(!answer(&policy, &request).1.iter().any(|line| line.contains("private-network")));
}

#[test]
fn cve_2017_20146_cve_2024_1681_nothing_of_the_request_is_echoed_unless_it_is_an_origin() {
    let policy = compile(Config::new().allow_origins(&["https://*.a.example"]));
    for origin in [
        "https://x.a.example\r\nset-cookie: a=b",
        "https://<script>.a.example",
        "https://x.a.example\0",
        "https://x y.a.example",
    ] {
        assert_eq!(answer(&policy, &Fields::new("GET").origin(origin)).0.reason(), Some(Reason::MalformedOrigin));
    }
}

#[test]
fn cve_2021_39185_credentials_are_true_or_absent() {
    let policy = compile(Config::new().allow_origins(&["https://a.example"]));
    let (_, lines) = answer(&policy, &Fields::new("GET").origin("https://a.example"));
    assert!(!lines.iter().any(|line| line.contains("credentials")));
}

#[test]
fn the_null_origin_is_nobody_unless_the_policy_says_so() {
    let config = Config::new().allow_origins(&["https://a.example", "null"]).max_age(5);
    assert_eq!(errors(config), [Code::NullOrigin]);
    let policy = compile(config.danger_allow_null_origin(true));
    assert!(policy.as_policy().allows_origin(b"null") && !policy.as_policy().allows_origin(b"NULL"));
}
