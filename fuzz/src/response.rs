//! The headers of a response: for each name its lines in order. The order of different names has no meaning.

use core::fmt;
use std::collections::BTreeMap;

use corsac::{Request, RequestField, ResponseField, ResponseFields, ResponseHeaders, Value, Vary};

/// The lines by lower-case name; no name without a line.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Response(pub BTreeMap<String, Vec<Vec<u8>>>);

impl Response {
    /// The response with these lines.
    pub fn of(lines: impl IntoIterator<Item = (String, Vec<u8>)>) -> Response {
        let mut response = Response::default();
        for (name, value) in lines {
            response.0.entry(name.to_ascii_lowercase()).or_default().push(value);
        }
        response
    }

    /// The lines of a name.
    pub fn lines_of(&self, name: &str) -> &[Vec<u8>] {
        self.0.get(name).map_or(&[], Vec::as_slice)
    }

    /// Answers a request as an adapter does, in the plainest way.
    pub fn answer(mut self, policy: corsac::Policy<'_>, request: &impl Request) -> Response {
        policy.decide(request).plan(policy, request).apply(&mut self);
        self
    }

    /// The names in all `Vary` lines, in lower case.
    pub fn vary(&self) -> Vec<String> {
        let lines = self.lines_of("vary").iter().map(|line| String::from_utf8_lossy(line).to_ascii_lowercase());
        lines.flat_map(|line| line.split(',').map(|name| name.trim().to_owned()).collect::<Vec<_>>()).collect()
    }
}

impl ResponseHeaders for Response {
    fn remove(&mut self, fields: ResponseFields) {
        for field in fields.iter() {
            self.0.remove(field.as_str());
        }
    }

    fn set(&mut self, field: ResponseField, value: Value<'_>) {
        self.0.insert(field.as_str().to_owned(), vec![value.as_bytes().to_vec()]);
    }

    fn append(&mut self, field: ResponseField, value: Value<'_>) {
        self.0.entry(field.as_str().to_owned()).or_default().push(value.as_bytes().to_vec());
    }

    /// The definition: the names that are in no line yet, in one line, unless there is `*`.
    fn add_vary(&mut self, vary: Vary) {
        let present = self.vary();
        let missing: Vec<&str> = RequestField::ALL
            .into_iter()
            .filter(|field| vary.contains(*field))
            .map(RequestField::as_str)
            .filter(|name| !present.iter().any(|other| other == name))
            .collect();
        if !missing.is_empty() && !present.iter().any(|name| name == "*") {
            self.0.entry("vary".to_owned()).or_default().push(missing.join(", ").into_bytes());
        }
    }
}

impl fmt::Debug for Response {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, lines) in &self.0 {
            for line in lines {
                writeln!(formatter, "{name}: {}", line.escape_ascii())?;
            }
        }
        Ok(())
    }
}
