//! A firmware with policies from the macros. `scripts/bare-metal` builds it and looks for traces of the compiler in it;
//! on a host it prints what the firmware would decide.

#![cfg_attr(target_os = "none", no_std, no_main)]

use corsac::{Policy, include_policy, policy};

static FROM_SOURCE: Policy = policy! {
    allow_origins: ["https://example.com", "https://*.example.org"],
    allow_methods: ["PUT"],
    allow_credentials: true,
    max_age: 600,
};

static FROM_FILE: Policy = include_policy!("cors.toml");

fn allows(origin: &[u8]) -> [bool; 2] {
    [FROM_SOURCE, FROM_FILE].map(|policy| policy.allows_origin(origin))
}

#[cfg(target_os = "none")]
mod firmware {
    #[panic_handler]
    fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
        loop {}
    }

    #[unsafe(no_mangle)]
    extern "C" fn _start() -> ! {
        loop {
            core::hint::black_box(super::allows(core::hint::black_box(b"https://example.com")));
        }
    }
}

#[cfg(not(target_os = "none"))]
fn main() {
    for origin in ["https://example.com", "https://a.example.org", "https://bank.example"] {
        let [from_source, from_file] = allows(origin.as_bytes());
        println!("{origin}: {from_source}, {from_file}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policies_decide() {
        assert_eq!(allows(b"https://example.com"), [true, false]);
        assert_eq!(allows(b"https://a.example.org"), [true, false]);
        assert_eq!(allows(b"https://bank.example"), [false, true]);
        assert_eq!(allows(b"https://evil.example"), [false, false]);
    }
}
