//! The words in which findings are told.

use core::fmt::Write;

use corsac_compiler::{Diagnostic, Field, Span};

use crate::written::{Kind, Takes, takes};

/// The name of the diagnostic, what it says, the replacement, and a picture of the place where that is not the whole
/// entry. The compiler shows the entry itself.
pub(crate) fn diagnosis(diagnostic: &Diagnostic<'_>, other: Option<&str>, is_written: bool) -> String {
    let mut message = format!("{}: {}", diagnostic.code.as_str(), diagnostic.code.summary());
    if let Some(other) = other {
        message += &format!(": {other:?}");
    }
    match diagnostic.suggestion() {
        None => {}
        Some(suggestion) if suggestion.is_removal() => message += "; remove it",
        Some(suggestion) if diagnostic.index.is_some() => message += &format!("; write \"{suggestion}\""),
        Some(suggestion) if is_written => message += &format!("; write {suggestion}"),
        Some(suggestion) => message += &format!("; add `{}` with {suggestion}", diagnostic.field.as_str()),
    }
    if diagnostic.index.is_some() {
        message += &picture(diagnostic.entry, diagnostic.span);
    }
    message
}

/// The entry in one line and carets in the next, if the span does not cover all of it.
fn picture(entry: &str, span: Span) -> String {
    let (Some(before), Some(fault), Some(after)) =
        (entry.get(..span.start), entry.get(span.start..span.end), entry.get(span.end..))
    else {
        return String::new();
    };
    if before.is_empty() && after.is_empty() {
        return String::new();
    }
    let (before, fault, after) = (before.escape_debug(), fault.escape_debug(), after.escape_debug());
    let mut picture = format!("\n    \"{before}{fault}{after}\"\n     ");
    let (indent, width) = (before.count(), fault.count().max(1));
    let _ = write!(picture, "{:indent$}{:^<width$}", "", "");
    picture
}

/// A value of a kind that the key does not take, with what to write where that can be told.
pub(crate) fn wrong_kind<P>(field: Field, kind: &Kind<P>) -> String {
    let key = field.as_str();
    match (takes(field), kind) {
        (Takes::Texts, Kind::Text(text)) => format!("`{key}` is a list of texts, not a text; write [{text:?}]"),
        (Takes::Texts, kind) => format!("`{key}` is a list of texts in quotes, not {}", kind.name()),
        (Takes::Boolean, Kind::Text(text)) if matches!(text.as_str(), "true" | "false") => {
            format!("`{key}` is true or false, not a text; write {text}")
        }
        (Takes::Boolean, kind) => format!("`{key}` is true or false, not {}", kind.name()),
        (Takes::Seconds, Kind::Integer(_)) => format!("`{key}` is a number of seconds from 0 to 86400; write 7200"),
        (Takes::Seconds, Kind::Text(text)) if text.parse::<u32>().is_ok() => {
            format!("`{key}` is a number of seconds, not a text; write {text}")
        }
        (Takes::Seconds, kind) => format!("`{key}` is a number of seconds, not {}", kind.name()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn carets_stand_below_the_fault() {
        for (entry, start, end, expected) in [
            ("https://a:443", 9, 13, "\n    \"https://a:443\"\n              ^^^^"),
            ("a\tb", 1, 2, "\n    \"a\\tb\"\n      ^^"),
            ("bücher", 1, 3, "\n    \"bücher\"\n      ^"),
            ("example.com", 0, 0, "\n    \"example.com\"\n     ^"),
            ("whole", 0, 5, ""),
            ("bücher", 0, 2, ""),
        ] {
            assert_eq!(picture(entry, Span { start, end }), expected, "{entry}");
        }
    }
}
