//! What caches are told.

use crate::audit::class::{Class, Severity};
use crate::audit::finding::Finding;
use crate::audit::survey::{Survey, UNKNOWN_HEADER};

/// <https://fetch.spec.whatwg.org/#cors-protocol-and-http-caches>
pub(super) fn check(survey: &Survey, findings: &mut Vec<Finding>) {
    let answers = || survey.resource().filter(|exchange| exchange.result.is_ok());
    let allow_origin = |field: &crate::audit::exchange::Exchange| field.joined("access-control-allow-origin");
    let Some(first) = answers().next() else { return };
    let other = answers().find(|exchange| allow_origin(exchange) != allow_origin(first));
    if let Some(other) = other
        && let Some(silent) = answers().find(|exchange| !exchange.varies_by_origin() && !exchange.is_never_stored())
    {
        let message = "Access-Control-Allow-Origin depends on the request, and a cache is not told so: \
                       it may give one site the copy that was made for another.";
        let finding = Finding::new(Class::VaryMissing, Severity::Medium, message, silent);
        // Whichever of the two is answered otherwise than the silent one.
        let differs = if allow_origin(silent) == allow_origin(first) { other } else { first };
        findings.push(finding.and(differs));
    }
    if survey.vary.list("vary").iter().any(|name| name.eq_ignore_ascii_case(UNKNOWN_HEADER)) {
        let message = format!("It names {UNKNOWN_HEADER} in Vary because the request did.");
        findings.push(Finding::new(Class::VaryFromRequest, Severity::Medium, message, &survey.vary));
    }
}
