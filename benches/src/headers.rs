//! The headers of a response in one array: no allocation, so that what is measured is the deciding.

use corsac::{ResponseField, ResponseFields, ResponseHeaders, Value, Vary};

/// Room for the values of one response. `cors-core` reflects a list of 16 KiB.
const BYTES: usize = 20 * 1024;
const LINES: usize = 16;

/// The name of a response header that CORS sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Name {
    /// A header of the CORS protocol.
    Cors(ResponseField),
    /// `Vary`.
    Vary,
}

impl Name {
    /// Recognises a name that comes as bytes, as those of `cors-core` do: the length and one byte tell them apart.
    #[inline]
    pub fn from_bytes(name: &[u8]) -> Option<Name> {
        Some(match (name.len(), name.get(21)) {
            (4, _) => Name::Vary,
            (22, _) => Name::Cors(ResponseField::MaxAge),
            (27, _) => Name::Cors(ResponseField::AllowOrigin),
            (28, Some(b'm')) => Name::Cors(ResponseField::AllowMethods),
            (28, _) => Name::Cors(ResponseField::AllowHeaders),
            (29, _) => Name::Cors(ResponseField::ExposeHeaders),
            (32, _) => Name::Cors(ResponseField::AllowCredentials),
            (36, _) => Name::Cors(ResponseField::AllowPrivateNetwork),
            _ => return None,
        })
    }
}

#[derive(Clone, Copy)]
struct Line {
    name: Name,
    value: Stored,
}

#[derive(Clone, Copy)]
enum Stored {
    Copied { start: u32, end: u32 },
    Static(&'static str),
}

/// A small fixed array of header lines, and the bytes of their values. It is emptied and used again.
pub struct HeaderArray {
    lines: [Line; LINES],
    count: usize,
    bytes: [u8; BYTES],
    length: usize,
}

impl HeaderArray {
    /// An empty array.
    pub fn new() -> HeaderArray {
        HeaderArray {
            lines: [Line { name: Name::Vary, value: Stored::Static("") }; LINES],
            count: 0,
            bytes: [0; BYTES],
            length: 0,
        }
    }

    /// Forgets all lines.
    #[inline]
    pub fn clear(&mut self) {
        (self.count, self.length) = (0, 0);
    }

    /// The number of lines.
    #[expect(clippy::len_without_is_empty, reason = "the benchmarks never ask")]
    pub fn len(&self) -> usize {
        self.count
    }

    /// The value of the first line of this name.
    pub fn get(&self, name: Name) -> Option<&[u8]> {
        self.lines().iter().find(|line| line.name == name).map(|line| self.value(line))
    }

    /// Adds a line and copies its value.
    ///
    /// # Panics
    ///
    /// If there is no room.
    #[inline]
    pub fn push(&mut self, name: Name, value: &[u8]) {
        let (start, end) = (self.length, self.length + value.len());
        self.bytes[start..end].copy_from_slice(value);
        self.length = end;
        self.push_line(Line { name, value: Stored::Copied { start: start as u32, end: end as u32 } });
    }

    /// Adds a line with a value that is in memory for good, as those of `Vary` are.
    ///
    /// # Panics
    ///
    /// If there is no room.
    #[inline]
    pub fn push_static(&mut self, name: Name, value: &'static str) {
        self.push_line(Line { name, value: Stored::Static(value) });
    }

    #[inline]
    fn push_line(&mut self, line: Line) {
        self.lines[self.count] = line;
        self.count += 1;
    }

    #[inline]
    fn lines(&self) -> &[Line] {
        &self.lines[..self.count.min(LINES)]
    }

    fn value(&self, line: &Line) -> &[u8] {
        match line.value {
            Stored::Copied { start, end } => &self.bytes[start as usize..end as usize],
            Stored::Static(value) => value.as_bytes(),
        }
    }

    #[inline]
    fn has(&self, name: Name) -> bool {
        self.lines().iter().any(|line| line.name == name)
    }

    /// The names that the `Vary` lines do not hold yet.
    #[cold]
    fn missing(&self, vary: Vary) -> Vary {
        let lines = self.lines().iter().filter(|line| line.name == Name::Vary);
        vary.missing_from(lines.map(|line| self.value(line)))
    }

    /// Removes all lines of this name; their values stay where they are.
    #[cold]
    fn delete(&mut self, name: Name) {
        let mut kept = 0;
        for index in 0..self.count {
            let line = self.lines[index];
            if line.name != name {
                self.lines[kept] = line;
                kept += 1;
            }
        }
        self.count = kept;
    }
}

impl Default for HeaderArray {
    fn default() -> Self {
        HeaderArray::new()
    }
}

impl ResponseHeaders for HeaderArray {
    #[inline]
    fn set(&mut self, field: ResponseField, value: Value<'_>) {
        if self.has(Name::Cors(field)) {
            self.delete(Name::Cors(field));
        }
        self.push(Name::Cors(field), value.as_bytes());
    }

    #[inline]
    fn append(&mut self, field: ResponseField, value: Value<'_>) {
        self.push(Name::Cors(field), value.as_bytes());
    }

    #[inline]
    fn remove(&mut self, fields: ResponseFields) {
        let named = |line: &Line| matches!(line.name, Name::Cors(field) if fields.contains(field));
        if self.lines().iter().any(named) {
            fields.iter().for_each(|field| self.delete(Name::Cors(field)));
        }
    }

    #[inline]
    fn add_vary(&mut self, vary: Vary) {
        let missing = if self.has(Name::Vary) { self.missing(vary) } else { vary };
        if !missing.is_empty() {
            self.push_static(Name::Vary, missing.as_str());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_recognised() {
        for field in ResponseField::ALL {
            assert_eq!(Name::from_bytes(field.as_str().as_bytes()), Some(Name::Cors(field)));
        }
        assert_eq!(Name::from_bytes(b"vary"), Some(Name::Vary));
        assert_eq!(Name::from_bytes(b"host2"), None);
    }

    #[test]
    fn lines_are_removed_and_replaced() {
        let mut headers = HeaderArray::new();
        headers.push(Name::Cors(ResponseField::MaxAge), b"5");
        headers.push(Name::Vary, b"origin");
        headers.remove(ResponseField::MaxAge.into());
        assert_eq!((headers.len(), headers.get(Name::Vary)), (1, Some(&b"origin"[..])));
        headers.clear();
        assert_eq!((headers.len(), headers.get(Name::Vary)), (0, None));
    }
}
