//! Errors that pages cannot read.

use std::rc::Rc;

use crate::audit::class::{Class, Severity};
use crate::audit::exchange::Exchange;
use crate::audit::finding::Finding;
use crate::audit::survey::Survey;

pub(super) fn check(survey: &Survey, findings: &mut Vec<Finding>) {
    if !survey.is_known() {
        return;
    }
    let is_silent =
        |exchange: &&&Rc<Exchange>| exchange.is_error() && exchange.lines("access-control-allow-origin").is_empty();
    // The URL itself; what is below it may not be part of the API, so that is of interest only if the origin is allowed.
    let below = if survey.grants_known() { &[&survey.missing, &survey.malformed][..] } else { &[] };
    let mut places = vec![(Severity::Medium, &survey.allowed)];
    places.extend(below.iter().map(|exchange| (Severity::Low, *exchange)));
    let silent: Vec<_> = places.iter().filter(|(_, exchange)| is_silent(&exchange)).collect();
    let Some((severity, first)) = silent.first() else { return };
    let statuses: Vec<_> = silent.iter().map(|(_, exchange)| exchange.status().to_string()).collect();
    let message =
        format!("A page of {} cannot tell {} from a broken network.", survey.known.origin, statuses.join(" or "));
    let finding = Finding::new(Class::ErrorWithoutHeaders, *severity, message, first);
    findings.push(silent.iter().skip(1).fold(finding, |finding, (_, exchange)| finding.and(exchange)));
}
