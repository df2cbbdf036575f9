//! A module imports only from those before it.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

use std::fs;
use std::path::{Path, PathBuf};

/// In the order of the table in `lib.rs`.
const LAYERS: [&str; 17] = [
    "steps",
    "syntax",
    "fetch",
    "diagnostic",
    "pattern",
    "config",
    "image",
    "compile",
    "policy",
    "difference",
    "owned",
    "request",
    "vary",
    "plan",
    "decision",
    "decide",
    "document",
    "macros",
];

/// Two modules of one layer: a decision holds what its plan will set, and a plan is made from a decision.
const TOGETHER: [(&str, &str); 2] = [("plan", "decision"), ("fetch", "diagnostic")];

#[test]
fn data_flows_one_way() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut imports = 0;
    for file in rust_files(&source) {
        let module = module_of(&source, &file);
        let Some(layer) = LAYERS.iter().position(|name| *name == module) else {
            assert_eq!(module, "lib", "{} is in no layer", file.display());
            continue;
        };
        let text = fs::read_to_string(&file).unwrap();
        // Documentation and tests may look at everything.
        let code = text.split("#[cfg(test)]\nmod ").next().unwrap();
        for line in code.lines().filter(|line| !line.trim_start().starts_with("//")) {
            for path in line.split("crate::").skip(1) {
                let name = path.split(|c: char| !(c.is_alphanumeric() || c == '_')).next().unwrap();
                imports += 1;
                let allowed = match LAYERS.iter().position(|other| *other == name) {
                    Some(other) => other <= layer || TOGETHER.contains(&(module.as_str(), name)),
                    // Names that lib.rs re-exports: used where the layers above are at hand anyway.
                    None => layer >= LAYERS.iter().position(|other| *other == "owned").unwrap(),
                };
                assert!(allowed, "{}: `{module}` imports from `{name}`: {line}", file.display());
            }
        }
    }
    assert!(imports > 50, "only {imports} imports were found");
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files
}

/// The first part of the path: `pattern` for `pattern/lint.rs` as for `pattern.rs`.
fn module_of(source: &Path, file: &Path) -> String {
    let first = file.strip_prefix(source).unwrap().components().next().unwrap();
    first.as_os_str().to_str().unwrap().trim_end_matches(".rs").to_string()
}
