//! The smallest useful server: httparse and the core.
#![no_std]
#![no_main]

use core::hint::black_box;

use corsac_raw_example::{Reply, respond};

fn run() {
    let mut response = [0; 1024];
    let answered = respond(*corsac_adapter_probes::policy(), black_box(b""), &mut response, |head| match head.path {
        Some("/temperature") => Reply { status: "200", lines: &[("content-type", "text/plain")], body: b"21.5" },
        _ => Reply { status: "404", lines: &[], body: b"" },
    });
    let _ = black_box(answered);
}

corsac_adapter_probes::program!(run);
