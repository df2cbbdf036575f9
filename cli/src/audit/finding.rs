//! One thing that was found.

use std::rc::Rc;

use super::class::{Class, Severity};
use super::exchange::Exchange;

/// A finding, and what shows it.
#[derive(Debug)]
pub(super) struct Finding {
    pub(super) class: Class,
    pub(super) severity: Severity,
    /// What was seen, in a sentence. May hold what the server sent.
    pub(super) message: String,
    pub(super) evidence: Vec<Rc<Exchange>>,
}

impl Finding {
    pub(super) fn new(class: Class, severity: Severity, message: impl Into<String>, shows: &Rc<Exchange>) -> Finding {
        Finding { class, severity, message: message.into(), evidence: vec![Rc::clone(shows)] }
    }

    /// The same, shown by another exchange, too.
    pub(super) fn and(mut self, shows: &Rc<Exchange>) -> Finding {
        self.evidence.push(Rc::clone(shows));
        self
    }
}
