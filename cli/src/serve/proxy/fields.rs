//! Header fields that concern one connection, or tell who asked.

use core::net::IpAddr;

use hyper::HeaderMap;
use hyper::header::{CONNECTION, EXPECT, FORWARDED, HeaderName, HeaderValue, TE, TRAILER, TRANSFER_ENCODING, UPGRADE};

/// Fields for one connection only, named in `Connection` or not.
/// <https://www.rfc-editor.org/rfc/rfc9110#section-7.6.1>
const HOP_BY_HOP: [HeaderName; 7] = [
    CONNECTION,
    HeaderName::from_static("keep-alive"),
    HeaderName::from_static("proxy-connection"),
    TE,
    TRANSFER_ENCODING,
    UPGRADE,
    HeaderName::from_static("http2-settings"),
];

/// What a proxy says of whom it speaks for. What a client says of itself is not passed on.
const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const FORWARDED_HOST: HeaderName = HeaderName::from_static("x-forwarded-host");
const FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");

/// Removes what is between two neighbours.
pub(super) fn remove_hop_by_hop(headers: &mut HeaderMap) {
    let lines = headers.get_all(CONNECTION).iter();
    let names: Vec<HeaderName> = lines
        .flat_map(|line| line.as_bytes().split(|byte| *byte == b','))
        .filter_map(|name| HeaderName::from_bytes(name.trim_ascii()).ok())
        .collect();
    for name in names.iter().chain(&HOP_BY_HOP) {
        headers.remove(name);
    }
}

/// Prepares a request for the upstream.
pub(super) fn prepare_request(headers: &mut HeaderMap, peer: IpAddr, host: &str) {
    let takes_trailers = headers.get_all(TE).iter().any(|te| te.as_bytes().eq_ignore_ascii_case(b"trailers"));
    let has_trailer = headers.get(TRAILER).cloned();
    remove_hop_by_hop(headers);
    if takes_trailers {
        headers.insert(TE, HeaderValue::from_static("trailers"));
        headers.insert(CONNECTION, HeaderValue::from_static("te"));
    }
    if let Some(trailer) = has_trailer {
        headers.insert(TRAILER, trailer);
    }
    // This server has said "100 Continue" itself, or will.
    headers.remove(EXPECT);
    headers.remove(FORWARDED);
    let peer = HeaderValue::try_from(peer.to_canonical().to_string());
    for (name, value) in [
        (FORWARDED_FOR, peer.ok()),
        (FORWARDED_HOST, HeaderValue::try_from(host).ok().filter(|host| !host.is_empty())),
        (FORWARDED_PROTO, Some(HeaderValue::from_static("http"))),
    ] {
        match value {
            Some(value) => {
                headers.insert(name, value);
            }
            None => {
                headers.remove(name);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_between_neighbours_stays_there() {
        let mut headers = HeaderMap::new();
        for (name, value) in [
            ("connection", "close, X-Private"),
            ("x-private", "1"),
            ("keep-alive", "timeout=5"),
            ("te", "trailers"),
            ("transfer-encoding", "chunked"),
            ("expect", "100-continue"),
            ("forwarded", "for=8.8.8.8"),
            ("x-forwarded-for", "8.8.8.8"),
            ("x-forwarded-host", "bank.example"),
            ("x-forwarded-proto", "https"),
            ("cookie", "a=1"),
            ("origin", "https://a.example"),
        ] {
            headers.append(name, HeaderValue::from_static(value));
        }
        prepare_request(&mut headers, "::ffff:127.0.0.1".parse().unwrap(), "localhost:8080");
        let mut lines: Vec<_> =
            headers.iter().map(|(name, value)| format!("{name}: {}", value.to_str().unwrap())).collect();
        lines.sort();
        assert_eq!(
            lines,
            [
                "connection: te",
                "cookie: a=1",
                "origin: https://a.example",
                "te: trailers",
                "x-forwarded-for: 127.0.0.1",
                "x-forwarded-host: localhost:8080",
                "x-forwarded-proto: http",
            ]
        );
    }
}
