//! The device: a processor and a debugger.

use core::arch::{asm, global_asm};

use crate::{Exchange, Response, split};

// The table of vectors, of which only the stack and the start are used: any exception stops the device.
//
// `measure` paints the unused stack, calls `probe`, and returns how many bytes that has overwritten.
global_asm!(
    ".section .vectors, \"a\", %progbits",
    ".word _stack_start",
    ".word _start",
    ".rept 14",
    ".word stop",
    ".endr",
    ".text",
    ".thumb_func",
    "stop: ldr r1, ={abort}",
    "movs r0, #0x18",
    "bkpt 0xab",
    "b stop",
    ".global measure",
    ".thumb_func",
    "measure:",
    "push {{r4, r5, r6, lr}}",
    "mov r4, sp",
    "ldr r5, =_stack_limit",
    "ldr r6, ={paint}",
    "mov r1, r5",
    "b 2f",
    "1: stm r1!, {{r6}}",
    "2: cmp r1, r4",
    "blo 1b",
    "bl probe",
    "3: ldm r5!, {{r1}}",
    "cmp r1, r6",
    "beq 3b",
    "subs r5, #4",
    "subs r0, r4, r5",
    "pop {{r4, r5, r6, pc}}",
    ".pool",
    abort = const 0x20023,
    paint = const 0xC025_AC00_u32,
);

#[expect(improper_ctypes, reason = "both sides are Rust")]
unsafe extern "C" {
    safe fn measure(exchange: &mut Exchange<'_>) -> usize;
    safe fn stop() -> !;
    // Memory that a device has anyway. The linker script sets it apart, so that static memory is the core's alone.
    static mut _request: [u8; 4096];
    static mut _response: [u8; 2048];
    static mut _image: [u8; 1024];
}

#[unsafe(no_mangle)]
extern "C" fn _start() -> ! {
    // SAFETY: this runs once.
    let (request, response, image) =
        unsafe { (&mut *&raw mut _request, &mut *&raw mut _response, &mut *&raw mut _image) };
    let mut fields = [(&[][..], &[][..]); 64];
    let length = debugger::read(request);
    let (method, fields) = split(request.get(..length).unwrap_or_default(), &mut fields);
    let mut exchange = Exchange { method, fields, response: Response::new(response), image };
    let stack = measure(&mut exchange);
    debugger::write(&stack.to_le_bytes());
    debugger::write(exchange.response.as_bytes());
    debugger::exit()
}

/// [Semihosting](https://github.com/ARM-software/abi-aa/blob/main/semihosting/semihosting.rst).
mod debugger {
    use super::asm;

    const OPEN: usize = 0x01;
    const WRITE: usize = 0x05;
    const READ: usize = 0x06;
    const EXIT: usize = 0x18;

    /// Fills `buffer` from the console, and says how far.
    pub(super) fn read(buffer: &mut [u8]) -> usize {
        let left = call(READ, &[open(0), buffer.as_mut_ptr().addr(), buffer.len()]);
        buffer.len().saturating_sub(left)
    }

    /// Writes to the console.
    pub(super) fn write(bytes: &[u8]) {
        call(WRITE, &[open(4), bytes.as_ptr().addr(), bytes.len()]);
    }

    /// Ends the program.
    pub(super) fn exit() -> ! {
        call_word(EXIT, 0x20026);
        super::stop()
    }

    fn open(mode: usize) -> usize {
        call(OPEN, &[b":tt\0".as_ptr().addr(), mode, 3])
    }

    fn call(operation: usize, arguments: &[usize; 3]) -> usize {
        call_word(operation, arguments.as_ptr().addr())
    }

    #[inline(never)]
    fn call_word(operation: usize, argument: usize) -> usize {
        let result;
        // SAFETY: asks the debugger, which touches no memory but what the arguments name.
        unsafe { asm!("bkpt 0xab", inout("r0") operation => result, in("r1") argument, options(nostack)) };
        result
    }
}
