//! A case: subjects that do the same, side by side.

use crate::callgrind;
use crate::measure::{self, Subject};

/// The core, or an adapter of corsac.
pub const CORSAC: &str = "corsac";
/// A handler alone.
pub const BARE: &str = "bare";
/// The headers of an allowed origin without a decision.
pub const FLOOR: &str = "floor";

/// Subjects that do the same, built when their turn comes.
pub struct Case {
    /// The name on the command line, and the key of the results.
    pub id: String,
    /// The number of origins.
    pub count: usize,
    /// Whether instructions are counted, too.
    pub is_counted: bool,
    build: Box<dyn Fn() -> Vec<Subject>>,
}

impl Case {
    /// A case whose subjects are built by a function, which asserts that each answers as it must.
    pub fn new(id: String, count: usize, is_counted: bool, build: impl Fn() -> Vec<Subject> + 'static) -> Case {
        Case { id, count, is_counted, build: Box::new(build) }
    }

    /// Builds the subjects, which asserts their answers, and lets each do its work once.
    pub fn check(&self) {
        for mut subject in (self.build)() {
            subject.work.prepare(1)();
        }
    }

    /// Nanoseconds of each subject.
    pub fn time(&self) -> Vec<(&'static str, f64)> {
        let mut subjects = (self.build)();
        let times = measure::time(&mut subjects);
        subjects.iter().map(|subject| subject.name).zip(times).collect()
    }

    /// Below valgrind: counts the instructions of each subject.
    pub fn count(&self) {
        for mut subject in (self.build)() {
            callgrind::run(&label(&self.id, subject.name), subject.work.as_mut());
        }
    }
}

/// The name under which a subject's instructions are counted.
pub fn label(case: &str, subject: &str) -> String {
    format!("{case}/{subject}")
}
