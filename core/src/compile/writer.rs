//! Appends to a buffer that somebody else keeps.

use super::CompileError;

/// The written part of a buffer. Reads and writes outside of it do nothing.
pub(super) struct Writer<'b> {
    buffer: &'b mut [u8],
    // Invariant: at most the length of `buffer`.
    length: usize,
}

impl<'b> Writer<'b> {
    pub(super) fn new(buffer: &'b mut [u8]) -> Writer<'b> {
        Writer { buffer, length: 0 }
    }

    pub(super) fn len(&self) -> usize {
        self.length
    }

    pub(super) fn written(&self) -> &[u8] {
        self.buffer.get(..self.length).unwrap_or_default()
    }

    /// Appends `bytes`.
    pub(super) fn push(&mut self, bytes: &[u8]) -> Result<(), CompileError<'static>> {
        let end = self.length.saturating_add(bytes.len());
        let target = self.buffer.get_mut(self.length..end).ok_or(CompileError::BufferTooSmall)?;
        target.copy_from_slice(bytes);
        self.length = end;
        Ok(())
    }

    /// Appends `count` zero bytes.
    pub(super) fn push_zeros(&mut self, count: usize) -> Result<(), CompileError<'static>> {
        let end = self.length.saturating_add(count);
        self.buffer.get_mut(self.length..end).ok_or(CompileError::BufferTooSmall)?.fill(0);
        self.length = end;
        Ok(())
    }

    /// Forgets all after the first `length` bytes.
    pub(super) fn truncate(&mut self, length: usize) {
        self.length = self.length.min(length);
    }

    pub(super) fn write_at(&mut self, offset: usize, bytes: &[u8]) {
        let end = offset.saturating_add(bytes.len());
        if let Some(target) = self.buffer.get_mut(..self.length).and_then(|written| written.get_mut(offset..end)) {
            target.copy_from_slice(bytes);
        }
    }

    /// Moves `length` bytes from one place to another; both may overlap.
    pub(super) fn move_within(&mut self, from: usize, to: usize, length: usize) {
        let end = from.saturating_add(length);
        if end.max(to.saturating_add(length)) <= self.length {
            self.buffer.copy_within(from..end, to);
        }
    }

    /// The `index`-th u32 of the table at `offset`; 0 outside of what is written.
    pub(super) fn u32_at(&self, offset: usize, index: u32) -> u32 {
        let table = self.written().get(offset..).unwrap_or_default();
        crate::syntax::bytes::u32_at(table, index as usize).unwrap_or(0)
    }

    pub(super) fn set_u32(&mut self, offset: usize, index: u32, value: u32) {
        self.write_at(offset.saturating_add((index as usize).saturating_mul(4)), &value.to_le_bytes());
    }
}
