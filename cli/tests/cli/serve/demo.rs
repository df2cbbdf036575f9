//! The demo, and what is said of each request.

use serde_json::{Value, json};

use super::{KNOWN, STRICT};
use crate::http::send;
use crate::served::Served;

#[test]
fn it_answers_to_everything_behind_the_policy() {
    let served = Served::start(STRICT, &[]);
    let answer = send(&served.url, &format!("PUT /a/b?c=1\nOrigin: {KNOWN}\nX-Seen: yes\nContent-Length: 0"));
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.get("access-control-allow-origin"), Some(KNOWN));
    assert_eq!(answer.get("access-control-allow-credentials"), Some("true"));
    assert_eq!(answer.get("access-control-expose-headers"), Some("etag,x-request-id"));
    assert_eq!(answer.get("vary"), Some("origin"));
    assert!(answer.get("x-corsac-demo").is_some());
    let seen: Value = serde_json::from_slice(&answer.body).unwrap();
    assert_eq!((&seen["method"], &seen["path"]), (&json!("PUT"), &json!("/a/b?c=1")));
    assert!(seen["headers"].as_array().unwrap().contains(&json!(["x-seen", "yes"])));

    for status in [201, 302, 404, 500] {
        let answer = send(&served.url, &format!("GET /status/{status}\nOrigin: {KNOWN}"));
        assert_eq!((answer.status(), answer.get("access-control-allow-origin")), (status, Some(KNOWN)));
    }
    let refused = send(&served.url, "GET /\nOrigin: https://evil.example");
    assert_eq!((refused.status(), refused.get("access-control-allow-origin")), (200, None));
    let preflight = format!("OPTIONS /\nOrigin: {KNOWN}\nAccess-Control-Request-Method: PUT");
    let preflight = send(&served.url, &preflight);
    assert_eq!((preflight.status(), preflight.get("x-corsac-demo")), (204, None));
    let plain = send(&served.url, &format!("OPTIONS /\nOrigin: {KNOWN}"));
    assert_eq!((plain.status(), plain.get("x-corsac-demo").is_some()), (200, true));
    let head = send(&served.url, &format!("HEAD /\nOrigin: {KNOWN}"));
    assert_eq!((head.status(), head.get("access-control-allow-origin")), (200, Some(KNOWN)));
}

#[test]
fn the_log_has_a_line_for_each_request() {
    let mut served = Served::start(STRICT, &[]);
    send(&served.url, "OPTIONS /x\nOrigin: https://evil.example\nAccess-Control-Request-Method: PUT");
    let line = served.line().unwrap();
    assert_eq!(line["event"], "decision");
    assert_eq!(
        [&line["method"], &line["target"], &line["class"], &line["verdict"], &line["reason"], &line["status"]],
        [
            &json!("OPTIONS"),
            &json!("/x"),
            &json!("preflight"),
            &json!("refused"),
            &json!("origin-not-allowed"),
            &json!(403)
        ]
    );
    // Nothing of a request is unbounded in it, and nothing but the fields of CORS.
    let long = "x".repeat(20_000);
    send(&served.url, &format!("GET /\nOrigin: https://{long}.example\nAuthorization: Bearer secret"));
    let line = served.line().unwrap().to_string();
    assert!(line.len() < 2_000 && !line.contains("secret"), "{line}");
}

/// Nobody reads the log here, and it is longer than what a pipe holds.
#[test]
fn a_log_that_nobody_reads_keeps_nobody_waiting() {
    let served = Served::start(STRICT, &[]);
    let path = "x".repeat(500);
    for _ in 0..400 {
        assert_eq!(send(&served.url, &format!("GET /{path}")).status(), 200);
    }
}

/// Whoever has closed the log has seen enough.
#[test]
fn a_closed_log_ends_the_server() {
    let mut served = Served::start(STRICT, &[]);
    served.output = None;
    send(&served.url, "GET /");
    assert_eq!(served.wait().code(), Some(0));
}

#[cfg(unix)]
#[test]
fn it_can_be_stopped() {
    for signal in ["TERM", "INT"] {
        let mut served = Served::start(STRICT, &[]);
        let process = served.id().to_string();
        assert!(std::process::Command::new("kill").args(["-s", signal, &process]).status().unwrap().success());
        assert_eq!(served.wait().code(), Some(0), "{signal}");
    }
}

/// A page whose name was made to point here gets nothing.
#[test]
fn other_names_are_refused() {
    let served = Served::start(STRICT, &["--allow-host", "dev.example"]);
    for (host, status) in [
        ("127.0.0.1", 200),
        ("localhost:1", 200),
        ("DEV.example:8080", 200),
        ("evil.example", 421),
        ("localhost.evil.example", 421),
        ("a b", 400),
    ] {
        let answer = send(&served.url, &format!("GET /\nHost: {host}\nOrigin: {KNOWN}"));
        assert_eq!(answer.status(), status, "{host}");
        assert_eq!(answer.get("access-control-allow-origin").is_some(), status == 200, "{host}");
    }
    assert_eq!(send(&served.url, "GET /\nHost: localhost\nHost: localhost").status(), 400);
    assert_eq!(send(&served.url, "GET http://evil.example/\nHost: localhost").status(), 421);
}
