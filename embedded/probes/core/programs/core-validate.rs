//! The policy is an image that is loaded at run time.
#![no_std]
#![no_main]

use core::hint::black_box;

use corsac::Policy;
use corsac_core_probes::{Exchange, answer};

/// What a partition would hold.
const IMAGE: &[u8] = corsac_core_probes::POLICY.as_bytes();

fn respond(exchange: &mut Exchange<'_>) {
    match Policy::from_bytes(black_box(IMAGE)) {
        Ok(policy) => answer(&policy, exchange),
        Err(_) => {
            exchange.response.write(b"HTTP/1.1 500 \r\n\r\n");
        }
    }
}

corsac_core_probes::program!(respond);
