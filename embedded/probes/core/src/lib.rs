//! What the programs share, so that they differ in nothing but what they use of the core.
//!
//! Each is a device without a network: it reads a request from the debugger, answers it, and writes the response and
//! how much stack the answer took. `empty` answers without the core. The others add one thing each:
//!
//! | program | adds |
//! |---|---|
//! | `core-decide` | a policy in flash, decisions, and header lines |
//! | `core-validate` | the policy is an image that is loaded at run time |
//! | `core-compile` | the image is compiled on the device |
//!
//! `embedded/probes/run` builds them, runs them in QEMU, and prints the differences.

#![no_std]

mod exchange;
#[cfg_attr(target_arch = "riscv32", path = "unmeasured.rs")]
#[cfg(target_os = "none")]
mod machine;

use corsac::{Config, Policy};
pub use exchange::{Exchange, Response, answer, split};

/// The policy of the programs.
pub const POLICY: Policy<'static> = corsac::policy! {
    allow_origins: ["https://app.example", "https://*.example.com", "http://localhost:*"],
    allow_methods: ["PUT", "DELETE"],
    allow_headers: ["Authorization", "Content-Type"],
    expose_headers: ["ETag"],
    max_age: 7200
};

/// The same, before it is compiled.
pub const CONFIG: Config<'static> = Config::new()
    .allow_origins(&["https://app.example", "https://*.example.com", "http://localhost:*"])
    .allow_methods(&["PUT", "DELETE"])
    .allow_headers(&["Authorization", "Content-Type"])
    .expose_headers(&["ETag"])
    .max_age(7200);

/// Declares what is measured, where the processor starts, and what a panic does.
#[macro_export]
macro_rules! program {
    ($probe:path) => {
        // Not inlined, so that its stack can be told from that of the device.
        #[unsafe(no_mangle)]
        extern "C" fn probe(exchange: &mut $crate::Exchange<'_>) {
            $probe(exchange);
        }

        #[panic_handler]
        fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
            loop {
                core::hint::spin_loop();
            }
        }
    };
}
