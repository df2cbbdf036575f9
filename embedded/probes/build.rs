//! Compiles the policy of the programs.

use std::path::Path;

fn main() {
    let policy = corsac::Config::new()
        .allow_origins(&["https://app.example", "https://*.example.com", "http://localhost:*"])
        .allow_methods(&["PUT", "DELETE"])
        .allow_headers(&["Authorization", "Content-Type"])
        .expose_headers(&["ETag"])
        .allow_credentials(false)
        .max_age(7200);
    let image = policy.compile::<1024>().expect("a legal policy");
    let directory = std::env::var("OUT_DIR").expect("cargo says where");
    std::fs::write(Path::new(&directory).join("policy.img"), image.as_bytes()).expect("can be written");
}
