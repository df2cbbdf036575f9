//! A handler's header lines and an answer's, as one slice.

use core::fmt;

use corsac::Request;

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
/// filled. A handler's own `Access-Control-*` lines are left out, and of `Vary` only what is missing is added.
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
    // Counts on where there is no room: then the part asked for at the end is none.
    let mut push = |line| {
        if let Some(place) = lines.get_mut(length) {
            *place = line;
        }
        length = length.wrapping_add(1);
    };
    let mut vary = answer.decision().vary();
    for line in own {
        if line.0.eq_ignore_ascii_case("vary") {
            vary = vary.missing_from(core::iter::once(line.1.as_bytes()));
        }
        if !is_cors(line.0) {
            push(*line);
        }
    }
    answer.each_cors_line(|name, value| push((name, value)));
    if !vary.is_empty() {
        push(("vary", vary.as_str()));
    }
    lines.get(..length).ok_or(TooManyLines)
}

fn is_cors(name: &str) -> bool {
    let prefix = "access-control-";
    name.len() > prefix.len()
        && name.bytes().zip(prefix.bytes()).all(|(byte, wanted)| byte.to_ascii_lowercase() == wanted)
}
