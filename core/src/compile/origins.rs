//! The origins of an image: their texts in the order written, and the index that finds them.
//!
//! 1. Append the end of each text, then the texts.
//! 2. Append the index: shapes, boundaries, slots.
//! 3. Ask the index which origins are redundant. If any is: remove their texts, forget the index, do step 2 again.

use super::heap_sort::heap_sort;
use super::writer::Writer;
use super::{CompileError, redundancy};
use crate::config::List;
use crate::diagnostic::Diagnostic;
use crate::image::write::{MARK, SHAPE_LENGTH, WILDCARD, boundary_count, bucket_count, hash, index_mask};
use crate::image::{Origins, Shape};

/// What the header says about the origins.
#[derive(Default)]
pub(super) struct Encoded {
    pub(super) count: u32,
    pub(super) texts_length: u32,
    pub(super) shape_count: u16,
}

/// The sections of the origins at the end of a writer.
pub(super) struct Tables {
    pub(super) count: u32,
    pub(super) ends: usize,
    texts: usize,
    shapes: usize,
    boundaries: usize,
    slots: usize,
}

/// Appends everything about the origins.
// Invariant: every entry is a pattern, and none is `*`.
pub(super) fn push<'c>(
    writer: &mut Writer<'_>,
    entries: List<'c>,
    sink: &mut dyn FnMut(Diagnostic<'c>),
) -> Result<Encoded, CompileError<'static>> {
    let mut tables = push_texts(writer, entries)?;
    push_index(writer, &mut tables)?;
    if redundancy::mark(writer, &tables, entries, sink) {
        tables.remove_marked(writer);
        push_index(writer, &mut tables)?;
    }
    let number = |length: usize| u32::try_from(length).map_err(|_| CompileError::BufferTooSmall);
    let shapes = tables.boundaries.saturating_sub(tables.shapes).div_euclid(SHAPE_LENGTH);
    Ok(Encoded {
        count: tables.count,
        texts_length: number(tables.shapes.saturating_sub(tables.texts))?,
        shape_count: u16::try_from(shapes).map_err(|_| CompileError::BufferTooSmall)?,
    })
}

fn push_texts(writer: &mut Writer<'_>, entries: List<'_>) -> Result<Tables, CompileError<'static>> {
    let count = u32::try_from(entries.iter().count()).map_err(|_| CompileError::BufferTooSmall)?;
    let ends = writer.len();
    writer.push_zeros((count as usize).saturating_mul(4))?;
    let texts = writer.len();
    for (index, entry) in (0..count).zip(entries.iter()) {
        writer.push(entry.as_bytes())?;
        writer.push(b",")?;
        let wildcard = Shape::of(entry.as_bytes()).is_some();
        let end = u32::try_from(writer.len().saturating_sub(texts)).unwrap_or(u32::MAX);
        if end >= MARK {
            return Err(CompileError::BufferTooSmall);
        }
        writer.set_u32(ends, index, if wildcard { end | WILDCARD } else { end });
    }
    let end = writer.len();
    Ok(Tables { count, ends, texts, shapes: end, boundaries: end, slots: end })
}

fn push_index(writer: &mut Writer<'_>, tables: &mut Tables) -> Result<(), CompileError<'static>> {
    tables.push_shapes(writer)?;
    tables.boundaries = writer.len();
    writer.push_zeros((boundary_count(tables.count) as usize).saturating_mul(4))?;
    tables.slots = writer.len();
    writer.push_zeros((tables.count as usize).saturating_mul(4))?;
    tables.fill_buckets(writer);
    tables.sort_buckets(writer);
    Ok(())
}

impl Tables {
    /// The same sections as the policy will see them.
    pub(super) fn origins<'w>(&self, writer: &'w Writer<'_>) -> Origins<'w> {
        let section = |start, end| writer.written().get(start..end).unwrap_or_default();
        Origins {
            count: self.count,
            ends: section(self.ends, self.texts),
            texts: section(self.texts, self.shapes),
            shapes: section(self.shapes, self.boundaries),
            boundaries: section(self.boundaries, self.slots),
            slots: section(self.slots, writer.len()),
        }
    }

    /// Appends each shape once, sorted, with the index of the first origin that has it.
    fn push_shapes(&mut self, writer: &mut Writer<'_>) -> Result<(), CompileError<'static>> {
        self.shapes = writer.len();
        for index in 0..self.count {
            let Some(shape) = self.shape(writer, index) else { continue };
            let shapes = writer.written().get(self.shapes..).unwrap_or_default();
            let wanted = shape.to_bytes();
            let records = || shapes.chunks_exact(SHAPE_LENGTH);
            if records().any(|record| record.starts_with(&wanted)) {
                continue;
            }
            let before =
                records().take_while(|record| record.get(..4).is_some_and(|found| found < &wanted[..])).count();
            let (place, end) = (self.shapes.saturating_add(before.saturating_mul(SHAPE_LENGTH)), writer.len());
            writer.push_zeros(SHAPE_LENGTH)?;
            writer.move_within(place, place.saturating_add(SHAPE_LENGTH), end.saturating_sub(place));
            writer.write_at(place, &wanted);
            writer.write_at(place.saturating_add(4), &index.to_le_bytes());
        }
        Ok(())
    }

    fn shape(&self, writer: &Writer<'_>, index: u32) -> Option<Shape> {
        let (text, wildcard) = self.text(writer, index);
        if wildcard { Shape::of(text) } else { None }
    }

    fn text<'w>(&self, writer: &'w Writer<'_>, index: u32) -> (&'w [u8], bool) {
        let (start, end) = (self.end(writer, index.checked_sub(1)), writer.u32_at(self.ends, index));
        let (from, to) = (self.texts.saturating_add(start), self.texts.saturating_add(self.end(writer, Some(index))));
        (writer.written().get(from..to.saturating_sub(1)).unwrap_or_default(), end & WILDCARD != 0)
    }

    fn end(&self, writer: &Writer<'_>, index: Option<u32>) -> usize {
        index.map_or(0, |index| (writer.u32_at(self.ends, index) & !(WILDCARD | MARK)) as usize)
    }

    fn hash(&self, writer: &Writer<'_>, index: u32) -> u32 {
        hash(&[self.text(writer, index).0])
    }

    /// A counting sort. Counts the slots of each bucket, adds the counts up to where each bucket ends, and fills every
    /// bucket from its end. That leaves where each begins, which is where the one before it ends.
    fn fill_buckets(&self, writer: &mut Writer<'_>) {
        let (last, mask) = (bucket_count(self.count).saturating_sub(1), index_mask(self.count));
        for index in 0..self.count {
            let bucket = self.hash(writer, index) & last;
            if bucket != last {
                writer.set_u32(self.boundaries, bucket, writer.u32_at(self.boundaries, bucket).saturating_add(1));
            }
        }
        let mut end = 0u32;
        for bucket in 0..last {
            end = end.saturating_add(writer.u32_at(self.boundaries, bucket));
            writer.set_u32(self.boundaries, bucket, end);
        }
        let mut last_end = self.count;
        for index in 0..self.count {
            let hash = self.hash(writer, index);
            let bucket = hash & last;
            let end = if bucket == last { last_end } else { writer.u32_at(self.boundaries, bucket) };
            let position = end.saturating_sub(1);
            if bucket == last {
                last_end = position;
            } else {
                writer.set_u32(self.boundaries, bucket, position);
            }
            writer.set_u32(self.slots, position, (hash & !mask) | index);
        }
        for bucket in 0..last {
            let next = bucket.saturating_add(1);
            let start = if next == last { last_end } else { writer.u32_at(self.boundaries, next) };
            writer.set_u32(self.boundaries, bucket, start);
        }
    }

    fn sort_buckets(&self, writer: &mut Writer<'_>) {
        let mut start = 0;
        for bucket in 0..bucket_count(self.count) {
            let is_last = bucket == boundary_count(self.count);
            let end = if is_last { self.count } else { writer.u32_at(self.boundaries, bucket) };
            let mut run = Run { tables: self, writer, start };
            heap_sort(&mut run, end.saturating_sub(start), Run::less, Run::swap);
            start = end;
        }
    }

    /// Removes the marked origins and the index, which is made anew.
    fn remove_marked(&mut self, writer: &mut Writer<'_>) {
        let (mut kept, mut kept_end, mut start) = (0u32, 0usize, 0usize);
        for index in 0..self.count {
            let bits = writer.u32_at(self.ends, index);
            let end = self.end(writer, Some(index));
            let length = end.saturating_sub(start);
            if bits & MARK == 0 {
                writer.move_within(self.texts.saturating_add(start), self.texts.saturating_add(kept_end), length);
                kept_end = kept_end.saturating_add(length);
                writer.set_u32(self.ends, kept, u32::try_from(kept_end).unwrap_or(0) | (bits & WILDCARD));
                kept = kept.saturating_add(1);
            }
            start = end;
        }
        let texts = self.ends.saturating_add((kept as usize).saturating_mul(4));
        writer.move_within(self.texts, texts, kept_end);
        writer.truncate(texts.saturating_add(kept_end));
        (self.count, self.texts) = (kept, texts);
    }
}

/// The slots of one bucket.
struct Run<'r, 'b> {
    tables: &'r Tables,
    writer: &'r mut Writer<'b>,
    start: u32,
}

impl Run<'_, '_> {
    fn slot(&self, position: u32) -> u32 {
        self.writer.u32_at(self.tables.slots, self.start.saturating_add(position))
    }

    /// By the bits of the hash, then the text, then the order written.
    fn less(&self, a: u32, b: u32) -> bool {
        let mask = index_mask(self.tables.count);
        let (a, b) = (self.slot(a), self.slot(b));
        if a & !mask != b & !mask {
            return a & !mask < b & !mask;
        }
        let text = |slot| self.tables.text(self.writer, slot & mask).0;
        (text(a), a & mask) < (text(b), b & mask)
    }

    fn swap(&mut self, a: u32, b: u32) {
        let (slot_a, slot_b) = (self.slot(a), self.slot(b));
        self.writer.set_u32(self.tables.slots, self.start.saturating_add(a), slot_b);
        self.writer.set_u32(self.tables.slots, self.start.saturating_add(b), slot_a);
    }
}
