//! Policies of few words. Most compile.

use corsac_conformance::PolicyText;

use crate::{Choices, texts};

/// A policy without origins: all its other keys.
pub fn without_origins(choices: &mut Choices<'_>) -> PolicyText {
    let keys = choices.byte();
    let has = |bit: u8| keys >> bit & 1 == 1;
    let method = |choices: &mut Choices<'_>| choices.pick(texts::METHODS).to_owned();
    let name = |choices: &mut Choices<'_>| choices.pick(texts::NAMES).to_owned();
    let mut policy = PolicyText {
        allow_methods: choices.some(3, method),
        allow_headers: choices.some(4, name),
        expose_headers: choices.some(2, name),
        allow_credentials: has(0),
        max_age: has(1).then(|| [0, 7, 600, 86_400][choices.below(4)]),
        allow_private_network: has(2),
        danger_allow_null_origin: true,
        danger_allow_insecure_origins: true,
        danger_allow_public_suffix_wildcards: true,
        ..PolicyText::default()
    };
    if has(3) {
        policy.allow_headers.push("*".to_owned());
    }
    if has(4) {
        policy.allow_methods.push("*".to_owned());
    }
    policy
}

/// A policy.
pub fn policy(choices: &mut Choices<'_>) -> PolicyText {
    let mut policy = without_origins(choices);
    policy.allow_origins = (0..choices.below(4) + 1).map(|_| texts::pattern(choices)).collect();
    if policy.allow_credentials {
        policy.allow_origins.retain(|pattern| pattern != "*");
    }
    policy
}
