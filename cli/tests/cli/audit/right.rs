//! Servers with nothing wrong: there must be no alarm.

use super::{KNOWN, audit, codes, right};
use crate::http::{Message, Server};
use crate::served::Served;
use crate::support::{corsac, file};

#[test]
fn right_answers_are_no_finding() {
    let server = Server::start(|request| Some(right(request)));
    let output = audit(&server, &["--format", "json", "--origin", KNOWN]);
    assert_eq!(codes(&output), [""; 0]);
    assert_eq!(output.status.code(), Some(0));
}

/// One fixed header is right, too, and so are servers that do no CORS at all.
#[test]
fn simple_servers_are_no_finding() {
    let fixed = Server::start(|_| Some(Message::response(200).with("access-control-allow-origin", "*")));
    assert_eq!(codes(&audit(&fixed, &["--format", "json"])), [""; 0]);
    let one = Server::start(|_| Some(Message::response(200).with("access-control-allow-origin", KNOWN)));
    assert_eq!(codes(&audit(&one, &["--format", "json", "--origin", KNOWN])), [""; 0]);
    for status in [200, 401, 404, 500] {
        let none = Server::start(move |_| Some(Message::response(status)));
        let output = audit(&none, &["--format", "json"]);
        assert_eq!(codes(&output), ["note no-known-origin"], "{status}");
        assert_eq!(output.status.code(), Some(0));
    }
}

/// Longer than the lists that are sent.
#[test]
fn a_limit_on_lists_is_no_finding() {
    let server = Server::start(|request| {
        let length = request.get("access-control-request-headers").map_or(0, str::len);
        Some(if length > 1000 { Message::response(431) } else { right(request) })
    });
    assert_eq!(codes(&audit(&server, &["--format", "json", "--origin", KNOWN])), [""; 0]);
}

#[test]
fn the_policy_server_is_no_finding() {
    let policies = [
        ("exact", "allow_origins = [\"https://app.example.com\", \"https://b.example\"]", KNOWN),
        ("any", "allow_origins = [\"*\"]", KNOWN),
        (
            "any-lists",
            "allow_origins = [\"*\"]\nallow_methods = [\"*\"]\nallow_headers = [\"*\", \"Authorization\"]\nexpose_headers = [\"*\"]",
            KNOWN,
        ),
        (
            "credentials",
            "allow_origins = [\"https://app.example.com\"]\nallow_credentials = true\nallow_headers = [\"X-A\"]",
            KNOWN,
        ),
        (
            "reflecting",
            "allow_origins = [\"https://app.example.com\"]\nallow_credentials = true\nallow_methods = [\"*\"]\nallow_headers = [\"*\", \"Authorization\"]",
            KNOWN,
        ),
        ("glob", "allow_origins = [\"https://pr-*.example.com\"]", "https://pr-7.example.com"),
        ("loopback", "allow_origins = [\"http://localhost:3000\"]\nallow_credentials = true", "http://localhost:3000"),
        ("app", "allow_origins = [\"tauri://localhost\"]\nallow_credentials = true", "tauri://localhost"),
    ];
    for (name, policy, origin) in policies {
        let policy = file(&format!("audit-right-{name}.toml"), format!("{policy}\nmax_age = 600\n").as_bytes());
        let served = Served::start(&policy, &[]);
        for given in [&["--origin", origin][..], &["--policy", &policy], &["--policy", &policy, "--origin", origin]] {
            let mut arguments = vec!["audit", &served.url, "--format", "json", "--rate", "100000"];
            arguments.extend(given);
            let output = corsac(&arguments);
            assert_eq!(codes(&output), [""; 0], "{name} {given:?}");
            assert_eq!(output.status.code(), Some(0), "{name}");
        }
    }
}

/// What the examples mean to allow is worth a note at most.
#[test]
fn wildcards_are_notes() {
    for (policy, origin, expected) in [
        ("examples/strict.toml", "https://app.example.com", &[][..]),
        ("examples/tutorial.toml", "https://app.example.com", &[]),
        ("examples/previews.toml", "https://example.com", &[]),
        ("examples/previews.toml", "https://x.app.example.com", &["note any-subdomain", "note origin-suffix"]),
        ("examples/desktop-app.toml", "http://localhost:5173", &["note any-port"]),
    ] {
        let served = Served::start(policy, &[]);
        let arguments = ["audit", &served.url, "--format", "json", "--rate", "100000", "--origin", origin];
        let output = corsac(&arguments);
        assert_eq!(codes(&output), expected, "{policy} {origin}");
        assert_eq!(output.status.code(), Some(0));
    }
}
