//! `corsac check`.

use super::support::{assert_snapshot, corsac, file};

fn explain(policy: &str, request: &[&str]) -> std::process::Output {
    corsac(&[&["explain", policy], request].concat())
}

#[test]
fn check_reports_everything_and_fails_on_errors() {
    let examples = [
        "check",
        "examples/tutorial.toml",
        "examples/strict.toml",
        "examples/previews.toml",
        "examples/desktop-app.toml",
    ];
    assert_snapshot("check-examples", &corsac(&examples), 0);
    let bad = file("bad.toml", b"allow_origins = [\"https://a.example/\", \"*\"]\nallow_credentials = true\n");
    let output = corsac(&["check", &bad]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1), "{text}");
    assert!(text.contains("error[trailing-slash]") && text.contains("error[wildcard-with-credentials]"), "{text}");
    let output = explain(&bad, &["--origin", "https://a.example"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8(output.stdout).unwrap().ends_with("The policy has errors, so it answers nothing.\n"));
}

#[test]
fn what_a_file_or_a_path_holds_never_reaches_the_terminal_raw() {
    let file = file("escape.toml", b"allow_origins = [\"\x1b[31m\"]\n");
    for arguments in [["check", &file], ["check", "missing/\u{1b}[31m.toml"]] {
        let output = corsac(&arguments);
        assert_eq!(output.status.code(), Some(2));
        assert!(!output.stderr.contains(&0x1b) && !output.stdout.contains(&0x1b));
    }
}

#[test]
fn check_goes_on_after_a_file_that_cannot_be_read() {
    let output = corsac(&["check", "examples/missing.toml", "examples/strict.toml"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(output.stdout, b"examples/strict.toml:\n  nothing to say\n");
}
