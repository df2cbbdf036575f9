//! `corsac audit` against servers of our own: one wrong in each way, and right ones.

mod classes;
mod manners;
mod policies;
mod right;

use std::process::Output;

use serde_json::Value;

use crate::http::{Message, Server};
use crate::support::corsac;

/// The origin that the servers of these tests allow.
pub(crate) const KNOWN: &str = "https://app.example.com";

/// An answer as it should be: one origin, with credentials.
pub(crate) fn right(request: &Message) -> Message {
    allowing(request, request.get("origin") == Some(KNOWN))
}

/// The same, if another comparison says so.
pub(crate) fn allowing(request: &Message, is_allowed: bool) -> Message {
    let status = match request.is_preflight() {
        true if is_allowed => 204,
        true => 403,
        false if request.target().contains("corsac-audit") => 404,
        false => 200,
    };
    let response = Message::response(status).with("vary", "accept-encoding, Origin");
    if !is_allowed {
        return response;
    }
    let response = response
        .with("access-control-allow-origin", request.get("origin").unwrap_or("*"))
        .with("access-control-allow-credentials", "true");
    if !request.is_preflight() {
        return response;
    }
    response
        .with("access-control-allow-methods", "GET,PUT")
        .with("access-control-allow-headers", "authorization,content-type")
        .with("access-control-max-age", "600")
}

/// Audits, quickly.
pub(crate) fn audit(server: &Server, arguments: &[&str]) -> Output {
    let url = format!("{}/data", server.url());
    let mut all = vec!["audit", url.as_str(), "--rate", "100000"];
    all.extend(arguments);
    corsac(&all)
}

/// The findings of an audit in JSON.
pub(crate) fn findings(output: &Output) -> Vec<Value> {
    let document: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)));
    document["audits"][0]["findings"].as_array().unwrap().clone()
}

/// `severity code` of each finding, sorted.
pub(crate) fn codes(output: &Output) -> Vec<String> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let mut codes: Vec<_> =
        findings(output).iter().map(|found| format!("{} {}", text(&found["severity"]), text(&found["code"]))).collect();
    codes.sort();
    codes
}
