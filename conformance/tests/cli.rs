//! The command: exit codes, and what it says.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_corsac-conformance")).args(arguments).output().expect("the command starts")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn scratch(name: &str, content: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::write(&path, content).expect("the scratch folder is writable");
    path
}

const COMMITTED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/vectors/browser.json");

#[test]
fn nothing_differs() {
    for engine in ["spec", "chromium", "firefox"] {
        let output = run(&["vectors", COMMITTED, "--engine", engine]);
        assert_eq!(output.status.code(), Some(0));
        assert_eq!(text(&output.stdout), format!("{engine}: 246 cases, 0 differing\n"));
    }
}

#[test]
fn differences_are_listed() {
    let content = r#"[{"id": "wrong", "kind": "fetch", "verdict": "block-response", "expect_acrh": "x-b", "extra": 1,
        "request": {"origin": "http://o.example", "method": "PUT", "headers": [["X-A", "1"]], "credentials": "omit"},
        "preflight_response_headers": [["Access-Control-Allow-Origin", "*"]],
        "response_headers": []}]"#;
    let path = scratch("differing.json", content);
    let output = run(&["vectors", path.to_str().expect("UTF-8")]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        text(&output.stdout),
        "wrong: verdict: expected block-response, found block-preflight (CORS-preflight fetch: the method is not in \
         Access-Control-Allow-Methods: PUT; https://fetch.spec.whatwg.org/#cors-preflight-fetch)\n\
         wrong: expect_acrh: expected \"x-b\", found \"x-a\"\n\
         spec: 1 case, 1 differing\n"
    );
    assert_eq!(text(&output.stderr), "note: case wrong: `extra` is not known and not checked\n");
}

#[test]
fn what_cannot_be_read_exits_with_2() {
    let malformed = scratch("malformed.json", "[\n{]");
    let output = run(&["vectors", malformed.to_str().expect("UTF-8")]);
    assert_eq!(output.status.code(), Some(2));
    let message = text(&output.stderr);
    assert!(message.contains("malformed.json: key must be a string at line 2 column 2"), "{message}");

    let output = run(&["vectors", "no/such/file.json"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).starts_with("error: no/such/file.json: "));

    for arguments in [&["vectors"][..], &["vectors", COMMITTED, "--engine", "lynx"], &["nothing"], &[]] {
        assert_eq!(run(arguments).status.code(), Some(2), "{arguments:?}");
    }
}
