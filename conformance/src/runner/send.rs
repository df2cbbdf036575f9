//! Requests as bytes.

use super::http::{Answer, Connection, Problem};
use super::{Options, Target};

type Lines = [(String, Vec<u8>)];

pub(super) fn lines(headers: &[(&str, &str)]) -> Vec<(String, Vec<u8>)> {
    headers.iter().map(|(name, value)| ((*name).to_owned(), value.as_bytes().to_vec())).collect()
}

/// The request; `handler` is what the application shall answer.
pub(super) fn request(
    target: &Target,
    method: &str,
    path: &str,
    headers: &Lines,
    handler: &[(&str, Vec<u8>)],
    keep_alive: bool,
) -> Vec<u8> {
    let mut bytes = format!("{method} {}{path} HTTP/1.1\r\n", target.base()).into_bytes();
    let mut line = |name: &str, value: &[u8]| {
        bytes.extend_from_slice(name.as_bytes());
        bytes.extend_from_slice(b": ");
        bytes.extend_from_slice(value);
        bytes.extend_from_slice(b"\r\n");
    };
    line("Host", target.authority().as_bytes());
    let upgrades = headers.iter().any(|(name, _)| name == "Upgrade");
    line(
        "Connection",
        if upgrades {
            b"Upgrade"
        } else if keep_alive {
            b"keep-alive"
        } else {
            b"close"
        },
    );
    if matches!(method, "POST" | "PUT" | "PATCH") {
        line("Content-Length", b"0");
    }
    for (name, value) in headers {
        line(name, value);
    }
    for (name, value) in handler {
        line(name, value);
    }
    bytes.extend_from_slice(b"\r\n");
    bytes
}

pub(super) fn open(target: &Target, options: &Options) -> Result<Connection, Problem> {
    Connection::open(target.authority(), options.timeout)
}

/// Sends it on a connection of its own.
pub(super) fn once(target: &Target, options: &Options, request: &[u8], is_head: bool) -> Result<Answer, Problem> {
    open(target, options)?.exchange(request, is_head)
}
