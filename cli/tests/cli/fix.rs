//! `corsac check --fix`: what is safe is written into the file, and nothing else is touched.

use std::fs;

use super::support::{assert_error, assert_says, corsac, corsac_with_input, file, root, stderr, stdout};

/// Mends a copy of a file, twice: the second time nothing happens.
#[track_caller]
fn fixed(name: &str, content: &str) -> String {
    let path = file(name, content.as_bytes());
    corsac(&["check", "--fix", &path]);
    let fixed = fs::read_to_string(&path).unwrap();
    let again = corsac(&["check", "--fix", &path]);
    assert!(!stdout(&again).contains("fixed "), "{}", stdout(&again));
    assert_eq!(fs::read_to_string(&path).unwrap(), fixed, "mending twice is mending once");
    fixed
}

fn policy(name: &str) -> String {
    fs::read_to_string(root().join("cli/tests/policies").join(name)).unwrap()
}

#[test]
fn toml_keeps_its_comments_and_its_layout() {
    let expected = "# Something of everything; `check-bad.txt` is what is said about it.
allow_origins = [
    \"https://example.com\", # why
    \"https://*.a.example\",
    \"https://xn--exmple-cua.com\",\t# a tab
    \"example.org\", \"null\", '',
    \"\\u0041.b\",
    \"https://*.github.io\",
]
allow_methods = [\"put\", \"*\"] # methods
allow_headers = [
  # next
  \"X-A\" ]
expose_headers = []
allow_credentials = true
danger_allow_null_origin = false
";
    assert_eq!(fixed("fix.toml", &policy("bad.toml")), expected);
    let windows = policy("bad.toml").replace('\n', "\r\n");
    assert_eq!(
        fixed("fix-windows.toml", &format!("\u{feff}{windows}")),
        format!("\u{feff}{}", expected.replace('\n', "\r\n"))
    );
}

#[test]
fn yaml_keeps_its_comments_and_its_layout() {
    let expected = "# As a deployment has it.
allow_origins:
  - https://a.example   # c1
  - \"https://*.b.example\"
  # about c
  - 'https://d.example'
allow_methods: [\"*\"]
allow_headers: []
max_age: 100000
";
    assert_eq!(fixed("fix.yaml", &policy("bad.yaml")), expected);
}

#[test]
fn json_stays_json() {
    let expected = r#"{
  "allow_origins": ["https://a.example", "https://*.b.example"],
  "allow_methods": [
    "PUT"
  ],
  "max_age": 60
}
"#;
    assert_eq!(fixed("fix.json", &policy("bad.json")), expected);
    for (content, expected) in [
        (
            r#"{"allow_origins":["*"],"max_age":5,"allow_methods":["GET"]}"#,
            r#"{"allow_origins":["*"],"max_age":5,"allow_methods":[]}"#,
        ),
        (
            r#"{"danger_allow_null_origin": true, "allow_origins":["*"], "max_age":5}"#,
            r#"{"allow_origins":["*"], "max_age":5}"#,
        ),
        (
            r#"{"allow_methods":["GET","HEAD","PUT"],"allow_origins":["*"]}"#,
            r#"{"allow_methods":["PUT"],"allow_origins":["*"]}"#,
        ),
        (
            r#"{"allow_methods":["PUT", "GET" , "HEAD" ],"allow_origins":["*"]}"#,
            r#"{"allow_methods":["PUT" ],"allow_origins":["*"]}"#,
        ),
        (
            r#"{"allow_methods":["GET", "PUT", "HEAD"],"allow_origins":["*"]}"#,
            r#"{"allow_methods":["PUT"],"allow_origins":["*"]}"#,
        ),
    ] {
        assert_eq!(fixed("small.json", content), expected);
    }
}

#[test]
fn lists_of_every_layout_stay_lists() {
    for (content, expected) in [
        ("allow_methods = [\"GET\", \"PUT\",]\n", "allow_methods = [\"PUT\",]\n"),
        ("allow_methods = [\"PUT\", \"GET\",]\n", "allow_methods = [\"PUT\",]\n"),
        (
            "allow_methods = [\n  \"PUT\", # a\n  \"GET\"  # , b\n  # c\n]\n",
            "allow_methods = [\n  \"PUT\" # a\n  # c\n]\n",
        ),
        ("allow_methods = [\"PUT\" # ,\n  , \"GET\"\n]\n", "allow_methods = [\"PUT\" # ,\n  \n]\n"),
        ("allow_methods = [\n  \"GET\", \"HEAD\",\n  \"PUT\"]\n", "allow_methods = [\n  \"PUT\"]\n"),
        ("allow_methods = ['''GET''', \"\"\"PUT\"\"\"]", "allow_methods = [\"\"\"PUT\"\"\"]"),
        ("allow_methods = [\"GET\"]", "allow_methods = []"),
    ] {
        let policy = |methods: &str| format!("allow_origins = [\"*\"]\nmax_age = 5\n{methods}");
        assert_eq!(fixed("layout.toml", &policy(content)), policy(expected));
    }
    for (content, expected) in [
        ("allow_methods:\n- GET # a\n# b\n- PUT\n", "allow_methods:\n# b\n- PUT\n"),
        ("allow_methods: # a\n  - \"GET\"\n  -   HEAD\n", "allow_methods: [] # a\n"),
        ("allow_methods: [ GET,\n  PUT ]\n", "allow_methods: [\n  PUT ]\n"),
        ("allow_methods: [PUT, 'GET']\n", "allow_methods: [PUT]\n"),
        ("allow_methods: [PUT]\ndanger_allow_null_origin: true # x", "allow_methods: [PUT]\n"),
    ] {
        let policy = |methods: &str| format!("allow_origins: ['*']\nmax_age: 5\n{methods}");
        assert_eq!(fixed("layout.yaml", &policy(content)), policy(expected));
    }
}

/// What a policy answers is never changed, and what somebody may have meant otherwise is left alone.
#[test]
fn only_what_is_safe_is_mended() {
    for unsafe_entry in [
        "allow_origins = [\"https://a.example/app\"]",
        "allow_origins = [\"a.example\"]",
        "allow_origins = [\"wss://a.example\"]",
        "allow_origins = [\"https://me@a.example\"]",
        "allow_origins = [\"http://127.1\"]",
        "allow_origins = [\"*\"]\nallow_methods = [\"put\"]",
        "allow_origins = [\"*\"]\nallow_methods = [\"patch\"]",
        "allow_origins = [\"*\"]\nmax_age = 86400",
        "allow_origins = [\"*\"]\nallow_private_network = true",
    ] {
        assert_eq!(fixed("unsafe.toml", unsafe_entry), unsafe_entry);
    }
}

#[test]
fn what_was_mended_is_said() {
    let path = file("said.toml", b"allow_origins = [\"HTTPS://a.example\"]\nallow_methods = [\"GET\"]\nmax_age = 5\n");
    let output = corsac(&["check", "--fix", &path]);
    assert_eq!(output.status.code(), Some(0), "what is left is fine");
    assert_says(
        stdout(&output),
        &[
            "said.toml:1:19: [upper-case] allow_origins[0] \"HTTPS://a.example\" is now \"https://a.example\"\n",
            "said.toml:2:19: [safelisted-method] allow_methods[0] \"GET\" is removed\n",
            "said.toml: nothing to say\n",
        ],
    );
    let path = file("said.json", br#"{"allow_origins": ["https://a.example/"], "max_age": 5}"#);
    let output = corsac(&["check", "--fix", "--format", "json", &path]);
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let fixed = serde_json::json!([{
        "code": "trailing-slash", "field": "allow_origins", "index": 0, "line": 1, "column": 38,
        "old": "https://a.example/", "new": "https://a.example",
    }]);
    assert_eq!(report["files"][0]["fixed"], fixed);
}

#[test]
fn what_cannot_be_mended_is_left_and_said() {
    let shared = "allow_origins: ['*']\nmax_age: 5\nallow_methods: &m [GET]\nexpose_headers: *m\n";
    // One that compiles, and one that does not, where only the policy that was meant tells the difference.
    for content in [shared.to_string(), shared.replace("'*'", "https://a.example/app")] {
        let path = file("anchor.yaml", content.as_bytes());
        let output = corsac(&["check", "--fix", &path]);
        assert_eq!(fs::read_to_string(&path).unwrap(), content);
        assert_eq!(output.status.code(), Some(2));
        assert_says(stderr(&output), &["anchor.yaml: nothing was mended"]);
    }
    let output = corsac_with_input(&["check", "--fix", "-"], b"allow_origins = [\"https://a.example/\"]\n");
    assert_says(stderr(&output), &["standard input cannot be mended; give a file"]);
    assert_eq!(output.status.code(), Some(2));
    assert_error(&corsac(&["check", "--fix", "missing.toml"]), &["missing.toml"]);
}
