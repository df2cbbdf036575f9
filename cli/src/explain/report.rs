//! Everything that is explained, as data. docs/cli.md describes its JSON.

use corsac::{Decision, Request, RequestField, Severity};
use corsac_conformance::browser::{Outcome, PageRequest, RequestKind, Verdict};
use serde::Serialize;

use super::change::{self, Suggestion};
use super::steps::{self, Step, Subject};
use super::{Args, console, page};
use crate::context::Failure;
use crate::policy::Input;
use crate::request::Received;
use crate::response::Answer;
use crate::text;

#[derive(Serialize)]
pub(super) struct Report {
    pub(super) policy: String,
    pub(super) engine: &'static str,
    /// One line each.
    pub(super) diagnostics: Vec<String>,
    /// The policy has errors, so all that follows is missing.
    pub(super) has_errors: bool,
    /// Why no browser makes this request; the policy is asked all the same.
    pub(super) not_a_page: Option<String>,
    /// What is sent, and why.
    pub(super) sent: Option<Sent>,
    pub(super) exchanges: Vec<Exchange>,
    pub(super) outcome: Option<End>,
    /// What the browser's console says.
    pub(super) console: Option<String>,
    /// On refusal: what would allow it, or why no policy does.
    pub(super) suggestion: Option<Suggestion>,
}

#[derive(Serialize)]
pub(super) struct Sent {
    pub(super) preflight: bool,
    pub(super) request: bool,
    /// The reasons for a preflight.
    pub(super) why: Vec<String>,
    /// Headers of the script that no script can set.
    pub(super) left_out: Vec<(String, String)>,
}

/// A request and the policy's answer.
#[derive(Serialize)]
pub(super) struct Exchange {
    pub(super) kind: &'static str,
    pub(super) method: String,
    /// Those of CORS.
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) class: &'static str,
    pub(super) steps: Vec<Step>,
    pub(super) verdict: &'static str,
    pub(super) reason: Option<&'static str>,
    /// That of a preflight's answer.
    pub(super) status: Option<u16>,
    pub(super) set: Vec<(String, String)>,
    pub(super) remove: Vec<&'static str>,
}

#[derive(Serialize)]
pub(super) struct End {
    pub(super) readable: bool,
    pub(super) verdict: &'static str,
    pub(super) text: &'static str,
    pub(super) failure: Option<Failed>,
    /// The headers that the page can read.
    pub(super) exposed: Vec<String>,
}

/// The step of the standard that fails.
#[derive(Serialize)]
pub(super) struct Failed {
    pub(super) text: String,
    pub(super) link: &'static str,
}

impl Report {
    pub(super) fn new(arguments: &Args, input: &Input) -> Result<Report, Failure> {
        let diagnostics = input.diagnostics();
        let mut report = Report {
            policy: input.name.clone(),
            engine: arguments.engine.name(),
            diagnostics: diagnostics.iter().map(text::diagnostic).collect(),
            has_errors: diagnostics.iter().any(|diagnostic| diagnostic.severity() == Severity::Error),
            not_a_page: None,
            sent: None,
            exchanges: Vec::new(),
            outcome: None,
            console: None,
            suggestion: None,
        };
        if report.has_errors {
            return Ok(report);
        }
        let compiled = input.compile()?;
        let policy = compiled.as_policy();
        let subject = Subject { policy, written: input.config(), credentials: arguments.credentials };
        match page::of(arguments) {
            Ok(page) => {
                let outcome = page::fetch(policy, &page, arguments.engine);
                report.of_browser(&subject, &page, &outcome);
                report.console = console::message(&page, &outcome, arguments.engine);
                if outcome.exchanges.is_empty() {
                    report.by_hand(&subject, arguments);
                }
                if !outcome.is_readable() {
                    report.suggestion = Some(change::suggest(&input.config(), &page, arguments.engine));
                }
            }
            Err(problem) => {
                report.not_a_page = Some(problem);
                report.by_hand(&subject, arguments);
            }
        }
        Ok(report)
    }

    /// Is the page refused, or the policy wrong?
    pub(super) fn is_finding(&self) -> bool {
        let refused = || self.exchanges.iter().any(|exchange| exchange.reason.is_some());
        self.has_errors || self.outcome.as_ref().map_or_else(refused, |outcome| !outcome.readable)
    }

    fn of_browser(&mut self, subject: &Subject<'_>, page: &PageRequest, outcome: &Outcome) {
        self.sent = Some(Sent::new(page, outcome));
        for sent in &outcome.exchanges {
            let kind = match sent.request.kind {
                RequestKind::Preflight => "preflight",
                RequestKind::Actual => "request",
            };
            self.exchanges.push(Exchange::new(kind, subject, &Received::from_browser(&sent.request)));
        }
        let protocol = |name: &String| name == "vary" || name.starts_with("access-control-");
        self.outcome = Some(End {
            readable: outcome.is_readable(),
            verdict: outcome.verdict.name(),
            text: match outcome.verdict {
                _ if outcome.is_readable() => "The page reads the response.",
                Verdict::BlockPreflight => "The browser refuses the preflight: the request is never sent.",
                Verdict::BlockResponse => "The request was sent, and the browser keeps the response from the page.",
                Verdict::ApiError => "The script's call fails: no browser sends this.",
                _ => "The page gets nothing.",
            },
            failure: outcome
                .failure
                .as_ref()
                .map(|failure| Failed { text: failure.to_string(), link: failure.section.link() }),
            exposed: outcome.exposed().into_iter().filter(|name| !protocol(name)).collect(),
        });
    }

    /// What the policy answers to a request that no browser sends.
    fn by_hand(&mut self, subject: &Subject<'_>, arguments: &Args) {
        let origin = ("origin".to_string(), arguments.origin.clone().into_bytes());
        let names: Vec<String> = page::headers(arguments).map(|(name, _)| name.to_lowercase()).collect();
        let mut asked =
            vec![origin.clone(), ("access-control-request-method".into(), arguments.method.clone().into_bytes())];
        if !names.is_empty() {
            asked.push(("access-control-request-headers".into(), names.join(",").into_bytes()));
        }
        let preflight = Received { method: "OPTIONS".into(), headers: asked };
        let request = Received { method: arguments.method.clone(), headers: vec![origin] };
        self.exchanges.push(Exchange::new("preflight", subject, &preflight));
        self.exchanges.push(Exchange::new("request", subject, &request));
    }
}

impl Sent {
    fn new(page: &PageRequest, outcome: &Outcome) -> Sent {
        let mut why = Vec::new();
        if let Some(preflight) = outcome.preflights().next() {
            if !matches!(&*preflight.method, "GET" | "HEAD" | "POST") {
                why.push(format!("{} is no CORS-safelisted method", preflight.method.escape_debug()));
            }
            if let Some(names) = &preflight.headers_line {
                let are =
                    if names.contains(',') { "are no CORS-safelisted headers" } else { "is no CORS-safelisted header" };
                why.push(format!("{} {are}", text::visible(&names.replace(',', ", "))));
            }
            if why.is_empty() {
                why.push("the page listens to the upload".into());
            }
        }
        let sent = outcome.actual_requests().next();
        let is_left_out =
            |name: &str, value: &[u8]| sent.is_some_and(|sent| !sent.headers.values(name).any(|sent| sent == value));
        let left_out = page.headers.iter().filter(|(name, value)| is_left_out(name, value));
        Sent {
            preflight: outcome.preflighted(),
            request: sent.is_some(),
            why,
            left_out: left_out
                .map(|(name, value)| (name.escape_debug().to_string(), value.escape_ascii().to_string()))
                .collect(),
        }
    }
}

impl Exchange {
    fn new(kind: &'static str, subject: &Subject<'_>, request: &Received) -> Exchange {
        let decision: Decision = subject.policy.decide(request);
        let answer = Answer::new(&decision, subject.policy, request);
        let lines = |field: RequestField| {
            request.field_lines(field).map(move |value| (field.as_str(), value.escape_ascii().to_string()))
        };
        Exchange {
            kind,
            method: request.method.escape_debug().to_string(),
            headers: RequestField::ALL.into_iter().flat_map(lines).collect(),
            class: decision.class().as_str(),
            steps: steps::of(&decision, subject, request),
            verdict: decision.verdict().as_str(),
            reason: decision.reason().map(corsac::Reason::as_str),
            status: decision.status(),
            set: answer.lines,
            remove: if decision.status().is_none() { answer.removed } else { Vec::new() },
        }
    }
}
