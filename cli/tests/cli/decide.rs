//! `corsac decide`: a line in, a line out.

use std::io::{BufRead, BufReader, Write};
use std::process::Stdio;

use serde_json::{Value, json};

use super::support::{assert_error, assert_says, command, corsac, corsac_with_input, file, stderr, stdout};

const STRICT: &str = "examples/strict.toml";

fn decide(policy: &str, requests: &[Value]) -> Vec<Value> {
    let input: String = requests.iter().map(|request| format!("{request}\n")).collect();
    let output = corsac_with_input(&["decide", policy], input.as_bytes());
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    stdout(&output).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn decisions_have_the_documented_form() {
    let requests = [
        json!({"method": "OPTIONS", "headers": [["Origin", "https://app.example.com"], ["Access-Control-Request-Method", "PUT"]]}),
        json!({"method": "GET", "headers": [["origin", "https://evil.example"]]}),
        json!({"method": "GET"}),
    ];
    let removed = [
        "access-control-allow-origin",
        "access-control-allow-credentials",
        "access-control-expose-headers",
        "access-control-allow-methods",
        "access-control-allow-headers",
        "access-control-max-age",
        "access-control-allow-private-network",
    ];
    let expected = [
        json!({
            "class": "preflight", "verdict": "allowed", "reason": null, "pattern": "https://app.example.com", "status": 204,
            "set": [
                ["access-control-allow-origin", "https://app.example.com"],
                ["access-control-allow-credentials", "true"],
                ["access-control-allow-methods", "DELETE,GET,HEAD,PATCH,POST,PUT"],
                ["access-control-allow-headers", "authorization,content-type"],
                ["access-control-max-age", "7200"],
            ],
            "remove": ["access-control-expose-headers", "access-control-allow-private-network"],
            "vary": ["origin", "access-control-request-method"],
        }),
        json!({
            "class": "actual", "verdict": "refused", "reason": "origin-not-allowed", "pattern": null, "status": null,
            "set": [], "remove": removed, "vary": ["origin"],
        }),
        json!({
            "class": "not-cors", "verdict": "none", "reason": null, "pattern": null, "status": null,
            "set": [], "remove": removed, "vary": ["origin"],
        }),
    ];
    assert_eq!(decide(STRICT, &requests), expected);
    let keys = ["class", "verdict", "reason", "pattern", "status", "set", "remove", "vary"];
    let line = corsac_with_input(&["decide", STRICT], format!("{}\n", requests[0]).as_bytes());
    let places: Vec<usize> = keys.iter().map(|key| stdout(&line).find(&format!("\"{key}\":")).unwrap()).collect();
    assert!(places.is_sorted(), "keys stand in the documented order");
}

#[test]
fn values_may_be_bytes() {
    let origin = |value: Value| json!({"method": {"hex": "474554"}, "headers": [["Origin", value]]});
    let answers = decide(
        STRICT,
        &[origin(json!({"hex": "68747470733a2f2f6170702e6578616d706c652e636f6d"})), origin(json!({"hex": "ff"}))],
    );
    assert_eq!([&answers[0]["verdict"], &answers[1]["reason"]], ["allowed", "malformed-origin"]);
}

#[test]
fn what_is_reflected_comes_line_by_line() {
    let policy = file("reflect.toml", b"allow_origins = [\"https://a.example\"]\nallow_headers = [\"*\", \"Authorization\"]\nallow_credentials = true\nmax_age = 5\n");
    let headers = json!([
        ["Origin", "https://a.example"],
        ["Access-Control-Request-Method", "GET"],
        ["Access-Control-Request-Headers", "x-a"],
        ["Access-Control-Request-Headers", "x-b"]
    ]);
    let answers = decide(&policy, &[json!({"method": "OPTIONS", "headers": headers})]);
    let set = answers[0]["set"].as_array().unwrap();
    let allowed: Vec<&Value> =
        set.iter().filter(|line| line[0] == "access-control-allow-headers").map(|line| &line[1]).collect();
    assert_eq!(allowed, ["x-a", "x-b"]);
}

#[test]
fn a_malformed_line_does_not_stop_the_stream() {
    let input = b"{\"method\":\"GET\"}\nnonsense\n\n{\"method\":\"GET\",\"header\":[]}\n\xff\n{\"method\":\"GET\"}";
    let output = corsac_with_input(&["decide", STRICT], input);
    assert_eq!(output.status.code(), Some(1));
    let lines: Vec<Value> = stdout(&output).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 5, "a line for every line but the blank one");
    assert_eq!(lines[1], json!({"line": 2, "error": "byte 2: expected ident"}));
    assert_eq!([&lines[2]["line"], &lines[3]["line"]], [4, 5]);
    assert_eq!([&lines[0]["class"], &lines[4]["class"]], ["not-cors", "not-cors"]);
    assert_says(
        stderr(&output),
        &["corsac: line 2: byte 2: expected ident\n", "line 4: byte 24: unknown field `header`", "line 5: byte 1: "],
    );
}

#[test]
fn an_overlong_line_is_skipped() {
    let mut input = vec![b'x'; (16 << 20) + 1];
    input.extend_from_slice(b"\n{\"method\":\"GET\"}\n");
    let output = corsac_with_input(&["decide", STRICT], &input);
    assert_eq!(output.status.code(), Some(1));
    assert_says(stdout(&output), &["{\"line\":1,\"error\":\"longer than 16777216 bytes\"}\n{\"class\":\"not-cors\""]);
}

/// Whoever sends one line gets its answer before sending the next.
#[test]
fn answers_do_not_wait_for_more() {
    let mut child = command(&["decide", STRICT]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let (mut stdin, stdout) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
    let mut answers = BufReader::new(stdout).lines();
    for _ in 0..3 {
        writeln!(stdin, "{{\"method\":\"GET\"}}").unwrap();
        assert_says(&answers.next().unwrap().unwrap(), &["not-cors"]);
    }
    drop(stdin);
    assert!(answers.next().is_none());
    assert!(child.wait().unwrap().success());
}

#[test]
fn many_lines_are_answered_and_a_closed_pipe_ends_it() {
    let line = "{\"method\":\"GET\",\"headers\":[[\"Origin\",\"https://app.example.com\"]]}\n";
    let output = corsac_with_input(&["decide", STRICT], line.repeat(20_000).as_bytes());
    assert_eq!(stdout(&output).lines().count(), 20_000);
    let mut child = command(&["decide", STRICT])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let mut stdin = child.stdin.take().unwrap();
    // It stops reading at some time, which is an error here.
    let _ = stdin.write_all(line.repeat(20_000).as_bytes());
    drop(stdin);
    let output = child.wait_with_output().unwrap();
    assert!(output.stderr.is_empty(), "{}", stderr(&output));
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn a_policy_is_needed_that_compiles() {
    assert_error(&corsac(&["decide", "-"]), &["the policy has to be a file"]);
    let output = corsac_with_input(&["decide", "cli/tests/policies/bad.toml"], b"{\"method\":\"GET\"}\n");
    assert_eq!(output.status.code(), Some(1));
    assert!(stdout(&output).is_empty());
    assert_says(stderr(&output), &["bad.toml: the policy has errors"]);
    assert_error(&corsac(&["decide", "missing.toml"]), &["missing.toml: No such file"]);
}
