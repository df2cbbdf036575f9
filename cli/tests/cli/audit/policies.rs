//! `--policy`: the server is compared with what it should answer.

use super::{audit, codes, findings};
use crate::http::{Message, Server};
use crate::support::file;

const POLICY: &str = r#"
allow_origins = ["https://app.example.com", "https://*.preview.example.com"]
allow_methods = ["PUT", "DELETE"]
allow_headers = ["X-A", "X-B"]
expose_headers = ["ETag"]
max_age = 600
"#;

/// What the policy says, written by hand; a real server in another style: no more in a preflight than what was asked.
fn right(request: &Message) -> Message {
    let origin = request.get("origin").unwrap_or_default();
    let preview = origin.strip_prefix("https://").and_then(|host| host.strip_suffix(".preview.example.com"));
    let is_allowed = origin == "https://app.example.com" || preview.is_some_and(|label| !label.is_empty());
    let response = Message::response(if request.is_preflight() { 200 } else { 404 }).with("vary", "Origin");
    if !is_allowed {
        return response;
    }
    let response = response.with("access-control-allow-origin", origin);
    if !request.is_preflight() {
        return response.with("access-control-expose-headers", "ETag");
    }
    let method = request.get("access-control-request-method").unwrap();
    let listed = |list: &str, allowed: &[&str]| {
        list.split(',').filter(|name| allowed.contains(name)).map(str::to_uppercase).collect::<Vec<_>>().join(", ")
    };
    let headers = listed(request.get("access-control-request-headers").unwrap_or_default(), &["x-a", "x-b"]);
    response
        .with("access-control-allow-methods", &listed(method, &["GET", "PUT", "DELETE"]))
        .with("access-control-allow-headers", &headers)
        .with("access-control-max-age", "600")
}

/// `code: message` of each finding of a server that answers right, and then differently.
fn found(name: &str, change: impl Fn(&Message, Message) -> Message + Send + Sync + 'static) -> Vec<String> {
    let policy = file(&format!("audit-policy-{name}.toml"), POLICY.as_bytes());
    let server = Server::start(move |request| Some(change(request, right(request))));
    let output = audit(&server, &["--format", "json", "--policy", &policy]);
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    let all = findings(&output).into_iter().filter(|finding| text(&finding["code"]).contains("policy"));
    all.map(|finding| format!("{}: {}", text(&finding["code"]), text(&finding["message"]))).collect()
}

fn replaced(response: Message, name: &str, value: &str) -> Message {
    if response.get(name).is_none() { response } else { response.without(name).with(name, value) }
}

#[test]
fn another_style_is_no_difference() {
    assert_eq!(found("same", |_, response| response), [""; 0]);
    let policy = file("audit-policy-clean.toml", POLICY.as_bytes());
    let server = Server::start(|request| Some(right(request)));
    assert_eq!(codes(&audit(&server, &["--format", "json", "--policy", &policy])), [""; 0]);
}

#[test]
fn what_the_server_allows_beyond_is_wider() {
    let found_origin = found("wide-origin", |request, response| match request.get("origin") {
        Some("https://corsac-audit.app.example.com") => {
            response.with("access-control-allow-origin", "https://corsac-audit.app.example.com")
        }
        _ => response,
    });
    // It was not sent from the wildcard, but from the first origin.
    assert_eq!(
        found_origin.first().map(String::as_str),
        Some("wider-than-policy: It allows an origin that the policy refuses.")
    );
    assert_eq!(
        found("wide-credentials", |_, response| match response.get("access-control-allow-origin") {
            Some(_) => response.with("access-control-allow-credentials", "true"),
            None => response,
        }),
        ["wider-than-policy: It allows credentials, the policy does not."]
    );
    assert_eq!(
        found("wide-lists", |_, response| {
            let response = replaced(response, "access-control-allow-methods", "PUT, DELETE, PATCH");
            let response = replaced(response, "access-control-allow-headers", "x-a,x-b,x-c");
            replaced(response, "access-control-expose-headers", "*")
        }),
        [
            "wider-than-policy: access-control-expose-headers has *, the policy has not.",
            "wider-than-policy: access-control-allow-methods has PATCH, the policy has not.",
            "wider-than-policy: access-control-allow-headers has x-c, the policy has not.",
        ]
    );
}

#[test]
fn what_the_server_does_not_allow_is_narrower() {
    assert_eq!(
        found("narrow-wildcard", |request, response| match request.get("origin") {
            Some(origin) if origin.contains("preview") => Message::response(404).with("vary", "origin"),
            _ => response,
        }),
        ["narrower-than-policy: It refuses an origin that the policy allows."]
    );
    assert_eq!(
        found("narrow-lists", |_, response| {
            let response = replaced(response, "access-control-allow-methods", "PUT");
            let response = replaced(response, "access-control-allow-headers", "x-a");
            response.without("access-control-expose-headers")
        }),
        [
            "narrower-than-policy: access-control-expose-headers lacks etag, the policy has it.",
            "narrower-than-policy: access-control-allow-methods lacks DELETE, the policy has it.",
            "narrower-than-policy: access-control-allow-headers lacks x-b, the policy has it.",
        ]
    );
}

#[test]
fn the_rest_differs() {
    assert_eq!(
        found("rest", |_, response| { replaced(replaced(response, "vary", "accept"), "access-control-max-age", "5") }),
        [
            "differs-from-policy: vary lacks origin, which the policy has in it.",
            "differs-from-policy: access-control-max-age is \"5\", by the policy it is \"600\".",
        ]
    );
}

/// Severities follow from what is at stake.
#[test]
fn severities() {
    let policy = file("audit-policy-severity.toml", POLICY.as_bytes());
    let server = Server::start(|request| {
        let response = replaced(right(request), "access-control-allow-headers", "x-c");
        Some(replaced(response, "access-control-max-age", "5"))
    });
    assert_eq!(
        codes(&audit(&server, &["--format", "json", "--policy", &policy])),
        ["high wider-than-policy", "low differs-from-policy", "medium narrower-than-policy"]
    );
}
