//! One server for each class, wrong in this way only; the audit finds this and nothing else.

use core::time::Duration;

use super::{KNOWN, allowing, audit, codes, findings, right};
use crate::http::{Message, boxed};

type Case = (&'static str, Box<dyn Fn(&Message) -> Option<Message> + Send + Sync>);

fn case(expected: &'static str, answer: impl Fn(&Message) -> Message + Send + Sync + 'static) -> Case {
    (expected, Box::new(move |request| Some(answer(request))))
}

/// A server that compares origins in its own way.
fn comparing(expected: &'static str, is_allowed: impl Fn(&str) -> bool + Send + Sync + 'static) -> Case {
    case(expected, move |request| {
        let origin = request.get("origin").unwrap_or_default();
        allowing(request, origin == KNOWN || (!origin.is_empty() && is_allowed(origin)))
    })
}

/// A server that answers right, and then differently.
fn changing(expected: &'static str, change: impl Fn(&Message, Message) -> Message + Send + Sync + 'static) -> Case {
    case(expected, move |request| change(request, right(request)))
}

fn set(response: Message, name: &str, value: &str) -> Message {
    if response.get(name).is_none() { response } else { response.without(name).with(name, value) }
}

/// A regular expression `^https://app.example\.com$`, dot and all.
fn unescaped(origin: &str) -> bool {
    let bytes = origin.as_bytes();
    bytes.len() == KNOWN.len() && origin.starts_with("https://app") && origin.ends_with("example.com")
}

fn origin_cases() -> Vec<Case> {
    vec![
        comparing("high origin-reflected", |origin| origin != "null"),
        comparing("high null-origin", |origin| origin == "null"),
        // One trick that is allowed to everybody is enough.
        comparing("high near-wildcard", |origin| origin.starts_with("https://") && origin.ends_with(".com")),
        comparing("high origin-prefix, note any-port", |origin| origin.starts_with(KNOWN)),
        comparing("high origin-prefix", |origin| origin == "https://app.example.com0"),
        comparing("high origin-suffix, note any-subdomain", |origin| {
            origin.starts_with("https://") && origin.ends_with("example.com")
        }),
        comparing("high origin-part", |origin| "https://app.example.com https://b.example".contains(origin)),
        comparing("high unescaped-dot", unescaped),
        comparing("high special-character", |origin| {
            let after = origin.strip_prefix(KNOWN).and_then(|rest| rest.chars().next());
            after.is_some_and(|after| !after.is_ascii_alphanumeric() && !matches!(after, '.' | '-' | ':'))
        }),
        comparing("medium insecure-origin", |origin| origin == "http://app.example.com"),
        comparing("note any-subdomain", |origin| origin.ends_with(".app.example.com")),
        comparing("note any-port", |origin| origin.starts_with("https://app.example.com:")),
        changing("medium known-origin-refused", |_, response| {
            response.without("access-control-allow-origin").without("access-control-allow-credentials")
        }),
    ]
}

fn field_cases() -> Vec<Case> {
    vec![
        changing("medium vary-missing", |_, response| response.without("vary")),
        changing("medium vary-missing", |request, response| {
            // Only where the origin is allowed.
            if request.get("origin").is_none() { response.without("vary") } else { response }
        }),
        changing("medium vary-from-request", |request, response| match request.get("vary") {
            Some(vary) => response.with("vary", vary),
            None => response,
        }),
        changing("medium header-repeated", |_, response| match response.get("access-control-allow-origin") {
            Some(_) => response.with("access-control-allow-origin", KNOWN),
            None => response,
        }),
        changing("medium header-repeated", |_, response| {
            set(response, "access-control-allow-origin", "https://app.example.com, https://b.example.com")
        }),
        changing("medium header-repeated", |_, response| match response.get("access-control-allow-credentials") {
            Some(_) => response.with("access-control-allow-credentials", "true"),
            None => response,
        }),
        changing("medium allow-origin-malformed, medium known-origin-refused", |_, response| {
            set(response, "access-control-allow-origin", "https://app.example.com/")
        }),
        changing("low allow-credentials-malformed", |_, response| {
            set(response, "access-control-allow-credentials", "True")
        }),
        changing("low max-age-malformed", |_, response| set(response, "access-control-max-age", "1d")),
        case("low wildcard-with-credentials", |request| {
            let response = allowing(request, true);
            response.without("access-control-allow-origin").with("access-control-allow-origin", "*")
        }),
        changing("low wildcard-list-with-credentials", |_, response| {
            set(response, "access-control-allow-methods", "*")
        }),
        case("low authorization-under-wildcard", |request| {
            let response = allowing(request, true).without("access-control-allow-credentials");
            set(set(response, "access-control-allow-origin", "*"), "access-control-allow-headers", "*")
        }),
    ]
}

fn redirected(response: Message, location: &str) -> Message {
    Message { start: Message::response(302).start, ..response }.with("location", location)
}

fn preflight_cases() -> Vec<Case> {
    let preflight = |expected, answer: fn(&Message, Message) -> Message| {
        changing(
            expected,
            move |request, response| {
                if request.is_preflight() { answer(request, response) } else { response }
            },
        )
    };
    vec![
        preflight("medium preflight-redirected", |_, response| redirected(response, "/login")),
        preflight("medium preflight-needs-authentication", |_, _| {
            Message::response(401).with("www-authenticate", "Basic")
        }),
        preflight("medium preflight-not-ok", |_, _| Message::response(404)),
        preflight("medium preflight-not-ok", |_, _| Message::response(500)),
        preflight("medium preflight-without-headers", |_, _| Message::response(204)),
        changing("low error-without-headers", |request, response| match request.target() {
            "/data" => response,
            _ => Message::response(404).with("vary", "origin"),
        }),
        changing("medium error-without-headers", |request, response| {
            if request.is_preflight() { response } else { Message::response(500).with("vary", "origin") }
        }),
        changing("medium error-without-headers", |request, response| {
            if request.is_preflight() { response } else { Message::response(401).with("vary", "origin") }
        }),
        changing("note redirected", |request, response| match request.target() {
            "/data" if !request.is_preflight() => redirected(response, "https://elsewhere.example/"),
            _ => response,
        }),
    ]
}

fn list_cases() -> Vec<Case> {
    let asked = |request: &Message| request.get("access-control-request-headers").unwrap_or_default().to_owned();
    vec![
        changing("medium header-list-fails", move |request, response| {
            if asked(request).matches(',').count() > 1000 { Message::response(500) } else { response }
        }),
        (
            "medium header-list-fails",
            Box::new(move |request| {
                let is_long = asked(request).len() > 1000;
                (!is_long).then(|| right(request))
            }),
        ),
        changing("medium header-list-slow", move |request, response| {
            if asked(request).contains("          ") {
                std::thread::sleep(Duration::from_millis(600));
            }
            response
        }),
        changing("low header-list-reflected", move |request, response| {
            set(response, "access-control-allow-headers", &asked(request))
        }),
    ]
}

#[track_caller]
fn each_is_found(cases: Vec<Case>) {
    for (number, (expected, answer)) in cases.into_iter().enumerate() {
        let server = boxed(answer);
        let output = audit(&server, &["--format", "json", "--origin", KNOWN]);
        let found = codes(&output);
        assert_eq!(found.join(", "), expected, "case {number}");
        let is_finding = found.iter().any(|found| !found.starts_with("note"));
        assert_eq!(output.status.code(), Some(i32::from(is_finding)), "{expected}");
        // Each is shown by what was sent and received.
        for finding in findings(&output) {
            assert!(finding["exchanges"][0]["request"]["method"].is_string(), "{finding}");
        }
    }
}

#[test]
fn wrong_comparisons_are_found() {
    each_is_found(origin_cases());
}

#[test]
fn wrong_fields_are_found() {
    each_is_found(field_cases());
}

#[test]
fn wrong_preflights_and_errors_are_found() {
    each_is_found(preflight_cases());
}

#[test]
fn weakness_to_long_lists_is_found() {
    each_is_found(list_cases());
}

/// Without credentials there is less to lose.
#[test]
fn severity_depends_on_credentials() {
    for (expected, is_allowed) in [
        ("low origin-reflected", (|_| true) as fn(&str) -> bool),
        ("low null-origin", |origin| origin == "null"),
        ("medium origin-prefix, note any-port", |origin| origin.starts_with(KNOWN)),
        ("low insecure-origin", |origin| origin == "http://app.example.com"),
    ] {
        let server = boxed(Box::new(move |request| {
            let origin = request.get("origin").unwrap_or_default();
            let is_allowed = origin == KNOWN || (!origin.is_empty() && is_allowed(origin));
            Some(allowing(request, is_allowed).without("access-control-allow-credentials"))
        }));
        let found = codes(&audit(&server, &["--format", "json", "--origin", KNOWN]));
        let found: Vec<_> =
            found.into_iter().filter(|code| expected.contains("null") || !code.contains("null")).collect();
        assert_eq!(found.join(", "), expected);
    }
}

/// A refusal must not be `null`.
#[test]
fn null_as_a_no_is_found() {
    let server = boxed(Box::new(|request| {
        let response = right(request);
        Some(if request.get("origin") == Some(KNOWN) {
            response
        } else {
            response.with("access-control-allow-origin", "null")
        })
    }));
    let output = audit(&server, &["--format", "json", "--origin", KNOWN]);
    assert_eq!(codes(&output), ["low null-origin"]);
}

/// The table and the documentation say the same.
#[test]
fn every_class_is_documented() {
    let documentation = std::fs::read_to_string(crate::support::root().join("docs/audit.md")).unwrap();
    let table = std::fs::read_to_string(crate::support::root().join("cli/src/audit/class.rs")).unwrap();
    let codes: Vec<_> = table
        .lines()
        .filter_map(|line| line.strip_prefix("    ")?.split_once(" \"")?.1.strip_suffix('"'))
        .filter(|code| code.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'))
        .collect();
    let headings: Vec<_> =
        documentation.lines().filter_map(|line| line.strip_prefix("### `")?.strip_suffix('`')).collect();
    assert!(codes.len() > 30);
    assert_eq!(headings, codes);
    // And each has a server above, or in the tests of policies.
    let mut tested = include_str!("classes.rs").to_owned();
    tested.push_str(include_str!("policies.rs"));
    tested.push_str(include_str!("manners.rs"));
    for code in codes {
        assert!(tested.contains(code), "{code}");
    }
}
