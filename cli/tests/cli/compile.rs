//! `corsac compile`: images and sources that work.

use std::fs;
use std::path::Path;
use std::process::Command;

use corsac::Policy;

use super::support::{
    assert_error, assert_says, assert_snapshot, command, corsac, corsac_with_input, file, root, stderr, stdout,
};

/// Where a test writes.
fn target(name: &str) -> String {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_file(&path);
    path.to_str().unwrap().into()
}

#[test]
fn the_image_is_that_of_the_library() {
    let image = target("strict.image");
    let output = corsac(&["compile", "examples/strict.toml", "-o", &image]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let bytes = fs::read(&image).unwrap();
    let policy = Policy::from_bytes(&bytes).unwrap();
    assert!(policy.allows_origin(b"https://app.example.com") && !policy.allows_origin(b"https://evil.example"));
    let piped =
        corsac_with_input(&["compile", "-", "-o", "-"], &fs::read(root().join("examples/strict.toml")).unwrap());
    assert_eq!(piped.stdout, bytes);
    assert_says(stderr(&piped), &["size         149 bytes"]);
    let again = target("again.image");
    corsac(&["compile", &image, "-o", &again]);
    assert_eq!(fs::read(&again).unwrap(), bytes, "an image is a policy, too");
}

#[test]
fn the_summary_names_what_is_left_out() {
    let mut command = command(&["compile", "cli/tests/policies/redundant.toml", "-o", "redundant.image"]);
    let folder = target("summary");
    let _ = fs::create_dir(&folder);
    let policies = Path::new(&folder).join("cli/tests/policies");
    fs::create_dir_all(&policies).unwrap();
    fs::copy(root().join("cli/tests/policies/redundant.toml"), policies.join("redundant.toml")).unwrap();
    assert_snapshot("compile-summary", &command.current_dir(&folder).output().unwrap(), 0);
    let json = corsac(&["compile", "cli/tests/policies/redundant.toml", "-o", &target("r.image"), "--format", "json"]);
    let report: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(report["redundant"].as_array().unwrap().len(), 14);
    assert_eq!(report["redundant"][0]["line"], 8);
    assert_eq!([&report["exact_origins"], &report["subdomains"]], [1, 1]);
}

/// The source is compiled, and its policy answers.
#[test]
fn rust_source_is_a_policy() {
    let source = target("policy.rs");
    let output = corsac(&["compile", "examples/previews.toml", "--emit", "rust", "--name", "previews", "-o", &source]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    // The same text as the one that is compiled below.
    let committed = root().join("cli/tests/policies/previews.rs");
    if std::env::var_os("CORSAC_BLESS").is_some() {
        fs::copy(&source, &committed).unwrap();
    }
    assert_eq!(fs::read_to_string(&source).unwrap(), fs::read_to_string(&committed).unwrap());
    #[allow(unreachable_pub, reason = "it is made for a module that others see")]
    mod emitted {
        include!("../policies/previews.rs");
    }
    assert!(emitted::PREVIEWS.allows_origin(b"https://pr-17.preview.example.com"));
    assert_eq!(emitted::PREVIEWS.as_bytes(), emitted::PREVIEWS_IMAGE);
}

#[test]
fn c_source_holds_the_image() {
    let (source, program, image) = (target("strict.c"), target("strict-c"), target("c.image"));
    corsac(&["compile", "examples/strict.toml", "-o", &image]);
    let output = corsac(&["compile", "examples/strict.toml", "--emit", "c", "-o", &source]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let main = target("main.c");
    let text = "#include <stdio.h>\n#include \"strict.c\"\n\
        int main(void) { return fwrite(strict_image, 1, strict_image_length, stdout) != sizeof strict_image; }\n";
    fs::write(&main, text).unwrap();
    let flags = ["-std=c99", "-Wall", "-Wextra", "-Werror", "-pedantic"];
    let compiled = match Command::new("cc").args(flags).args([&*main, "-o", &*program]).output() {
        Ok(compiled) => compiled,
        Err(error) => {
            eprintln!("no C compiler here ({error}): the source was not compiled");
            return;
        }
    };
    assert!(compiled.status.success(), "{}", stderr(&compiled));
    assert_eq!(Command::new(&program).output().unwrap().stdout, fs::read(&image).unwrap());
}

#[test]
fn json_holds_policy_facts_and_image() {
    let output = corsac(&["compile", "examples/strict.toml", "--emit", "json", "-o", "-"]);
    let document: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(document["facts"]["bytes"], 149);
    assert_eq!(document["image"].as_str().unwrap().len(), 298);
    let policy = corsac_with_input(&["compile", "-", "-o", "-"], document["policy"].to_string().as_bytes());
    let hex: String = policy.stdout.iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(document["image"], hex);
}

#[test]
fn names_become_names_of_constants() {
    let source = |policy: &str, name: &[&str]| {
        let arguments = [&["compile", policy, "--emit", "rust", "-o", "-"], name].concat();
        corsac(&arguments)
    };
    let odd = file("9-odd näme.toml", b"allow_origins = [\"*\"]\n");
    assert_says(stdout(&source(&odd, &[])), &["pub static POLICY: "]);
    assert_says(stdout(&source(&odd, &["--name", "my_api"])), &["pub static MY_API: "]);
    assert_error(&source(&odd, &["--name", "a; b"]), &["\"a; b\" is no name"]);
}

#[test]
fn nothing_is_written_where_something_is_wrong() {
    let image = target("wrong.image");
    let output = corsac(&["compile", "cli/tests/policies/bad.toml", "-o", &image]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stdout(&output).is_empty());
    assert_says(stderr(&output), &["bad.toml: the policy has errors", "error[default-port]: allow_origins[0]"]);
    assert!(!Path::new(&image).exists());
    let many = file("many-errors.toml", format!("allow_origins = [{}]", "\"a\", ".repeat(30)).as_bytes());
    let output = corsac(&["compile", &many, "-o", &image]);
    assert_says(stderr(&output), &["allow_origins[19] \"a\"", "and 10 more: see corsac check "]);
    let missing = corsac(&["compile", "examples/strict.toml", "-o", "missing/strict.image"]);
    assert_error(&missing, &["missing/strict.image: No such file"]);
    assert_error(&corsac(&["compile", "examples/strict.toml", "-o", "examples"]), &["examples: Is a directory"]);
}

/// A hundred megabytes of policy. Fast enough for a test only where the optimizer has run.
#[test]
#[ignore = "takes a minute without the optimizer: cargo test --release -p corsac-cli -- --ignored megabytes"]
fn a_hundred_megabytes_are_compiled() {
    let (count, image) = (2_500_000, target("large.image"));
    let mut policy = String::from("max_age = 5\nallow_origins = [\n");
    for number in 0..count {
        policy.push_str(&format!("  \"https://tenant-{number:09}.example.com\",\n"));
    }
    policy.push_str("]\n");
    assert!(policy.len() > 100_000_000);
    for (name, text) in [
        ("large.toml", policy.clone()),
        ("large.yaml", policy.replace(" = ", ": ").replace("\n]", "\n  ]")),
        ("large.json", format!("{{\"max_age\": 5, \"allow_origins\": {}}}", &policy[28..].replace(",\n]", "]"))),
    ] {
        let output = corsac(&["compile", &file(name, text.as_bytes()), "-o", &image]);
        assert_eq!(output.status.code(), Some(0), "{name}: {}", stderr(&output));
        assert_says(stdout(&output), &[&format!("{count} exact")]);
    }
}
