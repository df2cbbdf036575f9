//! What was measured, and what a middleware adds to that.

use std::collections::BTreeMap;

use crate::building::{self, Library};
use crate::callgrind::Count;
use crate::case::{BARE, Case, label};

/// What one operation takes.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Cost {
    /// Nanoseconds.
    pub time: Option<f64>,
    /// Instructions.
    pub instructions: Option<f64>,
}

impl Cost {
    /// What this takes more than another.
    fn beyond(self, other: Cost) -> Cost {
        let less = |this: Option<f64>, other: Option<f64>| Some((this? - other?).max(0.0));
        Cost { time: less(self.time, other.time), instructions: less(self.instructions, other.instructions) }
    }
}

/// All that was measured in one run.
#[derive(Default)]
pub struct Results {
    times: BTreeMap<String, f64>,
    instructions: BTreeMap<String, u64>,
    bytes: BTreeMap<(&'static str, usize), f64>,
}

impl Results {
    /// Times a case.
    pub fn time(&mut self, case: &Case) {
        self.times.extend(case.time().into_iter().map(|(subject, time)| (label(&case.id, subject), time)));
    }

    /// Adds what was counted below valgrind.
    pub fn add_counts(&mut self, counts: Vec<Count>) {
        self.instructions.extend(counts);
    }

    /// Counts the bytes that a library keeps for each of so many origins.
    pub fn count_bytes(&mut self, library: &Library, count: usize) {
        self.bytes.insert((library.name, count), building::bytes_per_origin(library, count));
    }

    /// What a subject takes.
    pub fn cost(&self, case: &str, subject: &str) -> Cost {
        let label = label(case, subject);
        let instructions = self.instructions.get(&label).map(|&count| count as f64);
        Cost { time: self.times.get(&label).copied(), instructions }
    }

    /// What a middleware adds to the handler alone.
    pub fn added(&self, case: &str, subject: &str) -> Cost {
        self.cost(case, subject).beyond(self.cost(case, BARE))
    }

    /// The bytes that a library keeps for each of so many origins.
    pub fn bytes(&self, library: &'static str, count: usize) -> Option<f64> {
        self.bytes.get(&(library, count)).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_added_is_beyond_the_handler_alone() {
        let mut results = Results::default();
        results.add_counts(vec![("a/bare".to_owned(), 100), ("a/x".to_owned(), 130), ("a/y".to_owned(), 90)]);
        let added = |subject| results.added("a", subject).instructions;
        assert_eq!((added("x"), added("y"), added("z")), (Some(30.0), Some(0.0), None));
    }
}
