//! The policy's answer to a request, as a change of a response's headers. The one place that knows the core's plan.

use corsac::{Decision, Policy, RequestField, ResponseField, ResponseFields, ResponseHeaders, Value, Vary};
use hyper::Method;
use hyper::header::{HeaderMap, HeaderName, HeaderValue, VARY};

/// A decision, and what is to be done to the response. It is made before the application runs.
pub(super) struct Answer {
    pub(super) decision: Decision,
    /// The names that are removed and not set.
    pub(super) removed: ResponseFields,
    /// The lines that are set.
    pub(super) lines: Vec<(ResponseField, HeaderValue)>,
    /// The names for `Vary`.
    pub(super) vary: Vary,
}

impl Answer {
    /// Decides.
    pub(super) fn new(policy: Policy<'_>, method: &Method, headers: &HeaderMap) -> Answer {
        let request = Received { method, headers };
        let decision = policy.decide(&request);
        let mut answer = Answer { decision, removed: ResponseFields::NONE, lines: Vec::new(), vary: Vary::NONE };
        decision.plan(policy, &request).apply(&mut answer);
        answer
    }

    /// Changes the headers of a response, whoever made it.
    pub(super) fn apply(&self, headers: &mut HeaderMap) {
        for field in ResponseField::ALL {
            headers.remove(field.as_str());
        }
        for (field, value) in &self.lines {
            headers.append(HeaderName::from_static(field.as_str()), value.clone());
        }
        let missing = self.vary.missing_from(headers.get_all(VARY).iter().map(HeaderValue::as_bytes));
        if !missing.is_empty() {
            headers.append(VARY, HeaderValue::from_static(missing.as_str()));
        }
    }
}

impl ResponseHeaders for Answer {
    fn remove(&mut self, fields: ResponseFields) {
        self.removed = fields;
    }

    fn set(&mut self, field: ResponseField, value: Value<'_>) {
        self.append(field, value);
    }

    fn append(&mut self, field: ResponseField, value: Value<'_>) {
        // The core promises legal values; one that were none is left out, which refuses.
        if let Ok(value) = HeaderValue::from_bytes(value.as_bytes()) {
            self.lines.push((field, value));
        }
    }

    fn add_vary(&mut self, vary: Vary) {
        self.vary = vary;
    }
}

struct Received<'r> {
    method: &'r Method,
    headers: &'r HeaderMap,
}

impl corsac::Request for Received<'_> {
    fn method(&self) -> &[u8] {
        self.method.as_str().as_bytes()
    }

    fn field_lines(&self, field: RequestField) -> impl Iterator<Item = &[u8]> {
        self.headers.get_all(field.as_str()).iter().map(HeaderValue::as_bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use corsac::Config;

    #[test]
    fn what_others_set_is_replaced_and_vary_is_merged() {
        let policy = Config::new().allow_origins(&["https://a.example"]).max_age(5).compile::<256>().unwrap();
        let mut request = HeaderMap::new();
        request.append("origin", HeaderValue::from_static("https://a.example"));
        let answer = Answer::new(policy.as_policy(), &Method::GET, &request);
        let mut response = HeaderMap::new();
        for (name, value) in [
            ("access-control-allow-origin", "*"),
            ("access-control-allow-origin", "https://b.example"),
            ("access-control-allow-credentials", "true"),
            ("vary", "accept"),
        ] {
            response.append(name, HeaderValue::from_static(value));
        }
        for _ in 0..2 {
            answer.apply(&mut response);
            let lines: Vec<_> =
                response.iter().map(|(name, value)| format!("{name}: {}", value.to_str().unwrap())).collect();
            assert_eq!(lines, ["vary: accept", "vary: origin", "access-control-allow-origin: https://a.example"]);
        }
    }
}
