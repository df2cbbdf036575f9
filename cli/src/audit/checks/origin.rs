//! Origins that are allowed and should not be.

use std::rc::Rc;

use crate::audit::class::{Class, Severity};
use crate::audit::exchange::Exchange;
use crate::audit::finding::Finding;
use crate::audit::survey::Survey;

pub(super) fn check(survey: &Survey, findings: &mut Vec<Finding>) {
    let reflected = [&survey.foreign, &survey.preflight_foreign].into_iter().find(|exchange| exchange.names_origin());
    if let Some(exchange) = reflected {
        let message =
            format!("It answers {}, which it cannot know, with that origin{}.", origin(exchange), with(exchange));
        let without = Severity::Low;
        findings.push(Finding::new(
            Class::OriginReflected,
            graded(exchange, Severity::High, without),
            message,
            exchange,
        ));
    }
    null(survey, findings);
    tricks(survey, findings);
    known(survey, findings);
}

fn null(survey: &Survey, findings: &mut Vec<Finding>) {
    let is_null =
        |exchange: &&Rc<Exchange>| exchange.list("access-control-allow-origin").iter().any(|allowed| allowed == "null");
    // Asked for, or given to somebody else as a "no".
    let Some(exchange) = [&survey.null].into_iter().chain(survey.exchanges()).find(is_null) else { return };
    let message = match exchange.probe.value("origin") {
        Some("null") => format!("It answers `Origin: null` with `null`{}.", with(exchange)),
        Some(origin) => {
            format!("It answers {origin} with `null`{}: that allows every sandboxed frame.", with(exchange))
        }
        None => format!("It answers `null` without being asked{}: that allows every sandboxed frame.", with(exchange)),
    };
    findings.push(Finding::new(Class::NullOrigin, graded(exchange, Severity::High, Severity::Low), message, exchange));
}

fn tricks(survey: &Survey, findings: &mut Vec<Finding>) {
    let known = &survey.known.origin;
    let is_any_port =
        survey.tricks.iter().any(|(trick, exchange)| trick.class == Class::AnyPort && exchange.names_origin());
    for (trick, exchange) in survey.tricks.iter().filter(|(_, exchange)| exchange.names_origin()) {
        // Of each class the worst one.
        if findings.iter().any(|finding| finding.class == trick.class) {
            continue;
        }
        let severity = match trick.class {
            Class::AnySubdomain | Class::AnyPort => Severity::Note,
            Class::InsecureOrigin => graded(exchange, Severity::Medium, Severity::Low),
            // A longer or a shorter port is one of all.
            _ if trick.is_same_host && is_any_port => continue,
            _ if trick.is_same_host => graded(exchange, Severity::Medium, Severity::Low),
            _ if trick.is_same_site => Severity::Note,
            _ => graded(exchange, Severity::High, Severity::Medium),
        };
        let whose = if trick.is_same_site { ", which is of the same site" } else { "" };
        let origin = &trick.origin;
        let message = format!("It answers {origin}{whose} as it answers {known}{}.", with(exchange));
        findings.push(Finding::new(trick.class, severity, message, exchange));
    }
}

/// Without an origin that is allowed, silence may be all that a server has to say.
fn known(survey: &Survey, findings: &mut Vec<Finding>) {
    if survey.grants_known() {
        return;
    }
    let (origin, allowed) = (&survey.known.origin, &survey.allowed);
    if !survey.known.is_given {
        let message = format!("It does not allow {origin}, and no other origin that is likely.");
        findings.push(Finding::new(Class::NoKnownOrigin, Severity::Note, message, allowed));
    } else if !allowed.is_error() {
        let message = format!("It does not allow {origin}.");
        findings.push(Finding::new(Class::KnownOriginRefused, Severity::Medium, message, allowed));
    }
}

fn graded(exchange: &Exchange, with_credentials: Severity, without: Severity) -> Severity {
    if exchange.allows_credentials() { with_credentials } else { without }
}

fn with(exchange: &Exchange) -> &'static str {
    if exchange.allows_credentials() { ", with credentials" } else { "" }
}

fn origin(exchange: &Exchange) -> &str {
    exchange.probe.value("origin").unwrap_or_default()
}
