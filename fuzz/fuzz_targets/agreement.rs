//! Law: a browser lets a script read the response if and only if the policy means to allow it.

#![no_main]

use corsac_conformance::agreement::Scenario;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Some(scenario) = Scenario::from_bytes(bytes)
        && let Err(disagreement) = scenario.check()
    {
        panic!("{disagreement}\n{scenario:#?}");
    }
});
