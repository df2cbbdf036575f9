//! What is said about `allow_origins`.

use corsac::Config;

use super::{Case, QUIET, origins};

/// The text of an origin, one fault each.
pub(crate) const FAULTS: &[Case] = &[
    (origins(&[""]), &[r#"0..0 error[empty-origin]: allow_origins[0] "": an origin is not empty text"#]),
    (
        origins(&["example.com"]),
        &[
            r#"0..0 error[missing-scheme]: allow_origins[0] "example.com": an origin begins with a scheme and `://`; write "https://example.com""#,
        ],
    ),
    (
        origins(&["//*.example.com:8443"]),
        &[
            r#"0..2 error[missing-scheme]: allow_origins[0] "//*.example.com:8443": an origin begins with a scheme and `://`; write "https://*.example.com:8443""#,
        ],
    ),
    (
        origins(&["1http://example.com"]),
        &[
            r#"0..5 error[invalid-scheme]: allow_origins[0] "1http://example.com": a scheme is a lower-case letter followed by at most 63 of `a-z`, `0-9`, `+`, `-` and `.`"#,
        ],
    ),
    (
        origins(&["wss://example.com", "ws://localhost:3000", "ftp://example.com"]),
        &[
            r#"0..3 error[impossible-scheme]: allow_origins[0] "wss://example.com": no page has an origin with this scheme; write "https://example.com""#,
            r#"0..2 error[impossible-scheme]: allow_origins[1] "ws://localhost:3000": no page has an origin with this scheme; write "http://localhost:3000""#,
            r#"0..3 error[impossible-scheme]: allow_origins[2] "ftp://example.com": no page has an origin with this scheme"#,
        ],
    ),
    (
        origins(&["https://Example.com"]),
        &[
            r#"8..19 error[upper-case]: allow_origins[0] "https://Example.com": browsers send the scheme and the host in lower case; write "https://example.com""#,
        ],
    ),
    (
        origins(&[" https://example.com"]),
        &[
            r#"0..1 error[white-space]: allow_origins[0] " https://example.com": an origin holds no white space; write "https://example.com""#,
        ],
    ),
    (
        origins(&["https://example.com\n"]),
        &[
            r#"19..20 error[white-space]: allow_origins[0] "https://example.com\n": an origin holds no white space; write "https://example.com""#,
        ],
    ),
    (
        origins(&["https://a.example, https://b.example"]),
        &[
            r#"0..36 error[origin-list]: allow_origins[0] "https://a.example, https://b.example": one entry holds one origin; write a list of entries"#,
        ],
    ),
    (
        origins(&["^https://.*\\.example\\.com$"]),
        &[
            r#"0..26 error[regular-expression]: allow_origins[0] "^https://.*\\.example\\.com$": patterns are not regular expressions; write `*.` for any subdomain"#,
        ],
    ),
    (
        origins(&["https://user:secret@example.com"]),
        &[
            r#"8..20 error[user-info]: allow_origins[0] "https://user:secret@example.com": an origin holds no user name and no password; write "https://example.com""#,
        ],
    ),
    (
        origins(&["https://example.com/"]),
        &[
            r#"19..20 error[trailing-slash]: allow_origins[0] "https://example.com/": an origin ends after the host or the port, without a slash; write "https://example.com""#,
        ],
    ),
    (
        origins(&["https://example.com/app"]),
        &[
            r#"19..23 error[path]: allow_origins[0] "https://example.com/app": an origin holds no path; attach the policy to a route instead; write "https://example.com""#,
        ],
    ),
    (
        origins(&["https://example.com?lang=en"]),
        &[
            r#"19..27 error[query]: allow_origins[0] "https://example.com?lang=en": an origin holds no query; write "https://example.com""#,
        ],
    ),
    (
        origins(&["https://example.com#top"]),
        &[
            r#"19..23 error[fragment]: allow_origins[0] "https://example.com#top": an origin holds no fragment; write "https://example.com""#,
        ],
    ),
    (origins(&["https://"]), &[r#"8..8 error[empty-host]: allow_origins[0] "https://": the host is missing"#]),
    (
        origins(&["file://server:8080"]),
        &[
            r#"7..18 error[file-host]: allow_origins[0] "file://server:8080": `file://` is followed by neither host nor port; write "file://""#,
        ],
    ),
    (
        origins(&["https://a..example"]),
        &[r#"10..10 error[empty-label]: allow_origins[0] "https://a..example": a label of the host is empty"#],
    ),
    (
        origins(&["https://exam|ple.com"]),
        &[
            r#"12..13 error[forbidden-host-character]: allow_origins[0] "https://exam|ple.com": no browser sends this character in a host"#,
        ],
    ),
    (
        origins(&["https://example.1"]),
        &[
            r#"8..17 error[numeric-last-label]: allow_origins[0] "https://example.1": a host whose last label is a number is an IPv4 address or nothing"#,
        ],
    ),
    (
        origins(&["http://0x7f.1:3000"]),
        &[
            r#"7..13 error[non-canonical-ipv4]: allow_origins[0] "http://0x7f.1:3000": browsers send an IPv4 address as four decimal numbers; write "http://127.0.0.1:3000""#,
        ],
    ),
    (
        origins(&["http://[0:0::1]:3000", "http://[::FFFF:127.0.0.1]"]),
        &[
            r#"8..14 error[non-canonical-ipv6]: allow_origins[0] "http://[0:0::1]:3000": browsers send an IPv6 address in its shortest lower-case form; write "http://[::1]:3000""#,
            r#"8..24 error[non-canonical-ipv6]: allow_origins[1] "http://[::FFFF:127.0.0.1]": browsers send an IPv6 address in its shortest lower-case form; write "http://[::ffff:7f00:1]""#,
        ],
    ),
    (
        origins(&["http://[::1:3000"]),
        &[r#"7..16 error[invalid-ipv6]: allow_origins[0] "http://[::1:3000": this is not an IPv6 address"#],
    ),
    (
        origins(&["http://[fe80::1%25eth0]:3000"]),
        &[
            r#"15..22 error[ipv6-zone-id]: allow_origins[0] "http://[fe80::1%25eth0]:3000": browsers send no IPv6 zone id; write "http://[fe80::1]:3000""#,
        ],
    ),
    (
        origins(&["http://::1"]),
        &[
            r#"7..10 error[unbracketed-ipv6]: allow_origins[0] "http://::1": an IPv6 address stands in brackets; write "http://[::1]""#,
        ],
    ),
    (
        origins(&["https://example.*"]),
        &[
            r#"16..17 error[misplaced-wildcard]: allow_origins[0] "https://example.*": `*` stands alone, first in the host as `*.`, once inside the first of several labels, or as the whole port"#,
        ],
    ),
    (
        origins(&["https://*.*.example.com", "https://example.com:80*"]),
        &[
            r#"10..11 error[misplaced-wildcard]: allow_origins[0] "https://*.*.example.com": `*` stands alone, first in the host as `*.`, once inside the first of several labels, or as the whole port"#,
            r#"20..23 error[misplaced-wildcard]: allow_origins[1] "https://example.com:80*": `*` stands alone, first in the host as `*.`, once inside the first of several labels, or as the whole port"#,
        ],
    ),
    (
        origins(&["https://example.com:"]),
        &[
            r#"19..20 error[empty-port]: allow_origins[0] "https://example.com:": a colon is followed by a port; write "https://example.com""#,
        ],
    ),
    (
        origins(&["https://example.com:https"]),
        &[
            r#"20..25 error[invalid-port]: allow_origins[0] "https://example.com:https": a port is a decimal number or `*`"#,
        ],
    ),
    (
        origins(&["https://example.com:65536"]),
        &[r#"20..25 error[port-out-of-range]: allow_origins[0] "https://example.com:65536": a port is at most 65535"#],
    ),
    (
        origins(&["https://example.com:08443"]),
        &[
            r#"20..25 error[port-leading-zero]: allow_origins[0] "https://example.com:08443": browsers send ports without leading zeros; write "https://example.com:8443""#,
        ],
    ),
    (
        origins(&["https://example.com:443", "http://*.localhost:80"]),
        &[
            r#"19..23 error[default-port]: allow_origins[0] "https://example.com:443": browsers leave out the default port of a scheme; write "https://example.com""#,
            r#"18..21 error[default-port]: allow_origins[1] "http://*.localhost:80": browsers leave out the default port of a scheme; write "http://*.localhost""#,
        ],
    ),
    (
        origins(&["https://example.com:6667"]),
        &[
            r#"20..24 error[blocked-port]: allow_origins[0] "https://example.com:6667": browsers load no page from this port"#,
        ],
    ),
];

/// What the origins mean.
pub(crate) const MEANINGS: &[Case] = &[
    (
        Config::new().max_age(7200),
        &["0..0 error[missing-origins]: allow_origins: a policy names the origins it allows; there is no default"],
    ),
    (
        origins(&["null"]),
        &[
            r#"0..4 error[null-origin]: allow_origins[0] "null": `null` is sent for every sandboxed frame, so anyone can send it; `danger_allow_null_origin` allows it all the same"#,
        ],
    ),
    (
        origins(&["null"]).danger_allow_null_origin(true),
        &[
            r#"0..4 warning[null-origin-allowed]: allow_origins[0] "null": every sandboxed frame can send `null`, whoever wrote it"#,
        ],
    ),
    (
        origins(&["*"]).allow_credentials(true),
        &[
            r#"0..1 error[wildcard-with-credentials]: allow_origins[0] "*": `*` never goes with credentials; list the origins"#,
        ],
    ),
    (
        origins(&["http://example.com"]).allow_credentials(true),
        &[
            r#"0..18 error[insecure-origin-with-credentials]: allow_origins[0] "http://example.com": anyone on the network can speak for this origin and use the credentials; `danger_allow_insecure_origins` allows it all the same"#,
        ],
    ),
    (
        origins(&["http://example.com"]).allow_credentials(true).danger_allow_insecure_origins(true),
        &[
            r#"0..18 warning[insecure-origin]: allow_origins[0] "http://example.com": anyone on the network can speak for an origin without https"#,
        ],
    ),
    (
        origins(&["http://example.com"]),
        &[
            r#"0..18 warning[insecure-origin]: allow_origins[0] "http://example.com": anyone on the network can speak for an origin without https"#,
        ],
    ),
    (
        origins(&["https://*.com"]).allow_credentials(true),
        &[
            r#"0..13 error[public-suffix-wildcard-with-credentials]: allow_origins[0] "https://*.com": anyone can register a name that this pattern matches and use the credentials; `danger_allow_public_suffix_wildcards` allows it all the same"#,
        ],
    ),
    (
        origins(&["https://my-*.com"]).allow_credentials(true).danger_allow_public_suffix_wildcards(true),
        &[
            r#"0..16 warning[public-suffix-wildcard]: allow_origins[0] "https://my-*.com": anyone can register a name that this pattern matches"#,
        ],
    ),
    (
        origins(&["https://*.com"]),
        &[
            r#"0..13 warning[public-suffix-wildcard]: allow_origins[0] "https://*.com": anyone can register a name that this pattern matches"#,
        ],
    ),
    (
        origins(&["https://example.com:*"]).allow_credentials(true),
        &[
            r#"0..21 warning[any-port-with-credentials]: allow_origins[0] "https://example.com:*": every service on this host, whatever its port, can use the credentials"#,
        ],
    ),
    (
        origins(&["https://*.example.com"]).allow_credentials(true),
        &[
            r#"0..21 note[subdomains-with-credentials]: allow_origins[0] "https://*.example.com": every subdomain that matches, a forgotten or taken-over one too, can use the credentials"#,
        ],
    ),
    (
        origins(&["https://api.example.com", "https://*.example.com", "https://api.example.com"]),
        &[
            r#"0..23 warning[redundant-origin]: allow_origins[0] "https://api.example.com": another entry allows all of this (allow_origins[1]); remove it"#,
            r#"0..23 warning[redundant-origin]: allow_origins[2] "https://api.example.com": another entry allows all of this (allow_origins[0]); remove it"#,
        ],
    ),
    (
        origins(&["https://example.com", "*"]),
        &[
            r#"0..19 warning[redundant-origin]: allow_origins[0] "https://example.com": another entry allows all of this (allow_origins[1]); remove it"#,
        ],
    ),
    (
        QUIET
            .danger_allow_null_origin(true)
            .danger_allow_insecure_origins(true)
            .danger_allow_public_suffix_wildcards(true),
        &[
            "0..0 warning[unused-danger-key]: danger_allow_null_origin: nothing in this policy needs this key; remove it",
            "0..0 warning[unused-danger-key]: danger_allow_insecure_origins: nothing in this policy needs this key; remove it",
            "0..0 warning[unused-danger-key]: danger_allow_public_suffix_wildcards: nothing in this policy needs this key; remove it",
        ],
    ),
];

/// Origins that are legal, but unusual.
pub(crate) const LINTS: &[Case] = &[
    (
        origins(&["https://codepen.io"]),
        &[
            r#"8..18 warning[shared-host]: allow_origins[0] "https://codepen.io": anyone can publish pages on this host"#,
        ],
    ),
    (
        origins(&["moz-extension://0b5e2c5a"]),
        &[
            r#"0..24 warning[unstable-extension-origin]: allow_origins[0] "moz-extension://0b5e2c5a": this browser gives the extension another origin in every installation"#,
        ],
    ),
    (
        origins(&["https://a$b.example.com"]),
        &[
            r#"9..10 warning[unusual-host-character]: allow_origins[0] "https://a$b.example.com": some browsers refuse this character in a host"#,
        ],
    ),
    (
        origins(&["https://example.com.:8443"]),
        &[
            r#"19..20 warning[trailing-dot]: allow_origins[0] "https://example.com.:8443": a host with a trailing dot is another origin than the one without"#,
        ],
    ),
    (
        origins(&["htps://example.com"]),
        &[
            r#"0..4 warning[unknown-scheme]: allow_origins[0] "htps://example.com": no browser is known to send an origin with this scheme"#,
        ],
    ),
    (
        origins(&["file://"]),
        &[
            r#"0..7 warning[file-origin]: allow_origins[0] "file://": some web views send `file://` for every local file"#,
        ],
    ),
    (
        origins(&["https://my_app.example.com"]),
        &[
            r#"10..11 note[underscore-host]: allow_origins[0] "https://my_app.example.com": some resolvers refuse a host with `_`"#,
        ],
    ),
    (
        origins(&["https://192.0.2.1", "https://[2001:db8::1]:8443"]),
        &[
            r#"8..17 note[https-ip-address]: allow_origins[0] "https://192.0.2.1": certificates for IP addresses are rare"#,
            r#"8..21 note[https-ip-address]: allow_origins[1] "https://[2001:db8::1]:8443": certificates for IP addresses are rare"#,
        ],
    ),
];
