//! `corsac check`: findings at their place, in three formats.

use serde_json::Value;

use super::support::{assert_error, assert_says, assert_snapshot, corsac, corsac_with_input, file, stderr, stdout};

/// One file with findings of every kind, in a folder that the snapshots can name.
const BAD: &str = "cli/tests/policies/bad.toml";

#[test]
fn findings_are_underlined() {
    assert_snapshot("check-bad", &corsac(&["check", BAD]), 1);
    assert_snapshot("check-yaml", &corsac(&["check", "cli/tests/policies/bad.yaml"]), 1);
    assert_snapshot("check-json", &corsac(&["check", "cli/tests/policies/bad.json"]), 1);
    let examples = ["tutorial", "strict", "previews", "desktop-app"].map(|name| format!("examples/{name}.toml"));
    let arguments: Vec<&str> = ["check"].into_iter().chain(examples.iter().map(String::as_str)).collect();
    assert_snapshot("check-examples", &corsac(&arguments), 0);
}

#[test]
fn what_is_no_policy_is_a_finding_with_a_place() {
    for (name, content, expected) in [
        (
            "key.toml",
            "allow_orgins = []\nmax_age = \"5\"\n",
            &["key.toml:1:1", "did you mean `allow_origins`?", "key.toml:2:11", "expected u32"][..],
        ),
        ("syntax.toml", "allow_origins = [\n", &["invalid-syntax", "syntax.toml:1:18", "unclosed array"]),
        ("twice.toml", "max_age = 1\nmax_age = 2\n", &["duplicate key", "twice.toml:2:1"]),
        ("syntax.json", "{\"max_age\": 5,}", &["invalid-syntax", "syntax.json:1:14"]),
        (
            "twice.json",
            "{\"max_age\": 1, \"max_age\": 2}",
            &["invalid-document", "duplicate field `max_age`", "twice.json:1:16"],
        ),
        ("comment.json", "{ // no\n}", &["invalid-syntax", "comment.json:1:3"]),
        ("list.json", "[]", &["list.json:1:1", "invalid type: sequence, expected a CORS policy"]),
        ("empty.json", "", &["empty.json", "the document is empty"]),
        ("star.yaml", "allow_origins: [*]\n", &["star.yaml:1:17", "in YAML, `*` is written in quotes"]),
        ("null.yaml", "allow_origins:\n  - null\n", &["null.yaml:2:5", "invalid type: null, expected a text"]),
        ("two.yaml", "max_age: 5\n---\nmax_age: 6\n", &["two.yaml:2:1", "a second document"]),
        ("key.yaml", "? [a]\n: b\n", &["a key is a text"]),
    ] {
        let output = corsac(&["check", &file(name, content.as_bytes())]);
        assert_eq!(output.status.code(), Some(1), "{name}: {}", stderr(&output));
        assert_says(stdout(&output), expected);
    }
    let output = corsac(&["check", &file("bytes.toml", b"max_age = 5 # \xff\n")]);
    assert_says(stdout(&output), &["invalid-encoding", "byte 0xff at offset 14", "bytes.toml:1:15"]);
    let output = corsac(&["check", &file("utf-16.toml", b"\xff\xfea\x00")]);
    assert_says(stdout(&output), &["this is UTF-16; save it as UTF-8"]);
    let output = corsac(&["check", &file("cut.image", b"CORS\x01")]);
    assert_says(stdout(&output), &["invalid-image", "the image is cut off at byte 5"]);
}

#[test]
fn the_form_follows_from_the_name_or_the_text() {
    for (name, content) in [
        ("form.toml", "allow_origins = [\"https://a.example\"]\nmax_age = 5\n"),
        ("form.json", "{\"allow_origins\": [\"https://a.example\"], \"max_age\": 5}"),
        ("form.yaml", "allow_origins: [https://a.example]\nmax_age: 5\n"),
        ("form.YML", "allow_origins:\n- https://a.example\nmax_age: 0x5\n"),
        (
            "alias.yaml",
            "allow_origins: &o [https://a.example]\nallow_headers: &h [X-A]\nexpose_headers: *h\nmax_age: 5\n",
        ),
        ("form", "{\"allow_origins\": [\"https://a.example\"], \"max_age\": 5}"),
        ("form.cfg", "allow_origins:\n  - https://a.example\nmax_age: 5\n"),
        ("form.conf", "\u{feff}allow_origins = [\"https://a.example\"]\r\nmax_age = 5\r\n"),
    ] {
        let output = corsac(&["check", &file(name, content.as_bytes())]);
        assert!(stdout(&output).ends_with(": nothing to say\n"), "{name}: {}", stdout(&output));
        let output = corsac_with_input(&["check", "-"], content.as_bytes());
        assert_eq!(stdout(&output), "standard input: nothing to say\n", "{name}");
    }
}

#[test]
fn documents_that_want_too_much_are_refused() {
    let deep = ["[", "{\"a\":"].map(|open| open.repeat(100_000));
    for (name, content) in [
        ("deep.json", &deep[0]),
        ("deep2.json", &deep[1]),
        ("deep.yaml", &deep[0]),
        ("deep.toml", &format!("a={}", deep[0])),
    ] {
        let output = corsac(&["check", &file(name, content.as_bytes())]);
        assert_eq!(output.status.code(), Some(1), "{name}: {}", stderr(&output));
    }
    let mut bomb = "a0: &a0 [x]\n".to_string();
    for number in 1..60 {
        bomb.push_str(&format!("a{number}: &a{number} [*a{0}, *a{0}]\n", number - 1));
    }
    let output = corsac(&["check", &file("bomb.yaml", bomb.as_bytes())]);
    assert_says(stdout(&output), &["aliases repeat too much"]);
}

#[test]
fn exit_codes_say_what_was_found() {
    let warned = "allow_origins = [\"https://a.example\"]\n";
    let path = file("warned.toml", warned.as_bytes());
    assert_eq!(corsac(&["check", &path]).status.code(), Some(0));
    assert_eq!(corsac(&["check", &path, "--deny", "warnings"]).status.code(), Some(1));
    let noted =
        file("noted.toml", b"allow_origins = [\"https://a.example\"]\nallow_methods = [\"GET\"]\nmax_age = 5\n");
    assert_eq!(corsac(&["check", &noted, "--deny", "warnings"]).status.code(), Some(0));
    assert_error(&corsac(&["check", "examples"]), &["corsac: examples: Is a directory"]);
    assert_eq!(corsac(&["check"]).status.code(), Some(2));
}

#[test]
fn other_files_are_checked_after_one_that_cannot_be_read() {
    let output = corsac(&["check", "examples/missing.toml", "examples/strict.toml"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(stdout(&output), "examples/strict.toml: nothing to say\n");
    assert_says(stderr(&output), &["examples/missing.toml: No such file"]);
}

#[test]
fn what_a_file_or_a_path_holds_never_reaches_the_terminal_raw() {
    let toml = file("escape.toml", b"allow_origins = [\"\x1b[31m\"]\n");
    let json = file("escape.json", "{\"allow_origins\": [\"\u{9b}31m \\u001b \u{202e}\"], \"\u{7f}\": 1}".as_bytes());
    let yaml = file("escape.yaml", "allow_origins: [\"\\e[31m\", '\u{9b}']\n\"\\u202e\": 5\n".as_bytes());
    for arguments in
        [["check", &toml], ["check", &json], ["check", &yaml], ["check", "missing/\u{1b}[31m\u{202e}.toml"]]
    {
        for color in ["--color=auto", "--color=never"] {
            let output = corsac(&[&arguments[..], &[color]].concat());
            let text = [stdout(&output), stderr(&output)].concat();
            assert!(!text.contains(|c: char| c != '\n' && (c.is_control() || c == '\u{202e}')), "{text:?}");
        }
    }
}

#[test]
fn colours_come_only_when_they_are_wanted() {
    let colored = corsac(&["check", BAD, "--color", "always"]);
    assert!(stdout(&colored).contains("\u{1b}["));
    assert!(!stdout(&corsac(&["check", BAD])).contains('\u{1b}'), "a pipe is no terminal");
    assert!(!stdout(&corsac(&["check", BAD, "--color", "always", "--format", "json"])).contains('\u{1b}'));
}

#[test]
fn a_long_line_is_cut() {
    let line = format!("allow_origins = [{}\"HTTPS://a.example\"]\n", "\"https://b.example\", ".repeat(100_000));
    let output = corsac(&["check", &file("line.toml", line.as_bytes())]);
    assert_says(stdout(&output), &["line.toml:1:2100019", "write \"https://a.example\""]);
    let longest = stdout(&output).lines().map(|line| line.chars().count()).max();
    assert!(longest < Some(300), "{longest:?}");
}

#[test]
fn json_says_everything() {
    let output = corsac(&["check", BAD, "examples/strict.toml", "examples/missing.toml", "--format", "json"]);
    assert_eq!(output.status.code(), Some(2));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["files"][0]["form"], "toml");
    assert_eq!(report["files"][1]["diagnostics"], Value::Array(vec![]));
    assert_eq!(report["failures"].as_array().unwrap().len(), 1);
    let diagnostics = report["files"][0]["diagnostics"].as_array().unwrap();
    let of_severity = |severity: &str| diagnostics.iter().filter(|item| item["severity"] == severity).count();
    assert_eq!(report["errors"], of_severity("error"));
    assert_eq!(report["warnings"], of_severity("warning"));
    assert_eq!(report["notes"], of_severity("note"));
    let item = diagnostics.iter().find(|item| item["code"] == "default-port").unwrap();
    assert_eq!(item["field"], "allow_origins");
    assert_eq!(item["entry"], "HTTPS://Example.com:443/");
    let source = std::fs::read_to_string(super::support::root().join(BAD)).unwrap();
    let offset = |key: &str| usize::try_from(item[key]["offset"].as_u64().unwrap()).unwrap();
    assert_eq!(&source[offset("start")..offset("end")], ":443");
    assert_eq!(item["suggestion"], serde_json::json!({ "text": "HTTPS://Example.com/", "safe": true }));
    assert!(item["explanation"].as_str().unwrap().contains("443"));
}

/// What code-scanning services ask for beyond the schema: a rule for each result, a relative address, a region
/// with a line, a fingerprint.
#[test]
fn sarif_has_what_code_scanning_services_require() {
    let output = corsac(&["check", BAD, "cli/tests/policies/bad.yaml", "--format", "sarif"]);
    assert_eq!(output.status.code(), Some(1));
    let log: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(log["version"], "2.1.0");
    assert!(log["$schema"].as_str().unwrap().ends_with("sarif-schema-2.1.0.json"));
    let run = &log["runs"][0];
    assert_eq!(run["tool"]["driver"]["name"], "corsac");
    assert_eq!(run["columnKind"], "unicodeCodePoints");
    assert_eq!(run["invocations"][0]["executionSuccessful"], true);
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    for rule in rules {
        assert!(["error", "warning", "note"].contains(&rule["defaultConfiguration"]["level"].as_str().unwrap()));
        for text in ["shortDescription", "fullDescription", "help"] {
            assert!(!rule[text]["text"].as_str().unwrap().is_empty());
        }
    }
    let results = run["results"].as_array().unwrap();
    assert!(results.len() > 15);
    for result in results {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"]);
        assert_eq!(rules[index]["defaultConfiguration"]["level"], result["level"]);
        assert!(!result["message"]["text"].as_str().unwrap().is_empty());
        let place = &result["locations"][0]["physicalLocation"];
        assert!(place["artifactLocation"]["uri"].as_str().unwrap().starts_with("cli/tests/policies/bad."));
        assert!(place["region"]["startLine"].as_u64().unwrap() >= 1);
        assert_eq!(result["partialFingerprints"]["corsac/v1"].as_str().unwrap().len(), 16);
        if let Some(fixes) = result.get("fixes") {
            let replacement = &fixes[0]["artifactChanges"][0]["replacements"][0];
            assert!(replacement["deletedRegion"]["endColumn"].is_u64());
            assert!(replacement["insertedContent"]["text"].is_string());
        }
    }
    assert!(results.iter().any(|result| result.get("fixes").is_some()));
    let failed = corsac(&["check", "examples/missing.toml", "--format", "sarif"]);
    let log: Value = serde_json::from_slice(&failed.stdout).unwrap();
    assert_eq!(log["runs"][0]["invocations"][0]["executionSuccessful"], false);
    assert_error(&corsac(&["inspect", BAD, "--format", "sarif"]), &["`--format sarif` is for `corsac check`"]);
}

#[test]
fn images_are_checked_too() {
    let image = file("check.image", b"");
    let policy = file("image.toml", b"allow_origins = [\"http://a.example\"]\n");
    assert_eq!(corsac(&["compile", &policy, "-o", &image]).status.code(), Some(0));
    let output = corsac(&["check", &image]);
    assert_says(
        stdout(&output),
        &["warning[insecure-origin]", "allow_origins[0] \"http://a.example\"", "warning[missing-max-age]"],
    );
}

/// Redundant origins are found by the compiler where there are too many to compare every two.
#[test]
fn a_hundred_thousand_origins_are_checked_in_good_time() {
    let mut policy = "max_age = 5\nallow_origins = [\n  \"https://*.tenants.example\",\n".to_string();
    for number in 0..100_000 {
        policy.push_str(&format!("  \"https://t{number}.example\",\n"));
    }
    policy.push_str("  \"https://t7.tenants.example\",\n]\n");
    let output = corsac(&["check", &file("many.toml", policy.as_bytes())]);
    assert_eq!(output.status.code(), Some(0));
    assert_says(
        stdout(&output),
        &[
            "many.toml:100004:4",
            "the other entry is allow_origins[0] \"https://*.tenants.example\", line 3",
            "\n1 warning; `--fix` mends 1 of them\n",
        ],
    );
}
