//! The table of all diagnostics. `docs/diagnostics.md` shows an example and the fix of each.

/// How much a diagnostic weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing; nothing has to change.
    Note,
    /// Dead, redundant or suspicious, but harmless: the policy compiles without the dead part.
    Warning,
    /// Unsafe, contradictory or impossible: the policy does not compile.
    Error,
}

impl Severity {
    /// `note`, `warning` or `error`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

macro_rules! codes {
    ($( $code:ident $name:literal $severity:ident $summary:literal )+) => {
        /// What a diagnostic is about. The kebab-case names are stable.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Code {
            $( #[doc = concat!("`", $name, "`: ", $summary, ".")] $code, )+
        }

        impl Code {
            /// Every code, errors first.
            pub const ALL: &'static [Code] = &[$( Code::$code, )+];

            /// The stable kebab-case name.
            pub const fn as_str(self) -> &'static str {
                match self { $( Code::$code => $name, )+ }
            }

            /// Every code has one severity.
            pub const fn severity(self) -> Severity {
                match self { $( Code::$code => Severity::$severity, )+ }
            }

            /// One sentence without the details of an entry.
            pub const fn summary(self) -> &'static str {
                match self { $( Code::$code => $summary, )+ }
            }
        }
    };
}

codes! {
    // The text of an origin pattern: what no browser can send.
    EmptyOrigin "empty-origin" Error "an origin is not empty text"
    MissingScheme "missing-scheme" Error "an origin begins with a scheme and `://`"
    InvalidScheme "invalid-scheme" Error "a scheme is a lower-case letter followed by at most 63 of `a-z`, `0-9`, `+`, `-` and `.`"
    ImpossibleScheme "impossible-scheme" Error "no page has an origin with this scheme"
    UpperCase "upper-case" Error "browsers send the scheme and the host in lower case"
    NonAscii "non-ascii" Error "browsers send a host in ASCII, its other characters as punycode"
    WhiteSpace "white-space" Error "an origin holds no white space"
    OriginList "origin-list" Error "one entry holds one origin; write a list of entries"
    RegularExpression "regular-expression" Error "patterns are not regular expressions; write `*.` for any subdomain"
    UserInfo "user-info" Error "an origin holds no user name and no password"
    TrailingSlash "trailing-slash" Error "an origin ends after the host or the port, without a slash"
    Path "path" Error "an origin holds no path; attach the policy to a route instead"
    Query "query" Error "an origin holds no query"
    Fragment "fragment" Error "an origin holds no fragment"
    EmptyHost "empty-host" Error "the host is missing"
    FileHost "file-host" Error "`file://` is followed by neither host nor port"
    EmptyLabel "empty-label" Error "a label of the host is empty"
    ForbiddenHostCharacter "forbidden-host-character" Error "no browser sends this character in a host"
    NumericLastLabel "numeric-last-label" Error "a host whose last label is a number is an IPv4 address or nothing"
    NonCanonicalIpv4 "non-canonical-ipv4" Error "browsers send an IPv4 address as four decimal numbers"
    NonCanonicalIpv6 "non-canonical-ipv6" Error "browsers send an IPv6 address in its shortest lower-case form"
    InvalidIpv6 "invalid-ipv6" Error "this is not an IPv6 address"
    Ipv6ZoneId "ipv6-zone-id" Error "browsers send no IPv6 zone id"
    UnbracketedIpv6 "unbracketed-ipv6" Error "an IPv6 address stands in brackets"
    MisplacedWildcard "misplaced-wildcard" Error "`*` stands alone, first in the host as `*.`, once inside the first of several labels, or as the whole port"
    LongGlob "long-glob" Error "a label has at most 63 bytes, so nothing is left for `*`"
    EmptyPort "empty-port" Error "a colon is followed by a port"
    InvalidPort "invalid-port" Error "a port is a decimal number or `*`"
    PortOutOfRange "port-out-of-range" Error "a port is at most 65535"
    PortLeadingZero "port-leading-zero" Error "browsers send ports without leading zeros"
    DefaultPort "default-port" Error "browsers leave out the default port of a scheme"
    BlockedPort "blocked-port" Error "browsers load no page from this port"
    OriginTooLong "origin-too-long" Error "an origin has at most 327 bytes"
    // What the origins mean.
    MissingOrigins "missing-origins" Error "a policy names the origins it allows; there is no default"
    NullOrigin "null-origin" Error "`null` is sent for every sandboxed frame, so anyone can send it; `danger_allow_null_origin` allows it all the same"
    WildcardWithCredentials "wildcard-with-credentials" Error "`*` never goes with credentials; list the origins"
    InsecureOriginWithCredentials "insecure-origin-with-credentials" Error "anyone on the network can speak for this origin and use the credentials; `danger_allow_insecure_origins` allows it all the same"
    PublicSuffixWildcardWithCredentials "public-suffix-wildcard-with-credentials" Error "anyone can register a name that this pattern matches and use the credentials; `danger_allow_public_suffix_wildcards` allows it all the same"
    TooManyEntries "too-many-entries" Error "this list is longer than an image can hold"
    // The other fields.
    InvalidMethod "invalid-method" Error "a method is a token of at most 64 bytes"
    InvalidHeaderName "invalid-header-name" Error "a header name is a token of at most 255 bytes"
    ExposedWildcardWithCredentials "exposed-wildcard-with-credentials" Error "with credentials browsers take `*` for a header of that name; list the headers"
    MaxAgeTooLarge "max-age-too-large" Error "no browser keeps a preflight longer than a day"
    // Origins that are legal, but should be looked at.
    NullOriginAllowed "null-origin-allowed" Warning "every sandboxed frame can send `null`, whoever wrote it"
    InsecureOrigin "insecure-origin" Warning "anyone on the network can speak for an origin without https"
    PublicSuffixWildcard "public-suffix-wildcard" Warning "anyone can register a name that this pattern matches"
    AnyPortWithCredentials "any-port-with-credentials" Warning "every service on this host, whatever its port, can use the credentials"
    RedundantOrigin "redundant-origin" Warning "another entry allows all of this"
    SharedHost "shared-host" Warning "anyone can publish pages on this host"
    UnstableExtensionOrigin "unstable-extension-origin" Warning "this browser gives the extension another origin in every installation"
    UnusualHostCharacter "unusual-host-character" Warning "some browsers refuse this character in a host"
    TrailingDot "trailing-dot" Warning "a host with a trailing dot is another origin than the one without"
    LongHost "long-host" Warning "DNS knows no label over 63 bytes and no host over 253"
    InvalidPunycode "invalid-punycode" Warning "some browsers refuse this punycode label"
    UnknownScheme "unknown-scheme" Warning "no browser is known to send an origin with this scheme"
    FileOrigin "file-origin" Warning "some web views send `file://` for every local file"
    UnusedDangerKey "unused-danger-key" Warning "nothing in this policy needs this key"
    // Dead, redundant or suspicious entries of the other fields.
    ForbiddenMethod "forbidden-method" Warning "no script can send this method; the entry is left out"
    UnnormalizedMethod "unnormalized-method" Warning "browsers always send this method in upper case; the entry is left out"
    LowerCaseMethod "lower-case-method" Warning "methods are compared with their case, and this one is usually written in upper case"
    RedundantMethod "redundant-method" Warning "another entry allows this method"
    ReflectedMethods "reflected-methods" Warning "with credentials browsers take `*` for a method of that name, so every requested method is reflected"
    ForbiddenRequestHeader "forbidden-request-header" Warning "no script can set this header; the entry is left out"
    ResponseHeaderName "response-header-name" Warning "this is a response header; a request that carries it is a mistake"
    RedundantHeader "redundant-header" Warning "another entry allows this header"
    AuthorizationNotListed "authorization-not-listed" Warning "`*` does not cover `authorization`, although some browsers still let it through"
    ReflectedHeaders "reflected-headers" Warning "with credentials browsers take `*` for a header of that name, so every requested header is reflected"
    ForbiddenResponseHeader "forbidden-response-header" Warning "no script can read this header; the entry is left out"
    RequestHeaderName "request-header-name" Warning "this is a request header; the entry is left out"
    PreflightHeaderName "preflight-header-name" Warning "only preflight responses carry this header, and no script reads those; the entry is left out"
    RedundantExposedHeader "redundant-exposed-header" Warning "another entry exposes this header"
    MissingMaxAge "missing-max-age" Warning "without `max_age` browsers ask again after 5 seconds"
    LongMaxAge "long-max-age" Warning "Chromium keeps a preflight for 7200 seconds at most"
    LegacyPrivateNetwork "legacy-private-network" Warning "browsers have replaced this header by a permission that no server can grant"
    // Worth knowing.
    SubdomainsWithCredentials "subdomains-with-credentials" Note "every subdomain that matches, a forgotten or taken-over one too, can use the credentials"
    UnderscoreHost "underscore-host" Note "some resolvers refuse a host with `_`"
    HttpsIpAddress "https-ip-address" Note "certificates for IP addresses are rare"
    SafelistedMethod "safelisted-method" Note "GET, HEAD and POST are always allowed"
    OptionsMethod "options-method" Note "preflights need no entry; this one lets scripts send OPTIONS themselves"
    ExposedWildcard "exposed-wildcard" Note "scripts can read every response header but Set-Cookie"
    SafelistedResponseHeader "safelisted-response-header" Note "scripts can always read this header; the entry is left out"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_kebab_case_and_unique() {
        for (index, code) in Code::ALL.iter().enumerate() {
            let name = code.as_str();
            assert!(
                name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-'),
                "{name}"
            );
            assert!(Code::ALL.iter().skip(index + 1).all(|other| other.as_str() != name), "{name} twice");
            assert!(!code.summary().ends_with('.'), "{name}");
        }
        assert!(Code::ALL.is_sorted_by_key(|code| core::cmp::Reverse(code.severity())), "errors first, notes last");
    }
}
