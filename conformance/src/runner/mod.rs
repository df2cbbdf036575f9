//! The runner: the corpus over real HTTP/1.1 connections, against any server.
//!
//! # What the server has to do
//!
//! For each policy of the corpus there is a server, or one server has a path below which it is in force; the closure
//! given to [`run`] says where. There, behind the CORS middleware that is put to the test:
//!
//! | path | does |
//! |---|---|
//! | `/case` | for every method: answers with the status in the request's `conformance-status` (200 if there is none); with a header line for each `conformance-header` line of the request, whose value is a name, a colon and a value; and with `conformance-reached: yes` |
//! | `/only-get` | has a handler for GET only |
//! | `/missing` | is not there |
//! | `/error` | its handler fails, as handlers of this framework do |
//! | `/panic` | its handler panics |
//! | `/unauthorized` | an authentication layer inside the CORS middleware answers 401 to requests without `Authorization` |
//! | `/options` | its handler for OPTIONS answers with `conformance-reached: yes` |
//! | `/stream` | streams the body `one two` in two pieces |
//! | `/socket` | accepts WebSocket handshakes from origins that the policy allows |
//!
//! Only `/case` is needed for the corpus. A path that the framework cannot offer answers 501, and is skipped.
//!
//! ```no_run
//! use corsac_conformance::corpus::Corpus;
//! use corsac_conformance::runner::{Options, Target, run};
//!
//! let corpus = Corpus::built_in()?;
//! let report = run(&corpus, &Options::default(), |name, policy| {
//!     // Start a server with this policy; `None` if the middleware cannot express it.
//!     if policy.allow_private_network { return None; }
//!     Target::parse(&format!("http://127.0.0.1:8080/{name}"))
//! });
//! print!("{report}");
//! assert_eq!(report.failed(), 0);
//! # Ok::<(), corsac_conformance::corpus::LoadError>(())
//! ```

mod behaviours;
mod compare;
mod http;
mod report;
mod send;

pub use compare::Comparison;
pub use report::{CaseResult, Difference, Ending, Kind, Report};

use core::time::Duration;
use std::collections::BTreeMap;

use crate::PolicyText;
use crate::corpus::{Case, Corpus};

/// Where a policy is in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    authority: String,
    base: String,
}

/// How to run.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// How closely answers are compared.
    pub comparison: Comparison,
    /// How long to wait for a server.
    pub timeout: Duration,
    /// Why a case cannot be put to this server, for reasons that are not its CORS middleware's: a framework that knows
    /// no other methods, say, or one that only adds headers. Such cases count as skipped, with this reason.
    pub unsupported: fn(&Case) -> Option<&'static str>,
}

impl Default for Options {
    fn default() -> Self {
        Self { comparison: Comparison::default(), timeout: Duration::from_secs(10), unsupported: |_| None }
    }
}

impl Target {
    /// Reads `http://host:port/path`; the port is 80 and the path empty if not given. No https: put the server itself
    /// to the test, not what stands before it.
    #[must_use]
    pub fn parse(url: &str) -> Option<Self> {
        let rest = url.strip_prefix("http://")?;
        let (authority, base) = rest.find('/').map_or((rest, ""), |slash| rest.split_at(slash));
        let is_legal = |text: &str| text.bytes().all(|byte| byte.is_ascii_graphic());
        if authority.is_empty() || !is_legal(rest) || authority.contains(['@', '?', '#']) {
            return None;
        }
        let has_port = authority.rsplit_once(':').is_some_and(|(_, port)| port.parse::<u16>().is_ok());
        let authority = if has_port { authority.to_owned() } else { format!("{authority}:80") };
        Some(Self { authority, base: base.trim_end_matches('/').to_owned() })
    }

    /// Host and port.
    #[must_use]
    pub fn authority(&self) -> &str {
        &self.authority
    }

    /// The path before those of the contract, without a slash at its end.
    #[must_use]
    pub fn base(&self) -> &str {
        &self.base
    }
}

/// Runs every case of the corpus, and every behaviour.
///
/// `server` is asked once for each policy in use, by name and text, for where it is in force. The answer `None` skips
/// the cases of that policy.
pub fn run(corpus: &Corpus, options: &Options, mut server: impl FnMut(&str, &PolicyText) -> Option<Target>) -> Report {
    let mut targets: BTreeMap<&str, Option<Target>> = BTreeMap::new();
    let mut target = |name: &str| {
        let (name, policy) = corpus.policies.get_key_value(name)?;
        targets.entry(name).or_insert_with(|| server(name, policy)).clone()
    };
    let mut results = Vec::new();
    for case in &corpus.cases {
        let ending = match target(&case.policy) {
            None => Ending::Skipped { why: format!("the server has no policy `{}`", case.policy) },
            Some(_) if !case.can_travel() => Ending::Skipped { why: "an HTTP parser does not let it pass".to_owned() },
            Some(target) => match (options.unsupported)(case) {
                Some(why) => Ending::Skipped { why: why.to_owned() },
                None => run_case(case, &target, options),
            },
        };
        let (group, name, section) = (case.group.clone(), case.name.clone(), case.section.clone());
        results.push(CaseResult { group, name, section, ending });
    }
    if let Some(target) = target(behaviours::POLICY) {
        results.extend(behaviours::run(&target, options));
    }
    Report { results }
}

fn run_case(case: &Case, target: &Target, options: &Options) -> Ending {
    let mut handler = vec![("conformance-status", case.handler.status.to_string().into_bytes())];
    for (name, value) in &case.handler.headers.0 {
        handler.push(("conformance-header", [name.as_bytes(), b": ", value].concat()));
    }
    let method = case.request.method.as_str();
    let request = send::request(target, method, "/case", &case.request.headers, &handler, false);
    let differences = match send::once(target, options, &request, method == "HEAD") {
        Ok(answer) => compare::compare(case, &answer, options.comparison),
        Err(problem) => vec![behaviours::connection(&problem)],
    };
    if differences.is_empty() { Ending::Passed } else { Ending::Failed { differences } }
}
