//! How a server takes long lists of requested headers.

use crate::audit::class::{Class, Severity};
use crate::audit::finding::Finding;
use crate::audit::survey::Survey;

pub(super) fn check(survey: &Survey, findings: &mut Vec<Finding>) {
    // A server that fails at everything fails at this, too.
    if survey.preflight.result.is_err() || survey.preflight.status() >= 500 {
        return;
    }
    for list in &survey.lists {
        let (exchange, kind) = (&list.exchange, list.kind);
        let mut report = |class, severity, message| {
            if !findings.iter().any(|finding: &Finding| finding.class == class) {
                findings.push(Finding::new(class, severity, message, exchange));
            }
        };
        let list_length = exchange.probe.value("access-control-request-headers").map_or(0, str::len);
        match &exchange.result {
            Err(error) => {
                report(Class::HeaderListFails, Severity::Medium, format!("{list_length} bytes of {kind}: {error}."));
            }
            Ok(response) if response.status >= 500 => {
                let message = format!("{list_length} bytes of {kind} are answered with {}.", response.status);
                report(Class::HeaderListFails, Severity::Medium, message);
            }
            Ok(_) if list.is_slow => {
                let (usual, took) = (survey.preflight.took.as_millis(), exchange.took.as_millis());
                let message =
                    format!("{list_length} bytes of {kind} take {took} ms each time, no list takes {usual} ms.");
                report(Class::HeaderListSlow, Severity::Medium, message);
            }
            Ok(_) => {}
        }
        let reflected: usize = exchange.lines("access-control-allow-headers").iter().map(String::len).sum();
        if kind == "names" && reflected >= list_length / 2 {
            let message = format!("It sends {reflected} bytes of names back that it cannot know.");
            report(Class::HeaderListReflected, Severity::Low, message);
        }
    }
}
