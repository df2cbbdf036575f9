//! Tells the programs which compiler built them, and for which target: instruction counts depend on both.

use std::env;
use std::process::Command;

fn main() {
    let rustc = env::var_os("RUSTC").expect("cargo names the compiler");
    let output = Command::new(rustc).arg("--version").output().expect("the compiler tells its version");
    println!("cargo::rustc-env=CORSAC_RUSTC={}", String::from_utf8_lossy(&output.stdout).trim());
    println!("cargo::rustc-env=CORSAC_TARGET={}", env::var("TARGET").expect("cargo names the target"));
    println!("cargo::rerun-if-changed=build.rs");
}
