//! What one pattern allows beyond a policy.
//!
//! # Why the answer is exact
//!
//! A pattern names its scheme, and only patterns of the same scheme allow its origins. A number as port is allowed by
//! patterns with that number or `:*`, no port by patterns with no port or `:*`. So for a pattern of one port there is
//! one question about hosts.
//!
//! For a pattern with `:*` there are two. One is about origins without a port, which have the longest hosts. The other
//! is about a port that no pattern can name, because browsers block it: 1 for http and https, 0 for other schemes.
//! Only patterns with `:*` allow that port, and they allow every other one with the same host; and no port is shorter,
//! so no origin with a port has a host that one with this port cannot have. If all hosts are allowed with this port,
//! they are with every other.
//!
//! Every origin is allowed by `*` alone: patterns name finitely many schemes, hosts and bases, so a policy without `*`
//! refuses most hosts of one label.

use super::alphabet::Alphabet;
use super::place::{Place, Text, Words, refused};
use super::{glob, subdomains};
use crate::fetch::{self, OriginBuf, Parts, port};
use crate::image::{Flags, Shape, Subject};
use crate::pattern::{HostPattern, OriginPattern, PortPattern, TuplePattern};
use crate::policy::Policy;
use crate::syntax::{LOWER_ALPHA_DIGIT, bytes};

/// An origin that the pattern allows and the policy refuses, if there is one.
pub(super) fn beyond(pattern: &OriginPattern<'_>, other: &Policy<'_>) -> Option<OriginBuf> {
    match pattern {
        _ if covering(other, pattern).is_some() => None,
        OriginPattern::Any => single_label(other),
        OriginPattern::Null => refused(other, b"null"),
        OriginPattern::Tuple(tuple) => beyond_tuple(pattern.as_str(), tuple, other),
    }
}

/// The index of a pattern of the policy that covers this one alone.
pub(super) fn covering(policy: &Policy<'_>, pattern: &OriginPattern<'_>) -> Option<u32> {
    if policy.has(Flags::ANY_ORIGIN) {
        return Some(0);
    }
    let is_wildcard = Shape::of(pattern.as_str().as_bytes()).is_some();
    covering_text(policy, pattern.as_str().as_bytes(), is_wildcard)
}

/// Likewise for the text of a pattern that is not `*`.
fn covering_text(policy: &Policy<'_>, text: &[u8], is_wildcard: bool) -> Option<u32> {
    let origins = policy.layout().origins(policy.as_bytes());
    let same = origins.find(&[text], is_wildcard);
    let subject = if same.is_some() { None } else { Subject::cut(text) };
    let mut shapes = origins.shapes;
    while let (Some(subject), Some((shape, _, rest))) = (&subject, Shape::split_first(shapes)) {
        if let Some(index) = subject.find(shape, &origins) {
            return Some(index);
        }
        shapes = rest;
    }
    same
}

/// An origin of a host of one label that is refused. Wildcards have a dot, so each exact host allows one of them.
fn single_label(other: &Policy<'_>) -> Option<OriginBuf> {
    let usual: [&[u8]; 3] = [b"https://any.example", b"https://any.test", b"https://any.invalid"];
    if let Some(origin) = usual.iter().find_map(|text| refused(other, text)) {
        return Some(origin);
    }
    // A label that is a number is no host, and is passed over.
    let head = b"https://";
    let mut words = Words::new(Alphabet::of(LOWER_ALPHA_DIGIT), fetch::MAX_ORIGIN_LENGTH.saturating_sub(head.len()));
    while let Some(label) = words.next() {
        let text: Text = head.iter().chain(label).copied().collect();
        if let Some(origin) = refused(other, &text) {
            return Some(origin);
        }
    }
    None
}

/// Takes a pattern and its text.
fn beyond_tuple(text: &str, pattern: &TuplePattern<'_>, other: &Policy<'_>) -> Option<OriginBuf> {
    let parts = Parts::cut(text.as_bytes())?;
    let (head, host, port) = (bytes::ascii(parts.head), bytes::ascii(parts.host), bytes::ascii(parts.port));
    let is_http = parts.is_http();
    let at_port = |port| {
        let host = Hosts { head, host, pattern: pattern.host(), is_http };
        host.beyond(port, other)
    };
    match pattern.port() {
        PortPattern::Default | PortPattern::Number(_) => at_port(port),
        PortPattern::Any => at_port("").or_else(|| {
            let origin = at_port(if is_http { ":1" } else { ":0" })?;
            Some(with_usual_port(origin, is_http, other))
        }),
    }
}

/// The same origin with a port that a browser is likely to use, if that is refused, too.
// Invariant: `origin` has the port 0 or 1, and the pattern it is an example of allows all ports.
fn with_usual_port(origin: OriginBuf, is_http: bool, other: &Policy<'_>) -> OriginBuf {
    let without_port = origin.as_str().get(..origin.as_str().len().saturating_sub(2)).unwrap_or_default();
    let refused_at = |number: u16| {
        use core::fmt::Write;
        let mut text = heapless::String::<{ fetch::MAX_ORIGIN_LENGTH }>::new();
        write!(text, "{without_port}:{number}").ok()?;
        refused(other, text.as_bytes())
    };
    // Five digits are enough for any port; after a long host there is room for fewer.
    let digits = fetch::MAX_ORIGIN_LENGTH.saturating_sub(without_port.len().saturating_add(1)).min(5);
    let fits = |number: &u16| number.checked_ilog10().is_none_or(|above| (above as usize) < digits);
    let usual = [8443, 8080, 3000, 8000, 5173].into_iter().chain(1024..=u16::MAX).chain(1..1024).filter(fits);
    usual.filter(|number| !(is_http && port::is_bad(*number))).find_map(refused_at).unwrap_or(origin)
}

/// The hosts of a pattern.
struct Hosts<'p> {
    /// The scheme and `://`.
    head: &'p str,
    /// The text that `pattern` was read from.
    host: &'p str,
    pattern: HostPattern<'p>,
    is_http: bool,
}

impl Hosts<'_> {
    /// An origin of one of these hosts and this port that is refused.
    fn beyond(&self, port: &str, other: &Policy<'_>) -> Option<OriginBuf> {
        let mut text = Text::new();
        for piece in [self.head, self.host, port] {
            text.extend_from_slice(piece.as_bytes()).ok()?;
        }
        let place = |base| Place { head: self.head, base, port, other: *other };
        match self.pattern {
            HostPattern::Exact(_) => refused(other, &text),
            _ if covering_text(other, &text, true).is_some() => None,
            HostPattern::Subdomains { base } => subdomains::beyond(&place(base), self.is_http),
            HostPattern::Glob { prefix, suffix, base } => glob::beyond(&place(base), prefix, suffix),
        }
    }
}
