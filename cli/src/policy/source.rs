//! The text of a document: lines and columns, and pieces to show.

use core::ops::Range;

use crate::text::harmless;

/// How much of a line is shown on each side of what it is shown for.
const MARGIN: usize = 80;

/// A document's text, and where its lines begin.
#[derive(Debug, Default)]
pub(crate) struct Source {
    text: String,
    lines: Vec<usize>,
    /// Did the file begin with a byte order mark, which is not in the text?
    pub(crate) has_byte_order_mark: bool,
}

/// A place for people, both counted from 1; columns in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) line: usize,
    pub(crate) column: usize,
}

/// A line, or the part of it around a span.
pub(crate) struct Excerpt {
    /// Fit for a terminal, each character for one of the source.
    pub(crate) text: String,
    /// The span in `text`.
    pub(crate) span: Range<usize>,
    /// Is it the whole line?
    pub(crate) is_whole: bool,
}

impl Source {
    pub(crate) fn new(text: String) -> Source {
        let (text, has_byte_order_mark) = match text.strip_prefix('\u{feff}') {
            Some(rest) => (rest.to_string(), true),
            None => (text, false),
        };
        let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(place, _)| place + 1);
        let lines = core::iter::once(0).chain(ends).collect();
        Source { text, lines, has_byte_order_mark }
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Line and column of a byte.
    pub(crate) fn place(&self, byte: usize) -> Place {
        let (line, start) = self.line(byte);
        let before = self.text.as_bytes().get(start..byte.min(self.text.len())).unwrap_or_default();
        // Characters begin with a byte that is no continuation byte.
        let column = before.iter().filter(|byte| **byte & 0xc0 != 0x80).count();
        Place { line: line + 1, column: column + 1 }
    }

    /// The line where the span begins, cut down to what is near it.
    pub(crate) fn excerpt(&self, span: &Range<usize>) -> Excerpt {
        let (line, line_start) = self.line(span.start);
        let line_end = self.lines.get(line + 1).map_or(self.text.len(), |next| next - 1);
        let line_end = line_end - usize::from(self.text[..line_end].ends_with('\r') && line_end > line_start);
        let span = span.start.min(line_end)..span.end.min(line_end);
        let start = self.near(span.start.saturating_sub(MARGIN).max(line_start));
        let shown_end = self.near((span.start + MARGIN).min(span.end).max(span.start));
        let end = self.near((shown_end + MARGIN).min(line_end));
        let (mut text, mut shown) = (String::new(), 0..0);
        if start > line_start {
            text.push('…');
        }
        for (place, character) in self.text[start..end].char_indices() {
            let place = place + start;
            if place == span.start {
                shown.start = text.len();
            }
            if place == shown_end {
                shown.end = text.len();
            }
            text.push(harmless(character));
        }
        if span.start >= end {
            shown.start = text.len();
        }
        if shown_end >= end {
            shown.end = text.len();
        }
        if end < line_end {
            text.push('…');
        }
        let is_whole = start == line_start && end == line_end;
        Excerpt { text, span: shown.start..shown.end.max(shown.start), is_whole }
    }

    /// The number of the line of a byte, from 0, and where it begins.
    fn line(&self, byte: usize) -> (usize, usize) {
        let line = self.lines.partition_point(|start| *start <= byte).saturating_sub(1);
        (line, self.lines.get(line).copied().unwrap_or_default())
    }

    /// The place itself, or the nearest before it where a character begins.
    fn near(&self, byte: usize) -> usize {
        (0..=byte.min(self.text.len())).rev().find(|place| self.text.is_char_boundary(*place)).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_count_lines_and_characters_from_one() {
        let source = Source::new("a\nbä\u{1f600}c\r\n".into());
        let place = |byte| {
            let Place { line, column } = source.place(byte);
            (line, column)
        };
        assert_eq!([place(0), place(1), place(2), place(5), place(9)], [(1, 1), (1, 2), (2, 1), (2, 3), (2, 4)]);
        assert_eq!(place(1_000), (3, 1));
    }

    #[test]
    fn excerpts_are_short_and_harmless() {
        let source = Source::new(format!("{}\u{1b}ab\r\nnext", "x".repeat(1_000)));
        let excerpt = source.excerpt(&(1_001..1_003));
        assert_eq!(&excerpt.text[excerpt.span.clone()], "ab");
        assert!(excerpt.text.starts_with("…xxx") && excerpt.text.ends_with("x\u{fffd}ab"), "{}", excerpt.text);
        let excerpt = Source::new("y".repeat(1_000)).excerpt(&(0..1_000));
        assert_eq!((excerpt.text.chars().count(), excerpt.span), (161, 0..80));
    }

    #[test]
    fn a_byte_order_mark_is_no_text() {
        let source = Source::new("\u{feff}a".into());
        assert_eq!((source.text(), source.has_byte_order_mark), ("a", true));
    }
}
