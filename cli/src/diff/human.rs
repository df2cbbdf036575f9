//! The difference as people read it.

use anstyle::{AnsiColor, Style};

use super::difference::{Change, Changes, DEFAULT_MAX_AGE, Difference, NameChange, OriginChange};
use crate::text::line;

/// The most origins, or names, that are shown of one list.
const MOST_SHOWN: usize = 50;

/// The most patterns that are named in one sentence.
const MOST_NAMED: usize = 3;

const ADDED: Style = AnsiColor::Green.on_default();
const REMOVED: Style = AnsiColor::Red.on_default();
const TITLE: Style = Style::new().bold();

/// All of it.
pub(super) fn report(difference: &Difference) -> String {
    let mut report = String::new();
    line(&mut report, &format!("{} -> {}", difference.old, difference.new));
    line(&mut report, "");
    origins(&mut report, &difference.origins);
    names(&mut report, "methods", "any other method", &difference.methods);
    names(&mut report, "request headers", "any other request header but authorization", &difference.request_headers);
    names(&mut report, "exposed headers", "any other response header", &difference.exposed_headers);
    let credentials = [
        "every allowed origin may now read responses to requests with cookies or HTTP authentication",
        "no origin may any longer read responses to requests with cookies or HTTP authentication",
    ];
    switch(&mut report, "credentials", credentials, &difference.credentials);
    let private_network = [
        "allowed pages on the internet may now reach this server on a private network, as Chromium before 142 asks",
        "pages on the internet may no longer reach this server on a private network, as Chromium before 142 asks",
    ];
    switch(&mut report, "private network", private_network, &difference.private_network);
    if let Some(change) = &difference.max_age {
        title(&mut report, "max age");
        let seconds = |max_age: Option<u32>| match max_age {
            Some(seconds) => format!("{seconds} s"),
            None => format!("{DEFAULT_MAX_AGE} s, as the policy does not say"),
        };
        let text = format!("  browsers may remember the answer to a preflight for {}", seconds(change.new));
        line(&mut report, &format!("{text}; before for {}", seconds(change.old)));
        line(&mut report, "");
    }
    let verdict = match (difference.widens, difference.narrows) {
        _ if !difference.changes => "no change in meaning",
        (true, true) => "wider and narrower: each policy allows something that the other one refuses",
        (true, false) => "wider: the new policy allows more, and all that the old one allows",
        (false, true) => "narrower: the new policy allows less, and nothing that the old one refuses",
        (false, false) => "neither wider nor narrower: both policies allow the same",
    };
    line(&mut report, verdict);
    report
}

fn title(report: &mut String, text: &str) {
    line(report, &format!("{TITLE}{text}{TITLE:#}"));
}

fn origins(report: &mut String, changes: &Changes<OriginChange>) {
    if changes.added.is_empty() && changes.removed.is_empty() {
        return;
    }
    title(report, "origins");
    for (list, added, instead) in [(&changes.added, true, "widened from"), (&changes.removed, false, "narrowed to")] {
        for change in list.iter().take(MOST_SHOWN) {
            match (change.meaning.starts_with(&change.pattern), change.pattern == change.example) {
                (true, _) => entry(report, added, &change.meaning),
                (false, true) => entry(report, added, &format!("{}  {}", change.pattern, change.meaning)),
                (false, false) => {
                    entry(report, added, &change.pattern);
                    line(report, &format!("      {}; for example {}", change.meaning, change.example));
                }
            }
            if !change.instead_of.is_empty() {
                line(report, &format!("      {instead} {}", some_of(&change.instead_of)));
            }
        }
        more(report, list.len());
    }
    line(report, "");
}

fn some_of(patterns: &[String]) -> String {
    let named = patterns.iter().take(MOST_NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
    match patterns.len().saturating_sub(MOST_NAMED) {
        0 => named,
        more => format!("{named} and {more} more"),
    }
}

fn names(report: &mut String, heading: &str, any: &str, changes: &Changes<NameChange>) {
    if changes.added.is_empty() && changes.removed.is_empty() {
        return;
    }
    title(report, heading);
    for (list, added) in [(&changes.added, true), (&changes.removed, false)] {
        for change in list.iter().take(MOST_SHOWN) {
            match &change.example {
                Some(example) => entry(report, added, &format!("{}  {any}, such as {example}", change.name)),
                None => entry(report, added, &change.name),
            }
        }
        more(report, list.len());
    }
    line(report, "");
}

fn entry(report: &mut String, added: bool, text: &str) {
    let (style, sign) = if added { (ADDED, '+') } else { (REMOVED, '-') };
    line(report, &format!("  {style}{sign} {text}{style:#}"));
}

fn more(report: &mut String, length: usize) {
    if length > MOST_SHOWN {
        line(report, &format!("    and {} more: `--format json` lists all", length.saturating_sub(MOST_SHOWN)));
    }
}

fn switch(report: &mut String, heading: &str, [on, off]: [&str; 2], change: &Option<Change<bool>>) {
    if let Some(change) = change {
        title(report, heading);
        entry(report, change.new, if change.new { on } else { off });
        line(report, "");
    }
}
