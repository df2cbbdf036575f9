//! Keys, colons and commas.

use corsac::{Policy, policy};

static EQUALS: Policy = policy! { allow_origins = ["*"], max_age = 600 };
static NO_COMMA: Policy = policy! { allow_origins: ["https://example.com" "https://example.org"] max_age: 600 };
static QUOTED: Policy = policy! { "allow_origins": ["*"], max_age: 600 };
static NO_VALUE: Policy = policy! { allow_origins: ["*"], max_age:, allow_credentials };
static COMMAS: Policy = policy! { , allow_origins: ["*",,], max_age: 600,, };

fn main() {}
