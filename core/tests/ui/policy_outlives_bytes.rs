//! A policy borrows the bytes of its image.

use corsac::Policy;

fn load() -> Policy<'static> {
    let image: Vec<u8> = std::fs::read("policy.img").unwrap();
    let policy = Policy::from_bytes(&image).unwrap();
    policy
}

fn main() {
    load();
}
