//! The definition of the language of patterns, in bytes: what an image holds, and what [`OriginPattern`] is made from.
//!
//! [`OriginPattern`]: super::OriginPattern

use super::{LONGEST_GLOB, PortPattern};
use crate::fetch::{HostKind, Parts, is_host_name, is_loopback, is_name, port};
use crate::syntax::bytes;

/// A pattern of tuple origins, cut into its parts.
#[derive(Clone, Copy)]
pub(crate) struct Canonical<'p> {
    pub(crate) parts: Parts<'p>,
    pub(crate) hosts: CanonicalHosts<'p>,
    // Invariant: of a number, a port that an origin of this scheme can have.
    pub(crate) port: PortPattern,
}

/// The hosts that it allows.
#[derive(Clone, Copy)]
pub(crate) enum CanonicalHosts<'p> {
    /// One of this kind.
    Exact(HostKind),
    /// One or more labels, then a dot and `base`.
    Subdomains { base: &'p [u8] },
    /// A label with this many bytes before and after what `*` stands for, then a dot and `base`.
    Glob { prefix_length: usize, suffix_length: usize, base: &'p [u8] },
}

impl<'p> Canonical<'p> {
    /// `None` for a text that is no pattern of tuple origins.
    pub(crate) const fn read(text: &'p [u8]) -> Option<Canonical<'p>> {
        let Some(parts) = Parts::cut(text) else { return None };
        // The scheme is judged together with a host: of a wildcard, with one that stands for it.
        let (hosts, is_scheme) = match bytes::position(parts.host, b'*') {
            None => match parts.host_kind() {
                Some(kind) => (CanonicalHosts::Exact(kind), true),
                None => return None,
            },
            Some(star) => match read_wildcard(parts.host, star, parts.is_http()) {
                Some(hosts) => (hosts, Parts { host: b"a", ..parts }.host_kind().is_some()),
                None => return None,
            },
        };
        let port = match (parts.port, parts.origin_port()) {
            (b":*", _) => PortPattern::Any,
            (_, Some(None)) => PortPattern::Default,
            (_, Some(Some(port))) if port != 0 && !(parts.is_http() && port::is_bad(port)) => PortPattern::Number(port),
            _ => return None,
        };
        if is_scheme { Some(Canonical { parts, hosts, port }) } else { None }
    }

    /// Does this pattern allow more than one origin?
    pub(crate) const fn is_wildcard(&self) -> bool {
        !matches!(self.hosts, CanonicalHosts::Exact(_)) || self.any_port()
    }

    /// Is the port `*`?
    pub(crate) const fn any_port(&self) -> bool {
        matches!(self.port, PortPattern::Any)
    }

    /// Is this a wildcard whose base is one label, such as a top-level domain? Names below `localhost` belong to the
    /// machine itself, and for schemes other than http and https nobody registers names.
    pub(crate) const fn has_single_label_base(&self) -> bool {
        let (CanonicalHosts::Subdomains { base } | CanonicalHosts::Glob { base, .. }) = self.hosts else {
            return false;
        };
        let name = match base {
            [head @ .., b'.'] => head,
            base => base,
        };
        bytes::position(name, b'.').is_none() && self.parts.is_http() && !is_loopback(base)
    }

    /// Could someone on the network speak for this origin? True of http and `file`, unless the host is the machine
    /// itself. The schemes of apps and extensions count as secure.
    pub(crate) const fn is_insecure(&self) -> bool {
        let host = match self.hosts {
            CanonicalHosts::Exact(_) => self.parts.host,
            CanonicalHosts::Subdomains { base } | CanonicalHosts::Glob { base, .. } => base,
        };
        bytes::is_listed(self.parts.scheme(), b"http,file") && !is_loopback(host)
    }
}

/// Reads a host with a `*` at `star`.
const fn read_wildcard(host: &[u8], star: usize, is_http: bool) -> Option<CanonicalHosts<'_>> {
    let Some((prefix, [_, rest @ ..])) = host.split_at_checked(star) else { return None };
    let Some((suffix, base)) = bytes::split_once(rest, b'.') else { return None };
    let (prefix_length, suffix_length) = (prefix.len(), suffix.len());
    let is_legal = is_host_name(base, is_http)
        && is_part_of_label(prefix, is_http)
        && is_part_of_label(suffix, is_http)
        && prefix_length.saturating_add(suffix_length) <= LONGEST_GLOB;
    if !is_legal {
        None
    } else if prefix.is_empty() && suffix.is_empty() {
        Some(CanonicalHosts::Subdomains { base })
    } else {
        Some(CanonicalHosts::Glob { prefix_length, suffix_length, base })
    }
}

/// Can these bytes be part of a label of a host?
const fn is_part_of_label(part: &[u8], is_http: bool) -> bool {
    part.is_empty() || bytes::position(part, b'.').is_none() && is_name(part, is_http)
}
