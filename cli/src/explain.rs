//! `corsac explain`: a page's request, the policy's answers, and what the page sees.

use corsac_conformance::browser::{
    Api, Browser, CredentialsMode, Engine, HttpRequest, Outcome, PageRequest, RequestKind, Verdict,
};

use std::path::PathBuf;

use crate::check;
use crate::context::{Context, Failure};
use crate::policy;
use crate::request::Received;
use crate::response::Answer;
use crate::steps::Subject;
use crate::text::{exchange, line};

/// Where the page sends its request; only whether that is another origin matters.
const TARGET: &str = "https://api.corsac.example/";

/// Show what a browser sends for a page's request, what the policy answers, step by step, and what the page sees.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The policy.
    policy: PathBuf,
    /// The origin of the page, such as https://app.example.
    #[arg(long)]
    origin: String,
    /// The method, as a script gives it.
    #[arg(long, default_value = "GET")]
    method: String,
    /// A header that the script sets: NAME, or NAME:VALUE where the value matters. May be repeated.
    #[arg(long = "header", value_name = "NAME[:VALUE]")]
    headers: Vec<String>,
    /// The script asks for cookies to be sent: credentials mode "include".
    #[arg(long)]
    credentials: bool,
    /// Have a preflight sent even if the request needs none, as an XMLHttpRequest does whose upload is listened to.
    #[arg(long)]
    preflight: bool,
}

struct Report {
    text: String,
    findings: bool,
}

/// Explains one request.
pub(crate) fn run(arguments: &Args, context: &mut Context) -> Result<(), Failure> {
    let report = report(arguments)?;
    if report.findings {
        context.found();
    }
    context.print(&report.text)
}

fn report(arguments: &Args) -> Result<Report, Failure> {
    let input = policy::load(&arguments.policy)?;
    let config = input.config();
    let (diagnostics, errors) = check::diagnostics(&input);
    let mut report = Report { text: String::new(), findings: errors };
    line(&mut report.text, &format!("policy {}", input.name));
    line(&mut report.text, if diagnostics.is_empty() { "  nothing to say" } else { diagnostics.trim_end() });
    line(&mut report.text, "");
    if errors {
        line(&mut report.text, "The policy has errors, so it answers nothing.");
        return Ok(report);
    }
    let policy = input.compile()?;
    let page = page(arguments);
    let subject = Subject { policy: policy.as_policy(), written: config, credentials: arguments.credentials };
    match &page {
        Ok(page) => {
            let outcome = from_browser(&mut report, &subject, page);
            conclude(&mut report, &outcome);
            if outcome.exchanges.is_empty() {
                by_hand(&mut report, &subject, arguments);
            }
        }
        Err(problem) => {
            let origin = arguments.origin.escape_debug();
            line(&mut report.text, &format!("No browser sends \"{origin}\" as an origin: {problem}."));
            by_hand(&mut report, &subject, arguments);
        }
    }
    Ok(report)
}

/// The request as the browser model takes it.
fn page(arguments: &Args) -> Result<PageRequest, String> {
    let mode = if arguments.credentials { CredentialsMode::Include } else { CredentialsMode::SameOrigin };
    let page = PageRequest::new(&arguments.origin, TARGET).map_err(|error| error.to_string())?;
    // A page is named by what browsers serialize, and nothing else.
    if corsac::fetch::Origin::parse(arguments.origin.as_bytes()).is_err() {
        return Err("it is not serialized as browsers do it".into());
    }
    let page = headers(arguments)
        .fold(page.method(arguments.method.as_str()), |page, (name, value)| page.header(name, value))
        .credentials(mode);
    Ok(if arguments.preflight { page.api(Api::XmlHttpRequest { upload_listener: true }) } else { page })
}

/// Names and values; the value matters only for names that are safelisted for some values.
fn headers(arguments: &Args) -> impl Iterator<Item = (&str, &str)> {
    arguments.headers.iter().map(|header| {
        let (name, value) = header.split_once(':').unwrap_or((header, default_value(header)));
        (name.trim(), value.trim())
    })
}

/// A value that people mean when they give none: a content type of an API, which needs a preflight.
fn default_value(name: &str) -> &'static str {
    if name.eq_ignore_ascii_case("content-type") { "application/json" } else { "1" }
}

fn from_browser(report: &mut Report, subject: &Subject<'_>, page: &PageRequest) -> Outcome {
    let policy = subject.policy;
    let exposed = policy.config().expose_headers;
    // What the policy exposes, and what scripts can always read.
    let application = || exposed.iter().filter(|name| *name != "*").chain(["content-type"]);
    let mut server = |request: &HttpRequest| {
        let received = Received::from_browser(request);
        let decision = policy.decide(&received);
        Answer::new(&decision, policy, &received).to_response(decision.status(), application())
    };
    let outcome = Browser::new(Engine::Spec).fetch(page, &mut server);
    match (outcome.preflighted(), outcome.exchanges.is_empty()) {
        (true, _) => line(
            &mut report.text,
            match page.api {
                Api::Fetch => "The browser sends a preflight first: the method or a header is not CORS-safelisted.",
                Api::XmlHttpRequest { .. } => "The browser sends a preflight first: the page listens to the upload.",
            },
        ),
        (false, false) => {
            line(&mut report.text, "The browser sends the request at once: method and headers are CORS-safelisted.")
        }
        (false, true) => line(&mut report.text, "The browser sends nothing."),
    }
    if let Some(sent) = outcome.actual_requests().next() {
        for (name, value) in page.headers.iter().filter(|(name, value)| !sent.headers.values(name).any(|v| v == value))
        {
            let (name, value) = (name.escape_debug(), value.escape_ascii());
            line(&mut report.text, &format!("It leaves out {name}: {value}, because no script can set that header."));
        }
    }
    line(&mut report.text, "");
    for sent in &outcome.exchanges {
        let received = Received::from_browser(&sent.request);
        let title = match sent.request.kind {
            RequestKind::Preflight => "preflight",
            RequestKind::Actual => "request",
        };
        exchange(&mut report.text, title, subject, &received, &policy.decide(&received));
    }
    outcome
}

/// What the page sees in the end.
fn conclude(report: &mut Report, outcome: &Outcome) {
    report.findings |= !outcome.is_readable();
    if outcome.is_readable() {
        line(&mut report.text, "The page reads the response.");
        let protocol = |name: &String| name == "vary" || name.starts_with("access-control-");
        let exposed: Vec<String> = outcome.exposed().into_iter().filter(|name| !protocol(name)).collect();
        if !exposed.is_empty() {
            line(&mut report.text, &format!("  headers it can read: {}", exposed.join(", ")));
        }
    } else {
        line(
            &mut report.text,
            match outcome.verdict {
                Verdict::BlockPreflight => "The browser refuses the preflight: the request is never sent.",
                Verdict::BlockResponse => "The request was sent, and the browser keeps the response from the page.",
                Verdict::ApiError => "The script's call fails: no browser sends this.",
                _ => "The page gets nothing.",
            },
        );
    }
    if let Some(failure) = &outcome.failure {
        line(&mut report.text, &format!("  {failure}"));
        line(&mut report.text, &format!("  {}", failure.section.link()));
    }
}

/// What the policy answers to a request that no browser sends.
fn by_hand(report: &mut Report, subject: &Subject<'_>, arguments: &Args) {
    line(&mut report.text, "The policy answers all the same:");
    line(&mut report.text, "");
    let origin = ("origin".to_string(), arguments.origin.clone().into_bytes());
    let names: Vec<String> = headers(arguments).map(|(name, _)| name.to_lowercase()).collect();
    let mut asked =
        vec![origin.clone(), ("access-control-request-method".into(), arguments.method.clone().into_bytes())];
    if !names.is_empty() {
        asked.push(("access-control-request-headers".into(), names.join(",").into_bytes()));
    }
    let requests = [
        ("preflight", Received { method: "OPTIONS".into(), headers: asked }),
        ("request", Received { method: arguments.method.clone(), headers: vec![origin] }),
    ];
    for (title, received) in &requests {
        let decision = subject.policy.decide(received);
        report.findings |= decision.reason().is_some();
        exchange(&mut report.text, title, subject, received, &decision);
    }
}
