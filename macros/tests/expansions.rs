//! Policies in the source and from files, and what the compiler says about bad ones.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::fs;
use std::path::Path;

use corsac::{Policy, RequestParts, include_policy, policy};

static STATIC: Policy = policy! {
    allow_origins: ["https://example.com", r"https://*.example.com", "http://localhost:*"],
    allow_methods: ["PUT", "DELETE"],
    allow_headers: ["Authorization", "Content-Type"],
    expose_headers: ["ETag"],
    allow_credentials: true,
    max_age: 7_200,
};

const CONST: Policy<'static> = policy!(allow_origins: ["\x68ttps://example.com"], max_age: 0xe10u32);

static FROM_TOML: Policy = include_policy!("tests/policies/good.toml");
static FROM_JSON: Policy = include_policy!("tests/policies/good.json",);

#[test]
fn every_key_reaches_the_image() {
    let config = STATIC.config();
    assert_eq!(
        config.allow_origins.iter().collect::<Vec<_>>(),
        ["https://example.com", "https://*.example.com", "http://localhost:*"]
    );
    assert_eq!(config.allow_methods.iter().collect::<Vec<_>>(), ["DELETE", "GET", "HEAD", "POST", "PUT"]);
    assert_eq!(config.allow_headers.iter().collect::<Vec<_>>(), ["authorization", "content-type"]);
    assert_eq!(config.expose_headers.iter().collect::<Vec<_>>(), ["etag"]);
    assert!(config.allow_credentials);
    assert_eq!(config.max_age, Some(7200));
}

#[test]
fn flags_reach_the_image() {
    #[allow(deprecated, reason = "all of these deserve a warning")]
    const POLICY: Policy = policy! {
        allow_origins: ["null", "http://example.com", "https://*.github.io"],
        allow_credentials: true,
        allow_private_network: true,
        danger_allow_null_origin: true,
        danger_allow_insecure_origins: true,
        danger_allow_public_suffix_wildcards: true,
        max_age: 600,
    };
    let config = POLICY.config();
    assert!(config.allow_private_network && config.danger_allow_null_origin);
    assert!(config.danger_allow_insecure_origins && config.danger_allow_public_suffix_wildcards);
}

#[test]
fn a_policy_may_stand_anywhere() {
    const fn count(policy: &Policy<'_>) -> usize {
        policy.as_bytes().len()
    }
    const LENGTH: usize = count(&policy!(allow_origins: ["https://example.com"], max_age: 3600));
    assert_eq!(LENGTH, CONST.as_bytes().len());
    let policies = [STATIC, CONST, policy!(allow_origins: ["https://a.example"], max_age: 5)];
    let allowed = |origin: &[u8]| policies.iter().filter(|policy| policy.allows_origin(origin)).count();
    assert_eq!([allowed(b"https://example.com"), allowed(b"https://a.example")], [2, 1]);
}

#[test]
fn literals_may_come_through_another_macro() {
    macro_rules! wrapped {
        ($origin:literal, $age:expr, [$($method:literal)*]) => {
            policy! { allow_origins: [$origin], max_age: $age, allow_methods: [$($method),*] }
        };
    }
    let policy = wrapped!("https://example.com", 600, ["PUT" "PATCH"]);
    assert_eq!(policy.config().max_age, Some(600));
    assert_eq!(policy.config().allow_methods.iter().count(), 5);
}

#[test]
fn documents_and_source_make_the_same_image() {
    assert_eq!(FROM_TOML, STATIC);
    assert_eq!(FROM_JSON, STATIC);
    let fields: [(&[u8], &[u8]); 1] = [(b"origin", b"https://app.example.com")];
    let request = RequestParts::new(b"GET", fields.into_iter());
    assert!(FROM_TOML.decide(&request).plan(FROM_TOML, &request).next().is_some());
}

/// cargo reads this list to know what to build again.
#[test]
fn the_crate_depends_on_its_documents() {
    let list = std::env::current_exe().unwrap().with_extension("d");
    let list = fs::read_to_string(list).unwrap();
    for document in ["good.toml", "good.json"] {
        assert!(list.contains(document), "{document} is not in {list}");
    }
}

/// trybuild's cases are a crate of their own, in this folder; paths are relative to its `Cargo.toml`.
fn copy_policies() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/policies");
    let there = Path::new(env!("CARGO_TARGET_TMPDIR")).join("../tests/trybuild/corsac-macros/policies");
    fs::create_dir_all(&there).unwrap();
    for file in fs::read_dir(here).unwrap() {
        let file = file.unwrap();
        fs::copy(file.path(), there.join(file.file_name())).unwrap();
    }
}

/// The wording is the same with Rust 1.88 and 1.95.
#[test]
fn the_compiler_tells_what_is_wrong() {
    copy_policies();
    let cases = trybuild::TestCases::new();
    cases.pass("tests/ui/silenced.rs");
    cases.compile_fail("tests/ui/credentials.rs");
    cases.compile_fail("tests/ui/file_faults.rs");
    cases.compile_fail("tests/ui/file_missing.rs");
    cases.compile_fail("tests/ui/grammar.rs");
    cases.compile_fail("tests/ui/keys.rs");
    cases.compile_fail("tests/ui/literals.rs");
    cases.compile_fail("tests/ui/missing_origins.rs");
    cases.compile_fail("tests/ui/names.rs");
    cases.compile_fail("tests/ui/origins.rs");
    cases.compile_fail("tests/ui/values.rs");
    cases.compile_fail("tests/ui/warnings.rs");
}
