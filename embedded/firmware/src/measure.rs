//! How much stack was used, and how large the futures are.

use core::cell::Cell;

/// What unused stack is filled with.
const PAINT: u32 = 0xC0_25_AC_00;

/// Sizes in bytes that only `main` knows.
#[derive(Default)]
pub(crate) struct Sizes {
    /// The future of one connection.
    pub(crate) server: Cell<usize>,
    /// The future of the network.
    pub(crate) network: Cell<usize>,
}

#[allow(unsafe_code, reason = "symbols of the linker script, and the memory between them")]
mod stack {
    use super::PAINT;

    unsafe extern "C" {
        /// The end of what is static.
        static mut __sheap: u32;
        /// The end of RAM, where the stack begins.
        static _stack_start: u32;
    }

    /// What lies between this function's frame and what is written.
    const MARGIN: usize = 256;

    /// Fills the unused stack. To be called before anything is deep.
    #[inline(never)]
    pub(crate) fn paint_stack() {
        let frame = 0u32;
        let end = (&raw const frame).addr().saturating_sub(MARGIN);
        let mut place = &raw mut __sheap;
        while place.addr() < end {
            // SAFETY: between the static memory and this frame there is nothing.
            unsafe {
                place.write_volatile(PAINT);
                place = place.add(1);
            }
        }
    }

    /// The most bytes of stack that were in use at any time.
    pub(crate) fn peak() -> usize {
        let end = (&raw const _stack_start).addr();
        let mut place = (&raw const __sheap).cast::<u32>();
        // SAFETY: words of RAM, up to its end.
        while place.addr() < end && unsafe { place.read_volatile() } == PAINT {
            place = unsafe { place.add(1) };
        }
        end - place.addr()
    }

    /// How much stack there is.
    pub(crate) fn size() -> usize {
        (&raw const _stack_start).addr() - (&raw const __sheap).addr()
    }
}

pub(crate) use stack::{paint_stack, peak, size};
