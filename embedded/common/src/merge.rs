//! A handler's header lines and an answer's, as one slice.

use core::fmt;

use corsac::{Operation, Request, ResponseField, Vary};

use crate::answer::Answer;
use crate::source::HeldPolicy;

/// How many lines an answer has at most, if the request has one line of `Access-Control-Request-Headers`, as those of
/// browsers have.
pub const MAX_LINES: usize = 7;

/// There is no room for all header lines. Each but the last of [`MAX_LINES`] can be counted on in advance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooManyLines;

impl fmt::Display for TooManyLines {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the slice has no room for all header lines")
    }
}

impl core::error::Error for TooManyLines {}

/// Writes a handler's own header lines and then those of the answer into `lines`, and gives back the part that is
/// filled. A handler's own lines of the CORS protocol are left out, and of `Vary` only what is missing is added.
///
/// `lines` needs room for those of the handler and for [`MAX_LINES`] more.
///
/// # Errors
///
/// If it has less and that does not do.
#[inline(never)]
pub fn merge<'l, 'v, P: HeldPolicy, R: Request>(
    own: &[(&'v str, &'v str)],
    answer: &'v Answer<P, R>,
    lines: &'l mut [(&'v str, &'v str)],
) -> Result<&'l [(&'v str, &'v str)], TooManyLines> {
    let mut length = 0usize;
    let mut push = |line| {
        let place = lines.get_mut(length).ok_or(TooManyLines)?;
        *place = line;
        length = length.saturating_add(1);
        Ok(())
    };
    for line in own {
        if !is_cors(line.0) {
            push(*line)?;
        }
    }
    for operation in answer.operations() {
        match operation {
            Operation::Set { field, value } | Operation::Append { field, value } => {
                push((field.as_str(), value.as_str()))?;
            }
            Operation::AddVary(vary) => {
                let missing =
                    vary.missing_from(own.iter().filter(|line| is_vary(line.0)).map(|line| line.1.as_bytes()));
                if missing != Vary::NONE {
                    push(("vary", missing.as_str()))?;
                }
            }
            _ => {}
        }
    }
    lines.get(..length).ok_or(TooManyLines)
}

fn is_cors(name: &str) -> bool {
    ResponseField::ALL.iter().any(|field| field.as_str().eq_ignore_ascii_case(name))
}

fn is_vary(name: &str) -> bool {
    name.eq_ignore_ascii_case("vary")
}
