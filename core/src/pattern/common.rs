//! What two patterns have in common.
//!
//! The hosts that two wildcards allow together need not be those of a third: `a*b` and `ab*` have `abb` and every
//! `ab…b` in common. So the answer is an origin, not a pattern.

use super::{HostPattern, OriginPattern, PortPattern, TuplePattern, ends_with_labels};
use crate::fetch::OriginBuf;
use crate::syntax::{GLOB, bytes};

/// What stands for a `*` in an example.
const EXAMPLE: u8 = b'x';

impl OriginPattern<'_> {
    /// Is there an origin that both patterns allow?
    ///
    /// ```
    /// use corsac::pattern::OriginPattern;
    ///
    /// let parse = |text| OriginPattern::parse(text).unwrap();
    /// assert!(parse("https://pr-*.example.com").overlaps(&parse("https://*-main.example.com:*")));
    /// assert!(!parse("https://pr-*.example.com").overlaps(&parse("https://*.www.example.com")));
    /// ```
    pub fn overlaps(&self, other: &OriginPattern<'_>) -> bool {
        self.common_origin(other).is_some()
    }

    /// An origin that both patterns allow, one of the shortest; `None` if and only if there is none.
    ///
    /// Exact, the limit [`MAX_ORIGIN_LENGTH`](crate::fetch::MAX_ORIGIN_LENGTH) included. Takes time in proportion to
    /// the length of the patterns, times that of their glob labels.
    ///
    /// ```
    /// use corsac::pattern::OriginPattern;
    ///
    /// let parse = |text| OriginPattern::parse(text).unwrap();
    /// let common = parse("https://pr-*.example.com").common_origin(&parse("https://*-main.example.com:8443"));
    /// assert_eq!(common, None, "the ports differ");
    /// let common = parse("https://pr-*.example.com:*").common_origin(&parse("https://*-main.example.com:8443"));
    /// assert_eq!(common.unwrap().as_str(), "https://pr-main.example.com:8443");
    /// ```
    pub fn common_origin(&self, other: &OriginPattern<'_>) -> Option<OriginBuf> {
        match (self, other) {
            (OriginPattern::Any, OriginPattern::Any) => OriginBuf::from_pieces(&["https://x.example"]),
            (OriginPattern::Any | OriginPattern::Null, OriginPattern::Null)
            | (OriginPattern::Null, OriginPattern::Any) => OriginBuf::from_pieces(&["null"]),
            (OriginPattern::Any, OriginPattern::Tuple(pattern))
            | (OriginPattern::Tuple(pattern), OriginPattern::Any) => pattern.common_origin(pattern),
            (OriginPattern::Tuple(pattern), OriginPattern::Tuple(other)) => pattern.common_origin(other),
            (OriginPattern::Null, OriginPattern::Tuple(_)) | (OriginPattern::Tuple(_), OriginPattern::Null) => None,
        }
    }

    /// An origin that this pattern allows. Every pattern that can be written allows one.
    pub fn example(&self) -> Option<OriginBuf> {
        self.common_origin(self)
    }
}

impl TuplePattern<'_> {
    fn common_origin(&self, other: &TuplePattern<'_>) -> Option<OriginBuf> {
        let port = match (self.port, other.port) {
            (PortPattern::Any, PortPattern::Any) => "",
            (PortPattern::Any, _) => other.port_text(),
            (_, PortPattern::Any) => self.port_text(),
            (port, other) if port == other => self.port_text(),
            _ => return None,
        };
        if self.scheme != other.scheme {
            return None;
        }
        // Two globs, the byte between them and a dot.
        let mut label = [0; 2 * super::LONGEST_GLOB + 2];
        let (labels, base) = common_host(&self.host, &other.host, &mut label)?;
        OriginBuf::from_pieces(&[self.scheme, "://", labels, base, port])
    }

    /// Empty, or a colon and the port.
    fn port_text(&self) -> &str {
        let start = match self.port {
            PortPattern::Default => None,
            _ => self.text.rfind(':'),
        };
        start.and_then(|start| self.text.get(start..)).unwrap_or_default()
    }
}

/// One of the shortest hosts that both allow, in two pieces.
fn common_host<'h>(a: &HostPattern<'h>, b: &HostPattern<'h>, label: &'h mut [u8]) -> Option<(&'h str, &'h str)> {
    match (*a, *b) {
        (HostPattern::Exact(host), _) => b.matches(host.as_str()).then_some((host.as_str(), "")),
        (_, HostPattern::Exact(host)) => a.matches(host.as_str()).then_some((host.as_str(), "")),
        (HostPattern::Subdomains { base }, HostPattern::Subdomains { base: other }) => {
            let (longer, shorter) = if base.len() < other.len() { (other, base) } else { (base, other) };
            (longer == shorter || ends_with_labels(longer, shorter)).then_some(("x.", longer))
        }
        (HostPattern::Subdomains { base }, HostPattern::Glob { prefix, suffix, base: longer })
        | (HostPattern::Glob { prefix, suffix, base: longer }, HostPattern::Subdomains { base }) => {
            let below = longer == base || ends_with_labels(longer, base);
            let glob = (prefix.as_bytes(), suffix.as_bytes());
            Some((common_label(glob, glob, label).filter(|_| below)?, longer))
        }
        (
            HostPattern::Glob { prefix, suffix, base },
            HostPattern::Glob { prefix: other_prefix, suffix: other_suffix, base: other_base },
        ) => {
            let (a, b) = ((prefix.as_bytes(), suffix.as_bytes()), (other_prefix.as_bytes(), other_suffix.as_bytes()));
            Some((common_label(a, b, label).filter(|_| base == other_base)?, base))
        }
    }
}

/// The bytes around the `*` of a glob label.
type Glob<'g> = (&'g [u8], &'g [u8]);

/// One of the shortest labels that both globs match, and a dot.
///
/// Where the label is longer than the longer prefix and the longer suffix together, and one byte, that byte is free in
/// both, and taking it out changes nothing. So no longer label has to be tried.
fn common_label<'l>(a: Glob<'_>, b: Glob<'_>, buffer: &'l mut [u8]) -> Option<&'l str> {
    let least = |glob: Glob<'_>| glob.0.len().saturating_add(glob.1.len()).saturating_add(1);
    let longest = a.0.len().max(b.0.len()).saturating_add(a.1.len().max(b.1.len())).saturating_add(1);
    let length =
        (least(a).max(least(b))..=longest).find(|length| write_label(buffer.get_mut(..*length), a, b).is_some())?;
    let dot = buffer.get_mut(length)?;
    *dot = b'.';
    buffer.get(..=length).map(bytes::ascii)
}

fn write_label(label: Option<&mut [u8]>, a: Glob<'_>, b: Glob<'_>) -> Option<()> {
    let label = label?;
    let length = label.len();
    for (place, byte) in label.iter_mut().enumerate() {
        *byte = match (literal(a, length, place), literal(b, length, place)) {
            (None, None) => EXAMPLE,
            (Some(byte), None) | (None, Some(byte)) if GLOB.contains(byte) => byte,
            (Some(byte), Some(other)) if byte == other => byte,
            _ => return None,
        };
    }
    Some(())
}

/// What the glob says about one place of a label of this length; `None` of what its `*` stands for.
fn literal((prefix, suffix): Glob<'_>, length: usize, place: usize) -> Option<u8> {
    let in_suffix = place.checked_sub(length.saturating_sub(suffix.len()));
    prefix.get(place).or_else(|| suffix.get(in_suffix?)).copied()
}

#[cfg(all(test, feature = "compile"))]
mod tests {
    use super::*;
    use crate::fetch::MAX_ORIGIN_LENGTH;
    use std::format;
    use std::string::{String, ToString};

    fn common(a: &str, b: &str) -> Option<String> {
        let (a, b) = (OriginPattern::parse(a).unwrap(), OriginPattern::parse(b).unwrap());
        let common = a.common_origin(&b);
        if let Some(origin) = &common {
            assert!(a.matches(&origin.as_origin()) && b.matches(&origin.as_origin()), "{origin}");
        }
        assert_eq!(b.common_origin(&a).is_some(), common.is_some());
        common.map(|origin| origin.to_string())
    }

    #[test]
    fn globs_may_share_short_labels_only() {
        assert_eq!(common("https://a*b.c", "https://ab*.c").as_deref(), Some("https://abb.c"));
        assert_eq!(common("https://ab*.c", "https://*ba.c").as_deref(), Some("https://aba.c"));
        // The label a!b: longer ones would need `!` where the first glob has its `*`.
        assert_eq!(common("https://a*!b.c", "https://ax!*.c").as_deref(), Some("https://ax!b.c"));
        assert_eq!(common("https://a*!c.c", "https://ax!b*.c"), None);
        assert_eq!(common("https://a*.c", "https://!*.c"), None);
        assert_eq!(common("https://a*.c", "https://*!.c"), None);
    }

    #[test]
    fn hosts_schemes_and_ports_must_all_agree() {
        assert_eq!(common("https://*.c", "https://*.b.c:*").as_deref(), Some("https://x.b.c"));
        assert_eq!(common("https://*.c", "https://p*.b.c").as_deref(), Some("https://px.b.c"));
        assert_eq!(common("https://*.b.c", "https://p*.c"), None);
        assert_eq!(common("https://*.b", "https://*.c"), None);
        assert_eq!(common("https://*.c", "http://*.c"), None);
        assert_eq!(common("https://*.c:81", "https://a.c:*").as_deref(), Some("https://a.c:81"));
        assert_eq!(common("https://*.c:81", "https://a.c:82"), None);
        assert_eq!(common("http://[::1]:*", "http://[::1]").as_deref(), Some("http://[::1]"));
        assert_eq!(common("http://[::1]:*", "http://[::1]:81").as_deref(), Some("http://[::1]:81"));
        assert_eq!(common("*", "https://*.c:*").as_deref(), Some("https://x.c"));
        assert_eq!(common("*", "null").as_deref(), Some("null"));
        assert_eq!(common("*", "*").as_deref(), Some("https://x.example"));
        assert_eq!(common("null", "null").as_deref(), Some("null"));
        assert_eq!(common("null", "https://c"), None);
    }

    #[test]
    fn what_is_too_long_for_an_origin_is_not_common() {
        let base = "b".repeat(MAX_ORIGIN_LENGTH - "app://aaaa.:*".len());
        let exact = format!("app://aaaa.{base}:*");
        assert_eq!(common(&exact, &format!("app://*.{base}:8")), Some(format!("app://aaaa.{base}:8")));
        assert_eq!(common(&exact, &format!("app://*.{base}:88")), None);
        assert_eq!(common(&exact, &format!("app://*.{base}")), Some(format!("app://aaaa.{base}")));
        let (a, b) = (format!("app://aa*.{base}"), format!("app://*ab.{base}:*"));
        assert_eq!(common(&a, &b), Some(format!("app://aab.{base}")));
        assert_eq!(common(&a.replace("aa", "ac"), &b.replace("ab.", "ab-.")), Some(format!("app://acab-.{base}")));
    }
}
