//! Servers as the conformance runner asks for them.

#![allow(dead_code, reason = "not every test uses all of it")]
#![allow(clippy::unwrap_used, reason = "a test may panic")]

pub(crate) mod application;
pub(crate) mod bare;
pub(crate) mod bridge;

use core::future::Future;
use core::net::SocketAddr;

use corsac_conformance::PolicyText;
use corsac_conformance::corpus::Corpus;
use corsac_conformance::runner::{Comparison, Ending, Options, Report, Target, run};
use corsac_tower::{Cors, Refuse};
use tokio::net::TcpListener;

/// The policy of the corpus, in force. Every policy of the corpus is one that corsac takes.
pub(crate) fn cors(policy: &PolicyText) -> Cors {
    Cors::compile(&policy.config()).unwrap().refuse(Refuse::WebSocketUpgrades)
}

/// Replays the corpus, exactly, and every behaviour. `serve` starts a server on a listener.
pub(crate) fn replay<F>(serve: impl Fn(TcpListener, Cors) -> F) -> Report
where
    F: Future<Output = ()> + Send + 'static,
{
    std::panic::set_hook(Box::new(|panic| {
        // The handler of `/panic` does as it is told.
        if panic.payload().downcast_ref::<&str>() != Some(&"as told") {
            eprintln!("{panic}");
        }
    }));
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let options = Options { comparison: Comparison::Exact, ..Options::default() };
    run(&Corpus::built_in().unwrap(), &options, |_, policy| {
        let listener = runtime.block_on(listen()).0;
        let address = listener.local_addr().unwrap();
        runtime.spawn(serve(listener, cors(policy)));
        Target::parse(&format!("http://{address}"))
    })
}

pub(crate) async fn listen() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    (listener, address)
}

/// Nothing failed, nearly nothing was left out, and every skip has one of these reasons.
pub(crate) fn assert_conformance(report: &Report, skips: &[(&str, usize)]) {
    assert_eq!(report.failed(), 0, "{report}");
    let mut found: Vec<(&str, usize)> = Vec::new();
    for result in &report.results {
        if let Ending::Skipped { why } = &result.ending {
            match found.iter_mut().find(|(other, _)| other == why) {
                Some((_, count)) => *count += 1,
                None => found.push((why, 1)),
            }
        }
    }
    assert_eq!(found, skips, "{report}");
    assert!(report.results.len() > 600, "{report}");
}
