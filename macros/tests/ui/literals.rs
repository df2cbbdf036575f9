//! The policy is compiled before the values of constants are known.

use corsac::{Policy, policy};

const ORIGIN: &str = "https://example.com";
const MAX_AGE: u32 = 600;
const CREDENTIALS: bool = true;

static NAMES: Policy = policy! { allow_origins: [ORIGIN], max_age: MAX_AGE, allow_credentials: CREDENTIALS };
static EXPRESSIONS: Policy = policy! {
    allow_origins: [concat!("https://", "example.com"), "a" + "b"],
    allow_methods: &["PUT"],
    max_age: 60 * 60,
};

fn main() {}
