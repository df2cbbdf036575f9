//! The bytes of an image cannot change while a policy is read from them.

use corsac::Policy;

fn main() {
    let mut image = std::fs::read("policy.img").unwrap();
    let policy = Policy::from_bytes(&image).unwrap();
    image[36] = b'X';
    assert!(policy.allows_origin(b"https://example.com"));
}
