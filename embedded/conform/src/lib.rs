//! The conformance corpus against servers without an allocator: what their tests share.
//!
//! The contract between the runner and a server is in the documentation of `corsac_conformance::runner`.

#![forbid(unsafe_code)]

use std::collections::BTreeMap;

use corsac::Policy;
use corsac_conformance::PolicyText;
use corsac_conformance::corpus::{Case, Corpus};
use corsac_conformance::runner::{Comparison, Ending, Options, Report, Target, run};

/// A policy of the corpus, compiled, for as long as the tests run.
///
/// # Panics
///
/// If it does not compile.
#[must_use]
pub fn compiled(policy: &PolicyText) -> &'static Policy<'static> {
    let image: &'static [u8] = Box::leak(policy.compile().expect("policies of the corpus compile").into_inner());
    Box::leak(Box::new(Policy::from_bytes(image).expect("compiled just now")))
}

/// What the application behind the adapter answers to `/case`: status and header lines, as the request asks.
///
/// # Panics
///
/// If the request is not one of the runner's.
pub fn case_answer<'r>(fields: impl Iterator<Item = (&'r [u8], &'r [u8])>) -> (u16, Vec<(String, String)>) {
    let text = |bytes: &[u8]| core::str::from_utf8(bytes).expect("text").to_owned();
    let mut status = 200;
    let mut lines = vec![("conformance-reached".to_owned(), "yes".to_owned())];
    for (name, value) in fields {
        if name.eq_ignore_ascii_case(b"conformance-status") {
            status = text(value).parse().expect("a status");
        } else if name.eq_ignore_ascii_case(b"conformance-header") {
            let line = text(value);
            let (name, value) = line.split_once(':').expect("a colon");
            lines.push((name.to_owned(), value.trim().to_owned()));
        }
    }
    if !matches!(status, 204 | 304) {
        lines.push(("content-length".to_owned(), "0".to_owned()));
    }
    (status, lines)
}

/// Runs the whole corpus, prints what is skipped and why, and fails if anything else fails than nothing.
///
/// # Panics
///
/// If a case fails.
pub fn check(
    comparison: Comparison,
    unsupported: fn(&Case) -> Option<&'static str>,
    mut start: impl FnMut(&PolicyText) -> Target,
) -> Report {
    let corpus = Corpus::built_in().expect("the kit's own corpus");
    let options = Options { comparison, unsupported, ..Options::default() };
    let report = run(&corpus, &options, |_, policy| Some(start(policy)));
    for (why, count) in skipped(&report) {
        println!("{count} skipped: {why}");
    }
    println!("{report}");
    assert_eq!(report.failed(), 0, "{report}");
    report
}

/// How many cases were skipped for each reason.
#[must_use]
pub fn skipped(report: &Report) -> BTreeMap<&str, usize> {
    let mut reasons = BTreeMap::new();
    for result in &report.results {
        if let Ending::Skipped { why } = &result.ending {
            *reasons.entry(why.as_str()).or_default() += 1;
        }
    }
    reasons
}

/// For servers that only add headers: a case whose handler sets lines that would have to be removed.
#[must_use]
pub fn sets_own_cors_lines(case: &Case) -> bool {
    case.expect.class != "preflight"
        && case.handler.headers.0.iter().any(|(name, _)| starts_with(name, "access-control-"))
}

/// For servers that only add headers, where the names in `Vary` are counted: a case whose handler names some already.
#[must_use]
pub fn sets_own_vary(case: &Case) -> bool {
    case.expect.class != "preflight" && case.handler.headers.0.iter().any(|(name, _)| name.eq_ignore_ascii_case("vary"))
}

fn starts_with(name: &str, prefix: &str) -> bool {
    name.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix))
}
