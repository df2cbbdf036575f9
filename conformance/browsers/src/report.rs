//! What came of it all.

use core::fmt;
use core::time::Duration;

use serde::Serialize;

/// The results of one browser against one server.
#[derive(Debug, Serialize)]
pub(crate) struct Part {
    pub(crate) browser: &'static str,
    /// As the driver says.
    pub(crate) version: String,
    pub(crate) server: &'static str,
    /// Calls in which nothing diverges.
    pub(crate) passed: usize,
    /// Calls in which something does that is not known.
    pub(crate) failed: usize,
    /// Calls in which only what is known does.
    pub(crate) excepted: usize,
    /// Calls whose response the page could read.
    pub(crate) readable: usize,
    /// Calls of which the policies say whether they mean to allow them. Of the others (`no-cors`, say) they cannot.
    pub(crate) meant: usize,
    /// Preflights that the server saw.
    pub(crate) preflights: usize,
    /// Requests that it saw, preflights too.
    pub(crate) requests: usize,
    pub(crate) seconds: f64,
    /// A line for each failure.
    pub(crate) failures: Vec<String>,
}

/// All of them.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Report {
    pub(crate) parts: Vec<Part>,
}

impl Part {
    pub(crate) const fn new(browser: &'static str, version: String, server: &'static str) -> Self {
        Self {
            browser,
            version,
            server,
            passed: 0,
            failed: 0,
            excepted: 0,
            readable: 0,
            meant: 0,
            preflights: 0,
            requests: 0,
            seconds: 0.0,
            failures: Vec::new(),
        }
    }

    pub(crate) const fn took(&mut self, time: Duration) {
        self.seconds = time.as_secs_f64();
    }

    /// Page requests made.
    pub(crate) const fn calls(&self) -> usize {
        self.passed + self.failed + self.excepted
    }
}

impl Report {
    /// Whether nothing failed, and nothing is missing: of each kind of outcome there was a fair share. `is_whole` says
    /// whether all scenarios were to be run.
    pub(crate) fn is_good(&self, is_whole: bool) -> bool {
        let is_fair = |part: &Part| {
            let calls = part.calls();
            calls >= LEAST_CALLS
                && part.meant >= calls * 3 / 4
                && (calls / 4..=calls * 3 / 4).contains(&part.readable)
                && part.preflights >= calls / 4
        };
        !self.parts.is_empty() && self.parts.iter().all(|part| part.failures.is_empty() && (!is_whole || is_fair(part)))
    }
}

/// The fewest page requests in which a browser is tried.
const LEAST_CALLS: usize = 120;

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for part in &self.parts {
            for failure in &part.failures {
                writeln!(f, "{} and {}: {failure}", part.browser, part.server)?;
            }
        }
        for part in &self.parts {
            let Part { version, server, passed, failed, excepted, .. } = part;
            writeln!(
                f,
                "{version:<24} {server:<9} {passed} passed, {failed} failed, {excepted} excepted; {} page requests, \
                 {} judged by meaning, {} readable; {} requests sent, {} preflights, {:.1} s",
                part.calls(),
                part.meant,
                part.readable,
                part.requests,
                part.preflights,
                part.seconds
            )?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part() -> Part {
        let part = Part::new("chromium", "chromium 1".to_owned(), "axum");
        Part { passed: 119, excepted: 1, readable: 60, meant: 100, preflights: 50, requests: 150, ..part }
    }

    #[test]
    fn a_report_is_good_when_all_is_there() {
        let good = |part| Report { parts: vec![part] }.is_good(true);
        assert!(good(part()));
        assert!(!Report::default().is_good(false));
        assert!(!good(Part { failures: vec!["x".to_owned()], ..part() }));
        assert!(!good(Part { passed: 100, ..part() }));
        assert!(!good(Part { readable: 0, ..part() }));
        assert!(!good(Part { meant: 80, ..part() }));
        assert!(!good(Part { preflights: 0, ..part() }));
        assert!(Report { parts: vec![Part { passed: 1, ..part() }] }.is_good(false));
    }

    #[test]
    fn counts_are_told() {
        assert_eq!(
            Report { parts: vec![part()] }.to_string(),
            "chromium 1               axum      119 passed, 0 failed, 1 excepted; 120 page requests, \
             100 judged by meaning, 60 readable; 150 requests sent, 50 preflights, 0.0 s\n"
        );
    }
}
