//! What only a framework can break: whether the headers are there when something other than a handler answers.

use super::http::{Answer, Problem};
use super::report::{CaseResult, Difference, Ending, Kind};
use super::{Options, Target, send};

const ALLOWED: &str = "https://example.com";
const REFUSED: &str = "https://evil.example";

/// The policy of the corpus that these are tried under.
pub(super) const POLICY: &str = "list";

const PREFLIGHT: &[(&str, &str)] = &[("Origin", ALLOWED), ("Access-Control-Request-Method", "PUT")];
const REFUSED_PREFLIGHT: &[(&str, &str)] = &[("Origin", REFUSED), ("Access-Control-Request-Method", "PUT")];
const HANDSHAKE: &[(&str, &str)] = &[
    ("Origin", REFUSED),
    ("Upgrade", "websocket"),
    ("Sec-WebSocket-Version", "13"),
    ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="),
];

type Headers = &'static [(&'static str, &'static str)];

/// A behaviour: one request, and what its answer must be.
struct Behaviour {
    name: &'static str,
    method: &'static str,
    path: &'static str,
    headers: Headers,
    is_right: fn(&Answer) -> Result<(), Difference>,
}

const ORIGIN: Headers = &[("Origin", ALLOWED)];
const EVIL: Headers = &[("Origin", REFUSED)];

#[rustfmt::skip]
const BEHAVIOURS: &[Behaviour] = &[
    Behaviour { name: "no route: 404 carries the headers", method: "GET", path: "/missing", headers: ORIGIN, is_right: |a| status(a, &[404]).and(shared(a)) },
    Behaviour { name: "no route: a refused origin gets none", method: "GET", path: "/missing", headers: EVIL, is_right: |a| status(a, &[404]).and(not_shared(a)) },
    Behaviour { name: "no route: a preflight is answered before routing", method: "OPTIONS", path: "/missing", headers: PREFLIGHT, is_right: granted },
    Behaviour { name: "no such method: 405 carries the headers", method: "DELETE", path: "/only-get", headers: ORIGIN, is_right: |a| status(a, &[404, 405]).and(shared(a)) },
    Behaviour { name: "no such method: a preflight is answered before routing", method: "OPTIONS", path: "/only-get", headers: PREFLIGHT, is_right: granted },
    Behaviour { name: "a handler's error carries the headers", method: "GET", path: "/error", headers: ORIGIN, is_right: |a| at_least(a, 400).and(shared(a)) },
    Behaviour { name: "a handler's error: a refused origin gets none", method: "GET", path: "/error", headers: EVIL, is_right: |a| at_least(a, 400).and(not_shared(a)) },
    Behaviour { name: "a panic is answered, with the headers", method: "GET", path: "/panic", headers: ORIGIN, is_right: |a| at_least(a, 500).and(shared(a)) },
    Behaviour { name: "401 from an authentication layer carries the headers", method: "GET", path: "/unauthorized", headers: ORIGIN, is_right: |a| status(a, &[401]).and(shared(a)) },
    Behaviour { name: "an authentication layer does not see preflights", method: "OPTIONS", path: "/unauthorized", headers: PREFLIGHT, is_right: granted },
    Behaviour { name: "plain OPTIONS reaches the application", method: "OPTIONS", path: "/options", headers: ORIGIN, is_right: |a| reached(a).and(shared(a)) },
    Behaviour { name: "OPTIONS without Origin reaches the application", method: "OPTIONS", path: "/options", headers: &[], is_right: |a| reached(a).and(not_shared(a)) },
    Behaviour { name: "a preflight does not reach an application that has OPTIONS", method: "OPTIONS", path: "/options", headers: PREFLIGHT, is_right: |a| not_reached(a).and(granted(a)) },
    Behaviour { name: "a streaming body arrives whole, with the headers", method: "GET", path: "/stream", headers: ORIGIN, is_right: |a| shared(a).and(streamed(a)) },
    Behaviour { name: "HEAD of a streaming body has the headers", method: "HEAD", path: "/stream", headers: ORIGIN, is_right: shared },
    Behaviour { name: "a WebSocket handshake from a refused origin fails", method: "GET", path: "/socket", headers: HANDSHAKE, is_right: no_socket },
];

/// Tries every behaviour, the last ones on one connection.
pub(super) fn run(target: &Target, options: &Options) -> Vec<CaseResult> {
    let mut results: Vec<_> = BEHAVIOURS.iter().map(|behaviour| one(behaviour, target, options)).collect();
    results.push(result("keep-alive: four requests on one connection", keep_alive(target, options)));
    results
}

fn one(behaviour: &Behaviour, target: &Target, options: &Options) -> CaseResult {
    let bytes = send::request(target, behaviour.method, behaviour.path, &send::lines(behaviour.headers), &[], false);
    let ending = match send::once(target, options, &bytes, behaviour.method == "HEAD") {
        Err(problem) => failed(connection(&problem)),
        Ok(answer) if answer.status == 501 => Ending::Skipped { why: "the server does not offer this".to_owned() },
        Ok(answer) => (behaviour.is_right)(&answer).map_or_else(failed, |()| Ending::Passed),
    };
    result(behaviour.name, ending)
}

/// The kinds of request one after another: an answer must not depend on the one before.
fn keep_alive(target: &Target, options: &Options) -> Ending {
    type Step = (&'static str, Headers, fn(&Answer) -> Result<(), Difference>);
    let steps: [Step; 4] = [
        ("OPTIONS", PREFLIGHT, granted),
        ("OPTIONS", REFUSED_PREFLIGHT, not_shared),
        ("GET", ORIGIN, shared),
        ("GET", EVIL, not_shared),
    ];
    let mut connection_open = match send::open(target, options) {
        Ok(connection) => connection,
        Err(problem) => return failed(connection(&problem)),
    };
    for (method, headers, is_right) in steps {
        let bytes = send::request(target, method, "/case", &send::lines(headers), &[], true);
        let checked = connection_open.exchange(&bytes, false).map_err(|problem| connection(&problem));
        if let Err(difference) = checked.and_then(|answer| is_right(&answer)) {
            return failed(difference);
        }
    }
    Ending::Passed
}

fn result(name: &str, ending: Ending) -> CaseResult {
    let section = "https://fetch.spec.whatwg.org/#http-responses".to_owned();
    CaseResult { group: "behaviours".to_owned(), name: name.to_owned(), section, ending }
}

fn failed(difference: Difference) -> Ending {
    Ending::Failed { differences: vec![difference] }
}

pub(super) fn connection(problem: &Problem) -> Difference {
    Difference { kind: Kind::Connection, found: problem.to_string(), expected: "a response".to_owned() }
}

fn expect(is_right: bool, kind: Kind, found: impl ToString, expected: &str) -> Result<(), Difference> {
    if is_right { Ok(()) } else { Err(Difference { kind, found: found.to_string(), expected: expected.to_owned() }) }
}

fn lines(answer: &Answer, name: &str) -> Vec<String> {
    let lines = answer.headers.iter().filter(|(other, _)| other == name);
    lines.map(|(_, value)| String::from_utf8_lossy(value).into_owned()).collect()
}

fn status(answer: &Answer, allowed: &[u16]) -> Result<(), Difference> {
    let expected: Vec<_> = allowed.iter().map(u16::to_string).collect();
    expect(allowed.contains(&answer.status), Kind::Status, answer.status, &expected.join(" or "))
}

fn at_least(answer: &Answer, least: u16) -> Result<(), Difference> {
    expect(answer.status >= least, Kind::Status, answer.status, &format!("{least} or more"))
}

fn shared(answer: &Answer) -> Result<(), Difference> {
    let found = lines(answer, "access-control-allow-origin");
    expect(found == [ALLOWED], Kind::Readable, found.join(" | "), ALLOWED)?;
    let vary = lines(answer, "vary").join(",").to_ascii_lowercase();
    expect(vary.split(',').any(|name| name.trim() == "origin"), Kind::Vary, &vary, "origin")
}

fn not_shared(answer: &Answer) -> Result<(), Difference> {
    let found = lines(answer, "access-control-allow-origin");
    expect(found.iter().all(|origin| origin != REFUSED && origin != "*"), Kind::Readable, found.join(" | "), "nothing")
}

fn granted(answer: &Answer) -> Result<(), Difference> {
    expect((200..300).contains(&answer.status), Kind::Preflight, format!("status {}", answer.status), "status 204")?;
    let found = lines(answer, "access-control-allow-origin");
    expect(found == [ALLOWED], Kind::Preflight, found.join(" | "), ALLOWED)?;
    let methods = lines(answer, "access-control-allow-methods").join(",");
    let has_put = methods.split(',').any(|method| matches!(method.trim(), "PUT" | "*"));
    expect(has_put, Kind::Preflight, &methods, "PUT among the methods")
}

fn reached(answer: &Answer) -> Result<(), Difference> {
    expect(!lines(answer, "conformance-reached").is_empty(), Kind::Reached, "not asked", "asked")
}

fn not_reached(answer: &Answer) -> Result<(), Difference> {
    expect(lines(answer, "conformance-reached").is_empty(), Kind::Reached, "asked", "not asked")
}

fn streamed(answer: &Answer) -> Result<(), Difference> {
    expect(answer.body == b"one two", Kind::Body, String::from_utf8_lossy(&answer.body), "one two")
}

fn no_socket(answer: &Answer) -> Result<(), Difference> {
    expect(answer.status != 101, Kind::Status, answer.status, "not 101")
}
