//! A warning that is meant does not stop a build that takes warnings for errors.

#![deny(warnings)]

use corsac::{Policy, include_policy, policy};

#[allow(deprecated, reason = "the policy is meant like this")]
static SILENCED: Policy = policy! { allow_origins: ["http://example.com", "https://*.github.io"] };

static WITHOUT_WARNINGS: Policy = include_policy!("policies/good.toml");

fn main() {
    assert!(SILENCED.allows_origin(b"http://example.com"));
    assert!(WITHOUT_WARNINGS.allows_origin(b"https://example.com"));
}
