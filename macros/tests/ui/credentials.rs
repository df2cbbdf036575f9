//! What is unsafe with credentials.

use corsac::{Policy, policy};

static POLICY: Policy = policy! {
    allow_origins: ["*", "null", "http://example.com", "https://*.github.io"],
    expose_headers: ["*"],
    allow_credentials: true,
    max_age: 600,
};

fn main() {}
