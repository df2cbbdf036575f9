//! Compares what a server answers with what a policy says that it should.

use std::collections::BTreeSet;
use std::rc::Rc;

use corsac::pattern::OriginPattern;
use corsac::{Policy, ResponseField};

use super::class::{Class, Severity};
use super::exchange::{Exchange, Probe};
use super::finding::Finding;
use super::origins::FOREIGN;
use super::prober::Prober;
use super::survey::{Survey, UNKNOWN_HEADER};
use crate::response::Answer;

/// The most patterns and methods that are asked about, one request each.
const MOST_ASKED: usize = 8;

/// A method that no policy lists.
const UNKNOWN_METHOD: &str = "CORSAC-AUDIT";

/// An origin that the policy allows.
pub(super) fn example(policy: Policy<'_>) -> Option<String> {
    policy.allow_origins().find_map(|pattern| example_of(policy, &pattern))
}

fn example_of(policy: Policy<'_>, pattern: &OriginPattern<'_>) -> Option<String> {
    let text = match pattern {
        OriginPattern::Any => FOREIGN.to_owned(),
        _ => pattern.as_str().trim_end_matches(":*").replace('*', "corsac-audit"),
    };
    policy.allows_origin(text.as_bytes()).then_some(text)
}

/// Sends what the survey does not ask, and compares everything.
pub(super) fn compare(prober: &mut Prober<'_>, policy: Policy<'_>, url: &str, survey: &Survey) -> Vec<Finding> {
    let mut exchanges: Vec<Rc<Exchange>> = survey.resource().map(Rc::clone).collect();
    let preflights = [&survey.preflight, &survey.preflight_foreign, &survey.preflight_authorization];
    exchanges.extend(preflights.map(Rc::clone));
    let asked = |origin: &str| survey.resource().any(|exchange| exchange.probe.value("origin") == Some(origin));
    for pattern in policy.allow_origins().take(MOST_ASKED) {
        if let Some(origin) = example_of(policy, &pattern).filter(|origin| !asked(origin)) {
            exchanges.push(prober.send(Probe::get(url).origin(&origin)));
        }
    }
    exchanges.extend(preflights_of(policy, url).into_iter().map(|probe| prober.send(probe)));
    let mut findings: Vec<Finding> = Vec::new();
    for exchange in exchanges.iter().filter(|exchange| exchange.result.is_ok()) {
        for (class, message) in differences(policy, exchange) {
            match findings.iter_mut().find(|finding| finding.class == class && finding.message == message) {
                Some(finding) if finding.evidence.len() < 2 => finding.evidence.push(Rc::clone(exchange)),
                Some(_) => {}
                None => findings.push(Finding::new(class, severity(class), message, exchange)),
            }
        }
    }
    findings
}

/// Preflights for each method with all headers of the policy, and for what it does not list.
fn preflights_of(policy: Policy<'_>, url: &str) -> Vec<Probe> {
    let Some(origin) = example(policy) else { return Vec::new() };
    let config = policy.config();
    let methods = config.allow_methods.iter().filter(|method| !is_safelisted(method) && *method != "*");
    let headers: Vec<_> = config.allow_headers.iter().filter(|name| *name != "*").collect();
    let headers = headers.join(",");
    let ask = |method: &str, headers: &str| {
        let probe = Probe::preflight(url, &origin, method);
        if headers.is_empty() { probe } else { probe.header("access-control-request-headers", headers) }
    };
    let mut probes: Vec<_> = methods.take(MOST_ASKED).map(|method| ask(method, &headers)).collect();
    if probes.is_empty() && !headers.is_empty() {
        probes.push(ask("GET", &headers));
    }
    probes.push(ask(UNKNOWN_METHOD, ""));
    probes.push(ask("GET", UNKNOWN_HEADER));
    probes
}

fn severity(class: Class) -> Severity {
    match class {
        Class::WiderThanPolicy => Severity::High,
        Class::NarrowerThanPolicy => Severity::Medium,
        _ => Severity::Low,
    }
}

/// What differs in one response, header by header, by what browsers make of it: order and case of lists, and methods
/// that are always allowed, do not matter.
fn differences(policy: Policy<'_>, exchange: &Exchange) -> Vec<(Class, String)> {
    let probe = &exchange.probe;
    let decision = policy.decide(probe);
    let mut answer = Answer::default();
    decision.plan(policy, probe).apply(&mut answer);
    let expected = Expected { lines: &answer.lines };
    let mut found = Vec::new();
    let mut differ = |class, message: String| found.push((class, message));

    let field = ResponseField::AllowOrigin.as_str();
    let (wanted, is) = (expected.joined(field), exchange.joined(field));
    let grants = |value: &Option<String>| {
        value.as_deref().is_some_and(|value| value == "*" || Some(value) == probe.value("origin"))
    };
    // A bare request grants nothing; its answer matters to caches only.
    let is_cors = probe.value("origin").is_some();
    match (is_cors && grants(&wanted), is_cors && grants(&is)) {
        (false, true) => differ(Class::WiderThanPolicy, "It allows an origin that the policy refuses.".into()),
        (true, false) => {
            differ(Class::NarrowerThanPolicy, "It refuses an origin that the policy allows.".into());
            return found;
        }
        _ if wanted != is => differ(Class::DiffersFromPolicy, unequal(field, &wanted, &is)),
        _ => {}
    }
    if !grants(&is) {
        vary(&expected, exchange, &mut differ);
        return found;
    }
    let field = ResponseField::AllowCredentials.as_str();
    match (expected.joined(field).is_some(), exchange.allows_credentials()) {
        (false, true) => differ(Class::WiderThanPolicy, "It allows credentials, the policy does not.".into()),
        (true, false) => differ(Class::NarrowerThanPolicy, "It does not allow credentials, the policy does.".into()),
        _ => {}
    }
    if probe.is_preflight() {
        if !exchange.is_ok() {
            let message = format!("It answers a preflight with {}, the policy with 204.", exchange.status());
            differ(Class::NarrowerThanPolicy, message);
        }
        let asked = probe.value("access-control-request-method").unwrap_or_default();
        let methods = Lists::new(&expected, exchange, ResponseField::AllowMethods, str::to_owned);
        methods.compare(asked, is_safelisted, &mut differ);
        let asked = probe.value("access-control-request-headers").unwrap_or_default();
        let headers = Lists::new(&expected, exchange, ResponseField::AllowHeaders, str::to_ascii_lowercase);
        headers.compare(asked, |_| false, &mut differ);
        let field = ResponseField::MaxAge.as_str();
        let (wanted, is) = (expected.joined(field), exchange.joined(field));
        if wanted != is {
            differ(Class::DiffersFromPolicy, unequal(field, &wanted, &is));
        }
    } else {
        let exposed = Lists::new(&expected, exchange, ResponseField::ExposeHeaders, str::to_ascii_lowercase);
        let all: Vec<_> = exposed.wanted.iter().cloned().collect();
        exposed.compare(&all.join(","), |_| false, &mut differ);
        vary(&expected, exchange, &mut differ);
    }
    found
}

/// OPTIONS cannot be cached, so only other requests are looked at.
fn vary(expected: &Expected<'_>, exchange: &Exchange, differ: &mut impl FnMut(Class, String)) {
    let names = exchange.list("vary");
    let wanted = expected.joined("vary").unwrap_or_default();
    let is_missing = |wanted: &&str| !names.iter().any(|name| name == "*" || name.eq_ignore_ascii_case(wanted));
    for name in wanted.split(", ").filter(|name| !name.is_empty()).filter(is_missing) {
        if !exchange.probe.is_preflight() {
            differ(Class::DiffersFromPolicy, format!("vary lacks {name}, which the policy has in it."));
        }
    }
}

fn unequal(field: &str, wanted: &Option<String>, is: &Option<String>) -> String {
    let text = |value: &Option<String>| value.as_ref().map_or("absent".to_owned(), |value| format!("\"{value}\""));
    format!("{field} is {}, by the policy it is {}.", text(is), text(wanted))
}

fn is_safelisted(method: &str) -> bool {
    matches!(method, "GET" | "HEAD" | "POST")
}

/// The header lines by the policy.
struct Expected<'l> {
    lines: &'l [(String, String)],
}

impl Expected<'_> {
    fn joined(&self, name: &str) -> Option<String> {
        let lines: Vec<_> =
            self.lines.iter().filter(|(other, _)| other == name).map(|(_, value)| value.as_str()).collect();
        (!lines.is_empty()).then(|| lines.join(", "))
    }
}

/// One list, by the policy and by the server.
struct Lists {
    field: &'static str,
    wanted: BTreeSet<String>,
    is: BTreeSet<String>,
    canonical: fn(&str) -> String,
}

impl Lists {
    fn new(expected: &Expected<'_>, exchange: &Exchange, field: ResponseField, canonical: fn(&str) -> String) -> Lists {
        let wanted = expected.joined(field.as_str()).unwrap_or_default();
        let elements = wanted.split(',').map(str::trim).filter(|element| !element.is_empty());
        let is = exchange.list(field.as_str());
        let is = is.iter().map(|element| canonical(element)).collect();
        Lists { field: field.as_str(), wanted: elements.map(canonical).collect(), is, canonical }
    }

    /// What was asked for must be granted if the policy does; what the policy does not list must not be there. A server
    /// may answer with no more than it was asked for.
    fn compare(&self, asked: &str, is_always: impl Fn(&str) -> bool, differ: &mut impl FnMut(Class, String)) {
        let has = |list: &BTreeSet<String>, element: &str| list.contains("*") || list.contains(element);
        let field = self.field;
        let extra = self.is.iter().filter(|element| !has(&self.wanted, element) && !is_always(element));
        let extra: Vec<_> = extra.map(String::as_str).collect();
        if !extra.is_empty() {
            differ(Class::WiderThanPolicy, format!("{field} has {}, the policy has not.", extra.join(", ")));
        }
        let asked = asked.split(',').map(|element| (self.canonical)(element.trim()));
        let lacking = asked.filter(|element| !element.is_empty() && !is_always(element));
        let lacking: Vec<_> = lacking.filter(|element| has(&self.wanted, element) && !has(&self.is, element)).collect();
        if !lacking.is_empty() {
            differ(Class::NarrowerThanPolicy, format!("{field} lacks {}, the policy has it.", lacking.join(", ")));
        }
    }
}
