//! Choices from bytes, front to back, so that a small change of an input is a small change of what it means.

/// The bytes that are left. A choice for which there is none is the first: an input may end anywhere.
pub struct Choices<'b>(&'b [u8]);

impl<'b> Choices<'b> {
    /// All choices.
    pub fn new(bytes: &'b [u8]) -> Choices<'b> {
        Choices(bytes)
    }

    /// Is every further choice the first one?
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The next byte.
    pub fn byte(&mut self) -> u8 {
        let Some((first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        *first
    }

    /// A number below `bound`, which is at least 1: one byte, or two for bounds above 256.
    pub fn below(&mut self, bound: usize) -> usize {
        let high = if bound > 256 { usize::from(self.byte()) << 8 } else { 0 };
        (high | usize::from(self.byte())) % bound
    }

    /// True for one byte in `of`; false if there is none.
    pub fn one_in(&mut self, of: usize) -> bool {
        self.below(of) == of - 1
    }

    /// An entry of a table.
    pub fn pick<'t, T: ?Sized>(&mut self, table: &[&'t T]) -> &'t T {
        table[self.below(table.len())]
    }

    /// Up to `most` entries.
    pub fn some(&mut self, most: usize, mut entry: impl FnMut(&mut Self) -> String) -> Vec<String> {
        (0..self.below(most + 1)).map(|_| entry(self)).collect()
    }

    /// All bytes that are left.
    pub fn rest(&mut self) -> &'b [u8] {
        core::mem::take(&mut self.0)
    }
}
