//! Preflights that fail although they ask for nothing.

use crate::audit::class::{Class, Severity};
use crate::audit::finding::Finding;
use crate::audit::survey::Survey;

/// <https://fetch.spec.whatwg.org/#cors-preflight-fetch>
pub(super) fn check(survey: &Survey, findings: &mut Vec<Finding>) {
    let preflight = &survey.preflight;
    if survey.is_known() && preflight.result.is_ok() {
        let status = preflight.status();
        let wrong = if preflight.is_redirect() {
            Some((Class::PreflightRedirected, format!("It is redirected with {status}.")))
        } else if matches!(status, 401 | 407) {
            Some((Class::PreflightNeedsAuthentication, format!("It is answered with {status}.")))
        } else if !preflight.is_ok() {
            Some((Class::PreflightNotOk, format!("It is answered with {status}; browsers want 200 to 299.")))
        // One that is there twice is another finding, and so is one that allows nobody.
        } else if preflight.lines("access-control-allow-origin").is_empty() && survey.grants_known() {
            Some((Class::PreflightWithoutHeaders, format!("It does not allow {}.", survey.known.origin)))
        } else {
            None
        };
        if let Some((class, message)) = wrong {
            let message = format!("A preflight of {} for GET asks for nothing. {message}", survey.known.origin);
            findings.push(Finding::new(class, Severity::Medium, message, preflight));
        }
    }
    let exchange = &survey.preflight_authorization;
    let allowed = exchange.list("access-control-allow-headers");
    let is_listed = allowed.iter().any(|name| name.eq_ignore_ascii_case("authorization"));
    // With credentials it is a name like any other, which is another finding.
    if allowed.iter().any(|name| name == "*") && !is_listed && !exchange.allows_credentials() {
        let message = "A preflight that asks for Authorization gets `*` and nothing else.";
        findings.push(Finding::new(Class::AuthorizationUnderWildcard, Severity::Low, message, exchange));
    }
    if survey.allowed.is_redirect() {
        let location = survey.allowed.joined("location").unwrap_or_default();
        let message = format!("It redirects to {location}.");
        findings.push(Finding::new(Class::Redirected, Severity::Note, message, &survey.allowed));
    }
}
