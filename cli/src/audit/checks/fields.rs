//! Fields that say what no browser understands.

use std::rc::Rc;

use corsac::fetch::Origin;

use crate::audit::class::{Class, Severity};
use crate::audit::exchange::Exchange;
use crate::audit::finding::Finding;
use crate::audit::survey::Survey;

const ALLOW_ORIGIN: &str = "access-control-allow-origin";
const ALLOW_CREDENTIALS: &str = "access-control-allow-credentials";
const MAX_AGE: &str = "access-control-max-age";
const LISTS: [&str; 3] =
    ["access-control-allow-methods", "access-control-allow-headers", "access-control-expose-headers"];

/// Each is reported once, by the first response that shows it.
pub(super) fn check(survey: &Survey, findings: &mut Vec<Finding>) {
    let first = |shows: &dyn Fn(&Exchange) -> Option<String>| {
        survey.exchanges().find_map(|exchange| Some((shows(exchange)?, exchange)))
    };
    let mut report = |class, severity, found: Option<(String, &Rc<Exchange>)>| {
        if let Some((message, exchange)) = found {
            findings.push(Finding::new(class, severity, message, exchange));
        }
    };
    for field in [ALLOW_ORIGIN, ALLOW_CREDENTIALS, MAX_AGE] {
        report(Class::HeaderRepeated, Severity::Medium, first(&|exchange| repeated(exchange, field)));
    }
    report(Class::AllowOriginMalformed, Severity::Medium, first(&malformed_origin));
    report(Class::AllowCredentialsMalformed, Severity::Low, first(&malformed_credentials));
    report(Class::MaxAgeMalformed, Severity::Low, first(&malformed_max_age));
    report(Class::WildcardWithCredentials, Severity::Low, first(&wildcard_with_credentials));
    for field in LISTS {
        report(Class::WildcardListWithCredentials, Severity::Low, first(&|exchange| wildcard_list(exchange, field)));
    }
}

fn repeated(exchange: &Exchange, field: &str) -> Option<String> {
    let lines = exchange.lines(field).len();
    let elements = exchange.list(field).len();
    match (lines, elements) {
        (2.., _) => Some(format!("{field} is there {lines} times.")),
        (1, 2..) => Some(format!("{field} holds a list of {elements}.")),
        _ => None,
    }
}

/// The value of a field that is there once; [`repeated`] says the rest.
fn single(exchange: &Exchange, field: &str) -> Option<String> {
    let value = exchange.joined(field)?;
    repeated(exchange, field).is_none().then_some(value)
}

fn malformed_origin(exchange: &Exchange) -> Option<String> {
    let value = single(exchange, ALLOW_ORIGIN)?;
    let is_origin = value == "*" || Origin::parse(value.as_bytes()).is_ok();
    (!is_origin).then(|| format!("No browser sends the origin \"{value}\"."))
}

fn malformed_credentials(exchange: &Exchange) -> Option<String> {
    let value = single(exchange, ALLOW_CREDENTIALS)?;
    (value != "true").then(|| format!("It is \"{value}\"."))
}

fn malformed_max_age(exchange: &Exchange) -> Option<String> {
    let value = single(exchange, MAX_AGE)?;
    let is_number = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
    (!is_number).then(|| format!("It is \"{value}\": some browsers take that for 5 seconds, others for none."))
}

fn wildcard_with_credentials(exchange: &Exchange) -> Option<String> {
    let is_any = single(exchange, ALLOW_ORIGIN)? == "*" && exchange.allows_credentials();
    is_any.then(|| "Browsers refuse that to pages that send credentials.".into())
}

fn wildcard_list(exchange: &Exchange, field: &str) -> Option<String> {
    let is_any = exchange.allows_credentials() && exchange.list(field).iter().any(|element| element == "*");
    is_any.then(|| format!("{field} holds `*`, which means nothing beside credentials."))
}
