//! Changes of a text that leave everything around them as it is: comments, white space, the ends of lines.

use core::ops::Range;
use std::collections::BTreeSet;

use corsac::Field;

use crate::policy::{KeyPlace, Places};

/// A piece of text and what takes its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Edit {
    pub(super) span: Range<usize>,
    pub(super) new: String,
}

/// Makes all changes at once; nothing if they overlap.
pub(super) fn apply(text: &str, mut edits: Vec<Edit>) -> Option<String> {
    edits.sort_by_key(|edit| (edit.span.start, edit.span.end));
    let mut changed = String::with_capacity(text.len());
    let mut done = 0;
    for edit in &edits {
        changed.push_str(text.get(done..edit.span.start)?);
        changed.push_str(&edit.new);
        done = edit.span.end;
    }
    changed.push_str(text.get(done..)?);
    Some(changed)
}

/// Takes entries out of a list; nothing if the list is written in a way that this does not know.
pub(super) fn remove_entries(text: &str, list: &KeyPlace, removed: &BTreeSet<usize>) -> Option<Vec<Edit>> {
    if text.get(list.value.clone())?.starts_with('[') {
        return Some(remove_parts(text, list.value.end, &list.entries, removed));
    }
    let mut edits: Vec<Edit> = removed
        .iter()
        .map(|index| {
            let entry = list.entries.get(*index)?;
            let start = line_start(text, entry.start);
            let before = text.get(start..entry.start)?.trim();
            (before == "-").then(|| deletion(start..line_end(text, entry.end)))
        })
        .collect::<Option<_>>()?;
    if removed.len() == list.entries.len() {
        // A block without an entry would be null.
        let colon = list.key.end + text.get(list.key.end..)?.find(':')? + 1;
        edits.push(Edit { span: colon..colon, new: " []".into() });
    }
    Some(edits)
}

/// Takes keys out of the document.
pub(super) fn remove_keys(text: &str, places: &Places, removed: &BTreeSet<Field>) -> Option<Vec<Edit>> {
    let all = places.all();
    if text.get(all.clone())?.starts_with('{') {
        let members: Vec<Range<usize>> = places.keys().iter().map(|place| place.key.start..place.value.end).collect();
        let is_removed = |index: &usize| removed.contains(&places.keys()[*index].field);
        let indexes = (0..members.len()).filter(is_removed).collect();
        return Some(remove_parts(text, all.end, &members, &indexes));
    }
    let mut edits = Vec::new();
    for place in places.keys().iter().filter(|place| removed.contains(&place.field)) {
        let (start, end) = (line_start(text, place.key.start), line_end(text, place.value.end));
        let is_alone =
            text.get(start..place.key.start)?.trim().is_empty() && is_blank_or_comment(text.get(place.value.end..end)?);
        if !is_alone {
            return None;
        }
        edits.push(deletion(start..end));
    }
    Some(edits)
}

/// Takes out parts that have commas between them and, possibly, after the last one. `limit` is where the list ends.
fn remove_parts(text: &str, limit: usize, parts: &[Range<usize>], removed: &BTreeSet<usize>) -> Vec<Edit> {
    let next = |index: usize| parts.get(index + 1).map_or(limit, |part| part.start);
    let comma = |index: usize| comma(text, parts[index].end..next(index));
    let mut edits = Vec::new();
    // Neighbours with nothing but white space between them go as one.
    let mut run: Option<Range<usize>> = None;
    for index in removed {
        let span = parts[*index].start..comma(*index).map_or(parts[*index].end, |comma| comma + 1);
        run = Some(match run {
            Some(run) if text[run.end..span.start].trim().is_empty() => run.start..span.end,
            Some(run) => {
                edits.push(deletion(with_white_space(text, run)));
                span
            }
            None => span,
        });
    }
    edits.extend(run.map(|run| deletion(with_white_space(text, run))));
    // The last part that stays must not have a comma if the last part of all had none.
    let last = parts.len().saturating_sub(1);
    let kept = (0..parts.len()).rev().find(|index| !removed.contains(index));
    if let (true, Some(kept)) = (removed.contains(&last) && comma(last).is_none(), kept) {
        edits.extend(comma(kept).map(|comma| deletion(comma..comma + 1)));
    }
    edits
}

/// A part with the white space that only it needs: its lines, if nothing else is on them but a comment after it.
fn with_white_space(text: &str, part: Range<usize>) -> Range<usize> {
    let start = line_start(text, part.start);
    let end = line_end(text, part.end);
    let is_blank = |text: &str| text.trim().is_empty();
    if is_blank(&text[start..part.start]) && is_blank_or_comment(&text[part.end..end]) {
        return start..end;
    }
    let blanks = |text: &str| text.len() - text.trim_start_matches([' ', '\t']).len();
    let after = &text[part.end..end];
    if after.trim_start().starts_with([']', '}']) || is_blank_or_comment(after) {
        let before = &text[start..part.start];
        return part.start - (before.len() - before.trim_end_matches([' ', '\t']).len())..part.end;
    }
    part.start..part.end + blanks(after)
}

/// The comma in a gap between two parts that is not in a comment.
fn comma(text: &str, gap: Range<usize>) -> Option<usize> {
    let mut in_comment = false;
    text.get(gap.clone())?.bytes().zip(gap).find_map(|(byte, place)| {
        match byte {
            b'#' => in_comment = true,
            b'\n' => in_comment = false,
            b',' if !in_comment => return Some(place),
            _ => {}
        }
        None
    })
}

fn is_blank_or_comment(text: &str) -> bool {
    let text = text.trim();
    text.is_empty() || text.starts_with('#')
}

fn line_start(text: &str, place: usize) -> usize {
    text[..place].rfind('\n').map_or(0, |end| end + 1)
}

/// After the end of the line.
fn line_end(text: &str, place: usize) -> usize {
    text[place..].find('\n').map_or(text.len(), |end| place + end + 1)
}

fn deletion(span: Range<usize>) -> Edit {
    Edit { span, new: String::new() }
}
