//! The policy is compiled on the device, into memory that the device lends.
#![no_std]
#![no_main]

use core::hint::black_box;
use core::mem::take;

use corsac::{Config, Policy};
use corsac_core_probes::{Exchange, answer};

/// What was read from a partition, or received.
static CONFIG: Config<'static> = corsac_core_probes::CONFIG;

fn respond(exchange: &mut Exchange<'_>) {
    let image = take(&mut exchange.image);
    match black_box(&CONFIG).compile_into(image, |_| ()).ok().map(Policy::from_bytes) {
        Some(Ok(policy)) => answer(&policy, exchange),
        _ => {
            exchange.response.write(b"HTTP/1.1 500 \r\n\r\n");
        }
    }
}

corsac_core_probes::program!(respond);
