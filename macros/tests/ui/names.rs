//! Methods and header names.

use corsac::{Policy, policy};

static POLICY: Policy = policy! {
    allow_origins: ["https://example.com"],
    allow_methods: ["PUT", "DELETE ", "patch", "delete"],
    allow_headers: ["X Token", "X-Token", "x-token", "Cookie"],
    expose_headers: ["ETag:", "Set-Cookie"],
    max_age: 600,
};

fn main() {}
