//! A bad image is an error of the build: here one byte of a good one is changed.

use corsac::Policy;

const IMAGE: [u8; 231] = {
    let mut image = *include_bytes!("policy.img");
    image[40] = b'X';
    image
};

const POLICY: Policy<'static> = match Policy::from_bytes(&IMAGE) {
    Ok(policy) => policy,
    Err(_) => panic!("the image is not the image of a policy"),
};

fn main() {
    assert!(POLICY.allows_origin(b"https://example.com"));
}
