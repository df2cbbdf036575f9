//! `corsac explain`.

use std::fs;
use std::process::{Output, Stdio};

use super::support::{assert_error, assert_snapshot, command, corsac, file, root};

fn explain(policy: &str, request: &[&str]) -> Output {
    corsac(&[&["explain", policy], request].concat())
}

#[test]
fn the_first_command_of_the_readme() {
    let request = ["--origin", "https://app.example", "--method", "PUT", "--header", "X-Requested-With"];
    assert_snapshot("tutorial", &explain("examples/tutorial.toml", &request), 0);
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let command = format!("cargo run -p corsac-cli -- explain examples/tutorial.toml {}", request.join(" "));
    assert!(readme.contains(&command));
}

#[test]
fn refusals_name_the_step() {
    let strict = "examples/strict.toml";
    let app = "https://app.example.com";
    assert_snapshot("refused-origin", &explain(strict, &["--origin", "https://evil.example"]), 1);
    assert_snapshot("refused-method", &explain(strict, &["--origin", app, "--method", "PURGE"]), 1);
    assert_snapshot("refused-header", &explain(strict, &["--origin", app, "--header", "X-Secret"]), 1);
    let cookies = explain("examples/tutorial.toml", &["--origin", app, "--credentials"]);
    assert_snapshot("refused-credentials", &cookies, 1);
}

#[test]
fn what_is_allowed_is_explained_too() {
    let cookies = ["--origin", "https://app.example.com", "--credentials", "--header", "authorization"];
    assert_snapshot("strict", &explain("examples/strict.toml", &cookies), 0);
    let preview = ["--origin", "https://pr-17.preview.example.com", "--method", "put"];
    assert_snapshot("preview", &explain("examples/previews.toml", &preview), 0);
    let app = ["--origin", "http://localhost:5173", "--credentials", "--header", "Content-Type:text/plain"];
    assert_snapshot("desktop-app", &explain("examples/desktop-app.toml", &app), 0);
}

#[test]
fn requests_that_no_browser_sends_are_answered_and_escaped() {
    let output = explain("examples/strict.toml", &["--origin", "https://App.example.com/\u{1b}[31m"]);
    assert_snapshot("no-browser", &output, 1);
    assert!(!output.stdout.contains(&0x1b));
    let output = explain("examples/strict.toml", &["--origin", "https://app.example.com", "--method", "TRACE"]);
    assert_snapshot("forbidden-method", &output, 1);
}

#[test]
fn entries_are_counted_as_they_are_written() {
    let written = b"allow_origins = [\"https://*.a.example\", \"https://b.a.example\", \"https://c.example\"]\n";
    let output = explain(&file("redundant.toml", written), &["--origin", "https://c.example"]);
    assert!(String::from_utf8(output.stdout).unwrap().contains("allow_origins[2] \"https://c.example\""));
}

#[test]
fn headers_that_are_left_out_or_refused_are_named() {
    let text = |policy, request: &[&str]| String::from_utf8(explain(policy, request).stdout).unwrap();
    let dropped = text("examples/tutorial.toml", &["--origin", "https://a.example", "--header", "Cookie:a=b"]);
    assert!(dropped.contains("It leaves out Cookie: a=b"), "{dropped}");
    let headers = ["--origin", "https://app.example.com", "--header", "X-A", "--header", "Authorization"];
    let refused = text("examples/strict.toml", &headers);
    assert!(refused.contains("among allow_headers there is no x-a\n"), "{refused}");
}

#[test]
fn a_preflight_can_be_asked_for() {
    let output = explain("examples/strict.toml", &["--origin", "https://app.example.com", "--preflight"]);
    assert_eq!(output.status.code(), Some(0));
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(
        text.contains("preflight: OPTIONS") && text.contains("headers it can read: content-type, etag, x-request-id")
    );
}

#[test]
fn json_is_read_by_its_name() {
    let json = file("policy.json", br#"{"allow_origins": ["https://a.example"], "max_age": 600}"#);
    assert_eq!(explain(&json, &["--origin", "https://a.example"]).status.code(), Some(0));
}

#[test]
fn bad_files_are_errors_with_a_place() {
    let origin = ["--origin", "https://a.example"];
    assert_error(&explain("examples/missing.toml", &origin), &["examples/missing.toml", "No such file"]);
    assert_error(&explain("examples", &origin), &["examples: "]);
    let key = file("key.toml", b"allow_orgins = []\n");
    assert_error(&explain(&key, &origin), &["unknown key `allow_orgins`; did you mean `allow_origins`?", "line 1"]);
    let syntax = file("syntax.toml", b"allow_origins = [\n");
    assert_error(&explain(&syntax, &origin), &["syntax.toml: TOML parse error"]);
    let bytes = file("bytes.toml", b"max_age = 5 # \xff\n");
    assert_error(&explain(&bytes, &origin), &["not UTF-8 at byte 14"]);
    assert_eq!(corsac(&["explain", "examples/strict.toml"]).status.code(), Some(2), "an origin is needed");
}

#[test]
fn a_closed_pipe_is_no_error() {
    let mut child = command(&["explain", "examples/tutorial.toml", "--origin", "https://a.example"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(output.status.code(), Some(0));
}
