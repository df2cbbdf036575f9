//! The runner against a server on the engine: right, and broken on purpose.

mod support;

use core::time::Duration;
use std::process::Command;

use corsac_conformance::corpus::Corpus;
use corsac_conformance::runner::{Comparison, Ending, Kind, Options, Report, Target, run};
use support::{Fault, Server};

fn report(fault: Fault, comparison: Comparison) -> Report {
    let corpus = Corpus::built_in().unwrap_or_else(|error| panic!("{error}"));
    let server = Server::start(&corpus, fault);
    let options = Options { comparison, timeout: Duration::from_secs(2) };
    run(&corpus, &options, |name, _| server.target(name))
}

#[test]
fn a_server_on_the_engine_passes_everything() {
    for comparison in [Comparison::Exact, Comparison::Observable] {
        let report = report(Fault::None, comparison);
        assert_eq!(report.failed(), 0, "{report}");
        assert!(report.passed() > 500, "{report}");
    }
}

#[test]
fn every_fault_is_noticed() {
    for (fault, kind, in_what) in [
        (Fault::NoVary, Kind::Vary, "an application's Vary is kept"),
        (Fault::ReplacesVary, Kind::Vary, "an application's Vary on two lines is kept"),
        (Fault::PreflightsReachTheApplication, Kind::Reached, "a listed method"),
        (Fault::EveryOptionsIsAPreflight, Kind::Reached, "plain OPTIONS reaches the application"),
        (Fault::AppendsOwnHeaders, Kind::Readable, "a listed origin is answered with itself"),
        (Fault::NothingOnErrors, Kind::Readable, "a handler's error carries the headers"),
        (Fault::PanicEndsTheConnection, Kind::Connection, "a panic is answered, with the headers"),
        (Fault::AuthenticationFirst, Kind::Preflight, "an authentication layer does not see preflights"),
        (Fault::ReflectsEveryOrigin, Kind::Readable, "refused: an unrelated origin"),
        (Fault::SocketsForEveryone, Kind::Status, "a WebSocket handshake from a refused origin fails"),
        (Fault::ClosesAfterPreflight, Kind::Connection, "keep-alive: four requests on one connection"),
    ] {
        let report = report(fault, Comparison::Observable);
        let found = report.failures().any(|(result, differences)| {
            result.name == in_what && differences.iter().any(|difference| difference.kind == kind)
        });
        assert!(found, "{fault:?} should fail `{in_what}` by {kind:?}\n{report}");
    }
}

#[test]
fn what_only_reflection_shows_is_noticed() {
    for (fault, in_what) in [
        (Fault::FirstHeaderListLineOnly, "several lines are reflected as several lines"),
        (Fault::AnyOneHeaderSuffices, "with credentials stars reflect method and headers"),
    ] {
        let report = report(fault, Comparison::Observable);
        assert!(report.failures().any(|(result, _)| result.name == in_what), "{fault:?}\n{report}");
    }
}

#[test]
fn a_server_that_is_not_there_fails_and_one_without_the_policy_is_skipped() {
    let mut corpus = Corpus::built_in().unwrap_or_else(|error| panic!("{error}"));
    corpus.cases.truncate(1);
    let options = Options { timeout: Duration::from_millis(200), ..Options::default() };
    let gone = run(&corpus, &options, |_, _| Target::parse("http://127.0.0.1:1"));
    assert_eq!(gone.failures_by_kind().keys().collect::<Vec<_>>(), [&Kind::Connection], "{gone}");
    let skipped = run(&corpus, &options, |_, _| None);
    assert!(matches!(skipped.results[0].ending, Ending::Skipped { .. }));
    assert_eq!((skipped.passed(), skipped.failed(), skipped.skipped()), (0, 0, 1));
    // What a framework cannot is skipped for its own reason, without being tried.
    let options = Options { unsupported: |case| (!case.name.is_empty()).then_some("no such method"), ..options };
    let unsupported = run(&corpus, &options, |_, _| Target::parse("http://127.0.0.1:1"));
    assert_eq!(unsupported.results[0].ending, Ending::Skipped { why: "no such method".to_owned() });
}

#[test]
fn targets() {
    let read = |url| Target::parse(url).map(|target| (target.authority().to_owned(), target.base().to_owned()));
    let some = |authority: &str, base: &str| Some((authority.to_owned(), base.to_owned()));
    assert_eq!(read("http://127.0.0.1:8080"), some("127.0.0.1:8080", ""));
    assert_eq!(read("http://[::1]/a/b/"), some("[::1]:80", "/a/b"));
    for url in ["https://a.example", "http://", "http:///a", "http://u@a.example", "http://a b", "http://a?b"] {
        assert_eq!(read(url), None, "{url}");
    }
}

#[test]
fn the_command_reports_in_three_forms_and_by_its_exit_code() {
    let corpus = Corpus::built_in().unwrap_or_else(|error| panic!("{error}"));
    let (right, wrong) = (Server::start(&corpus, Fault::None), Server::start(&corpus, Fault::NoVary));
    let command = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_corsac-conformance")).args(arguments).output().expect("runs");
        let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
        (output.status.code(), text(output.stdout), text(output.stderr))
    };
    let (code, table, _) = command(&["run", "--exact", "--url", &right.url()]);
    assert_eq!((code, table.contains("FAILED")), (Some(0), false), "{table}");
    assert!(table.contains("behaviours"), "{table}");

    let (code, table, _) = command(&["run", "--url", &wrong.url(), "--policy", "bare"]);
    assert_eq!(code, Some(1));
    assert!(table.contains("vary: nothing, expected origin"), "{table}");
    let (_, json, _) = command(&["run", "--url", &wrong.url(), "--policy", "bare", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    let results = json["results"].as_array().expect("an array");
    assert!(results.iter().any(|result| result["ending"] == "failed" && result["differences"][0]["kind"] == "vary"));
    let (_, xml, _) = command(&["run", "--url", &wrong.url(), "--policy", "list", "--format", "junit"]);
    assert!(xml.starts_with("<?xml") && xml.trim_end().ends_with("</testsuites>"), "{xml}");
    assert!(xml.contains("<failure message=\"vary\">") && !xml.contains("<script>"), "{xml}");

    for (arguments, part) in [
        (&["run", "--url", "http://127.0.0.1:1"][..], "say with --policy"),
        (&["run", "--url", "ftp://{policy}"], "not of the form"),
        (&["run", "--url", "http://127.0.0.1:1", "--policy", "odd"], "no policy of the corpus is called `odd`"),
        (&["run", "--url", "http://127.0.0.1:1", "--policy", "list", "--skip", "list"], "nothing was run"),
        (&["run", "--url", "http://127.0.0.1:1", "--policy", "list", "--corpus", "/nowhere"], "/nowhere"),
    ] {
        let (code, _, message) = command(arguments);
        assert_eq!(code, Some(2), "{arguments:?}");
        assert!(message.contains(part), "{message}\nshould say: {part}");
    }
    let (code, policies, _) = command(&["policies"]);
    assert_eq!(code, Some(0));
    let policies: serde_json::Value = serde_json::from_str(&policies).expect("JSON");
    assert_eq!(policies["list"]["max_age"], 7200);
}
