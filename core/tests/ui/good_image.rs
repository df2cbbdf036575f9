//! An image is validated while the program is built, and costs nothing when it runs.

use corsac::Policy;

const IMAGE: &[u8] = include_bytes!("policy.img");

const POLICY: Policy<'static> = match Policy::from_bytes(IMAGE) {
    Ok(policy) => policy,
    Err(_) => panic!("the image is not the image of a policy"),
};

static SHARED: Policy<'static> = POLICY;

fn main() {
    assert!(POLICY.allows_origin(b"https://example.com"));
    assert!(SHARED.allows_origin(b"https://a.example.com"));
    assert!(!SHARED.allows_origin(b"https://example.org"));
}
