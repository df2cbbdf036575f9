//! Messages about a document, with the line they are about underlined.

use core::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Message, Origin, Renderer, Snippet};
use corsac::Severity;

use crate::policy::{Excerpt, Place, Source, Unreadable};
use crate::text::{count, visible};

/// The width of a line of explanation.
const LINE: usize = 100;

/// One message to people.
pub(crate) struct Finding<'f> {
    pub(crate) severity: Severity,
    pub(crate) code: &'static str,
    pub(crate) message: &'f str,
    /// What is said under the line.
    pub(crate) label: &'f str,
    /// The name of the file, fit for a terminal.
    pub(crate) file: &'f str,
    /// The document, and what of it this is about.
    pub(crate) place: Option<(&'f Source, Range<usize>)>,
    pub(crate) help: Vec<String>,
    pub(crate) notes: Vec<String>,
}

/// Lays a message out, with the escape sequences of colours.
pub(crate) fn finding(finding: &Finding<'_>) -> String {
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let title = level.primary_title(visible(finding.message)).id(finding.code);
    let mut group = match &finding.place {
        Some((source, span)) => {
            let Place { line, column } = source.place(span.start);
            let Excerpt { text, span, is_whole } = source.excerpt(span);
            let annotation = AnnotationKind::Primary.span(span).label(visible(finding.label));
            let snippet = Snippet::source(text).line_start(line).annotation(annotation);
            match is_whole {
                true => title.element(snippet.path(finding.file)),
                // The column of the excerpt is not that of the line.
                false => title.element(Origin::path(finding.file).line(line).char_column(column)).element(snippet),
            }
        }
        None => title.element(Origin::path(finding.file)),
    };
    let help = finding.help.iter().map(|help| Level::HELP.message(visible(help)));
    let notes = finding.notes.iter().map(|note| Level::NOTE.message(visible(note)));
    for message in help.chain(notes) {
        group = push(group, message);
    }
    let mut text = Renderer::styled().render(&[group]);
    text.push('\n');
    text
}

fn push<'a>(group: Group<'a>, message: Message<'a>) -> Group<'a> {
    group.element(message)
}

/// A paragraph in lines that fit on most terminals, under the word "note".
pub(crate) fn wrapped(paragraph: &str) -> String {
    let (mut text, mut width) = (String::new(), 0);
    for word in paragraph.split_whitespace() {
        let length = word.chars().count();
        if width > 0 && width + length >= LINE {
            text.push('\n');
            width = 0;
        } else if width > 0 {
            text.push(' ');
        }
        text.push_str(word);
        width += length + 1;
    }
    text
}

/// What keeps a file from being a policy, without colours.
pub(crate) fn unreadable(unreadable: &Unreadable) -> String {
    let messages = problems(unreadable).map(|text| anstream::adapter::strip_str(&text).to_string());
    let head = format!("{} is no policy: {}", unreadable.name, count(unreadable.problems.len(), "problem"));
    messages.fold(head, |text, message| format!("{text}\n{}", message.trim_end()))
}

/// Every message about a file that is no policy.
pub(crate) fn problems(unreadable: &Unreadable) -> impl Iterator<Item = String> {
    let Unreadable { name, source, problems } = unreadable;
    problems.iter().map(move |problem| {
        finding(&Finding {
            severity: Severity::Error,
            code: problem.code,
            message: &problem.message,
            label: "",
            file: name,
            place: (!source.text().is_empty()).then(|| (source, problem.span.clone())),
            help: Vec::new(),
            notes: Vec::new(),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_others_wrote_is_escaped_wherever_it_stands() {
        let source = Source::new("a\u{1b}b\u{202e}c".into());
        let hostile = "\u{1b}[31m\u{202e}\u{9b}";
        let text = finding(&Finding {
            severity: Severity::Error,
            code: "code",
            message: hostile,
            label: hostile,
            file: "file",
            place: Some((&source, 0..1)),
            help: vec![hostile.into()],
            notes: vec![hostile.into()],
        });
        let plain = anstream::adapter::strip_str(&text).to_string();
        assert_eq!(plain.matches("\\u{1b}[31m\\u{202e}\\u{9b}").count(), 4, "{plain}");
        assert!(!text.contains(['\u{202e}', '\u{9b}']) && !text.contains("\u{1b}[31m"), "{plain}");
    }
}
