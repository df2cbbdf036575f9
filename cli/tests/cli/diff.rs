//! `corsac diff`.

use std::io::Write;
use std::process::{Output, Stdio};

use crate::support::{assert_error, assert_snapshot, command, corsac, file};

/// Compares two documents, in a folder where they have short names.
fn diff(name: &str, old: &str, new: &str, more: &[&str]) -> Output {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("diff-{name}"));
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("old.toml"), old).unwrap();
    std::fs::write(folder.join("new.toml"), new).unwrap();
    let arguments = [&["diff", "old.toml", "new.toml"], more].concat();
    command(&arguments).current_dir(folder).output().unwrap()
}

const OLD: &str = r#"
allow_origins = ["https://app.example.com", "https://pr-*.example.com", "https://tools.example:*"]
allow_methods = ["PUT", "PURGE"]
allow_headers = ["Authorization", "X-Old"]
expose_headers = ["ETag"]
max_age = 600
"#;

const NEW: &str = r#"
allow_origins = ["https://*.example.com", "https://tools.example", "https://pr-*.example.com:8443"]
allow_methods = ["*"]
allow_headers = ["*"]
expose_headers = ["Link"]
allow_credentials = true
allow_private_network = true
"#;

#[test]
fn a_change_of_everything() {
    assert_snapshot("diff-everything", &diff("everything", OLD, NEW, &[]), 0);
    assert_snapshot("diff-everything-back", &diff("back", NEW, OLD, &[]), 0);
    assert_snapshot("diff-everything-json", &diff("json", OLD, NEW, &["--format", "json"]), 0);
}

#[test]
fn what_is_denied_decides_the_exit_code() {
    let narrower = OLD.replace(", \"PURGE\"", "");
    let longer = OLD.replace("600", "700");
    for (old, new, widening, narrowing, change) in [
        (OLD, OLD, 0, 0, 0),
        (OLD, &*narrower, 0, 1, 1),
        (&*narrower, OLD, 1, 0, 1),
        (OLD, &*longer, 0, 0, 1),
        (OLD, NEW, 1, 1, 1),
    ] {
        for (deny, expected) in [("widening", widening), ("narrowing", narrowing), ("change", change)] {
            let output = diff("deny", old, new, &["--deny", deny]);
            assert_eq!(output.status.code(), Some(expected), "{deny} {}", String::from_utf8_lossy(&output.stdout));
        }
        let both = diff("deny", old, new, &["--deny", "widening", "--deny", "narrowing"]);
        assert_eq!(both.status.code(), Some(widening.max(narrowing)));
        assert_eq!(diff("deny", old, new, &[]).status.code(), Some(0));
    }
}

#[test]
fn what_means_the_same_is_no_change() {
    let same = r#"
allow_origins = ["https://tools.example:*", "https://pr-*.example.com", "https://pr-1.example.com", "https://app.example.com"]
allow_methods = ["PURGE", "GET", "PUT", "TRACE", "POST"]
allow_headers = ["x-OLD", "authorization", "Cookie"]
expose_headers = ["content-type", "etag"]
max_age = 600
"#;
    assert_snapshot("diff-same", &diff("same", OLD, same, &["--deny", "change"]), 0);
    let (said, unsaid) = ("allow_origins = [\"*\"]\nmax_age = 5", "allow_origins = [\"*\", \"https://a.example\"]");
    assert_snapshot("diff-same", &diff("default", said, unsaid, &["--deny", "change"]), 0);
    // 38 globs and 38 hosts are one glob.
    let glob = "abcdefghijklmnopqrstuvwxyz0123456789-_";
    let pieces: Vec<String> =
        glob.chars().map(|c| format!("\"https://pr-{c}*.a.example\", \"https://pr-{c}.a.example\"")).collect();
    let pieces = format!("allow_origins = [{}]\nmax_age = 5", pieces.join(", "));
    let whole = "allow_origins = [\"https://pr-*.a.example\"]\nmax_age = 5";
    assert_snapshot("diff-same", &diff("pieces", whole, &pieces, &["--deny", "change"]), 0);
    assert_snapshot("diff-same", &diff("whole", &pieces, whole, &["--deny", "change"]), 0);
    let without_a = pieces.replace("\"https://pr-a.a.example\", ", "");
    assert_snapshot("diff-one-host", &diff("one-host", &without_a, whole, &["--deny", "widening"]), 1);
}

#[test]
fn any_origin_and_opaque_origins() {
    let (any, few) = (
        "allow_origins = [\"*\"]\nmax_age = 5",
        "allow_origins = [\"https://any.example\", \"null\"]\ndanger_allow_null_origin = true\nmax_age = 5",
    );
    assert_snapshot("diff-any-origin", &diff("any", few, any, &["--deny", "widening"]), 1);
    assert_snapshot("diff-no-longer-any-origin", &diff("not-any", any, few, &["--deny", "widening"]), 0);
    let none = few.replace(", \"null\"", "");
    assert_snapshot(
        "diff-opaque-origins",
        &diff("opaque", none.replace("danger_allow_null_origin = true", "").as_str(), few, &["--deny", "widening"]),
        1,
    );
}

#[test]
fn credentials_alone_are_a_change() {
    let old = "allow_origins = [\"https://a.example\"]\nmax_age = 5";
    let new = format!("{old}\nallow_credentials = true");
    assert_snapshot("diff-credentials", &diff("credentials", old, &new, &["--deny", "widening"]), 1);
}

#[test]
fn long_lists_are_cut_for_people_only() {
    let list = |name: &str| (0..60).map(|n| format!("\"https://{name}-{n}.example\"")).collect::<Vec<_>>().join(", ");
    let document = |name: &str| format!("allow_origins = [{}]\nmax_age = 5", list(name));
    assert_snapshot("diff-long", &diff("long", &document("a"), &document("b"), &[]), 0);
    let json = diff("long", &document("a"), &document("b"), &["--format", "json"]);
    let json: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(json["origins"]["added"].as_array().unwrap().len(), 60);
    assert_eq!(json["origins"]["removed"][59]["example"], "https://a-59.example");
    assert_eq!(json["widens"], true);
}

#[test]
fn policies_of_any_kind_can_be_compared() {
    let config = corsac::Config::new().allow_origins(&["https://app.example.com"]).max_age(7200);
    let image = file("diff.img", config.compile::<512>().unwrap().as_bytes());
    let json = file("diff.json", br#"{"allow_origins":["https://app.example.com"],"max_age":7200}"#);
    let output = corsac(&["diff", &image, &json]);
    assert_eq!(output.status.code(), Some(0));
    assert!(String::from_utf8_lossy(&output.stdout).ends_with("no change in meaning\n"));
    let mut child = command(&["diff", "-", &json]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(b"allow_origins = [\"https://b.example\"]").unwrap();
    let output = String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap();
    assert!(output.contains("+ https://app.example.com") && output.contains("- https://b.example"), "{output}");
}

#[test]
fn what_cannot_be_compared_is_said() {
    let good = file("diff-good.toml", b"allow_origins = [\"*\"]");
    let bad = file("diff-bad.toml", b"allow_origins = [\"*\", \"https://a.example/\"]\nallow_credentials = true");
    assert_error(&corsac(&["diff", "-", "-"]), &["only one of OLD and NEW can be standard input"]);
    assert_error(&corsac(&["diff", &good, "does-not-exist.toml"]), &["does-not-exist.toml"]);
    assert_error(&corsac(&["diff", &good]), &["<NEW>"]);
    assert_error(&corsac(&["diff", &good, &good, "--deny", "everything"]), &["widening", "narrowing", "change"]);
    assert_error(&corsac(&["diff", &good, &good, "--format", "sarif"]), &["sarif"]);
    let output = corsac(&["diff", &good, &bad]);
    let message = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{message}");
    assert!(
        output.stdout.is_empty() && message.contains("trailing-slash") && message.contains("wildcard-with-credentials"),
        "{message}"
    );
}
