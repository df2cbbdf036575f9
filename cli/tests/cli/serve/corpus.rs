//! The whole corpus of the conformance kit, through the proxy: each policy in front of a server without CORS.

use core::cell::RefCell;
use core::time::Duration;

use corsac_conformance::corpus::Corpus;
use corsac_conformance::runner::{Comparison, Options, Target, run};

use crate::http::{Message, Server};
use crate::served::Served;
use crate::support::file;

/// What the runner asks of an application.
fn application(request: &Message) -> Option<Message> {
    let reached = Message::response(200).with("conformance-reached", "yes");
    Some(match (request.target(), request.method()) {
        ("/case", _) => {
            let status = request.get("conformance-status").map_or(200, |status| status.parse().unwrap());
            let lines = request.all("conformance-header");
            let lines = lines.iter().filter_map(|line| line.split_once(": "));
            let response = Message::response(status).with("conformance-reached", "yes");
            lines.fold(response, |response, (name, value)| response.with(name, value))
        }
        ("/only-get", "GET") | ("/options", _) => reached,
        ("/only-get", _) => Message::response(405),
        ("/error", _) => Message::response(500),
        // A handler that panics takes its connection along.
        ("/panic", _) => return None,
        ("/unauthorized", _) if request.get("authorization").is_none() => Message::response(401),
        ("/stream", _) => Message::response(200).body("one two"),
        ("/socket", _) => Message::response(101).with("connection", "upgrade").with("upgrade", "websocket"),
        _ => Message::response(404),
    })
}

#[test]
fn every_case_passes() {
    let corpus = Corpus::built_in().unwrap();
    let upstream = Server::start(application);
    let running: RefCell<Vec<Served>> = RefCell::default();
    let options = Options { comparison: Comparison::Exact, timeout: Duration::from_secs(20) };
    let report = run(&corpus, &options, |name, policy| {
        let document = toml::to_string(policy).unwrap();
        let path = file(&format!("serve-corpus-{name}.toml"), document.as_bytes());
        // The cases name hosts of their own.
        let served = Served::start(&path, &["--upstream", &upstream.url(), "--allow-host", "api.example"]);
        let target = Target::parse(&served.url);
        running.borrow_mut().push(served);
        target
    });
    assert_eq!(report.failed(), 0, "{report}");
    assert!(report.passed() > 500, "{report}");
}
