//! The few bytes of a request that an answer may need after the request is gone.

use corsac::{Decision, Request, RequestField};

/// A bounded copy of what an answer takes from its request, for servers that give the request away before the response
/// begins.
///
/// Most answers take nothing: an origin that a policy lists is answered with the policy's own text. Only where a
/// wildcard allowed the origin is that copied (at most 327 bytes, and longer than 100 in no ordinary deployment), and
/// where credentials meet `*` the requested method and header names.
///
/// Each line takes its length and one byte. `N` is at most 65535.
#[derive(Clone, Debug)]
pub struct RequestCopy<const N: usize> {
    // The lines of the origin, the method and the header names, with a line feed after each.
    text: [u8; N],
    // Where each of the three ends.
    ends: [u16; 3],
}

/// Appends a line and its line feed, if there is room for both.
fn append(text: &mut [u8], length: &mut usize, line: &[u8]) -> bool {
    let end = length.saturating_add(line.len()).saturating_add(1);
    let Some([place @ .., feed]) = text.get_mut(*length..end) else { return false };
    place.copy_from_slice(line);
    *feed = b'\n';
    *length = end;
    true
}

/// What an answer can be made from, the most important one first.
const FIELDS: [RequestField; 3] =
    [RequestField::Origin, RequestField::AccessControlRequestMethod, RequestField::AccessControlRequestHeaders];

impl<const N: usize> RequestCopy<N> {
    /// No bytes.
    pub const EMPTY: RequestCopy<N> = {
        // An end is a u16.
        assert!(N <= 65_535);
        RequestCopy { text: [0; N], ends: [0; 3] }
    };

    /// Copies the lines that the answer to this request is made from, if it is made from any.
    ///
    /// If the lines of one name do not fit into what is left of `N` bytes, none of them is kept, and the header that
    /// would have named them will be missing: the browser refuses, and nothing wrong is said.
    #[inline]
    pub fn of<R: Request>(decision: Decision, request: &R) -> RequestCopy<N> {
        let mut copy = RequestCopy::EMPTY;
        copy.fill(decision, request);
        copy
    }

    /// Does what [`of`](RequestCopy::of) does with a copy that is empty, where it lies.
    #[inline]
    pub(crate) fn fill<R: Request>(&mut self, decision: Decision, request: &R) {
        if decision.reads_request() {
            let mut length = 0usize;
            for (field, end) in FIELDS.into_iter().zip(&mut self.ends) {
                let before = length;
                if !request.field_lines(field).all(|line| append(&mut self.text, &mut length, line)) {
                    // A part of a list would be another list.
                    length = before;
                }
                *end = length as u16;
            }
        }
    }

    fn part(&self, part: usize) -> &[u8] {
        let start = part.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        let end = self.ends.get(part).copied().unwrap_or(0);
        self.text.get(usize::from(start)..usize::from(end)).unwrap_or_default()
    }
}

/// Gives back what was copied.
impl<const N: usize> Request for RequestCopy<N> {
    fn method(&self) -> &[u8] {
        b""
    }

    fn field_lines(&self, field: RequestField) -> impl Iterator<Item = &[u8]> {
        // The place in `FIELDS`.
        let part = match field {
            RequestField::Origin => 0,
            RequestField::AccessControlRequestMethod => 1,
            RequestField::AccessControlRequestHeaders => 2,
            _ => FIELDS.len(),
        };
        self.part(part).split(|byte| *byte == b'\n').filter(|line| !line.is_empty())
    }
}
