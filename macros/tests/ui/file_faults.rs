//! Faults of a file are told with its name, the line and the column, all at once.

use corsac::{Policy, include_policy};

static FAULTS: Policy = include_policy!("policies/faults.toml");
static JSON: Policy = include_policy!("policies/broken.json");
static TOML: Policy = include_policy!("policies/broken.toml");

fn main() {}
