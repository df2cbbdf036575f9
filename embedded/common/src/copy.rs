//! The few bytes of a request that an answer may need after the request is gone.

use corsac::{Decision, Operation, Policy, Request, RequestField, Value, ValueId};

/// A bounded copy of what an answer takes from its request, for servers that give the request away before the response
/// begins.
///
/// Most answers take nothing: an origin that a policy lists is answered with the policy's own text. Only where a
/// wildcard allowed the origin is that copied (at most 327 bytes, and longer than 100 in no ordinary deployment), and
/// where credentials meet `*` the requested method and header names.
///
/// `N` is at most 65535.
#[derive(Clone, Debug)]
pub struct RequestCopy<const N: usize> {
    // The origin, the method, then the lines of header names, with a line feed after each.
    text: [u8; N],
    // Where each of the three ends.
    ends: [u16; 3],
}

impl<const N: usize> RequestCopy<N> {
    /// No bytes.
    pub const EMPTY: RequestCopy<N> = RequestCopy { text: [0; N], ends: [0; 3] };

    /// Copies what the plan of `decision` reads of `request`.
    ///
    /// What does not fit into `N` bytes is left out as a whole, and the header that would have named it will be
    /// missing: the browser refuses, nothing wrong is said. A second value says so.
    #[inline(never)]
    pub fn of<R: Request>(decision: Decision, policy: Policy<'_>, request: &R) -> (RequestCopy<N>, bool) {
        let mut copy = RequestCopy::EMPTY;
        if !decision.reads_request() {
            return (copy, true);
        }
        let mut fits = true;
        for operation in decision.plan(policy, request) {
            let (Operation::Set { value, .. } | Operation::Append { value, .. }) = operation else { continue };
            fits &= copy.take(value);
        }
        if !fits {
            // A part of a list would be another list.
            copy.ends[2] = copy.ends[1];
        }
        (copy, fits)
    }

    fn take(&mut self, value: Value<'_>) -> bool {
        let (part, end): (usize, &[u8]) = match value.id() {
            ValueId::RequestOrigin => (0, b""),
            ValueId::RequestMethod => (1, b""),
            ValueId::RequestHeaders(_) => (2, b"\n"),
            _ => return true,
        };
        [value.as_bytes(), end].into_iter().all(|bytes| self.append(part, bytes))
    }

    fn append(&mut self, part: usize, bytes: &[u8]) -> bool {
        let start = usize::from(self.ends[2]);
        let end = start.saturating_add(bytes.len());
        let (Some(place), Ok(end)) = (self.text.get_mut(start..end), u16::try_from(end)) else { return false };
        place.copy_from_slice(bytes);
        for later in self.ends.iter_mut().skip(part) {
            *later = end;
        }
        true
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
        let part = match field {
            RequestField::Origin => 0,
            RequestField::AccessControlRequestMethod => 1,
            RequestField::AccessControlRequestHeaders => 2,
            _ => 3,
        };
        self.part(part).split(|byte| *byte == b'\n').filter(|line| !line.is_empty())
    }
}
