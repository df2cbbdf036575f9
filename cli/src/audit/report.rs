//! How findings are said: to people, and as JSON.

use core::fmt::Write;

use anstyle::{AnsiColor, Style};
use serde::Serialize;

use super::class::Severity;
use super::exchange::Exchange;
use super::finding::Finding;
use crate::text::visible;

/// What came of one URL.
pub(super) struct Audited {
    pub(super) url: String,
    pub(super) origin: String,
    pub(super) requests: usize,
    pub(super) findings: Vec<Finding>,
}

impl Audited {
    /// Is there more than notes?
    pub(super) fn has_findings(&self) -> bool {
        self.findings.iter().any(|finding| finding.severity != Severity::Note)
    }

    fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|finding| finding.severity == severity).count()
    }

    /// For people.
    pub(super) fn to_text(&self) -> String {
        let bold = Style::new().bold();
        let mut text = format!("{bold}{}{bold:#}\n", visible(&self.url));
        let counts: Vec<_> = Severity::ALL
            .into_iter()
            .filter(|severity| self.count(*severity) > 0)
            .map(|severity| format!("{} {}", self.count(severity), severity.as_str()))
            .collect();
        let counts = if counts.is_empty() { "nothing found".into() } else { counts.join(", ") };
        say(&mut text, format_args!("{} requests, known origin {}: {counts}", self.requests, visible(&self.origin)));
        for finding in &self.findings {
            let style = style(finding.severity);
            let (severity, class) = (finding.severity.as_str(), finding.class);
            say(&mut text, format_args!("\n{style}{severity}[{}]{style:#} {}", class.code(), class.title()));
            say(&mut text, format_args!("  {}", visible(&finding.message)));
            for exchange in &finding.evidence {
                shown(&mut text, exchange);
            }
            say(&mut text, format_args!("  fix: {}", class.fix()));
        }
        text.push('\n');
        text
    }

    /// For programs.
    pub(super) fn to_json(&self) -> impl Serialize {
        let findings = self.findings.iter().map(|finding| JsonFinding {
            code: finding.class.code(),
            severity: finding.severity,
            title: finding.class.title(),
            message: finding.message.clone(),
            fix: finding.class.fix(),
            exchanges: finding.evidence.iter().map(|exchange| JsonExchange::of(exchange)).collect(),
        });
        JsonAudited {
            url: self.url.clone(),
            origin: self.origin.clone(),
            requests: self.requests,
            findings: findings.collect(),
        }
    }
}

fn style(severity: Severity) -> Style {
    let color = match severity {
        Severity::High => AnsiColor::Red,
        Severity::Medium => AnsiColor::Yellow,
        Severity::Low => AnsiColor::Cyan,
        Severity::Note => AnsiColor::Green,
    };
    color.on_default().bold()
}

fn say(text: &mut String, line: core::fmt::Arguments<'_>) {
    // Writing to a String cannot fail.
    let _ = writeln!(text, "{line}");
}

/// Request and response as they show it: of the response's headers those that matter here.
fn shown(text: &mut String, exchange: &Exchange) {
    let probe = &exchange.probe;
    say(text, format_args!("    > {} {}", probe.method, visible(&probe.url)));
    for (name, value) in &probe.headers {
        say(text, format_args!("    > {name}: {}", visible(value)));
    }
    match &exchange.result {
        Err(error) => say(text, format_args!("    < {}", visible(error))),
        Ok(response) => {
            say(text, format_args!("    < {}", response.status));
            for (name, value) in response.headers.iter().filter(|(name, _)| is_of_interest(name)) {
                say(text, format_args!("    < {}: {}", visible(name), visible(&String::from_utf8_lossy(value))));
            }
        }
    }
}

fn is_of_interest(name: &str) -> bool {
    name.starts_with("access-control-") || matches!(name, "vary" | "location" | "www-authenticate" | "cache-control")
}

#[derive(Serialize)]
struct JsonAudited {
    url: String,
    origin: String,
    requests: usize,
    findings: Vec<JsonFinding>,
}

#[derive(Serialize)]
struct JsonFinding {
    code: &'static str,
    severity: Severity,
    title: &'static str,
    message: String,
    fix: &'static str,
    exchanges: Vec<JsonExchange>,
}

#[derive(Serialize)]
struct JsonExchange {
    request: JsonRequest,
    /// Absent if there was none.
    #[serde(skip_serializing_if = "Option::is_none")]
    response: Option<JsonResponse>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

#[derive(Serialize)]
struct JsonRequest {
    method: &'static str,
    url: String,
    headers: Vec<(&'static str, String)>,
}

#[derive(Serialize)]
struct JsonResponse {
    status: u16,
    headers: Vec<(String, String)>,
}

impl JsonExchange {
    fn of(exchange: &Exchange) -> JsonExchange {
        let probe = exchange.probe.clone();
        let response = exchange.result.as_ref().ok().map(|response| {
            let headers = response.headers.iter().filter(|(name, _)| is_of_interest(name));
            let headers = headers.map(|(name, value)| (name.clone(), String::from_utf8_lossy(value).into_owned()));
            JsonResponse { status: response.status, headers: headers.collect() }
        });
        JsonExchange {
            request: JsonRequest { method: probe.method, url: probe.url, headers: probe.headers },
            response,
            error: exchange.result.as_ref().err().cloned(),
        }
    }
}
