//! The place that labels take in an origin, and what a policy says of an origin made there.

use super::alphabet::Alphabet;
use crate::fetch::{MAX_ORIGIN_LENGTH, Origin, OriginBuf};
use crate::pattern::{HostPattern, OriginPattern};
use crate::policy::{OriginMatch, Policy};

/// Bytes of an origin in the making.
pub(super) type Text = heapless::Vec<u8, MAX_ORIGIN_LENGTH>;

/// What stands for the `*` of a wildcard in the examples that are tried first.
pub(super) const EXAMPLES: [&str; 4] = ["x", "any", "x-1", "q7_z-q7_z-q7"];

/// All of an origin but the labels that a wildcard stands for, and the policy that is asked.
#[derive(Clone, Copy)]
pub(super) struct Place<'p> {
    /// The scheme and `://`.
    pub(super) head: &'p str,
    /// What follows the labels and a dot.
    pub(super) base: &'p str,
    /// Empty, or a colon and the port.
    pub(super) port: &'p str,
    pub(super) other: Policy<'p>,
}

/// What the policy says of an origin. If several of its patterns allow the origin, this is about one of them.
pub(super) enum Answer {
    /// It refuses the origin.
    Refused,
    /// It allows this host, by name.
    Host,
    /// It allows the host by a glob with that many bytes before and after its `*`.
    Glob { prefix: usize, suffix: usize },
    /// It allows the host by a wildcard for whole labels.
    Subdomains,
}

impl Place<'_> {
    /// The most bytes that the labels can have.
    pub(super) fn longest(&self) -> usize {
        let around = [self.head, ".", self.base, self.port].iter().map(|piece| piece.len()).sum();
        MAX_ORIGIN_LENGTH.saturating_sub(around)
    }

    /// Asks about the origin with these labels.
    pub(super) fn ask(&self, labels: &[u8]) -> Answer {
        let index = match self.other.match_origin(&self.text(labels)) {
            OriginMatch::None => return Answer::Refused,
            // A text that is no origin is no example. No caller makes one, but for empty labels in `subdomains`.
            OriginMatch::Exact(_) | OriginMatch::Malformed => return Answer::Host,
            OriginMatch::Any => return Answer::Subdomains,
            OriginMatch::Wildcard(index) => index,
        };
        match self.other.allow_origin(index) {
            Some(OriginPattern::Tuple(pattern)) => match pattern.host() {
                HostPattern::Exact(_) => Answer::Host,
                HostPattern::Glob { prefix, suffix, .. } => Answer::Glob { prefix: prefix.len(), suffix: suffix.len() },
                HostPattern::Subdomains { .. } => Answer::Subdomains,
            },
            _ => Answer::Subdomains,
        }
    }

    /// The origin with these labels, if it is one and the policy refuses it.
    pub(super) fn refused(&self, labels: &[u8]) -> Option<OriginBuf> {
        refused(&self.other, &self.text(labels))
    }

    fn text(&self, labels: &[u8]) -> Text {
        let mut text = Text::new();
        for piece in [self.head.as_bytes(), labels, b".", self.base.as_bytes(), self.port.as_bytes()] {
            // What is too long ends up malformed or is cut; no caller asks for more than `longest`.
            let _ = text.extend_from_slice(piece);
        }
        text
    }
}

/// This origin, if it is one and the policy refuses it.
pub(super) fn refused(other: &Policy<'_>, text: &[u8]) -> Option<OriginBuf> {
    match other.match_origin(text) {
        OriginMatch::None => Origin::parse(text).ok().map(OriginBuf::from),
        _ => None,
    }
}

/// All words over an alphabet, shorter ones first.
pub(super) struct Words {
    alphabet: Alphabet,
    longest: usize,
    word: Text,
}

impl Words {
    /// The words of one to `longest` bytes.
    pub(super) fn new(alphabet: Alphabet, longest: usize) -> Words {
        Words { alphabet, longest, word: Text::new() }
    }

    /// The next word, until there is none.
    pub(super) fn next(&mut self) -> Option<&[u8]> {
        let first = self.alphabet.first_from(0)?;
        let mut carry = true;
        for byte in self.word.iter_mut().rev() {
            let next = byte.checked_add(1).and_then(|from| self.alphabet.first_from(from));
            *byte = next.unwrap_or(first);
            carry = next.is_none();
            if !carry {
                break;
            }
        }
        if carry {
            if self.word.len() >= self.longest {
                return None;
            }
            self.word.push(first).ok()?;
        }
        Some(&self.word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::string::String;
    use std::vec::Vec;

    fn letters(letters: &[u8]) -> Alphabet {
        let all = Alphabet::of(crate::syntax::TOKEN);
        all.minus(letters.iter().fold(all, |others, letter| others.without(*letter)))
    }

    #[test]
    fn words_come_in_order_and_each_once() {
        let mut words = Words::new(letters(b"az"), 3);
        let mut all = Vec::new();
        while let Some(word) = words.next() {
            all.push(String::from_utf8_lossy(word).into_owned());
        }
        assert_eq!(all.join(" "), "a z aa az za zz aaa aaz aza azz zaa zaz zza zzz");
        assert!(Words::new(letters(b""), 3).next().is_none());
        assert!(Words::new(letters(b"a"), 0).next().is_none());
    }
}
