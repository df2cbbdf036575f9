//! There is no default.

use corsac::{Policy, policy};

static NOTHING: Policy = policy! {};
static NO_KEY: Policy = policy! { allow_methods: ["PUT"], max_age: 600 };
static NO_ENTRY: Policy = policy! { allow_origins: [], max_age: 600 };

fn main() {}
