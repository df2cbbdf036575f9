//! The steps of a decision in the order of the standard, each with its section.

use corsac::{Class, Config, Decision, Policy, Reason, Request, RequestField};

use serde::Serialize;

use crate::request::Received;

const REQUESTS: (&str, &str) = ("HTTP requests", "https://fetch.spec.whatwg.org/#http-requests");
const CORS_CHECK: (&str, &str) = ("CORS check", "https://fetch.spec.whatwg.org/#cors-check");
const PREFLIGHT: (&str, &str) = ("CORS-preflight fetch", "https://fetch.spec.whatwg.org/#cors-preflight-fetch");

/// What is explained.
pub(super) struct Subject<'p> {
    pub(super) policy: Policy<'p>,
    /// The policy as it was written, with what the compiled one leaves out.
    pub(super) written: Config<'p>,
    /// Does the page ask for credentials?
    pub(super) credentials: bool,
}

/// One step.
#[derive(Serialize)]
pub(super) struct Step {
    /// `ok`, `no`, or `-` where it was not reached or says nothing.
    pub(super) mark: &'static str,
    pub(super) text: String,
    /// Where the standard has it.
    pub(super) section: &'static str,
    pub(super) link: &'static str,
}

/// Every step of the decision about this request.
pub(super) fn of(decision: &Decision, subject: &Subject<'_>, request: &Received) -> Vec<Step> {
    let mut steps = vec![class(decision, request)];
    if decision.class() == Class::NotCors {
        return steps;
    }
    steps.push(origin(decision, subject, request));
    if decision.allows_origin() {
        steps.push(credentials(subject));
    }
    if decision.is_preflight() {
        steps.push(method(decision, request));
        steps.push(headers(decision, subject, request));
    }
    steps
}

fn class(decision: &Decision, request: &Received) -> Step {
    let text = match decision.class() {
        Class::NotCors => "without Origin it is no CORS request".into(),
        Class::Actual if request.method == "OPTIONS" => {
            "OPTIONS without Access-Control-Request-Method is an ordinary request: the application answers".into()
        }
        Class::Actual => "a CORS request: the application answers".into(),
        Class::Preflight => "OPTIONS with Origin and Access-Control-Request-Method is a CORS-preflight request".into(),
    };
    Step { mark: "ok", text, section: REQUESTS.0, link: REQUESTS.1 }
}

fn origin(decision: &Decision, subject: &Subject<'_>, request: &Received) -> Step {
    let origin = request.first(RequestField::Origin).unwrap_or_default();
    let pattern = decision.pattern().and_then(|index| subject.policy.allow_origin(index));
    // A decision does not count redundant entries; whoever wrote the policy does.
    let pattern = pattern.and_then(|pattern| {
        Some((subject.written.allow_origins.iter().position(|entry| entry == pattern.as_str())?, pattern))
    });
    let (mark, text) = match (pattern, decision.reason()) {
        (Some((index, pattern)), _) => {
            ("ok", format!("origin {origin} is allowed by allow_origins[{index}] \"{pattern}\""))
        }
        (None, Some(Reason::MalformedOrigin)) => ("no", format!("origin \"{origin}\" is not one that a browser sends")),
        (None, _) => ("no", format!("origin {origin} is allowed by no pattern")),
    };
    Step { mark, text, section: CORS_CHECK.0, link: CORS_CHECK.1 }
}

/// Servers cannot see whether a page asks for credentials, so this is no part of the decision.
fn credentials(subject: &Subject<'_>) -> Step {
    let (mark, text) = match (subject.credentials, subject.policy.config().allow_credentials) {
        (false, _) => ("ok", "the page asks for no credentials"),
        (true, true) => ("ok", "the page asks for credentials, and they are allowed"),
        (true, false) => ("no", "the page asks for credentials, which are not allowed: the browser refuses"),
    };
    Step { mark, text: text.into(), section: CORS_CHECK.0, link: CORS_CHECK.1 }
}

fn method(decision: &Decision, request: &Received) -> Step {
    let method = request.first(RequestField::AccessControlRequestMethod).unwrap_or_default();
    let (mark, text) = match decision.reason() {
        Some(Reason::MalformedOrigin | Reason::OriginNotAllowed) => ("-", "the method is not looked at".into()),
        Some(Reason::MalformedMethod) => ("no", format!("method \"{method}\" is not a token")),
        Some(Reason::MethodNotAllowed) => ("no", format!("method {method} is not among allow_methods")),
        _ if matches!(method.as_str(), "GET" | "HEAD" | "POST") => {
            ("ok", format!("method {method} is always allowed: it is CORS-safelisted"))
        }
        _ => ("ok", format!("method {method} is among allow_methods")),
    };
    Step { mark, text, section: PREFLIGHT.0, link: PREFLIGHT.1 }
}

fn headers(decision: &Decision, subject: &Subject<'_>, request: &Received) -> Step {
    let lines: Vec<String> = request
        .field_lines(RequestField::AccessControlRequestHeaders)
        .map(|line| line.escape_ascii().to_string())
        .collect();
    let list = lines.join(", ");
    let (mark, text) = match decision.reason() {
        Some(Reason::HeaderNotAllowed) => {
            ("no", format!("among allow_headers there is no {}", refused_headers(subject.policy, request).join(", ")))
        }
        Some(Reason::BudgetExceeded) => ("no", "the header list is longer than this policy can allow".into()),
        Some(_) => ("-", "header names are not looked at".into()),
        None if list.is_empty() => ("ok", "no header is asked for".into()),
        None => ("ok", format!("these headers are allowed: {list}")),
    };
    Step { mark, text, section: PREFLIGHT.0, link: PREFLIGHT.1 }
}

/// The headers because of which a preflight is refused: the policy is asked about each alone, with a method that never
/// fails.
pub(super) fn refused_headers(policy: Policy<'_>, request: &Received) -> Vec<String> {
    let names =
        request.field_lines(RequestField::AccessControlRequestHeaders).flat_map(|line| line.split(|b| *b == b','));
    let origin = request.field_lines(RequestField::Origin).next().unwrap_or_default();
    let is_refused = |name: &&[u8]| {
        let headers = [
            (RequestField::Origin, origin),
            (RequestField::AccessControlRequestMethod, b"GET"),
            (RequestField::AccessControlRequestHeaders, *name),
        ];
        let headers = headers.into_iter().map(|(field, value)| (field.as_str().into(), value.to_vec())).collect();
        policy.decide(&Received { method: "OPTIONS".into(), headers }).reason().is_some()
    };
    names.map(<[u8]>::trim_ascii).filter(is_refused).map(|name| name.escape_ascii().to_string()).collect()
}
