//! The whole corpus, and every behaviour, over real connections to three servers.

#![allow(clippy::unwrap_used, clippy::panic, clippy::std_instead_of_core, reason = "a test may panic, and runs on std")]

mod servers;

use corsac_conformance::corpus::Corpus;
use corsac_conformance::runner::{Comparison, Ending, Kind, Options, Report, Target, run};
use corsac_std::{Cors, CorsMiddleware, Refuse};
use servers::Start;

fn report(start: Start) -> Report {
    servers::silence_handlers();
    let exact = Options { comparison: Comparison::Exact, ..Options::default() };
    run(&Corpus::built_in().unwrap(), &exact, |_, policy| {
        let cors = Cors::compile(&policy.config()).unwrap().refuse(Refuse::WebSocketUpgrades);
        let address = start(CorsMiddleware::new(cors));
        Target::parse(&format!("http://{address}"))
    })
}

fn assert_complete(report: &Report) {
    assert!(report.results.len() > 300, "{}", report.results.len());
    assert_eq!(skipped(report), ["an HTTP parser does not let it pass"], "{report}");
}

#[test]
fn the_corpus_holds_over_plain_headers() {
    let report = report(servers::plain);
    assert_eq!(report.failed(), 0, "{report}");
    assert_complete(&report);
}

#[test]
fn the_corpus_holds_over_tiny_http() {
    assert_all_but_unreadable_requests(&report(servers::tiny_http));
}

#[test]
fn the_corpus_holds_over_rouille() {
    assert_all_but_unreadable_requests(&report(servers::rouille));
}

/// tiny_http ends the connection of a request with bytes beyond ASCII: exactly those cases fail, and only in that way.
fn assert_all_but_unreadable_requests(report: &Report) {
    let mut corpus = Corpus::built_in().unwrap();
    corpus.cases.retain(|case| case.can_travel() && !case.request.headers.iter().all(|(_, value)| value.is_ascii()));
    let expected: Vec<_> = corpus.cases.iter().map(|case| (&*case.group, &*case.name)).collect();
    let failures = report.failures().inspect(|(_, differences)| {
        assert!(differences.iter().all(|difference| difference.kind == Kind::Connection), "{report}");
    });
    let found: Vec<_> = failures.map(|(result, _)| (&*result.group, &*result.name)).collect();
    assert_eq!(found, expected, "{report}");
    assert!(!expected.is_empty());
    assert_complete(report);
}

fn skipped(report: &Report) -> Vec<&str> {
    let mut skipped: Vec<_> = report
        .results
        .iter()
        .filter_map(|result| match &result.ending {
            Ending::Skipped { why } => Some(why.as_str()),
            _ => None,
        })
        .collect();
    skipped.sort_unstable();
    skipped.dedup();
    skipped
}
