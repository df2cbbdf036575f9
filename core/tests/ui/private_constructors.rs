//! Policies come from images and decisions from policies, not from literals.

use corsac::{Class, Config, Decision, Policy, Verdict};

fn main() {
    let _ = Policy { image: b"CORS" };
    let _ = Decision { class: Class::Actual, verdict: Verdict::Allowed };
    let _ = Config { max_age: Some(7200), ..Config::new() };
}
