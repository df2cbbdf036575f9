//! Warnings stand at their literals, too. Here they are errors, to be seen; without `deny` the crate is built.

#![deny(deprecated)]

use corsac::{Policy, include_policy, policy};

static POLICY: Policy = policy! {
    allow_origins: ["https://*.example.com", "https://app.example.com", "http://example.org"],
    allow_methods: ["TRACE", "delete"],
    allow_private_network: true,
    danger_allow_null_origin: true,
};

fn main() {
    let _local = policy! { allow_origins: ["*"], max_age: 10000 };
    let _file = include_policy!("policies/warnings.json");
}
