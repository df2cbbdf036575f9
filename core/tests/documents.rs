//! Policy documents in several formats, with and without an allocator.

#![cfg(all(feature = "serde", feature = "alloc"))]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "a test may panic")]

use corsac::{Config, PolicyBuf, PolicyDocument};

const TOML: &str = r#"
allow_origins = ["https://example.com", "https://*.example.com"]
allow_methods = ["PUT", "DELETE"]
allow_headers = ["Authorization", "Content-Type"]
expose_headers = ["X-Request-Id"]
allow_credentials = true
max_age = 7200
"#;

const JSON: &str = r#"{
    "max_age": 7200,
    "expose_headers": ["X-Request-Id"],
    "allow_credentials": true,
    "allow_headers": ["Authorization", "Content-Type"],
    "allow_methods": ["PUT", "DELETE"],
    "allow_origins": ["https://example.com", "https://*.example.com"]
}"#;

fn config() -> Config<'static> {
    Config::new()
        .allow_origins(&["https://example.com", "https://*.example.com"])
        .allow_methods(&["PUT", "DELETE"])
        .allow_headers(&["Authorization", "Content-Type"])
        .expose_headers(&["X-Request-Id"])
        .allow_credentials(true)
        .max_age(7200)
}

#[test]
fn every_format_gives_the_same_image() {
    let image = config().compile::<512>().unwrap();
    let toml: PolicyBuf<512> = toml::from_str(TOML).unwrap();
    let json: PolicyBuf<512> = serde_json::from_str(JSON).unwrap();
    let (json_core, _) = serde_json_core::from_str::<PolicyBuf<512>>(JSON).unwrap();
    let mut buffer = [0; 512];
    let postcard = postcard::to_slice(&config(), &mut buffer).unwrap();
    let postcard: PolicyBuf<512> = postcard::from_bytes(postcard).unwrap();
    let owned: PolicyDocument = toml::from_str(TOML).unwrap();
    for other in [toml, json, json_core, postcard, owned.config().compile().unwrap()] {
        assert_eq!(other.as_bytes(), image.as_bytes());
    }
}

#[test]
fn a_policy_written_as_a_document_reads_back() {
    let text = toml::to_string(&config()).unwrap();
    let document: PolicyDocument = toml::from_str(&text).unwrap();
    assert_eq!(document, toml::from_str(TOML).unwrap());
    let text = serde_json::to_string(&config()).unwrap();
    assert_eq!(document, serde_json::from_str(&text).unwrap());
}

#[test]
fn unknown_and_repeated_keys_are_errors() {
    let error = serde_json::from_str::<PolicyDocument>(r#"{"maxAge": 5}"#).unwrap_err().to_string();
    assert_eq!(error, "unknown key `maxAge`; did you mean `max_age`? at line 1 column 9");
    let error = serde_json::from_str::<PolicyBuf<64>>(r#"{"max_age": 5, "max_age": 6}"#).unwrap_err().to_string();
    assert!(error.starts_with("duplicate field `max_age`"), "{error}");
    let error = toml::from_str::<PolicyBuf<64>>("max_age = -1").unwrap_err().to_string();
    assert!(error.contains("-1"), "{error}");
    let error = toml::from_str::<PolicyBuf<64>>("allow_origins = \"*\"").unwrap_err().to_string();
    assert!(error.contains("expected a list of texts"), "{error}");
    let error = toml::from_str::<PolicyBuf<64>>("allow_origins = [1]").unwrap_err().to_string();
    assert!(error.contains("expected a text"), "{error}");
}

#[test]
fn a_bad_policy_and_a_small_buffer_are_errors() {
    let error = serde_json::from_str::<PolicyBuf<64>>(r#"{"allow_origins": ["https://example.com/"]}"#).unwrap_err();
    assert!(error.to_string().starts_with("error[trailing-slash]: allow_origins[0]"), "{error}");
    let error = serde_json::from_str::<PolicyBuf<64>>(r#"{"allow_origins": ["https://example.com"]}"#).unwrap_err();
    assert!(error.to_string().starts_with("the buffer is too small for the image"), "{error}");
    let error = serde_json::from_str::<PolicyBuf<8>>(r#"{"allow_origins": ["https://example.com"]}"#).unwrap_err();
    assert!(error.to_string().starts_with("the document does not fit into the buffer"), "{error}");
    let mut buffer = [0; 512];
    let document = postcard::to_slice(&config(), &mut buffer).unwrap();
    assert!(postcard::from_bytes::<PolicyBuf<512>>(&document[..document.len() - 1]).is_err());
}
