//! An origin that owns its text.

use core::fmt;

use super::{MAX_ORIGIN_LENGTH, Origin};

/// An [`Origin`] that owns its text, in 327 bytes and without an allocator: an example that was made up, not read from
/// a request.
///
/// ```
/// use corsac::pattern::OriginPattern;
///
/// let pattern = OriginPattern::parse("https://pr-*.example.com").unwrap();
/// let example = pattern.example().unwrap();
/// assert_eq!(example.as_str(), "https://pr-x.example.com");
/// assert!(pattern.matches(&example.as_origin()));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct OriginBuf(
    // Invariant: the serialization of an origin.
    heapless::String<MAX_ORIGIN_LENGTH>,
);

impl OriginBuf {
    /// The pieces one after the other, if that is an origin.
    pub(crate) fn from_pieces(pieces: &[&str]) -> Option<OriginBuf> {
        let mut text = heapless::String::new();
        for piece in pieces {
            text.push_str(piece).ok()?;
        }
        Origin::parse(text.as_bytes()).is_ok().then_some(OriginBuf(text))
    }

    /// The serialized origin.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The origin, taken apart.
    pub fn as_origin(&self) -> Origin<'_> {
        // By the invariant the second case does not occur.
        Origin::parse(self.0.as_bytes()).unwrap_or(Origin::Opaque)
    }
}

impl From<Origin<'_>> for OriginBuf {
    fn from(origin: Origin<'_>) -> OriginBuf {
        // No origin is longer than the buffer.
        OriginBuf(heapless::String::try_from(origin.as_str()).unwrap_or_default())
    }
}

impl fmt::Display for OriginBuf {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::string::ToString;

    #[test]
    fn only_origins_are_kept() {
        let origin = OriginBuf::from_pieces(&["https://", "a.example", ":8443"]).unwrap();
        assert_eq!(origin.to_string(), "https://a.example:8443");
        assert_eq!(OriginBuf::from(origin.as_origin()), origin);
        assert_eq!(OriginBuf::from(Origin::Opaque).as_origin(), Origin::Opaque);
        assert_eq!(OriginBuf::from_pieces(&["https://", "a.example", ":443"]), None);
        assert_eq!(OriginBuf::from_pieces(&["https://", &"a".repeat(MAX_ORIGIN_LENGTH)]), None);
    }
}
