//! A server's answer beside what a case expects.

use super::http::Answer;
use super::report::{Difference, Kind};
use crate::corpus::Case;
use crate::meaning::ALWAYS_EXPOSED;

/// How closely answers are compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Comparison {
    /// By what pages and shared caches can tell apart: whether a preflight is granted, whether the script may read,
    /// what it may see, and whether a cache would give one origin's answer to another. Status 200 in place of 204,
    /// other orders and more `Vary` than needed pass. So does leave for what no script can ask for or see; text that
    /// no browser sends must still not be reflected.
    #[default]
    Observable,
    /// Status, every `Access-Control-*` line and the names in `Vary`, as written in the corpus.
    Exact,
}

type Lines = [(String, Vec<u8>)];

/// In what the answer to a case differs.
pub(super) fn compare(case: &Case, answer: &Answer, comparison: Comparison) -> Vec<Difference> {
    let mut found = Found { differences: Vec::new() };
    let reached = answer.headers.iter().any(|(name, _)| name == "conformance-reached");
    let is_preflight = case.expect.class == "preflight";
    found.check(Kind::Reached, yes(reached), yes(!is_preflight));
    match comparison {
        Comparison::Exact => exact(case, answer, &mut found),
        Comparison::Observable if is_preflight => preflight(case, answer, &mut found),
        Comparison::Observable => actual(case, answer, &mut found),
    }
    found.differences
}

struct Found {
    differences: Vec<Difference>,
}

impl Found {
    fn check(&mut self, kind: Kind, found: String, expected: String) {
        if found != expected {
            self.differences.push(Difference { kind, found, expected });
        }
    }
}

fn exact(case: &Case, answer: &Answer, found: &mut Found) {
    found.check(Kind::Status, answer.status.to_string(), case.expect.status.to_string());
    let mut own: Vec<_> =
        answer.headers.iter().filter(|(name, _)| name.starts_with("access-control-")).cloned().collect();
    own.sort();
    found.check(Kind::Headers, text(&own), text(&case.expect.headers));
    found.check(Kind::Vary, vary(&answer.headers).join(", "), case.expect.vary.join(", "));
}

fn preflight(case: &Case, answer: &Answer, found: &mut Found) {
    let expected = grants(case, case.expect.status, &case.expect.headers);
    if asks_the_impossible(case) {
        return;
    }
    found.check(Kind::Preflight, granted(grants(case, answer.status, &answer.headers)), granted(expected));
    if expected {
        let credentials = |lines: &Lines| joined(lines, "access-control-allow-credentials");
        let max_age = |lines: &Lines| joined(lines, "access-control-max-age");
        found.check(Kind::Credentials, credentials(&answer.headers), credentials(&case.expect.headers));
        found.check(Kind::MaxAge, max_age(&answer.headers), max_age(&case.expect.headers));
    }
}

fn actual(case: &Case, answer: &Answer, found: &mut Found) {
    found.check(Kind::Status, answer.status.to_string(), case.expect.status.to_string());
    let expected = shares(case, &case.expect.headers);
    found.check(Kind::Readable, readable(shares(case, &answer.headers)), readable(expected));
    if expected {
        let credentials = |lines: &Lines| joined(lines, "access-control-allow-credentials");
        let exposed = |lines: &Lines| {
            let mut names = set(lines, "access-control-expose-headers");
            names.retain(|name| !NEVER_EXPOSED.contains(&name.as_str()) && !ALWAYS_EXPOSED.contains(&name.as_str()));
            names.join(", ")
        };
        found.check(Kind::Credentials, credentials(&answer.headers), credentials(&case.expect.headers));
        found.check(Kind::Exposed, exposed(&answer.headers), exposed(&case.expect.headers));
    }
    let names = vary(&answer.headers);
    let missing: Vec<_> = case.expect.vary.iter().filter(|name| !names.contains(name)).cloned().collect();
    // Nothing stores the answer to OPTIONS: <https://www.rfc-editor.org/rfc/rfc9110#section-9.3.7>.
    if !missing.is_empty() && case.request.method != "OPTIONS" && !names.iter().any(|name| name == "*") {
        found.check(Kind::Vary, names.join(", "), case.expect.vary.join(", "));
    }
}

/// Does the preflight announce a request that no script can make?
fn asks_the_impossible(case: &Case) -> bool {
    let methods = set(&case.request.headers, "access-control-request-method");
    let names = set(&case.request.headers, "access-control-request-headers");
    methods.iter().any(|method| matches!(method.as_str(), "connect" | "trace" | "track"))
        || names.iter().any(|name| name == "cookie")
}

/// Names of response headers that no script sees.
const NEVER_EXPOSED: [&str; 3] = ["cookie", "set-cookie", "set-cookie2"];

/// The [CORS check](https://fetch.spec.whatwg.org/#cors-check), less credentials. Without an origin the question is
/// what a cache would hold for others: a star or nothing.
fn shares(case: &Case, lines: &Lines) -> bool {
    let origins: Vec<_> = values(&case.request.headers, "origin").collect();
    let allowed: Vec<_> = values(lines, "access-control-allow-origin").collect();
    matches!(allowed[..], [allowed] if allowed == b"*" || (origins.len() == 1 && origins[0] == allowed))
}

/// Would a browser, having sent this preflight, go on? With credentials, if the answer expected has them.
fn grants(case: &Case, status: u16, lines: &Lines) -> bool {
    let credentials = values(&case.expect.headers, "access-control-allow-credentials").next().is_some();
    let star = |list: &[String]| !credentials && list.iter().any(|element| element == "*");
    let methods = case_kept(lines, "access-control-allow-methods");
    let names = set(lines, "access-control-allow-headers");
    let asked_methods: Vec<_> = values(&case.request.headers, "access-control-request-method").collect();
    let method = match asked_methods[..] {
        [method] => {
            let method = String::from_utf8_lossy(method).into_owned();
            matches!(method.as_str(), "GET" | "HEAD" | "POST") || methods.contains(&method) || star(&methods)
        }
        _ => false,
    };
    let asked = set(&case.request.headers, "access-control-request-headers");
    let header = |name: &String| names.contains(name) || (star(&names) && name != "authorization");
    (200..300).contains(&status) && shares(case, lines) && method && asked.iter().all(header)
}

fn values<'l>(lines: &'l Lines, name: &'l str) -> impl Iterator<Item = &'l [u8]> {
    lines.iter().filter(move |(other, _)| other.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_slice())
}

fn joined(lines: &Lines, name: &str) -> String {
    values(lines, name).map(|value| String::from_utf8_lossy(value).into_owned()).collect::<Vec<_>>().join(" | ")
}

/// The elements of a list-based field.
fn case_kept(lines: &Lines, name: &str) -> Vec<String> {
    let text = values(lines, name).map(|value| String::from_utf8_lossy(value).into_owned()).collect::<Vec<_>>();
    let elements = text.iter().flat_map(|line| line.split(',')).map(str::trim).filter(|element| !element.is_empty());
    elements.map(str::to_owned).collect()
}

/// The same in lower case, sorted, each once.
fn set(lines: &Lines, name: &str) -> Vec<String> {
    let mut names: Vec<_> = case_kept(lines, name).iter().map(|element| element.to_ascii_lowercase()).collect();
    names.sort();
    names.dedup();
    names
}

fn vary(lines: &Lines) -> Vec<String> {
    let mut names: Vec<_> = case_kept(lines, "vary").iter().map(|element| element.to_ascii_lowercase()).collect();
    names.sort();
    names
}

fn text(lines: &Lines) -> String {
    let lines = lines.iter().map(|(name, value)| format!("{name}: {}", String::from_utf8_lossy(value)));
    lines.collect::<Vec<_>>().join("; ")
}

fn yes(reached: bool) -> String {
    if reached { "asked" } else { "not asked" }.to_owned()
}

fn granted(granted: bool) -> String {
    if granted { "granted" } else { "refused" }.to_owned()
}

fn readable(readable: bool) -> String {
    if readable { "readable" } else { "not readable" }.to_owned()
}
