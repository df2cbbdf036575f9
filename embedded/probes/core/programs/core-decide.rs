//! The policy is in flash, compiled and validated by the build.
#![no_std]
#![no_main]

use core::hint::black_box;

use corsac::Policy;
use corsac_core_probes::{Exchange, answer};

static POLICY: Policy<'static> = corsac_core_probes::POLICY;

fn respond(exchange: &mut Exchange<'_>) {
    // Hidden from the optimizer, which would else leave out what this very policy does not need.
    answer(black_box(&POLICY), exchange);
}

corsac_core_probes::program!(respond);
