//! `docs/image-format.md`: its worked example is an image, and the one that its policy compiles to.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may panic")]
#![cfg(feature = "compile")]

use corsac::{Config, Policy};

fn document() -> String {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/image-format.md");
    std::fs::read_to_string(path).expect("the document is there")
}

/// The text of the only block of this kind.
fn block<'d>(document: &'d str, kind: &str) -> &'d str {
    let fence = format!("```{kind}\n");
    let mut blocks = document.split(&fence).skip(1);
    let block = blocks.next().unwrap_or_else(|| panic!("a block of {kind}"));
    assert!(blocks.next().is_none(), "two blocks of {kind}");
    block.split("```").next().unwrap()
}

/// Reads `offset | bytes | what they are`.
fn read_hex(block: &str) -> Vec<u8> {
    let mut image = Vec::new();
    for line in block.lines() {
        let (offset, rest) = line.split_once(" | ").unwrap_or_else(|| panic!("{line}"));
        let (bytes, _) = rest.split_once('|').unwrap_or_else(|| panic!("{line}"));
        assert_eq!(usize::from_str_radix(offset, 16), Ok(image.len()), "{line}");
        image.extend(bytes.split_whitespace().map(|byte| u8::from_str_radix(byte, 16).expect("two digits")));
    }
    image
}

#[test]
fn the_worked_example_is_the_image_of_its_policy() {
    let document = document();
    let image = read_hex(block(&document, "hex"));
    assert!(document.contains(&format!("has this image of {} bytes", image.len())));
    let policy = Policy::from_bytes(&image).unwrap_or_else(|error| panic!("{error}"));
    let table: toml::Table = block(&document, "toml").parse().expect("TOML");
    let list = |key: &str| -> Vec<&str> {
        table.get(key).unwrap().as_array().unwrap().iter().map(|entry| entry.as_str().unwrap()).collect()
    };

    let decoded = policy.config();
    assert!(decoded.allow_origins.iter().eq(list("allow_origins")));
    assert!(decoded.allow_methods.iter().eq(["GET", "HEAD", "POST", "PUT"]));
    assert!(decoded.allow_headers.iter().eq(["content-type", "x-token"]));
    assert!(decoded.expose_headers.iter().eq(["etag"]));
    assert_eq!((decoded.allow_credentials, decoded.max_age), (true, Some(7200)));
    let dangers = [
        decoded.allow_private_network,
        decoded.danger_allow_null_origin,
        decoded.danger_allow_insecure_origins,
        decoded.danger_allow_public_suffix_wildcards,
    ];
    assert_eq!(dangers, [false; 4]);
    assert_eq!(decoded.compile::<512>().unwrap().as_bytes(), image);

    assert_eq!(list("allow_methods"), ["PUT"]);
    assert_eq!(table.get("allow_credentials").and_then(toml::Value::as_bool), Some(true));
    assert_eq!(table.get("max_age").and_then(toml::Value::as_integer), Some(7200));
    let (origins, methods) = (list("allow_origins"), list("allow_methods"));
    let (headers, exposed) = (list("allow_headers"), list("expose_headers"));
    let written = Config::new()
        .allow_origins(&origins)
        .allow_methods(&methods)
        .allow_headers(&headers)
        .expose_headers(&exposed)
        .allow_credentials(true)
        .max_age(7200);
    assert_eq!(written.compile::<512>().unwrap().as_bytes(), image);
}

/// `tests/ui` bakes the same image into a program.
#[test]
fn the_worked_example_is_in_the_file() {
    assert_eq!(read_hex(block(&document(), "hex")), include_bytes!("ui/policy.img"));
}

/// What the page says about that image in words.
#[test]
fn the_worked_example_answers_as_told() {
    let image = read_hex(block(&document(), "hex"));
    let policy = Policy::from_bytes(&image).unwrap();
    for origin in ["https://example.com", "https://a.example.com", "https://pr-7.example.net", "http://localhost:3000"]
    {
        assert!(policy.allows_origin(origin.as_bytes()), "{origin}");
    }
    for origin in ["https://a.example.net", "https://pr-.example.net", "http://example.com", "null"] {
        assert!(!policy.allows_origin(origin.as_bytes()), "{origin}");
    }
}
