//! The state of one run of the algorithms.

use super::cache::PreflightCache;
use super::engine::Engine;
use super::message::{HttpResponse, Server};
use super::outcome::{Exchange, Failure, Step, Verdict};
use super::reason::Reason;
use super::section::Section;

/// What the algorithms share while they run.
pub(super) struct Run<'a> {
    pub(super) engine: Engine,
    pub(super) cache: &'a mut PreflightCache,
    /// Seconds on the browser's clock.
    pub(super) now: u64,
    pub(super) server: &'a mut dyn Server,
    pub(super) exchanges: Vec<Exchange>,
    pub(super) steps: Vec<Step>,
    pub(super) max_age: Option<i64>,
}

/// A response before filtering.
pub(super) struct Response {
    pub(super) http: HttpResponse,
    /// Whether it is a redirect that is not to be followed.
    pub(super) is_opaque_redirect: bool,
}

/// A network error, with the reason that the page never learns.
///
/// <https://fetch.spec.whatwg.org/#concept-network-error>
pub(super) struct NetworkError {
    pub(super) verdict: Verdict,
    pub(super) failure: Failure,
}

impl NetworkError {
    pub(super) fn new(verdict: Verdict, section: Section, reason: Reason) -> Self {
        Self { verdict, failure: Failure { section, reason, subject: String::new() } }
    }

    /// The same, naming what it is about.
    pub(super) fn about(mut self, subject: impl Into<String>) -> Self {
        self.failure.subject = subject.into();
        self
    }
}

impl Run<'_> {
    pub(super) fn step(&mut self, section: Section, text: impl Into<String>) {
        self.steps.push(Step { section, text: text.into() });
    }
}
