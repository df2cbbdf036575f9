//! Origins that no browser sends, several at once, and two faults in one of them.

use corsac::{Policy, policy};

static POLICY: Policy = policy! {
    allow_origins: [
        "https://example.com:443",
        "https://Example.com",
        "https://example.com/",
        "example.com",
        "HTTPS://example.com/path",
        "https://bücher.example",
        "https://\u{62}.example ",
        "https://*.com",
        "https://127.1",
        r#"wss://example.com"#,
        "",
    ],
    max_age: 600,
};

fn main() {}
