//! `corsac explain`.

use std::fs;
use std::process::Output;

use super::support::{assert_error, assert_says, assert_snapshot, corsac, file, root, stdout};

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
    let key = file("explain-key.toml", b"allow_orgins = []\n");
    let expected = ["explain-key.toml is no policy: 1 problem\n", "unknown key `allow_orgins`", "explain-key.toml:1:1"];
    assert_error(&explain(&key, &origin), &expected);
    let bytes = file("explain-bytes.toml", b"max_age = 5 # \xff\n");
    assert_error(&explain(&bytes, &origin), &["not UTF-8: byte 0xff at offset 14"]);
    assert_eq!(corsac(&["explain", "examples/strict.toml"]).status.code(), Some(2), "an origin is needed");
}

#[test]
fn a_policy_with_errors_answers_nothing() {
    let output = explain("cli/tests/policies/bad.toml", &["--origin", "https://a.example"]);
    assert_eq!(output.status.code(), Some(1));
    assert_says(stdout(&output), &["error[trailing-slash]", "The policy has errors, so it answers nothing."]);
}

#[test]
fn engines_differ_where_browsers_do() {
    let policy = file("star.toml", b"allow_origins = [\"*\"]\nallow_headers = [\"*\"]\nmax_age = 5\n");
    let request =
        |engine| explain(&policy, &["--origin", "https://a.example", "--header", "Authorization", "--engine", engine]);
    assert_eq!(request("spec").status.code(), Some(1));
    assert_eq!(request("chromium").status.code(), Some(0));
    assert_says(
        stdout(&request("firefox")),
        &["Firefox sends a preflight first: authorization is no CORS-safelisted header."],
    );
    assert_eq!(request("netscape").status.code(), Some(2));
}

#[test]
fn chromium_has_no_upload_of_a_get_to_listen_to() {
    let request = ["--origin", "https://app.example.com", "--preflight", "--engine"];
    for (engine, method, expected) in [
        ("chromium", "GET", "Chromium sends the request at once"),
        ("chromium", "POST", "Chromium sends a preflight first: the page listens to the upload."),
        ("firefox", "GET", "Firefox sends a preflight first: the page listens to the upload."),
    ] {
        let output = explain("examples/strict.toml", &[&request[..], &[engine, "--method", method]].concat());
        assert_says(stdout(&output), &[expected]);
    }
}

#[test]
fn the_console_says_it_in_the_words_of_the_browser() {
    let strict = "examples/strict.toml";
    for (policy, request, chromium, firefox, webkit) in [
        (
            strict,
            &["--origin", "https://evil.example"][..],
            "Access to fetch at 'https://api.corsac.example/' from origin 'https://evil.example' has been blocked by CORS policy: No 'Access-Control-Allow-Origin' header is present",
            "(Reason: CORS header ‘Access-Control-Allow-Origin’ missing). Status code: 200.",
            "Origin https://evil.example is not allowed by Access-Control-Allow-Origin. Status code: 200",
        ),
        (
            strict,
            &["--origin", "https://evil.example", "--preflight", "--method", "POST"],
            "Access to XMLHttpRequest at 'https://api.corsac.example/' from origin 'https://evil.example' has been blocked by CORS policy: Response to preflight request doesn't pass access control check: No 'Access",
            "(Reason: CORS header ‘Access-Control-Allow-Origin’ missing). Status code: 403.",
            "Status code: 403",
        ),
        (
            strict,
            &["--origin", "https://app.example.com", "--method", "PURGE"],
            "policy: Method PURGE is not allowed by Access-Control-Allow-Methods in preflight response.",
            "(Reason: Did not find method in CORS header ‘Access-Control-Allow-Methods’)",
            "Method PURGE is not allowed by Access-Control-Allow-Methods.",
        ),
        (
            strict,
            &["--origin", "https://app.example.com", "--header", "X-Secret"],
            "policy: Request header field x-secret is not allowed by Access-Control-Allow-Headers in preflight response.",
            "(Reason: header ‘x-secret’ is not allowed according to header ‘Access-Control-Allow-Headers’ from CORS preflight response)",
            "Request header field x-secret is not allowed by Access-Control-Allow-Headers.",
        ),
        (
            "examples/tutorial.toml",
            &["--origin", "https://a.example", "--credentials"],
            "must not be the wildcard '*' when the request's credentials mode is 'include'.",
            "Credential is not supported if the CORS header ‘Access-Control-Allow-Origin’ is ‘*’",
            "Cannot use wildcard in Access-Control-Allow-Origin when credentials flag is true.",
        ),
        (
            "examples/previews.toml",
            &["--origin", "https://example.com", "--credentials"],
            "'Access-Control-Allow-Credentials' header in the response is '' which must be 'true'",
            "expected ‘true’ in CORS header ‘Access-Control-Allow-Credentials’",
            "Credentials flag is true, but Access-Control-Allow-Credentials is not \"true\".",
        ),
    ] {
        for (engine, expected) in [("chromium", chromium), ("firefox", firefox), ("webkit", webkit)] {
            let output = explain(policy, &[request, &["--engine", engine]].concat());
            assert_eq!(output.status.code(), Some(1));
            assert_says(stdout(&output), &["The console says:", expected]);
        }
        assert!(!stdout(&explain(policy, request)).contains("console"), "the standard has none");
    }
}

#[test]
fn json_holds_what_is_said() {
    let request = ["--origin", "https://evil.example", "--header", "X-A", "--engine", "firefox", "--format", "json"];
    let output = explain("examples/strict.toml", &request);
    assert_eq!(output.status.code(), Some(1));
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["sent"]["preflight"], true);
    assert_eq!(report["exchanges"][0]["reason"], "origin-not-allowed");
    assert_eq!(report["outcome"]["verdict"], "block-preflight");
    let changes = report["suggestion"]["changes"].as_array().unwrap();
    assert_eq!(changes[0]["key"], "allow_origins");
    assert_eq!(changes[0]["add"], "https://evil.example");
    assert_eq!(changes[1]["add"], "x-a");
}

/// The suggestion is written into the file by hand, as somebody would do it, and the page reads its response.
#[test]
fn the_suggested_change_works() {
    let policy = std::fs::read_to_string(root().join("examples/strict.toml")).unwrap();
    let request = ["--origin", "http://localhost:3000", "--method", "PURGE", "--credentials"];
    let refused = explain("examples/strict.toml", &request);
    assert_says(
        stdout(&refused),
        &["  allow_origins: add \"http://localhost:3000\"\n", "  allow_methods: add \"PURGE\"\n", "    risk: "],
    );
    let changed = policy
        .replace("[\"https://app.", "[\"http://localhost:3000\", \"https://app.")
        .replace("\"PUT\"", "\"PURGE\", \"PUT\"");
    let allowed = explain(&file("suggested.toml", changed.as_bytes()), &request);
    assert_eq!(allowed.status.code(), Some(0), "{}", stdout(&allowed));
    let forbidden = explain("examples/strict.toml", &["--origin", "https://app.example.com", "--method", "TRACE"]);
    assert_says(
        stdout(&forbidden),
        &["No change of the policy would allow it: Methods: the method is forbidden: TRACE."],
    );
}
