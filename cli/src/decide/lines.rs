//! Lines of any stream, in memory that the longest line bounds.

use std::io::{self, BufReader, Read};

/// The longest line that is taken, in bytes: far more than any server takes for a request.
pub(super) const LONGEST: usize = 16 << 20;

/// Reads lines.
pub(super) struct Lines<R> {
    reader: BufReader<R>,
    line: Vec<u8>,
    number: u64,
}

/// What was read.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Line<'l> {
    /// Without its end.
    Text(&'l [u8]),
    /// Nothing but white space.
    Blank,
    /// More than [`LONGEST`] bytes, which were skipped.
    TooLong,
    /// There is no more.
    End,
}

impl<R: Read> Lines<R> {
    pub(super) fn new(reader: R) -> Lines<R> {
        Lines { reader: BufReader::with_capacity(1 << 16, reader), line: Vec::new(), number: 0 }
    }

    /// The number of the last line, from 1.
    pub(super) fn number(&self) -> u64 {
        self.number
    }

    /// Is a whole line here already, so that reading it waits for nobody?
    pub(super) fn has_another(&self) -> bool {
        self.reader.buffer().contains(&b'\n')
    }

    /// Reads the next line.
    pub(super) fn next(&mut self) -> io::Result<Line<'_>> {
        use io::BufRead;
        self.line.clear();
        self.number += 1;
        let mut is_too_long = false;
        loop {
            let part = match self.reader.fill_buf() {
                Ok(part) => part,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            let end = part.iter().position(|byte| *byte == b'\n');
            let length = end.unwrap_or(part.len());
            let is_last = part.is_empty();
            if self.line.len() + length > LONGEST {
                is_too_long = true;
            }
            if !is_too_long {
                self.line.extend_from_slice(&part[..length]);
            }
            self.reader.consume(length + usize::from(end.is_some()));
            if end.is_some() || is_last {
                return Ok(match &*self.line {
                    _ if is_too_long => Line::TooLong,
                    [] if is_last => Line::End,
                    line if line.iter().all(u8::is_ascii_whitespace) => Line::Blank,
                    line => Line::Text(line),
                });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives at most so many bytes at once.
    struct Slow<'b>(&'b [u8], usize);

    impl Read for Slow<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let length = self.1.min(buffer.len());
            self.0.read(&mut buffer[..length])
        }
    }

    #[test]
    fn lines_come_out_whole_whatever_the_pieces() {
        for piece in [1, 2, 3, 7, 1_000] {
            let mut lines = Lines::new(Slow(b"a\n\n bc \r\nlast", piece));
            assert_eq!(lines.next().unwrap(), Line::Text(b"a"));
            assert_eq!(lines.next().unwrap(), Line::Blank);
            assert_eq!(lines.next().unwrap(), Line::Text(b" bc \r"));
            assert_eq!(lines.next().unwrap(), Line::Text(b"last"));
            assert_eq!(lines.next().unwrap(), Line::End);
            assert_eq!(lines.number(), 5);
        }
    }

    #[test]
    fn a_line_too_long_is_skipped_and_not_kept() {
        let mut text = vec![b'x'; LONGEST + 1];
        text.extend_from_slice(b"\nnext\n");
        let mut lines = Lines::new(&*text);
        assert_eq!(lines.next().unwrap(), Line::TooLong);
        assert!(lines.line.capacity() <= 2 * LONGEST);
        assert_eq!(lines.next().unwrap(), Line::Text(b"next"));
        let exactly = vec![b'x'; LONGEST];
        assert_eq!(Lines::new(&*exactly).next().unwrap(), Line::Text(&exactly));
    }

    #[test]
    fn it_is_known_whether_a_line_is_here() {
        let mut lines = Lines::new(Slow(b"a\nb\nc", 4));
        assert!(!lines.has_another());
        lines.next().unwrap();
        assert!(lines.has_another());
        lines.next().unwrap();
        assert!(!lines.has_another());
    }
}
