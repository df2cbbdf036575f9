//! `corsac inspect`: what is in an image.

use std::fs;

use super::support::{assert_error, assert_says, assert_snapshot, corsac, corsac_with_input, file, stderr, stdout};

fn image(policy: &str) -> Vec<u8> {
    corsac(&["compile", policy, "-o", "-"]).stdout
}

#[test]
fn an_image_is_laid_out() {
    let path = file("previews.image", &image("examples/previews.toml"));
    assert_snapshot("inspect-previews", &corsac(&["inspect", &path]), 0);
    let json = corsac_with_input(&["inspect", "-", "--format", "json"], &image("examples/previews.toml"));
    let report: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(report["policy"]["allow_origins"].as_array().unwrap().len(), 4);
    assert_eq!(report["facts"]["label_globs"], 2);
    let last = report["sections"].as_array().unwrap().last().unwrap();
    assert_eq!(last["offset"].as_u64().unwrap() + last["length"].as_u64().unwrap(), report["facts"]["bytes"]);
}

/// What it prints is the policy: it compiles to the same image.
#[test]
fn the_policy_comes_back() {
    for policy in ["tutorial", "strict", "previews", "desktop-app"] {
        let image = image(&format!("examples/{policy}.toml"));
        let output = corsac_with_input(&["inspect", "-"], &image);
        let (_, document) = stdout(&output).split_once("# The policy.").unwrap();
        let document = file(&format!("inspected-{policy}.toml"), format!("#{document}").as_bytes());
        assert_eq!(corsac(&["compile", &document, "-o", "-"]).stdout, image, "{policy}");
    }
}

#[test]
fn what_is_no_image_is_named_with_its_offset() {
    let good = image("examples/strict.toml");
    let mut changed = good.clone();
    changed[40] ^= 1;
    for (bytes, expected) in [
        (&b""[..], "the image is cut off at byte 0"),
        (b"GIF89a", "the image is cut off at byte 6"),
        (&[0; 100], "not the image of a policy at byte 0"),
        (&good[..100], "the image is cut off at byte 8"),
        (&changed, "wrong checksum at byte 12"),
    ] {
        let path = file("bad.image", bytes);
        let output = corsac(&["inspect", &path]);
        assert_eq!(output.status.code(), Some(1));
        assert_says(stderr(&output), &["bad.image: ", expected]);
        let json = corsac(&["inspect", &path, "--format", "json"]);
        assert_eq!(json.status.code(), Some(1));
        let report: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
        assert!(expected.ends_with(&format!("{} at byte {}", report["error"].as_str().unwrap(), report["offset"])));
    }
    assert_error(&corsac(&["inspect", "missing.image"]), &["missing.image: No such file"]);
    fs::remove_file(file("bad.image", b"")).unwrap();
}
