//! The steps of a decision in the order of the standard, each with its section.

use corsac::{Class, Decision, Policy, Reason, Request, RequestField};

use crate::request::Received;

const REQUESTS: (&str, &str) = ("HTTP requests", "https://fetch.spec.whatwg.org/#http-requests");
const CORS_CHECK: (&str, &str) = ("CORS check", "https://fetch.spec.whatwg.org/#cors-check");
const PREFLIGHT: (&str, &str) = ("CORS-preflight fetch", "https://fetch.spec.whatwg.org/#cors-preflight-fetch");

/// One step.
pub(crate) struct Step {
    /// `ok`, `no`, or `-` where it was not reached or says nothing.
    pub(crate) mark: &'static str,
    pub(crate) text: String,
    pub(crate) section: (&'static str, &'static str),
}

/// Every step of the decision about this request.
pub(crate) fn of(decision: &Decision, policy: Policy<'_>, request: &Received) -> Vec<Step> {
    let mut steps = vec![class(decision, request)];
    if decision.class() == Class::NotCors {
        return steps;
    }
    steps.push(origin(decision, policy, request));
    if decision.allows_origin() {
        steps.push(credentials(policy));
    }
    if decision.is_preflight() {
        steps.push(method(decision, request));
        steps.push(headers(decision, request));
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
    Step { mark: "ok", text, section: REQUESTS }
}

fn origin(decision: &Decision, policy: Policy<'_>, request: &Received) -> Step {
    let origin = request.first(RequestField::Origin).unwrap_or_default();
    let pattern = decision.pattern().and_then(|index| Some((index, policy.allow_origin(index)?)));
    let (mark, text) = match (pattern, decision.reason()) {
        (Some((index, pattern)), _) => {
            ("ok", format!("origin {origin} is allowed by allow_origins[{index}] \"{pattern}\""))
        }
        (None, Some(Reason::MalformedOrigin)) => ("no", format!("origin \"{origin}\" is not one that a browser sends")),
        (None, _) => ("no", format!("origin {origin} is allowed by no pattern")),
    };
    Step { mark, text, section: CORS_CHECK }
}

fn credentials(policy: Policy<'_>) -> Step {
    if policy.config().allow_credentials {
        Step { mark: "ok", text: "credentials are allowed".into(), section: CORS_CHECK }
    } else {
        let text = "credentials are not allowed: a request that includes them cannot be read".into();
        Step { mark: "-", text, section: CORS_CHECK }
    }
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
    Step { mark, text, section: PREFLIGHT }
}

fn headers(decision: &Decision, request: &Received) -> Step {
    let lines: Vec<String> = request
        .field_lines(RequestField::AccessControlRequestHeaders)
        .map(|line| line.escape_ascii().to_string())
        .collect();
    let list = lines.join(", ");
    let (mark, text) = match decision.reason() {
        Some(Reason::HeaderNotAllowed) => ("no", format!("not all of these headers are among allow_headers: {list}")),
        Some(Reason::BudgetExceeded) => ("no", "the header list is longer than this policy can allow".into()),
        Some(_) => ("-", "header names are not looked at".into()),
        None if list.is_empty() => ("ok", "no header is asked for".into()),
        None => ("ok", format!("these headers are allowed: {list}")),
    };
    Step { mark, text, section: PREFLIGHT }
}
