//! The engine as a server, without a network: a handler's response goes in, with the plan applied it comes out.
//!
//! This is the only place of the kit where the engine decides anything.

use corsac::{Decision, PolicyBox, RequestParts, ResponseField, ResponseFields, ResponseHeaders, Value, Vary};

use crate::browser::{HttpRequest, HttpResponse, Server};
use crate::policy::{InvalidPolicy, PolicyText};

/// Header lines, names in the case in which they were given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HeaderLines(pub Vec<(String, Vec<u8>)>);

/// A status and header lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Response {
    /// The status.
    pub status: u16,
    /// The header lines.
    pub headers: HeaderLines,
}

/// A compiled policy that answers requests.
#[derive(Debug)]
pub struct Reference {
    policy: PolicyBox,
}

impl Reference {
    /// Compiles a policy.
    ///
    /// # Errors
    ///
    /// If the policy has an error.
    pub fn new(policy: &PolicyText) -> Result<Self, InvalidPolicy> {
        Ok(Self { policy: policy.compile()? })
    }

    /// Decides a request, asks `handler` unless it is a preflight, and applies the plan.
    pub fn answer(
        &self,
        method: &[u8],
        headers: &[(&[u8], &[u8])],
        handler: impl FnOnce() -> Response,
    ) -> (Decision, Response) {
        let policy = self.policy.as_policy();
        let request = RequestParts::new(method, headers.iter().copied());
        let decision = policy.decide(&request);
        let mut response = match decision.status() {
            Some(status) => Response { status, headers: HeaderLines::default() },
            None => handler(),
        };
        decision.plan(policy, &request).apply(&mut response.headers);
        (decision, response)
    }

    /// Whether the policy allows an origin: the question of a WebSocket handshake.
    #[must_use]
    pub fn allows_origin(&self, origin: &[u8]) -> bool {
        self.policy.as_policy().allows_origin(origin)
    }

    /// A server for the browser model, whose handler always answers the same.
    pub fn server<'a>(&'a self, handler: &'a Response) -> impl Server + 'a {
        move |request: &HttpRequest| {
            let headers: Vec<_> = request.headers.iter().map(|(name, value)| (name.as_bytes(), value)).collect();
            let (_, response) = self.answer(request.method.as_bytes(), &headers, || handler.clone());
            HttpResponse { status: response.status, headers: response.headers.0.into_iter().collect() }
        }
    }
}

impl HeaderLines {
    /// The values of all lines of this name, in order.
    pub fn values<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a [u8]> {
        self.0.iter().filter(move |(other, _)| other.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_slice())
    }

    fn push(&mut self, name: &str, value: &[u8]) {
        self.0.push((name.to_owned(), value.to_owned()));
    }

    fn delete(&mut self, name: &str) {
        self.0.retain(|(other, _)| !other.eq_ignore_ascii_case(name));
    }
}

impl ResponseHeaders for HeaderLines {
    fn set(&mut self, field: ResponseField, value: Value<'_>) {
        self.delete(field.as_str());
        self.push(field.as_str(), value.as_bytes());
    }

    fn append(&mut self, field: ResponseField, value: Value<'_>) {
        self.push(field.as_str(), value.as_bytes());
    }

    fn remove(&mut self, fields: ResponseFields) {
        fields.iter().for_each(|field| self.delete(field.as_str()));
    }

    fn add_vary(&mut self, vary: Vary) {
        let missing = vary.missing_from(self.values("vary"));
        if !missing.is_empty() {
            self.push("vary", missing.as_str().as_bytes());
        }
    }
}
