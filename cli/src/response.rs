//! A response with the plan applied, and what the plan did.

use corsac::{Decision, Policy, ResponseField, ResponseFields, ResponseHeaders, Value, Vary};
use corsac_conformance::browser::HttpResponse;

use crate::request::Received;

/// The header lines of an answer, and the names that are removed if the application sets them.
#[derive(Default)]
pub(crate) struct Answer {
    pub(crate) lines: Vec<(String, String)>,
    pub(crate) removed: Vec<&'static str>,
}

impl Answer {
    /// The answer to a request.
    pub(crate) fn new(decision: &Decision, policy: Policy<'_>, request: &Received) -> Answer {
        let mut answer = Answer::default();
        decision.plan(policy, request).apply(&mut answer);
        answer
    }

    /// The answer as the browser receives it, from an application that answers 200 and sets these headers.
    pub(crate) fn to_response<'n>(
        &self,
        status: Option<u16>,
        application: impl Iterator<Item = &'n str>,
    ) -> HttpResponse {
        let response = match status {
            Some(status) => HttpResponse::new(status),
            None => application.fold(HttpResponse::new(200), |response, name| response.header(name, "x")),
        };
        self.lines.iter().fold(response, |response, (name, value)| response.header(name.as_str(), value.as_bytes()))
    }
}

impl ResponseHeaders for Answer {
    fn set(&mut self, field: ResponseField, value: Value<'_>) {
        self.append(field, value);
    }

    fn append(&mut self, field: ResponseField, value: Value<'_>) {
        self.lines.push((field.as_str().into(), value.as_str().into()));
    }

    fn remove(&mut self, fields: ResponseFields) {
        self.removed.extend(fields.iter().map(ResponseField::as_str));
    }

    fn add_vary(&mut self, vary: Vary) {
        self.lines.push(("vary".into(), vary.as_str().into()));
    }
}
