//! The explanation for people.

use anstyle::{AnsiColor, Style};

use super::report::{Exchange, Failed, Report, Sent};
use crate::text::{line, visible};

const GOOD: Style = AnsiColor::Green.on_default();
const BAD: Style = AnsiColor::Red.on_default().bold();
const HEAD: Style = Style::new().bold();
const LINK: Style = Style::new().dimmed();

/// All of it.
pub(super) fn text(report: &Report) -> String {
    let mut text = String::new();
    line(&mut text, &format!("policy {}", report.policy));
    for diagnostic in &report.diagnostics {
        line(&mut text, &format!("  {diagnostic}"));
    }
    if report.diagnostics.is_empty() {
        line(&mut text, "  nothing to say");
    }
    line(&mut text, "");
    if report.has_errors {
        line(&mut text, "The policy has errors, so it answers nothing. `corsac check` shows where.");
        return text;
    }
    if let Some(problem) = &report.not_a_page {
        line(&mut text, &format!("No browser sends this as an origin: {}.", visible(problem)));
    }
    if let Some(sent) = &report.sent {
        self::sent(&mut text, sent, report.engine);
    }
    let by_hand = report.sent.as_ref().is_none_or(|sent| !sent.preflight && !sent.request);
    if !by_hand {
        line(&mut text, "");
    }
    if let (true, Some(_)) = (by_hand, &report.outcome) {
        outcome(&mut text, report);
    }
    if by_hand {
        line(&mut text, "The policy answers all the same:");
        line(&mut text, "");
    }
    for exchange in &report.exchanges {
        self::exchange(&mut text, exchange);
    }
    if !by_hand {
        outcome(&mut text, report);
    }
    suggestion(&mut text, report);
    text
}

fn sent(text: &mut String, sent: &Sent, engine: &str) {
    let browser = match engine {
        "chromium" => "Chromium",
        "firefox" => "Firefox",
        "webkit" => "WebKit",
        _ => "The browser",
    };
    match (sent.preflight, sent.request) {
        (true, _) => line(text, &format!("{browser} sends a preflight first: {}.", sent.why.join(", and "))),
        (false, true) => {
            line(text, &format!("{browser} sends the request at once: method and headers are CORS-safelisted."));
        }
        (false, false) => line(text, &format!("{browser} sends nothing.")),
    }
    for (name, value) in &sent.left_out {
        line(text, &format!("It leaves out {name}: {value}, because no script can set that header."));
    }
}

fn exchange(text: &mut String, exchange: &Exchange) {
    line(text, &format!("{HEAD}{}: {}{HEAD:#}", exchange.kind, exchange.method));
    for (name, value) in &exchange.headers {
        line(text, &format!("    {name}: {value}"));
    }
    line(text, &format!("  class {}", exchange.class));
    for step in &exchange.steps {
        let style = match step.mark {
            "ok" => GOOD,
            "no" => BAD,
            _ => Style::new(),
        };
        line(text, &format!("  {style}{:>2}{style:#}  {}", step.mark, step.text));
        line(text, &format!("      {LINK}[{}] {}{LINK:#}", step.section, step.link));
    }
    let reason = exchange.reason.map_or(String::new(), |reason| format!(", {reason}"));
    line(text, &format!("  verdict {}{reason}", exchange.verdict));
    match exchange.status {
        Some(status) => {
            line(text, &format!("  answered with status {status}, without the application, and these headers"));
        }
        None => line(text, "  the application's response gets these headers"),
    }
    for (name, value) in &exchange.set {
        line(text, &format!("    {name}: {value}"));
    }
    if exchange.set.is_empty() {
        line(text, "    (none)");
    }
    if !exchange.remove.is_empty() {
        line(text, "  and loses these, if it has them");
    }
    for name in &exchange.remove {
        line(text, &format!("    {name}"));
    }
    line(text, "");
}

fn outcome(text: &mut String, report: &Report) {
    let Some(outcome) = &report.outcome else { return };
    let style = if outcome.readable { GOOD } else { BAD };
    line(text, &format!("{style}{}{style:#}", outcome.text));
    if outcome.readable && !outcome.exposed.is_empty() {
        line(text, &format!("  headers it can read: {}", outcome.exposed.join(", ")));
    }
    if let Some(Failed { text: failure, link }) = &outcome.failure {
        line(text, &format!("  {failure}"));
        line(text, &format!("  {LINK}{link}{LINK:#}"));
    }
    if let Some(message) = &report.console {
        line(text, "The console says:");
        line(text, &format!("  {message}"));
    }
}

fn suggestion(text: &mut String, report: &Report) {
    let Some(suggestion) = &report.suggestion else { return };
    if !text.ends_with("\n\n") {
        line(text, "");
    }
    if let Some(problem) = &suggestion.impossible {
        line(text, &format!("No change of the policy would allow it: {problem}."));
        return;
    }
    line(text, &format!("{HEAD}The smallest change that would allow it (not applied):{HEAD:#}"));
    for change in &suggestion.changes {
        line(text, &format!("  {}", change.text()));
        line(text, &format!("    risk: {}", change.risk));
    }
}
