//! Law: bytes are an origin if and only if the browser model would write them so, but for the departures that
//! `core` documents. The model shares no code with `core`.

#![no_main]

use corsac::fetch::{MAX_ORIGIN_LENGTH, Origin};
use corsac_conformance::browser;
use libfuzzer_sys::fuzz_target;

/// No page has an origin with one of these schemes.
const IMPOSSIBLE: [&str; 8] = ["about", "blob", "data", "ftp", "javascript", "view-source", "ws", "wss"];

fuzz_target!(|bytes: &[u8]| {
    let read = Origin::parse(bytes);
    let expected = core::str::from_utf8(bytes).is_ok_and(|text| is_origin(text));
    assert_eq!(read.is_ok(), expected, "{:?}", bytes.escape_ascii().to_string());
    let Ok(origin) = read else { return };
    assert_eq!(origin.as_str().as_bytes(), bytes);
    assert_eq!(origin.to_string().as_bytes(), bytes);
    let Origin::Tuple(tuple) = origin else { return };
    let port = tuple.port().map_or_else(String::new, |port| format!(":{port}"));
    assert_eq!(format!("{}://{}{port}", tuple.scheme(), tuple.host().as_str()).as_bytes(), bytes);
});

fn is_origin(text: &str) -> bool {
    let Ok(origin) = browser::Origin::parse(text) else { return false };
    let Some((scheme, rest)) = origin.serialize().split_once("://") else { return true };
    if scheme == "file" {
        return rest.is_empty();
    }
    let host = match rest.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => rest,
    };
    let name = host.strip_suffix('.').unwrap_or(host);
    // No name with an empty label can be resolved.
    let labels = name.split('.').all(|label| !label.is_empty());
    // No server can tell a comma from a list, and `*` has a meaning in patterns.
    labels && !host.contains([',', '*']) && is_short(scheme, text) && !IMPOSSIBLE.contains(&scheme)
}

fn is_short(scheme: &str, text: &str) -> bool {
    scheme.len() <= 64 && text.len() <= MAX_ORIGIN_LENGTH
}
