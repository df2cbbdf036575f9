//! The whole corpus, and every behaviour, over real connections to three servers.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

mod servers;

use corsac_conformance::corpus::Corpus;
use corsac_conformance::runner::{Comparison, Ending, Options, Report, Target, run};
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

fn assert_all_right(report: &Report) {
    assert_eq!(report.failed(), 0, "{report}");
    assert!(report.results.len() > 300, "{}", report.results.len());
    assert_eq!(skipped(report), ["an HTTP parser does not let it pass"], "{report}");
}

#[test]
fn the_corpus_holds_over_plain_headers() {
    assert_all_right(&report(servers::plain));
}

#[test]
fn the_corpus_holds_over_tiny_http() {
    assert_all_right(&report(servers::tiny_http));
}

#[test]
fn the_corpus_holds_over_rouille() {
    assert_all_right(&report(servers::rouille));
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
