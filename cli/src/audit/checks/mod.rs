//! From what was sent and received to what is wrong. Nothing is sent here.

mod caching;
mod errors;
mod fields;
mod lists;
mod origin;
mod preflight;

use super::finding::Finding;
use super::survey::Survey;

/// Everything that is wrong, worst first.
pub(super) fn findings(survey: &Survey) -> Vec<Finding> {
    let mut findings = Vec::new();
    origin::check(survey, &mut findings);
    caching::check(survey, &mut findings);
    fields::check(survey, &mut findings);
    preflight::check(survey, &mut findings);
    errors::check(survey, &mut findings);
    lists::check(survey, &mut findings);
    findings.sort_by_key(|finding| (finding.severity, finding.class));
    findings
}
