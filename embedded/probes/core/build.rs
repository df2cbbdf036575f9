//! Tells the linker where the memory of the Cortex-M boards lies.

use std::path::Path;
use std::{env, fs};

fn main() {
    println!("cargo::rerun-if-changed=cortex-m.x");
    println!("cargo::rerun-if-changed=build.rs");
    if env::var("TARGET").is_ok_and(|target| target.starts_with("thumb")) {
        let directory = env::var("OUT_DIR").expect("cargo says where");
        fs::copy("cortex-m.x", Path::new(&directory).join("cortex-m.x")).expect("can be written");
        println!("cargo::rustc-link-search={directory}");
        println!("cargo::rustc-link-arg-bins=-Tcortex-m.x");
    }
}
