//! `corsac audit`: what is wrong with a live server.
//!
//! [`target`] is what is probed; [`survey`] says what is sent, [`prober`] sends it; [`checks`] and [`policy`] look at
//! what came back; [`report`] says it. [`class`] is the table of everything that can be found.

mod checks;
mod class;
mod exchange;
mod finding;
mod origins;
mod policy;
mod prober;
mod report;
mod survey;
mod target;

use core::time::Duration;
use std::path::PathBuf;

use corsac::fetch::Origin;
use hyper::header::{HeaderName, HeaderValue};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::context::{Context, Failure};
use crate::policy as documents;
use crate::text::visible;
use prober::{Manners, Prober};
use report::Audited;
use survey::Survey;
use target::Target;

/// Probe live servers and report their misconfigurations.
///
/// Sends some thirty GET and OPTIONS requests for each URL, one at a time, to the URL's own host and no other. Redirects
/// are not followed. Exit code 1 if something is found; notes do not count.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// What to probe: URLs of resources that pages of other origins are to read.
    #[arg(required = true, value_name = "URL")]
    urls: Vec<String>,
    /// An origin that the servers should allow. Without it, those of --policy and of the URL's own domain are tried.
    #[arg(long)]
    origin: Option<String>,
    /// Compare the servers with what this policy says they should answer.
    #[arg(long, value_name = "POLICY")]
    policy: Option<PathBuf>,
    /// A header for every request but preflights, such as "Authorization: Bearer …". May be repeated.
    #[arg(long = "header", value_name = "NAME: VALUE")]
    headers: Vec<String>,
    /// The most requests per second.
    #[arg(long, default_value_t = 5.0, value_parser = positive)]
    rate: f64,
    /// The most seconds to wait for a response.
    #[arg(long, default_value_t = 10.0, value_parser = positive)]
    timeout: f64,
}

/// About how many requests a URL takes; the progress bar shows no more.
const USUAL_REQUESTS: u64 = 30;

/// Probes every URL, also after one that does not answer.
pub(crate) fn run(arguments: &Args, context: &mut Context) -> Result<(), Failure> {
    let is_human = context.is_human()?;
    let targets = targets(&arguments.urls)?;
    let manners = Manners {
        interval: Duration::from_secs_f64(1.0 / arguments.rate),
        timeout: Duration::from_secs_f64(arguments.timeout),
        headers: arguments.headers.iter().map(|header| parse_header(header)).collect::<Result<_, _>>()?,
    };
    if let Some(origin) = &arguments.origin
        && Origin::parse(origin.as_bytes()).is_err()
    {
        return Err(Failure::new(format_args!("--origin {}: no browser sends that as an origin", visible(origin))));
    }
    let policy = arguments.policy.as_deref().map(documents::load_compiled).transpose()?;
    let bar = progress_bar(targets.len(), context.shows_progress());
    let mut all = Vec::new();
    for (number, target) in targets.iter().enumerate() {
        bar.set_position(number as u64 * USUAL_REQUESTS);
        bar.set_message(visible(&target.url));
        let policy = policy.as_ref().map(corsac::OwnedPolicy::as_policy);
        match audit(target, &manners, arguments.origin.as_deref(), policy, &|| bar.inc(1)) {
            Ok(audited) => {
                if audited.has_findings() {
                    context.found();
                }
                if is_human {
                    let text = audited.to_text();
                    bar.suspend(|| context.print(&text).and_then(|()| context.flush()))?;
                }
                all.push(audited);
            }
            Err(error) => {
                bar.suspend(|| context.fail(format_args!("{}: {}", visible(&target.url), visible(&error))));
            }
        }
    }
    bar.finish_and_clear();
    if !is_human {
        context.json(&serde_json::json!({ "audits": all.iter().map(Audited::to_json).collect::<Vec<_>>() }))?;
    }
    Ok(())
}

fn audit(
    target: &Target,
    manners: &Manners,
    origin: Option<&str>,
    policy: Option<corsac::Policy<'_>>,
    tick: &dyn Fn(),
) -> Result<Audited, String> {
    let mut prober = Prober::new(manners, target.is_https(), tick)?;
    let of_policy = policy.and_then(policy::example);
    let survey = Survey::take(&mut prober, target, origin.or(of_policy.as_deref()))?;
    let mut findings = checks::findings(&survey);
    if let Some(policy) = policy {
        findings.extend(policy::compare(&mut prober, policy, &target.url, &survey));
        findings.sort_by_key(|finding| (finding.severity, finding.class));
    }
    Ok(Audited { url: target.url.clone(), origin: survey.known.origin, requests: prober.sent(), findings })
}

fn targets(urls: &[String]) -> Result<Vec<Target>, Failure> {
    let parse = |url: &String| {
        Target::parse(url).map_err(|error| Failure::new(format_args!("{}: {}", visible(url), visible(&error))))
    };
    urls.iter().map(parse).collect()
}

fn parse_header(header: &str) -> Result<(HeaderName, HeaderValue), Failure> {
    let parsed = header.split_once(':').and_then(|(name, value)| {
        let mut value = HeaderValue::from_str(value.trim()).ok()?;
        value.set_sensitive(true);
        Some((name.trim().parse().ok()?, value))
    });
    // What it says may be a secret.
    parsed.ok_or_else(|| Failure::new("--header: write NAME: VALUE"))
}

fn positive(text: &str) -> Result<f64, String> {
    let number = text.parse::<f64>().map_err(|error| error.to_string())?;
    // Both bounds keep their reciprocals within what a duration can hold.
    if (0.001..=100_000.0).contains(&number) { Ok(number) } else { Err("must be from 0.001 to 100000".into()) }
}

fn progress_bar(targets: usize, is_shown: bool) -> ProgressBar {
    let target = if is_shown { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
    let bar = ProgressBar::with_draw_target(Some(targets as u64 * USUAL_REQUESTS), target);
    // The template is fixed; a wrong one shows the default.
    if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos} requests {msg}") {
        bar.set_style(style);
    }
    bar
}
