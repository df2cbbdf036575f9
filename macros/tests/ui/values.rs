//! Literals of the wrong kind.

use corsac::{Policy, policy};

static TEXTS: Policy = policy! { allow_origins: "https://example.com", allow_credentials: "true", max_age: "600" };
static NUMBERS: Policy = policy! { allow_origins: [7, 'x', b"PUT", true], allow_credentials: 1, max_age: 5_000_000_000 };
static OTHERS: Policy = policy! { allow_origins: true, max_age: -1, allow_methods: [["PUT"]], allow_headers: 1.5 };
static SUFFIX: Policy = policy! { allow_origins: ["*"], max_age: 600u64 };
static TOO_LARGE: Policy = policy! { allow_origins: ["*"], max_age: 86_401 };

fn main() {}
