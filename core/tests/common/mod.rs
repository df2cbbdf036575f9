//! What several tests use: a response that a plan is applied to, and requests from pairs of text.

#![allow(dead_code, reason = "each test uses a part")]

use corsac::{
    Config, Decision, PolicyBox, Request, RequestField, ResponseField, ResponseFields, ResponseHeaders, Value, Vary,
};

/// A request as a list of field lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Fields {
    pub(crate) method: String,
    pub(crate) lines: Vec<(RequestField, Vec<u8>)>,
}

impl Fields {
    pub(crate) fn new(method: &str) -> Fields {
        Fields { method: method.into(), lines: Vec::new() }
    }

    pub(crate) fn with(mut self, field: RequestField, value: impl AsRef<[u8]>) -> Fields {
        self.lines.push((field, value.as_ref().to_vec()));
        self
    }

    pub(crate) fn origin(self, value: impl AsRef<[u8]>) -> Fields {
        self.with(RequestField::Origin, value)
    }

    pub(crate) fn preflight(origin: &str, method: &str) -> Fields {
        Fields::new("OPTIONS").origin(origin).with(RequestField::AccessControlRequestMethod, method)
    }

    pub(crate) fn headers(self, value: impl AsRef<[u8]>) -> Fields {
        self.with(RequestField::AccessControlRequestHeaders, value)
    }
}

impl Request for Fields {
    fn method(&self) -> &[u8] {
        self.method.as_bytes()
    }

    fn field_lines(&self, field: RequestField) -> impl Iterator<Item = &[u8]> {
        self.lines.iter().filter(move |(name, _)| *name == field).map(|(_, value)| value.as_slice())
    }
}

/// A response as a list of field lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Lines(pub(crate) Vec<(String, Vec<u8>)>);

impl Lines {
    /// The lines as `name: value`.
    pub(crate) fn texts(&self) -> Vec<String> {
        self.0.iter().map(|(name, value)| format!("{name}: {}", String::from_utf8_lossy(value))).collect()
    }

    pub(crate) fn values<'l>(&'l self, name: &'l str) -> impl Iterator<Item = &'l [u8]> {
        self.0.iter().filter(move |(other, _)| other.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_slice())
    }
}

impl ResponseHeaders for Lines {
    fn set(&mut self, field: ResponseField, value: Value<'_>) {
        let is_field = |(name, _): &(String, Vec<u8>)| name.eq_ignore_ascii_case(field.as_str());
        let place = self.0.iter().position(is_field).unwrap_or(self.0.len());
        self.0.retain(|line| !is_field(line));
        self.0.insert(place.min(self.0.len()), (field.as_str().into(), value.as_bytes().to_vec()));
    }

    fn append(&mut self, field: ResponseField, value: Value<'_>) {
        self.0.push((field.as_str().into(), value.as_bytes().to_vec()));
    }

    fn remove(&mut self, fields: ResponseFields) {
        self.0.retain(|(name, _)| !fields.iter().any(|field| name.eq_ignore_ascii_case(field.as_str())));
    }

    fn add_vary(&mut self, vary: Vary) {
        let missing = vary.missing_from(self.values("vary"));
        if !missing.is_empty() {
            self.0.push(("vary".into(), missing.as_str().into()));
        }
    }
}

/// Compiles a policy that has no error.
pub(crate) fn compile(config: Config<'_>) -> PolicyBox {
    config.compile_boxed(|_| ()).unwrap()
}

/// Decides a request, and what the plan makes of an empty response.
pub(crate) fn answer(policy: &PolicyBox, request: &Fields) -> (Decision, Vec<String>) {
    let decision = policy.as_policy().decide(request);
    let mut lines = Lines::default();
    decision.plan(policy.as_policy(), request).apply(&mut lines);
    (decision, lines.texts())
}
