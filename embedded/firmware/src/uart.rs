//! The first UART: text for the developer.

#![allow(unsafe_code, reason = "a register of the device")]

use core::fmt;

const UART0_DATA: *mut u32 = 0x4000_C000 as *mut u32;
const UART0_FLAGS: *const u32 = 0x4000_C018 as *const u32;
/// The transmit FIFO is full.
const FULL: u32 = 1 << 5;

/// Writes to the first UART, whose speed is whatever the boot loader (or QEMU) has left it at.
pub(crate) struct Uart;

impl fmt::Write for Uart {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for byte in text.bytes() {
            // SAFETY: registers of a UART that only this module writes to. Reading the flags changes nothing.
            unsafe {
                while UART0_FLAGS.read_volatile() & FULL != 0 {}
                UART0_DATA.write_volatile(u32::from(byte));
            }
        }
        Ok(())
    }
}
