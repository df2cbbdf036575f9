//! Keys that do not exist, or twice. What they were meant for is not reported as missing.

use corsac::{Policy, policy};

static UNKNOWN: Policy = policy! { allow_origin: ["https://example.com"], maxAge: 600, credentials: true };
static TWICE: Policy = policy! { allow_origins: ["https://example.com"], max_age: 600, max_age: 7200 };

fn main() {}
