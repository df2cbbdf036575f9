//! Origins that another entry allows, found through the index instead of comparing every two.

use super::origins::Tables;
use super::writer::Writer;
use crate::config::{List, redundant};
use crate::diagnostic::Diagnostic;
use crate::image::write::MARK;
use crate::image::{Origins, Shape, Subject};

/// Marks and reports every origin that another one covers; `true` if there is one.
pub(super) fn mark<'c>(
    writer: &mut Writer<'_>,
    tables: &Tables,
    entries: List<'c>,
    sink: &mut dyn FnMut(Diagnostic<'c>),
) -> bool {
    let mut found = false;
    for (index, entry) in (0..tables.count).zip(entries.iter()) {
        if let Some(other) = first_cover(&tables.origins(writer), index, entry) {
            found = true;
            let end = writer.u32_at(tables.ends, index);
            writer.set_u32(tables.ends, index, end | MARK);
            sink(redundant(index as usize, entry, other as usize));
        }
    }
    found
}

/// The first origin in the order written that covers this one.
fn first_cover(origins: &Origins<'_>, index: u32, entry: &str) -> Option<u32> {
    let text = entry.as_bytes();
    // The first copy is found first: equal texts are ordered by index.
    let mut first = origins.find(&[text], entry.contains('*')).filter(|copy| *copy < index);
    let Some(subject) = Subject::cut(text) else { return first };
    let mut shapes = origins.shapes;
    while let Some((shape, _, rest)) = Shape::split_first(shapes) {
        let cover = subject.find(shape, origins).filter(|other| *other != index);
        first = match (first, cover) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        shapes = rest;
    }
    first
}
