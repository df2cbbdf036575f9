//! Text for people: what others wrote made harmless, and words that are needed everywhere.

use core::fmt::Write;
use std::path::Path;

use corsac::Diagnostic;

/// A text that others wrote, fit for a terminal: control characters are escaped, and of a long line only the beginning
/// is left, because a file may be one line of a hundred megabytes.
pub(crate) fn visible(text: &str) -> String {
    const LONGEST: usize = 160;
    let line = |line: &str| {
        let mut shown = String::new();
        for character in line.chars().take(LONGEST) {
            match character {
                '\t' => shown.push(' '),
                '"' | '\'' | '\\' => shown.push(character),
                _ => shown.extend(character.escape_debug()),
            }
        }
        if line.chars().nth(LONGEST).is_some() {
            shown.push('…');
        }
        shown
    };
    text.split('\n').map(line).collect::<Vec<_>>().join("\n")
}

/// One character that others wrote, fit for a terminal, and still one character.
pub(crate) fn harmless(character: char) -> char {
    match character {
        '\t' => ' ',
        '"' | '\'' | '\\' => character,
        // What is escaped is a control character, or changes how its neighbours look.
        _ if character.escape_debug().len() > 1 => char::REPLACEMENT_CHARACTER,
        _ => character,
    }
}

/// "1 error", "2 errors".
pub(crate) fn count(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

/// A diagnostic in one line, fit for a terminal: of a long entry only the beginning is left, of the rest all.
pub(crate) fn diagnostic(diagnostic: &Diagnostic<'_>) -> String {
    let Diagnostic { field, code, other, .. } = diagnostic;
    let entry = diagnostic.index.map(|index| format!("[{index}] {}", visible(&format!("{:?}", diagnostic.entry))));
    let other = other.map(|other| format!(" ({}[{other}])", field.as_str()));
    let suggestion = diagnostic.suggestion().map(|suggestion| match suggestion.is_removal() {
        true => "; remove it".into(),
        false => format!("; write {}", visible(&format!("{:?}", suggestion.to_string()))),
    });
    format!(
        "{}[{}]: {}{}: {}{}{}",
        code.severity().as_str(),
        code.as_str(),
        field.as_str(),
        entry.unwrap_or_default(),
        code.summary(),
        other.unwrap_or_default(),
        suggestion.unwrap_or_default(),
    )
}

/// A path, fit for a terminal.
pub(crate) fn path(path: &Path) -> String {
    if path.as_os_str() == "-" { "standard input".into() } else { visible(&path.display().to_string()) }
}

/// Adds a line.
pub(crate) fn line(report: &mut String, text: &str) {
    // Writing to a String cannot fail.
    let _ = writeln!(report, "{text}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_others_wrote_is_escaped_and_bounded() {
        assert_eq!(visible("a \u{1b}[31m\n\"b\" \u{202e}"), "a \\u{1b}[31m\n\"b\" \\u{202e}");
        assert_eq!(visible(&"x".repeat(1_000_000)).chars().count(), 161);
    }
}
