//! Files that cannot be read, and what is no path.

use corsac::{Policy, include_policy};

const PATH: &str = "cors.toml";

static MISSING: Policy = include_policy!("no-such-folder/cors.toml");
static FOLDER: Policy = include_policy!("policies");
static NO_LITERAL: Policy = include_policy!(PATH);
static NO_PATH: Policy = include_policy!();
static TWO: Policy = include_policy!("cors.toml", "cors.json");
static NUMBER: Policy = include_policy!(7);

fn main() {}
