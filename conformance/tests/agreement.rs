//! The agreement law, with the engine as the server.

use core::cell::RefCell;
use std::collections::HashMap;

use corsac_conformance::PolicyText;
use corsac_conformance::agreement::{Agreement, Disagreement, Scenario, check};
use corsac_conformance::browser::{HttpRequest, HttpResponse, PageRequest};
use corsac_conformance::reference::{HeaderLines, Reference, Response};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

const CASES: u32 = 60_000;

#[test]
fn a_browser_lets_a_script_read_exactly_what_the_policy_means_to_allow() {
    let config = ProptestConfig { cases: CASES, failure_persistence: None, ..ProptestConfig::default() };
    let counts = RefCell::new(HashMap::new());
    let law = |bytes: Vec<u8>| {
        let Some(scenario) = Scenario::from_bytes(&bytes) else {
            return Err(TestCaseError::reject("the policy does not compile"));
        };
        match scenario.check() {
            Ok(agreement) => *counts.borrow_mut().entry((agreement, scenario.redirected)).or_insert(0_u32) += 1,
            Err(disagreement) => return Err(TestCaseError::fail(format!("{disagreement}\n{scenario:#?}"))),
        }
        Ok(())
    };
    let result = TestRunner::new(config).run(&prop::collection::vec(any::<u8>(), 0..96), law);
    assert!(result.is_ok(), "{}", result.unwrap_err());

    // A law that is never put to the test holds, too.
    let counts = counts.into_inner();
    println!("{counts:?}");
    for (outcome, least) in [
        ((Agreement::Readable, false), CASES / 8),
        ((Agreement::Refused, false), CASES / 8),
        ((Agreement::Readable, true), CASES / 400),
        ((Agreement::Refused, true), CASES / 100),
    ] {
        let seen = counts.get(&outcome).copied().unwrap_or_default();
        assert!(seen >= least, "{outcome:?}: only {seen} of {CASES}");
    }
}

fn example() -> (PolicyText, PageRequest) {
    let policy = PolicyText {
        allow_origins: vec!["https://example.com".to_owned()],
        allow_methods: vec!["PUT".to_owned()],
        expose_headers: vec!["x-one".to_owned()],
        ..PolicyText::default()
    };
    (policy, PageRequest::new("https://example.com", "https://api.test/").expect("valid").method("PUT"))
}

#[test]
fn a_server_that_forgets_the_methods_breaks_the_law() {
    let (policy, page) = example();
    let mut server =
        |_: &HttpRequest| HttpResponse::new(204).header("Access-Control-Allow-Origin", "https://example.com");
    let broken = check(&policy, &page, &Response::default(), &mut server);
    assert!(matches!(broken, Err(Disagreement::Readable { meant: true, .. })), "{broken:?}");
}

#[test]
fn a_server_that_reflects_every_origin_breaks_the_law() {
    let (mut policy, page) = example();
    policy.allow_origins = vec!["https://other.example".to_owned()];
    let mut server = |request: &HttpRequest| {
        HttpResponse::new(204)
            .header("Access-Control-Allow-Origin", request.headers.get("Origin").expect("sent"))
            .header("Access-Control-Allow-Methods", "PUT")
    };
    let broken = check(&policy, &page, &Response::default(), &mut server);
    assert!(matches!(broken, Err(Disagreement::Readable { meant: false, .. })), "{broken:?}");
}

#[test]
fn a_server_that_exposes_nothing_breaks_the_law() {
    let (policy, page) = example();
    let handler = Response { status: 200, headers: HeaderLines(vec![("X-One".to_owned(), b"1".to_vec())]) };
    let wider = PolicyText { expose_headers: Vec::new(), ..policy.clone() };
    let reference = Reference::new(&wider).expect("valid");
    let broken = check(&policy, &page, &handler, &mut reference.server(&handler));
    assert_eq!(broken, Err(Disagreement::Exposed { meant: true, name: "x-one".to_owned() }));
}

#[test]
fn listed_names_beyond_the_budget_of_reflection_are_the_inherent_exception() {
    let names: Vec<String> = (0..5).map(|number| format!("x-{number}{}", "n".repeat(247))).collect();
    for (count, agreement) in [(4, Agreement::Readable), (5, Agreement::Refused)] {
        let policy = PolicyText {
            allow_origins: vec!["https://example.com".to_owned()],
            allow_headers: names.iter().cloned().chain(["*".to_owned()]).collect(),
            allow_credentials: true,
            ..PolicyText::default()
        };
        let mut page = PageRequest::new("https://example.com", "https://api.test/").expect("valid");
        page.headers = names.iter().take(count).map(|name| (name.clone(), b"1".to_vec())).collect();
        let (handler, reference) = (Response::default(), Reference::new(&policy).expect("valid"));
        assert_eq!(check(&policy, &page, &handler, &mut reference.server(&handler)), Ok(agreement));
    }
}

#[test]
fn the_seeds_of_the_fuzzer_keep_the_law() {
    let seeds = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/seeds/agreement");
    let mut count = 0;
    for seed in std::fs::read_dir(seeds).expect("the seeds") {
        let path = seed.expect("a seed").path();
        let Some(scenario) = Scenario::from_bytes(&std::fs::read(&path).expect("a seed")) else { continue };
        scenario.check().unwrap_or_else(|disagreement| panic!("{}: {disagreement}", path.display()));
        count += 1;
    }
    assert!(count > 20, "{count}");
}
