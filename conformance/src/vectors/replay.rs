//! One case, fetched by the browser model, and compared.

use core::fmt;

use crate::browser::{Browser, Engine, HttpRequest, HttpResponse, Outcome, RequestKind, Server};

use super::case::{Case, Hop};
use super::expectation::Expectation;

/// One thing in which the model and a case differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The field of the case.
    pub field: &'static str,
    /// What the case says.
    pub expected: String,
    /// What the model does.
    pub found: String,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: expected {}, found {}", self.field, self.expected, self.found)
    }
}

/// Fetches what the case's page asks for, and lists what is not as the case says.
#[must_use]
pub fn replay(case: &Case, engine: Engine) -> Vec<Difference> {
    let expectation = case.expectation(engine);
    let mut browser = Browser::new(engine);
    let outcome = browser.fetch(case.page(), &mut CaseServer { hops: case.hops(), answered: 0 });
    let mut differences = compare(&expectation, &outcome);
    if let Some(expected) = expectation.second_preflight {
        let second = browser.fetch(case.page(), &mut CaseServer { hops: case.hops(), answered: 0 });
        let found = second.preflighted();
        compare_one(&mut differences, "second_request_preflights_immediately", &expected, &found);
    }
    differences
}

fn compare(expectation: &Expectation, outcome: &Outcome) -> Vec<Difference> {
    let mut differences = Vec::new();
    if expectation.verdict != outcome.verdict {
        let reason = outcome
            .failure
            .as_ref()
            .map_or_else(String::new, |failure| format!(" ({failure}; {})", failure.section.link()));
        differences.push(Difference {
            field: "verdict",
            expected: expectation.verdict.to_string(),
            found: format!("{}{reason}", outcome.verdict),
        });
    }
    if let Some(expected) = expectation.preflight {
        compare_one(&mut differences, "expect_preflight", &expected, &outcome.preflighted());
    }
    let preflight = outcome.preflights().last();
    if let Some(expected) = &expectation.request_method {
        let found = preflight.as_ref().map(|preflight| preflight.method.clone());
        compare_one(&mut differences, "expect_acrm", expected, &found);
    }
    if let Some(expected) = &expectation.request_headers {
        let found = preflight.and_then(|preflight| preflight.headers_line);
        compare_one(&mut differences, "expect_acrh", expected, &found);
    }
    let exposed = outcome.exposed();
    for (name, expected) in &expectation.exposed {
        let found = exposed.contains(&name.to_ascii_lowercase());
        if *expected != found {
            let say = |readable| format!("{name} {}", if readable { "readable" } else { "not readable" });
            differences.push(Difference { field: "expect_exposed", expected: say(*expected), found: say(found) });
        }
    }
    if let Some(expected) = &expectation.final_origin {
        compare_one(&mut differences, "expect_final_origin_header", expected, &outcome.final_origin());
    }
    if let Some(expected) = expectation.max_age {
        compare_one(&mut differences, "effective_max_age_seconds", &Some(expected), &outcome.max_age);
    }
    differences
}

fn compare_one<T: PartialEq + Show>(differences: &mut Vec<Difference>, field: &'static str, expected: &T, found: &T) {
    if expected != found {
        differences.push(Difference { field, expected: expected.show(), found: found.show() });
    }
}

/// How a value is written in a difference, as in the file.
trait Show {
    fn show(&self) -> String;
}

impl Show for bool {
    fn show(&self) -> String {
        self.to_string()
    }
}

impl Show for Option<String> {
    fn show(&self) -> String {
        self.as_ref().map_or_else(|| "null".to_owned(), |text| format!("{text:?}"))
    }
}

impl Show for Option<i64> {
    fn show(&self) -> String {
        self.map_or_else(|| "no preflight".to_owned(), |seconds| seconds.to_string())
    }
}

/// Answers as the case says.
struct CaseServer<'c> {
    hops: &'c [Hop],
    answered: usize,
}

impl Server for CaseServer<'_> {
    fn respond(&mut self, request: &HttpRequest) -> HttpResponse {
        // A redirect written into `response_headers` by hand can lead past the last hop, to it again.
        let hop = &self.hops[self.answered.min(self.hops.len() - 1)];
        match request.kind {
            RequestKind::Preflight => hop.preflight.clone(),
            RequestKind::Actual => {
                self.answered += 1;
                hop.actual.clone()
            }
        }
    }
}
