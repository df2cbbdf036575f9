//! Compiles the policy into flash, and tells the linker of the board's memory.

use std::path::Path;
use std::{env, fs};

fn main() {
    let directory = env::var("OUT_DIR").expect("cargo says where");
    let directory = Path::new(&directory);
    fs::copy("memory.x", directory.join("memory.x")).expect("can be written");

    let document = fs::read_to_string("cors.toml").expect("stands beside this file");
    let policy: corsac::PolicyDocument = toml::from_str(&document).unwrap_or_else(|error| panic!("cors.toml: {error}"));
    policy.config().check(|diagnostic| println!("cargo::warning=cors.toml: {diagnostic}"));
    let policy = policy.config().compile_boxed(|_| ()).unwrap_or_else(|error| panic!("cors.toml: {error}"));
    fs::write(directory.join("cors.img"), policy.as_bytes()).expect("can be written");

    println!("cargo::rustc-link-search={}", directory.display());
    println!("cargo::rustc-link-arg-bins=-Tlink.x");
    for file in ["memory.x", "cors.toml", "build.rs"] {
        println!("cargo::rerun-if-changed={file}");
    }
}
