//! How requests are sent, and how findings are said.

use std::collections::BTreeSet;
use std::time::Instant;

use super::{KNOWN, audit, codes, right};
use crate::http::{Message, Server};
use crate::support::{assert_error, assert_snapshot, corsac};

/// Documented in docs/audit.md and in the help.
const MOST_REQUESTS: usize = 38;

#[test]
fn requests_are_few_and_harmless() {
    let server = Server::start(|request| Some(right(request)));
    audit(&server, &["--origin", KNOWN, "--header", "Authorization: Bearer secret"]);
    let seen = server.seen();
    assert!(seen.len() <= MOST_REQUESTS, "{}", seen.len());
    for request in &seen {
        assert!(matches!(request.method(), "GET" | "OPTIONS"), "{}", request.start);
        assert!(request.body.is_empty());
        assert_eq!(request.get("host"), Some(server.address.to_string().as_str()));
        assert!(request.get("user-agent").unwrap().starts_with("corsac-audit/"));
        // Browsers send no credentials with preflights.
        let authorization = if request.is_preflight() { None } else { Some("Bearer secret") };
        assert_eq!(request.get("authorization"), authorization);
        let length: usize = request.headers.iter().map(|(name, value)| name.len() + value.len()).sum();
        assert!(length < 8 * 1024);
    }
    let origins: BTreeSet<_> = seen.iter().filter_map(|request| request.get("origin")).collect();
    let unknown = origins.iter().filter(|origin| !["null", KNOWN].contains(origin));
    for origin in unknown {
        assert!(corsac::fetch::Origin::parse(origin.as_bytes()).is_ok(), "{origin}");
    }
}

#[test]
fn requests_keep_their_distance() {
    let server = Server::start(|request| Some(right(request)));
    let begin = Instant::now();
    let url = server.url();
    corsac(&["audit", &url, "--rate", "40", "--origin", KNOWN]);
    let least = (server.seen().len() - 1) as f64 / 40.0;
    assert!(begin.elapsed().as_secs_f64() >= least);
}

#[test]
fn redirects_are_not_followed() {
    let other = Server::start(|request| Some(right(request)));
    let location = other.url();
    let server = Server::start(move |_| Some(Message::response(302).with("location", &location)));
    let output = audit(&server, &["--format", "json"]);
    assert_eq!(codes(&output), ["note no-known-origin", "note redirected"]);
    assert!(other.seen().is_empty());
}

#[test]
fn secrets_are_not_shown() {
    let server = Server::start(|request| Some(right(request).with("access-control-max-age", "x")));
    for format in ["human", "json"] {
        let output = audit(&server, &["--format", format, "--origin", KNOWN, "--header", "Cookie: a=secret"]);
        assert!(!String::from_utf8_lossy(&output.stdout).contains("secret"));
    }
}

/// A body without an end, and a response without one.
#[test]
fn nothing_takes_for_ever() {
    let server = Server::start_raw(std::sync::Arc::new(()), |(), request, stream| {
        use std::io::Write;
        if request.target() != "/data" {
            std::thread::sleep(core::time::Duration::from_secs(2));
            return false;
        }
        let head = "HTTP/1.1 200 x\r\nvary: origin\r\ntransfer-encoding: chunked\r\n\r\n";
        if stream.write_all(head.as_bytes()).is_err() {
            return false;
        }
        let chunk = [b"1000\r\n".as_slice(), &[b'x'; 0x1000], b"\r\n"].concat();
        let begin = Instant::now();
        while begin.elapsed().as_secs() < 10 && stream.write_all(&chunk).is_ok() {}
        false
    });
    let begin = Instant::now();
    let output = audit(&server, &["--format", "json", "--timeout", "0.3"]);
    assert_eq!(codes(&output), ["note no-known-origin"]);
    assert!(begin.elapsed().as_secs() < 30);
}

#[test]
fn a_report_for_people() {
    let server = Server::start(|request| {
        let origin = request.get("origin").unwrap_or_default();
        let is_allowed = origin.ends_with("example.com");
        Some(super::allowing(request, is_allowed).with("access-control-hostile", "\u{202e}"))
    });
    let mut output = audit(&server, &["--origin", KNOWN]);
    // The port is another one each time.
    let text = String::from_utf8(output.stdout).unwrap().replace(&server.address.to_string(), "HOST");
    output.stdout = text.into_bytes();
    assert_snapshot("audit", &output, 1);
}

#[test]
fn unreachable_servers_are_errors() {
    // Nobody listens on port 1, and there are no certificates to ask for.
    let server = Server::start(|request| Some(right(request)));
    let output = corsac(&["audit", "http://127.0.0.1:1/", &server.url(), "--rate", "100000", "--origin", KNOWN]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("corsac: http://127.0.0.1:1/: "));
    // The other one is audited all the same.
    assert!(String::from_utf8_lossy(&output.stdout).contains("nothing found"));
}

#[test]
fn wrong_usage_is_an_error() {
    for (arguments, expected) in [
        (&["audit", "example.com"][..], "corsac: example.com: it must begin with http:// or https://"),
        (&["audit", "http://127.0.0.1/", "--origin", "https://a.example/"], "no browser sends that as an origin"),
        (&["audit", "http://127.0.0.1/", "--header", "secret"], "corsac: --header: write NAME: VALUE"),
        (&["audit", "http://127.0.0.1/", "--rate", "0"], "must be from 0.001 to 100000"),
        (&["audit", "http://127.0.0.1/", "--policy", "missing.toml"], "corsac: missing.toml: "),
        (&["audit", "http://127.0.0.1/", "--format", "sarif"], "`--format sarif` is for `corsac check`"),
        (&["audit"], "required"),
    ] {
        assert_error(&corsac(arguments), &[expected]);
    }
}
