//! Tells the linker of the board's memory.

use std::path::Path;
use std::{env, fs};

fn main() {
    let directory = env::var("OUT_DIR").expect("cargo says where");
    fs::copy("memory.x", Path::new(&directory).join("memory.x")).expect("can be written");
    println!("cargo::rustc-link-search={directory}");
    println!("cargo::rustc-link-arg-bins=-Tlink.x");
    println!("cargo::rerun-if-changed=memory.x");
    println!("cargo::rerun-if-changed=build.rs");
}
