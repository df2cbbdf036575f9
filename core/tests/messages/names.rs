//! What is said about methods, header names and the other keys, and about entries with several faults.

use corsac::Config;

use super::{Case, QUIET, origins};

/// Methods and header names.
pub(crate) const NAMES: &[Case] = &[
    (
        QUIET.allow_methods(&["PUT, DELETE"]),
        &[r#"0..11 error[invalid-method]: allow_methods[0] "PUT, DELETE": a method is a token of at most 64 bytes"#],
    ),
    (
        QUIET.allow_methods(&["PUT", "Trace"]),
        &[
            r#"0..5 warning[forbidden-method]: allow_methods[1] "Trace": no script can send this method; the entry is left out; remove it"#,
        ],
    ),
    (
        QUIET.allow_methods(&["dElete"]),
        &[
            r#"0..6 warning[unnormalized-method]: allow_methods[0] "dElete": browsers always send this method in upper case; the entry is left out; write "DELETE""#,
        ],
    ),
    (
        QUIET.allow_methods(&["patch"]),
        &[
            r#"0..5 warning[lower-case-method]: allow_methods[0] "patch": methods are compared with their case, and this one is usually written in upper case; write "PATCH""#,
        ],
    ),
    (
        QUIET.allow_methods(&["PUT", "DELETE", "PUT"]),
        &[
            r#"0..3 warning[redundant-method]: allow_methods[2] "PUT": another entry allows this method (allow_methods[0]); remove it"#,
        ],
    ),
    (
        QUIET.allow_methods(&["PUT", "*"]).allow_credentials(true),
        &[
            r#"0..3 warning[redundant-method]: allow_methods[0] "PUT": another entry allows this method (allow_methods[1]); remove it"#,
            r#"0..1 warning[reflected-methods]: allow_methods[1] "*": with credentials browsers take `*` for a method of that name, so every requested method is reflected"#,
        ],
    ),
    (
        QUIET.allow_methods(&["GET", "OPTIONS"]),
        &[
            r#"0..3 note[safelisted-method]: allow_methods[0] "GET": GET, HEAD and POST are always allowed; remove it"#,
            r#"0..7 note[options-method]: allow_methods[1] "OPTIONS": preflights need no entry; this one lets scripts send OPTIONS themselves"#,
        ],
    ),
    (
        QUIET.allow_headers(&["X-Token:"]),
        &[
            r#"0..8 error[invalid-header-name]: allow_headers[0] "X-Token:": a header name is a token of at most 255 bytes"#,
        ],
    ),
    (
        QUIET.allow_headers(&["Origin", "Sec-Anything"]),
        &[
            r#"0..6 warning[forbidden-request-header]: allow_headers[0] "Origin": no script can set this header; the entry is left out; remove it"#,
            r#"0..12 warning[forbidden-request-header]: allow_headers[1] "Sec-Anything": no script can set this header; the entry is left out; remove it"#,
        ],
    ),
    (
        QUIET.allow_headers(&["Access-Control-Allow-Origin"]),
        &[
            r#"0..27 warning[response-header-name]: allow_headers[0] "Access-Control-Allow-Origin": this is a response header; a request that carries it is a mistake"#,
        ],
    ),
    (
        QUIET.allow_headers(&["X-Token", "x-token"]),
        &[
            r#"0..7 warning[redundant-header]: allow_headers[1] "x-token": another entry allows this header (allow_headers[0]); remove it"#,
        ],
    ),
    (
        QUIET.allow_headers(&["*", "X-Token"]),
        &[
            r#"0..1 warning[authorization-not-listed]: allow_headers[0] "*": `*` does not cover `authorization`, although some browsers still let it through"#,
            r#"0..7 warning[redundant-header]: allow_headers[1] "X-Token": another entry allows this header (allow_headers[0]); remove it"#,
        ],
    ),
    (QUIET.allow_headers(&["*", "Authorization"]), &[]),
    (
        QUIET.allow_headers(&["*"]).allow_credentials(true),
        &[
            r#"0..1 warning[reflected-headers]: allow_headers[0] "*": with credentials browsers take `*` for a header of that name, so every requested header is reflected"#,
            r#"0..1 warning[authorization-not-listed]: allow_headers[0] "*": `*` does not cover `authorization`, although some browsers still let it through"#,
        ],
    ),
    (
        QUIET.expose_headers(&["ETag:"]),
        &[
            r#"0..5 error[invalid-header-name]: expose_headers[0] "ETag:": a header name is a token of at most 255 bytes"#,
        ],
    ),
    (
        QUIET.expose_headers(&["*"]).allow_credentials(true),
        &[
            r#"0..1 error[exposed-wildcard-with-credentials]: expose_headers[0] "*": with credentials browsers take `*` for a header of that name; list the headers"#,
        ],
    ),
    (
        QUIET.expose_headers(&["*", "ETag"]),
        &[
            r#"0..1 note[exposed-wildcard]: expose_headers[0] "*": scripts can read every response header but Set-Cookie"#,
            r#"0..4 warning[redundant-exposed-header]: expose_headers[1] "ETag": another entry exposes this header (expose_headers[0]); remove it"#,
        ],
    ),
    (
        QUIET.expose_headers(&["Set-Cookie", "Referer", "Access-Control-Max-Age", "Content-Type"]),
        &[
            r#"0..10 warning[forbidden-response-header]: expose_headers[0] "Set-Cookie": no script can read this header; the entry is left out; remove it"#,
            r#"0..7 warning[request-header-name]: expose_headers[1] "Referer": this is a request header; the entry is left out; remove it"#,
            r#"0..22 warning[preflight-header-name]: expose_headers[2] "Access-Control-Max-Age": only preflight responses carry this header, and no script reads those; the entry is left out; remove it"#,
            r#"0..12 note[safelisted-response-header]: expose_headers[3] "Content-Type": scripts can always read this header; the entry is left out; remove it"#,
        ],
    ),
];

/// Keys without a list.
pub(crate) const KEYS: &[Case] = &[
    (QUIET, &[]),
    (QUIET.max_age(0), &[]),
    (QUIET.max_age(7200), &[]),
    (
        QUIET.max_age(7201),
        &[r#"0..0 warning[long-max-age]: max_age: Chromium keeps a preflight for 7200 seconds at most; write "7200""#],
    ),
    (
        QUIET.max_age(86_400),
        &[r#"0..0 warning[long-max-age]: max_age: Chromium keeps a preflight for 7200 seconds at most; write "7200""#],
    ),
    (
        QUIET.max_age(86_401),
        &[r#"0..0 error[max-age-too-large]: max_age: no browser keeps a preflight longer than a day; write "7200""#],
    ),
    (
        Config::new().allow_origins(&["https://example.com"]),
        &[
            r#"0..0 warning[missing-max-age]: max_age: without `max_age` browsers ask again after 5 seconds; write "7200""#,
        ],
    ),
    (
        QUIET.allow_private_network(true),
        &[
            "0..0 warning[legacy-private-network]: allow_private_network: browsers have replaced this header by a permission that no server can grant; remove it",
        ],
    ),
];

/// Several diagnostics for one entry: each is mended on its own.
pub(crate) const SEVERAL: &[Case] = &[
    (
        origins(&["https://user@Example.com:08443/a?b#c"]),
        &[
            r#"13..24 error[upper-case]: allow_origins[0] "https://user@Example.com:08443/a?b#c": browsers send the scheme and the host in lower case; write "https://user@example.com:08443/a?b#c""#,
            r#"25..30 error[port-leading-zero]: allow_origins[0] "https://user@Example.com:08443/a?b#c": browsers send ports without leading zeros; write "https://user@Example.com:8443/a?b#c""#,
            r#"8..13 error[user-info]: allow_origins[0] "https://user@Example.com:08443/a?b#c": an origin holds no user name and no password; write "https://Example.com:08443/a?b#c""#,
            r#"30..32 error[path]: allow_origins[0] "https://user@Example.com:08443/a?b#c": an origin holds no path; attach the policy to a route instead; write "https://user@Example.com:08443?b#c""#,
            r#"32..34 error[query]: allow_origins[0] "https://user@Example.com:08443/a?b#c": an origin holds no query; write "https://user@Example.com:08443/a#c""#,
            r#"34..36 error[fragment]: allow_origins[0] "https://user@Example.com:08443/a?b#c": an origin holds no fragment; write "https://user@Example.com:08443/a?b""#,
        ],
    ),
    (
        origins(&["https://a$b_c.example."]),
        &[
            r#"9..10 warning[unusual-host-character]: allow_origins[0] "https://a$b_c.example.": some browsers refuse this character in a host"#,
            r#"11..12 note[underscore-host]: allow_origins[0] "https://a$b_c.example.": some resolvers refuse a host with `_`"#,
            r#"21..22 warning[trailing-dot]: allow_origins[0] "https://a$b_c.example.": a host with a trailing dot is another origin than the one without"#,
        ],
    ),
    (
        origins(&["http://*.example.com:*"]).allow_credentials(true),
        &[
            r#"0..22 error[insecure-origin-with-credentials]: allow_origins[0] "http://*.example.com:*": anyone on the network can speak for this origin and use the credentials; `danger_allow_insecure_origins` allows it all the same"#,
            r#"0..22 note[subdomains-with-credentials]: allow_origins[0] "http://*.example.com:*": every subdomain that matches, a forgotten or taken-over one too, can use the credentials"#,
            r#"0..22 warning[any-port-with-credentials]: allow_origins[0] "http://*.example.com:*": every service on this host, whatever its port, can use the credentials"#,
        ],
    ),
];
