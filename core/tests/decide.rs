//! Decisions and plans, rule by rule.

#![cfg(all(feature = "compile", feature = "alloc"))]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "a test may panic")]

mod common;

use common::{Fields, Lines, answer, compile};
use corsac::{Class, Config, Reason, RequestField, Verdict};

const STRICT: Config<'static> = Config::new()
    .allow_origins(&["https://a.example", "https://*.b.example", "https://c.example:*"])
    .allow_methods(&["PUT", "PATCH"])
    .allow_headers(&["X-B", "Content-Type", "x-a"])
    .expose_headers(&["X-Request-Id"])
    .allow_credentials(true)
    .max_age(600);

const OPEN: Config<'static> =
    Config::new().allow_origins(&["*"]).allow_methods(&["*"]).allow_headers(&["*"]).expose_headers(&["*"]).max_age(0);

#[test]
fn a_request_without_origin_is_not_cors() {
    let (decision, lines) = answer(&compile(STRICT), &Fields::new("GET"));
    assert_eq!((decision.class(), decision.verdict(), decision.status()), (Class::NotCors, Verdict::None, None));
    assert_eq!(lines, ["vary: origin"]);
    let (decision, lines) = answer(&compile(OPEN), &Fields::new("GET"));
    assert_eq!((decision.class(), decision.pattern(), decision.allows_origin()), (Class::NotCors, None, false));
    assert_eq!(lines, ["access-control-allow-origin: *", "access-control-expose-headers: *"]);
}

#[test]
fn an_allowed_origin_reads_the_response() {
    let policy = compile(STRICT);
    for (origin, pattern) in [
        ("https://a.example", 0),
        ("https://x.y.b.example", 1),
        ("https://c.example:8443", 2),
        ("https://c.example", 2),
    ] {
        let (decision, lines) = answer(&policy, &Fields::new("DELETE").origin(origin));
        assert_eq!((decision.class(), decision.verdict()), (Class::Actual, Verdict::Allowed));
        assert_eq!(decision.pattern(), Some(pattern));
        assert_eq!(
            lines,
            [
                format!("access-control-allow-origin: {origin}"),
                "access-control-allow-credentials: true".into(),
                "access-control-expose-headers: x-request-id".into(),
                "vary: origin".into(),
            ]
        );
    }
}

#[test]
fn other_origins_get_nothing() {
    let policy = compile(STRICT);
    for (origin, reason) in [
        ("https://b.example", Reason::OriginNotAllowed),
        ("http://a.example", Reason::OriginNotAllowed),
        ("https://a.example:8443", Reason::OriginNotAllowed),
        ("https://a.example.", Reason::OriginNotAllowed),
        ("null", Reason::OriginNotAllowed),
        ("https://*.b.example", Reason::MalformedOrigin),
        ("https://A.example", Reason::MalformedOrigin),
        ("https://a.example/", Reason::MalformedOrigin),
        ("https://x..b.example", Reason::MalformedOrigin),
        ("", Reason::MalformedOrigin),
    ] {
        let (decision, lines) = answer(&policy, &Fields::new("GET").origin(origin));
        assert_eq!(decision.verdict(), Verdict::Refused(reason), "{origin}");
        assert_eq!(
            (decision.pattern(), decision.status(), lines),
            (None, None, vec!["vary: origin".to_string()]),
            "{origin}"
        );
        let (decision, lines) = answer(&policy, &Fields::preflight(origin, "GET"));
        assert_eq!(
            (decision.class(), decision.verdict(), decision.status()),
            (Class::Preflight, Verdict::Refused(reason), Some(403))
        );
        assert_eq!(lines, ["vary: origin, access-control-request-method"], "{origin}");
    }
}

#[test]
fn several_origin_lines_are_malformed_unless_any_origin_is_allowed() {
    let twice = Fields::new("GET").origin("https://a.example").origin("https://a.example");
    assert_eq!(answer(&compile(STRICT), &twice).0.reason(), Some(Reason::MalformedOrigin));
    assert_eq!(answer(&compile(OPEN), &twice).0.verdict(), Verdict::Allowed);
}

#[test]
fn plain_options_belongs_to_the_application() {
    let (decision, lines) = answer(&compile(STRICT), &Fields::new("OPTIONS").origin("https://a.example"));
    assert_eq!((decision.class(), decision.status()), (Class::Actual, None));
    assert_eq!(lines.last().unwrap(), "vary: origin, access-control-request-method");
    for lower in ["options", "Options"] {
        let request = Fields { method: lower.into(), ..Fields::preflight("https://a.example", "PUT") };
        assert_eq!(answer(&compile(STRICT), &request).0.class(), Class::Actual);
    }
    let no_origin = Fields::new("OPTIONS").with(RequestField::AccessControlRequestMethod, "PUT");
    assert_eq!(answer(&compile(STRICT), &no_origin).0.class(), Class::NotCors);
}

#[test]
fn a_preflight_from_an_allowed_origin_gets_the_whole_truth() {
    let policy = compile(STRICT);
    let truth = [
        "access-control-allow-origin: https://a.example",
        "access-control-allow-credentials: true",
        "access-control-allow-methods: GET,HEAD,PATCH,POST,PUT",
        "access-control-allow-headers: content-type,x-a,x-b",
        "access-control-max-age: 600",
        "vary: origin, access-control-request-method",
    ];
    let ask = |method: &str| Fields::preflight("https://a.example", method);
    for (request, expected) in [
        (ask("PUT"), None),
        (ask("GET"), None),
        (ask("POST").headers(""), None),
        (ask("PUT").headers("x-a"), None),
        (ask("PUT").headers("X-B , x-a,,x-a").headers("content-type"), None),
        (ask("DELETE").headers("x-a"), Some(Reason::MethodNotAllowed)),
        (ask("patch"), Some(Reason::MethodNotAllowed)),
        (ask("P T"), Some(Reason::MalformedMethod)),
        (ask(""), Some(Reason::MalformedMethod)),
        (ask(&"P".repeat(65)), Some(Reason::MalformedMethod)),
        (ask("PUT").with(RequestField::AccessControlRequestMethod, "PUT"), Some(Reason::MalformedMethod)),
        (ask("PUT").headers("x-c"), Some(Reason::HeaderNotAllowed)),
        (ask("PUT").headers("x-a x-b"), Some(Reason::HeaderNotAllowed)),
        (ask("PUT").headers("x-a;x-b"), Some(Reason::HeaderNotAllowed)),
        (ask("PUT").headers("x-a\0"), Some(Reason::HeaderNotAllowed)),
        (ask("PUT").headers("x-aa"), Some(Reason::HeaderNotAllowed)),
        (ask("PUT").headers([0xff]), Some(Reason::HeaderNotAllowed)),
        (ask("PUT").headers(",".repeat(100)), Some(Reason::BudgetExceeded)),
        (ask("PUT").headers(" ".repeat(100)), Some(Reason::BudgetExceeded)),
        (ask("PUT").headers("x-a,".repeat(100)), Some(Reason::BudgetExceeded)),
    ] {
        let (decision, lines) = answer(&policy, &request);
        assert_eq!(decision.reason(), expected, "{request:?}");
        assert_eq!((decision.class(), decision.status()), (Class::Preflight, Some(204)));
        assert_eq!(lines, truth, "{request:?}");
    }
}

#[test]
fn a_policy_without_lists_still_answers_pointless_preflights() {
    let policy = compile(Config::new().allow_origins(&["https://a.example"]));
    let (decision, lines) = answer(&policy, &Fields::preflight("https://a.example", "POST"));
    assert_eq!(decision.verdict(), Verdict::Allowed);
    assert_eq!(
        lines,
        [
            "access-control-allow-origin: https://a.example",
            "access-control-allow-methods: GET,HEAD,POST",
            "vary: origin, access-control-request-method",
        ]
    );
}

#[test]
fn a_wildcard_does_not_cover_authorization() {
    let ask = Fields::preflight("https://a.example", "DELETE").headers("Authorization,x-any");
    let (decision, lines) = answer(&compile(OPEN), &ask);
    assert_eq!(decision.reason(), Some(Reason::HeaderNotAllowed));
    assert_eq!(
        lines,
        [
            "access-control-allow-origin: *",
            "access-control-allow-methods: *",
            "access-control-allow-headers: *",
            "access-control-max-age: 0",
            "vary: origin, access-control-request-method",
        ]
    );
    let listed = compile(OPEN.allow_headers(&["AUTHORIZATION", "*"]));
    let (decision, lines) = answer(&listed, &ask);
    assert_eq!(decision.verdict(), Verdict::Allowed);
    assert!(lines.contains(&"access-control-allow-headers: *,authorization".to_string()));
}

#[test]
fn wildcards_with_credentials_reflect_what_is_valid() {
    let config = Config::new()
        .allow_origins(&["https://a.example"])
        .allow_methods(&["*"])
        .allow_headers(&["*"])
        .allow_credentials(true)
        .max_age(5);
    let policy = compile(config);
    let ask = |method: &str| Fields::preflight("https://a.example", method);
    let (decision, lines) = answer(&policy, &ask("PURGE").headers("x-a, x-b").headers("x-c"));
    assert_eq!(decision.verdict(), Verdict::Allowed);
    assert!(decision.reads_request());
    assert_eq!(
        lines,
        [
            "access-control-allow-origin: https://a.example",
            "access-control-allow-credentials: true",
            "access-control-allow-methods: PURGE",
            "access-control-allow-headers: x-a, x-b",
            "access-control-allow-headers: x-c",
            "access-control-max-age: 5",
            "vary: origin, access-control-request-method, access-control-request-headers",
        ]
    );
    for (request, reason) in [
        (ask("we ird"), Reason::MalformedMethod),
        (ask("TRACE"), Reason::MethodNotAllowed),
        (ask("PUT").headers("authorization"), Reason::HeaderNotAllowed),
        (ask("PUT").headers("x-a\r\nset-cookie: a=b"), Reason::HeaderNotAllowed),
        (ask("PUT").headers("x-a,".repeat(1000)), Reason::BudgetExceeded),
        (ask("PUT").headers("x".repeat(300)), Reason::BudgetExceeded),
        (ask("PUT").headers("x,".repeat(161)), Reason::BudgetExceeded),
    ] {
        let (decision, lines) = answer(&policy, &request);
        assert_eq!(decision.reason(), Some(reason), "{request:?}");
        let reflected =
            if reason == Reason::MalformedMethod || reason == Reason::MethodNotAllowed { "methods" } else { "headers" };
        let name = format!("access-control-allow-{reflected}");
        assert!(!lines.iter().any(|line| line.starts_with(&name)), "{request:?}: {lines:?}");
    }
}

#[test]
fn private_networks_are_answered_only_when_asked() {
    let policy = compile(STRICT.allow_private_network(true));
    let ask = |value: &str| {
        Fields::preflight("https://a.example", "GET").with(RequestField::AccessControlRequestPrivateNetwork, value)
    };
    let name = "access-control-allow-private-network: true".to_string();
    let (_, lines) = answer(&policy, &ask("true"));
    assert!(lines.contains(&name));
    assert_eq!(
        lines.last().unwrap(),
        "vary: origin, access-control-request-method, access-control-request-private-network"
    );
    for other in ["True", "1", ""] {
        assert!(!answer(&policy, &ask(other)).1.contains(&name));
    }
    assert!(!answer(&compile(STRICT), &ask("true")).1.contains(&name));
    let refused = Fields { lines: vec![], ..ask("true") }.origin("https://evil.example");
    assert!(!answer(&policy, &refused).1.contains(&name));
}

#[test]
fn dynamic_origins_are_asked_about_canonical_origins_only() {
    let policy = compile(STRICT);
    let ask = |request: &Fields| {
        let mut asked = Vec::new();
        let decision = policy.as_policy().decide_with(request, |origin| {
            asked.push(origin.to_string());
            origin.as_str() == "https://tenant.example"
        });
        (asked, decision)
    };
    let tenant = Fields::new("GET").origin("https://tenant.example");
    let (asked, decision) = ask(&tenant);
    assert_eq!(asked, ["https://tenant.example"]);
    assert_eq!((decision.verdict(), decision.pattern(), decision.reads_request()), (Verdict::Allowed, None, true));
    let mut lines = Lines::default();
    decision.plan(policy.as_policy(), &tenant).apply(&mut lines);
    assert_eq!(lines.texts()[0], "access-control-allow-origin: https://tenant.example");
    let (asked, decision) = ask(&Fields::new("GET").origin("https://other.example"));
    assert_eq!((asked.len(), decision.reason()), (1, Some(Reason::OriginNotAllowed)));
    for silent in
        ["null", "https://a.example", "https://x.b.example", "https://A.example", "https://a.example,https://b.example"]
    {
        assert!(ask(&Fields::new("GET").origin(silent)).0.is_empty(), "{silent}");
    }
}

#[test]
fn a_plan_replaces_what_others_set() {
    let policy = compile(STRICT);
    let request = Fields::new("GET").origin("https://evil.example");
    let mut lines = Lines(vec![
        ("Access-Control-Allow-Origin".into(), b"*".to_vec()),
        ("access-control-allow-origin".into(), b"https://evil.example".to_vec()),
        ("Access-Control-Max-Age".into(), b"1".to_vec()),
        ("Vary".into(), b"Accept-Encoding".to_vec()),
        ("Vary".into(), b"Origin, accept".to_vec()),
        ("Content-Type".into(), b"text/plain".to_vec()),
    ]);
    policy.as_policy().decide(&request).plan(policy.as_policy(), &request).apply(&mut lines);
    assert_eq!(lines.texts(), ["Vary: Accept-Encoding", "Vary: Origin, accept", "Content-Type: text/plain"]);
}

#[test]
fn an_exact_match_is_answered_from_the_policy_alone() {
    let policy = compile(STRICT);
    let request = Fields::new("GET").origin("https://a.example");
    let decision = policy.as_policy().decide(&request);
    assert!(!decision.reads_request());
    let mut lines = Lines::default();
    decision.plan(policy.as_policy(), &()).apply(&mut lines);
    assert_eq!(lines.texts()[0], "access-control-allow-origin: https://a.example");
    // With a wildcard the request is needed; without it no value is made up.
    let decision = policy.as_policy().decide(&Fields::new("GET").origin("https://x.b.example"));
    assert!(decision.reads_request());
    let mut lines = Lines::default();
    lines.append_text("access-control-allow-origin", "left over");
    decision.plan(policy.as_policy(), &()).apply(&mut lines);
    assert!(lines.values("access-control-allow-origin").next().is_none());
}

impl Lines {
    fn append_text(&mut self, name: &str, value: &str) {
        self.0.push((name.into(), value.into()));
    }
}

#[test]
fn every_reason_is_reached_and_named() {
    let policy = compile(STRICT);
    let ask = |method: &str| Fields::preflight("https://a.example", method);
    let requests = [
        (Fields::new("GET").origin("?"), "malformed-origin"),
        (Fields::new("GET").origin("https://evil.example"), "origin-not-allowed"),
        (ask("?\0"), "malformed-method"),
        (ask("BREW"), "method-not-allowed"),
        (ask("GET").headers("x-z"), "header-not-allowed"),
        (ask("GET").headers(",".repeat(99)), "budget-exceeded"),
    ];
    for (reason, (request, name)) in Reason::ALL.into_iter().zip(&requests) {
        assert_eq!(answer(&policy, request).0.reason(), Some(reason));
        assert_eq!(reason.to_string(), *name);
    }
}
