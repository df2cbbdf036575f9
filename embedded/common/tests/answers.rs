//! The lines of an answer are those of the decision's plan; a copy gives the same lines as the request, or fewer.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use corsac::{Config, Operation, Policy, PolicyBuf, RequestParts};
use corsac_embedded::{Answer, MAX_LINES, RequestCopy, TooManyLines, merge};

type Fields = &'static [(&'static [u8], &'static [u8])];

const ORIGIN: (&[u8], &[u8]) = (b"origin", b"https://app.example.com");
const METHOD: (&[u8], &[u8]) = (b"access-control-request-method", b"PURGE");
const NAMES: (&[u8], &[u8]) = (b"access-control-request-headers", b"x-one,x-two");

const REQUESTS: &[(&[u8], Fields)] = &[
    (b"GET", &[]),
    (b"GET", &[ORIGIN]),
    (b"OPTIONS", &[ORIGIN]),
    (b"OPTIONS", &[ORIGIN, METHOD]),
    (b"OPTIONS", &[ORIGIN, METHOD, NAMES]),
    (b"OPTIONS", &[ORIGIN, METHOD, NAMES, (b"access-control-request-headers", b"x-three")]),
    (b"OPTIONS", &[ORIGIN, (b"access-control-request-method", b"a b"), NAMES]),
    (b"GET", &[(b"origin", b"https://evil.example")]),
    (b"GET", &[ORIGIN, ORIGIN]),
    (b"OPTIONS", &[METHOD]),
];

fn policies() -> [PolicyBuf<512>; 4] {
    let base = Config::new().max_age(60).expose_headers(&["ETag"]);
    let wild = base.allow_origins(&["https://*.example.com"]);
    [
        base.allow_origins(&["*"]).compile().unwrap(),
        base.allow_origins(&["https://app.example.com"]).allow_headers(&["X-One"]).compile().unwrap(),
        wild.allow_methods(&["PURGE"]).compile().unwrap(),
        wild.allow_methods(&["*"]).allow_headers(&["*"]).allow_credentials(true).compile().unwrap(),
    ]
}

fn planned(policy: Policy<'_>, method: &[u8], fields: Fields) -> Vec<(String, String)> {
    let request = RequestParts::new(method, fields.iter().copied());
    let lines = policy.decide(&request).plan(policy, &request).filter_map(|operation| match operation {
        Operation::Set { field, value } | Operation::Append { field, value } => {
            Some((field.as_str().to_owned(), value.as_str().to_owned()))
        }
        Operation::AddVary(vary) => Some(("vary".to_owned(), vary.as_str().to_owned())),
        _ => None,
    });
    lines.collect()
}

fn owned(lines: impl Iterator<Item = (impl Into<String>, impl Into<String>)>) -> Vec<(String, String)> {
    lines.map(|(name, value)| (name.into(), value.into())).collect()
}

/// What an answer made from a copy of `N` bytes says.
fn copied<const N: usize>(policy: Policy<'_>, method: &[u8], fields: Fields) -> Vec<(String, String)> {
    let request = RequestParts::new(method, fields.iter().copied());
    let decision = policy.decide(&request);
    let answer = Answer::from_parts(decision, &policy, RequestCopy::<N>::of(decision, &request));
    let mut lines = [("", ""); MAX_LINES + 1];
    let merged = owned(merge(&[], &answer, &mut lines).unwrap().iter().copied());
    assert_eq!(merged, owned(answer.lines()));
    merged
}

#[test]
fn the_lines_are_those_of_the_plan() {
    for policy in &policies() {
        let policy = policy.as_policy();
        for (method, fields) in REQUESTS {
            let planned = planned(policy, method, fields);
            let request = RequestParts::new(method, fields.iter().copied());
            let answer = Answer::new(&policy, request);
            assert_eq!(owned(answer.lines()), planned);
            assert_eq!(answer.line(planned.len()), None);
            assert_eq!(answer.line(planned.len() + 3), None);
            assert_eq!(copied::<256>(policy, method, fields), planned);
        }
    }
}

#[test]
fn what_does_not_fit_into_a_copy_is_left_out_and_nothing_else_changes() {
    let [any, exact, wild, reflecting] = &policies();
    let needs = [(any, 0), (exact, 0), (wild, 24), (reflecting, 24 + 6 + 12 + 8)];
    for (policy, needed) in needs {
        let policy = policy.as_policy();
        let (method, fields) = REQUESTS[5];
        let whole = planned(policy, method, fields);
        let shorter = copied::<20>(policy, method, fields);
        let left_out: Vec<_> =
            whole.iter().filter(|line| !shorter.contains(line)).map(|line| line.0.as_str()).collect();
        assert!(shorter.iter().all(|line| whole.contains(line)), "{shorter:?}");
        match needed {
            0 => assert!(left_out.is_empty(), "the policy's own text needs no copy"),
            24 => assert_eq!(left_out, ["access-control-allow-origin"]),
            // The method is short enough, the names are not, and no part of them is named.
            _ => assert_eq!(
                left_out,
                ["access-control-allow-origin", "access-control-allow-headers", "access-control-allow-headers"]
            ),
        }
    }
    let (method, fields) = REQUESTS[5];
    let whole = planned(reflecting.as_policy(), method, fields);
    assert_eq!(copied::<50>(reflecting.as_policy(), method, fields), whole);
    assert_ne!(copied::<49>(reflecting.as_policy(), method, fields), whole);
}

#[test]
fn a_handlers_own_lines_are_merged() {
    let [_, exact, ..] = &policies();
    let policy = exact.as_policy();
    let answer = Answer::new(&policy, RequestParts::new(b"GET", REQUESTS[1].1.iter().copied()));
    let own = [
        ("Content-Type", "text/plain"),
        ("Vary", "Accept, ORIGIN"),
        ("Access-Control-Allow-Origin", "*"),
        ("access-control-max-age", "1"),
        ("access", "control"),
    ];
    let mut lines = [("", ""); 5];
    let expected = [
        own[0],
        own[1],
        own[4],
        ("access-control-allow-origin", "https://app.example.com"),
        ("access-control-expose-headers", "etag"),
    ];
    assert_eq!(merge(&own, &answer, &mut lines), Ok(&expected[..]));
    assert_eq!(merge(&own, &answer, &mut lines[..4]), Err(TooManyLines));
    let mut lines = [("", ""); 4];
    assert_eq!(merge(&own[..1], &answer, &mut lines).unwrap().last(), Some(&("vary", "origin")));
    assert_eq!(TooManyLines.to_string(), "the slice has no room for all header lines");
}

#[test]
fn no_answer_to_a_browser_has_more_lines_than_said() {
    let config = Config::new()
        .allow_origins(&["https://*.example.com"])
        .allow_methods(&["PURGE"])
        .allow_headers(&["X-One"])
        .allow_credentials(true)
        .allow_private_network(true)
        .max_age(60);
    let policy: PolicyBuf<512> = config.compile().unwrap();
    let fields: Fields = &[ORIGIN, METHOD, NAMES, (b"access-control-request-private-network", b"true")];
    assert_eq!(planned(policy.as_policy(), b"OPTIONS", fields).len(), MAX_LINES);
}
