//! Where policies come from, and what is said of those that are none.

#![cfg(feature = "documents")]
#![allow(clippy::unwrap_used, unsafe_code, reason = "a test may panic; mapping a file is a promise about the file")]

use std::path::PathBuf;

use corsac_http::{Config, Policy, PolicyError, ServerPolicy};

const TOML: &str = "allow_origins = ['https://example.com']\nmax_age = 7200\n";

/// A file of its own for a test; it goes when the test ends.
struct File(PathBuf);

impl File {
    fn new(name: &str, bytes: impl AsRef<[u8]>) -> File {
        let path = std::env::temp_dir().join(format!("corsac-http-{}-{name}", std::process::id()));
        std::fs::write(&path, bytes).unwrap();
        File(path)
    }
}

impl Drop for File {
    fn drop(&mut self) {
        // Left behind in the system's folder for such files, at worst.
        let _ = std::fs::remove_file(&self.0);
    }
}

fn allows(policy: &ServerPolicy) -> bool {
    policy.as_policy().allows_origin(b"https://example.com") && !policy.as_policy().allows_origin(b"https://a.example")
}

#[test]
fn files_are_known_by_their_names_and_images_by_their_bytes() {
    let json = r#"{"allow_origins": ["https://example.com"], "max_age": 7200}"#;
    let image = ServerPolicy::from_toml(TOML).unwrap().as_policy().as_bytes().to_vec();
    for (name, bytes) in [("a.toml", TOML.as_bytes()), ("b.JSON", json.as_bytes()), ("c.img", &image), ("d.toml", &image)] {
        let file = File::new(name, bytes);
        assert!(allows(&ServerPolicy::from_file(&file.0).unwrap()), "{name}");
    }
    assert!(allows(&ServerPolicy::from_image_bytes(image).unwrap()));
}

#[test]
fn a_static_policy_is_taken_as_it_is() {
    let image = ServerPolicy::from_toml(TOML).unwrap().as_policy().as_bytes().to_vec().leak();
    let policy: ServerPolicy = Policy::from_bytes(image).unwrap().into();
    assert!(allows(&policy));
    assert_eq!(policy.as_policy().as_bytes().as_ptr(), image.as_ptr(), "nothing is copied");
}

#[cfg(feature = "mmap")]
#[test]
fn image_files_are_mapped() {
    let image = ServerPolicy::from_toml(TOML).unwrap().as_policy().as_bytes().to_vec();
    let file = File::new("mapped.img", &image);
    // SAFETY: nobody else knows of the file.
    assert!(allows(&unsafe { ServerPolicy::map_image_file(&file.0) }.unwrap()));
    let file = File::new("cut.img", &image[..image.len() - 1]);
    // SAFETY: as above.
    let error = unsafe { ServerPolicy::map_image_file(&file.0) }.unwrap_err();
    assert!(error.to_string().ends_with("not the image of a policy: the bytes end too early, at offset 36"), "{error}");
}

#[test]
fn warnings_are_kept_and_errors_come_all_at_once() {
    let policy = ServerPolicy::from_toml("allow_origins = ['https://example.com']").unwrap();
    let [warning] = policy.warnings() else { panic!("{:?}", policy.warnings()) };
    assert_eq!(
        warning.to_string(),
        "warning[missing-max-age]: max_age: without `max_age` browsers ask again after 5 seconds; write \"7200\""
    );

    let error = ServerPolicy::from_toml("allow_origins = ['*', 'https://A.example']\nallow_credentials = true\nmax_age = 9").unwrap_err();
    assert!(error.findings().len() >= 2, "{error}");
    assert!(error.to_string().starts_with("the policy has errors\n  "), "{error}");
}

#[test]
fn what_is_no_policy_says_why() {
    let file = File::new("bad.toml", "allow_origin = []");
    let error = ServerPolicy::from_file(&file.0).unwrap_err();
    let text = error.to_string();
    assert!(text.starts_with(&format!("{}: not a policy document: ", file.0.display())), "{text}");
    assert!(text.contains("unknown key `allow_origin`; did you mean `allow_origins`?"), "{text}");

    let missing = ServerPolicy::from_file("there/is/none.toml").unwrap_err();
    assert!(missing.to_string().starts_with("cannot read there/is/none.toml: "), "{missing}");

    let file = File::new("not-text.toml", b"\xff\xfe");
    assert!(matches!(ServerPolicy::from_file(&file.0), Err(PolicyError::In { .. })));
    assert!(matches!(ServerPolicy::from_json("[]"), Err(PolicyError::Document(_))));
    assert!(matches!(ServerPolicy::from_image_bytes(*b"CORS"), Err(PolicyError::Image(_))));
    assert!(matches!(ServerPolicy::compile(&Config::new()), Err(PolicyError::Rejected(_))));
}
