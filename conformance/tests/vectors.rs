//! The browser model against every recorded case, as each engine.

use std::collections::{BTreeMap, BTreeSet};

use corsac_conformance::browser::Engine;
use corsac_conformance::vectors::{self, Case};
use serde::Deserialize;

const CASES: &str = include_str!("../vectors/browser.json");
const EXCEPTIONS: &str = include_str!("../vectors/exceptions.toml");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    #[serde(default)]
    exception: Vec<Exception>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Exception {
    engine: String,
    id: String,
    field: String,
    reason: String,
}

fn cases() -> Vec<Case> {
    vectors::read(CASES).expect("the committed cases are well-formed")
}

fn differences(engine: Engine) -> BTreeMap<(String, String), String> {
    let report = vectors::check(&cases(), engine);
    report
        .differing
        .into_iter()
        .flat_map(|case| {
            let id = case.id;
            case.differences
                .into_iter()
                .map(move |difference| ((id.clone(), difference.field.to_owned()), difference.to_string()))
        })
        .collect()
}

fn exceptions(engine: Engine) -> BTreeSet<(String, String)> {
    let table: Table = toml::from_str(EXCEPTIONS).expect("the committed exceptions are well-formed");
    table
        .exception
        .into_iter()
        .inspect(|exception| {
            assert!(exception.engine.parse::<Engine>().is_ok(), "{}", exception.engine);
            assert!(!exception.reason.trim().is_empty(), "{} is not argued", exception.id);
        })
        .filter(|exception| exception.engine == engine.name())
        .map(|exception| (exception.id, exception.field))
        .collect()
}

fn agrees_but_for_the_exceptions(engine: Engine) {
    let mut differences = differences(engine);
    for exception in exceptions(engine) {
        assert!(differences.remove(&exception).is_some(), "{engine}: {exception:?} passes unexpectedly");
    }
    assert!(differences.is_empty(), "{engine}: {differences:#?}");
}

#[test]
fn spec() {
    agrees_but_for_the_exceptions(Engine::Spec);
}

#[test]
fn chromium() {
    agrees_but_for_the_exceptions(Engine::Chromium);
}

#[test]
fn firefox() {
    agrees_but_for_the_exceptions(Engine::Firefox);
}

#[test]
fn webkit() {
    agrees_but_for_the_exceptions(Engine::Webkit);
}

/// The standard has no exception: a difference there is a fault of the model or of the case.
#[test]
fn the_standard_has_no_exception() {
    assert!(exceptions(Engine::Spec).is_empty());
}

#[test]
fn nothing_in_the_file_goes_unread() {
    let cases = cases();
    assert_eq!(cases.len(), 246);
    for case in &cases {
        assert!(case.unknown_fields().is_empty(), "{}: {:?}", case.id(), case.unknown_fields());
        assert!(case.expectation(Engine::Spec).preflight.is_some(), "{}", case.id());
    }
}

/// Every check can fail: each expectation, turned into its opposite, is reported.
#[test]
fn a_wrong_expectation_is_reported() {
    let all: Vec<serde_json::Value> = serde_json::from_str(CASES).expect("JSON");
    let opposite = |field: &str, value: &serde_json::Value| -> serde_json::Value {
        match (field, value) {
            ("verdict", serde_json::Value::String(verdict)) => {
                if verdict == "allow" {
                    "block-response".into()
                } else {
                    "allow".into()
                }
            }
            (_, serde_json::Value::Bool(value)) => (!value).into(),
            (_, serde_json::Value::Null) => "x".into(),
            (_, serde_json::Value::String(_)) => serde_json::Value::Null,
            (_, serde_json::Value::Object(map)) => map
                .iter()
                .map(|(key, value)| {
                    let turned = match value {
                        serde_json::Value::Bool(value) => (!value).into(),
                        value => (value.as_i64().expect("a number") + 1).into(),
                    };
                    (key.clone(), turned)
                })
                .collect::<serde_json::Map<_, _>>()
                .into(),
            other => panic!("{other:?}"),
        }
    };
    let mut turned = BTreeMap::new();
    for case in &all {
        for field in [
            "verdict",
            "expect_preflight",
            "expect_acrm",
            "expect_acrh",
            "expect_exposed",
            "expect_final_origin_header",
            "effective_max_age_seconds",
            "second_request_preflights_immediately",
        ] {
            let Some(value) = case.get(field) else {
                continue;
            };
            let mut wrong = case.clone();
            wrong[field] = opposite(field, value);
            let text = serde_json::Value::Array(vec![wrong]).to_string();
            let cases = vectors::read(&text).expect("still well-formed");
            // The standard is silent on the second request; there an engine has to notice.
            let engine = if field == "second_request_preflights_immediately" { Engine::Firefox } else { Engine::Spec };
            let report = vectors::check(&cases, engine);
            let fields: Vec<_> = report.differing.iter().flat_map(|case| &case.differences).collect();
            assert!(fields.iter().any(|difference| difference.field == field), "{}: {field}", case["id"]);
            *turned.entry(field).or_insert(0) += 1;
        }
    }
    assert_eq!(turned.len(), 8, "{turned:?}");
}

fn error(text: &str) -> String {
    vectors::read(text).expect_err("malformed").to_string()
}

#[test]
fn malformed_files_are_refused_with_a_place() {
    let case = |change: &str| {
        format!(
            r#"[{{"id": "a", "kind": "fetch", "verdict": "allow",
                "request": {{"origin": "http://o.example", "method": "GET", "headers": [], "credentials": "omit"}} {change} }}]"#
        )
    };
    assert!(vectors::read(&case("")).is_ok());
    assert_eq!(error(""), "EOF while parsing a value at line 1 column 0");
    assert_eq!(error("{}"), "invalid type: map, expected a sequence at line 1 column 0");
    assert_eq!(error("[]"), "no case in it");
    assert_eq!(error(&case("").replace("\"allow\"", "\"alow\"")), "`alow` is not a verdict at line 1 column 47");
    assert_eq!(error(&case("").replace("}]", "},\n{}]")), "missing field `id` at line 3 column 2");
    assert_eq!(
        error(&case("").replace("http://o.example", "http://o.example/")),
        "case a: request.origin: more than an origin at byte 16"
    );
    assert_eq!(
        error(&case("").replace("\"headers\"", "\"url_origin\": \"ftp://x\", \"headers\"")),
        "case a: request.url_origin: neither http nor https at byte 0"
    );
    assert_eq!(
        error(&case(r#", "response_headers": [["X-A", "☃"]]"#)),
        "case a: the value of X-A has a character above U+00FF"
    );
    let twice = case("").trim_end_matches(']').to_owned() + "," + case("").trim_start_matches('[');
    assert_eq!(error(&twice), "case a: a second case with this id");
}

#[test]
fn unknown_fields_are_named() {
    let text = r#"[{"id": "a", "kind": "fetch", "verdict": "allow", "expect_arch": null, "response_headers": [],
        "redirects": [{"to_origin": "http://x.example", "status": 302, "x": 1}],
        "request": {"origin": "http://o.example", "method": "GET", "credentials": "omit", "cache": "no-store"},
        "live": {"firefox-esr-153": {"deviates": {"arch": null}}}}]"#;
    let cases = vectors::read(text).expect("well-formed");
    assert_eq!(cases[0].unknown_fields(), ["expect_arch", "request.cache", "redirects.x", "deviates.arch"]);
}
