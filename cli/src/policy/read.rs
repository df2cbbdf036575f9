//! Bytes from files and standard input, and text from bytes.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use super::{Problem, Source};
use crate::context::Failure;
use crate::text;

/// The longest file that is read, in bytes. The largest image is shorter than that.
const LONGEST: u64 = 1 << 32;

/// All bytes of a file, or of standard input where the path is `-`.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let name = text::path(path);
    let error = |error: io::Error| Failure::new(format_args!("{name}: {error}"));
    let mut bytes = Vec::new();
    let count = if path.as_os_str() == "-" {
        io::stdin().lock().take(LONGEST).read_to_end(&mut bytes)
    } else {
        File::open(path).map_err(error)?.take(LONGEST).read_to_end(&mut bytes)
    };
    match count {
        Ok(count) if count as u64 == LONGEST => Err(Failure::new(format_args!("{name}: longer than {LONGEST} bytes"))),
        Ok(_) => Ok(bytes),
        Err(problem) => Err(error(problem)),
    }
}

/// The text of a document; with what is wrong with it, if it is no text.
pub(super) fn decode(bytes: Vec<u8>) -> (Source, Option<Problem>) {
    let problem = |message: String, start, end| Problem { code: "invalid-encoding", message, span: start..end };
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return (Source::default(), Some(problem("this is UTF-16; save it as UTF-8".into(), 0, 0)));
    }
    match String::from_utf8(bytes) {
        Ok(text) => (Source::new(text), None),
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let byte = error.as_bytes().get(at).copied().unwrap_or_default();
            let source = Source::new(String::from_utf8_lossy(error.as_bytes()).into_owned());
            // What replaces the byte is longer.
            let (start, end) = match source.has_byte_order_mark {
                true => (at - 3, at),
                false => (at, at + 3),
            };
            (source, Some(problem(format!("not UTF-8: byte 0x{byte:02x} at offset {at}"), start, end)))
        }
    }
}
