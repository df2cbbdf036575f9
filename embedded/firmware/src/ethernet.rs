//! The Ethernet controller of the LM3S6965, polled. Its registers are in chapter 15 of the
//! [data sheet](https://www.ti.com/lit/ds/symlink/lm3s6965.pdf).

#![allow(unsafe_code, reason = "registers of the device")]

use core::task::Context;

use embassy_net_driver::{Capabilities, Driver, HardwareAddress, LinkState, RxToken, TxToken};

/// The longest frame: header and payload, without the check sum.
const FRAME: usize = 1514;
/// Room for it, the two bytes of length before it and the check sum behind it.
pub(crate) const FRAME_WORDS: usize = (2 + FRAME + 4).div_ceil(4);
/// What comes before the payload.
const HEADER: usize = 14;

/// A register of the controller.
#[derive(Clone, Copy)]
#[repr(usize)]
enum Register {
    ReceiveControl = 0x08,
    TransmitControl = 0x0C,
    Data = 0x10,
    Address0 = 0x14,
    Address1 = 0x18,
    PacketCount = 0x34,
    TransmissionRequest = 0x38,
}

const BASE: usize = 0x4004_8000;
const CLOCK_GATES: *mut u32 = 0x400F_E108 as *mut u32;
/// The clocks of the controller and of its physical layer.
const ETHERNET_CLOCKS: u32 = 1 << 28 | 1 << 30;
const RECEIVE: u32 = 1;
/// Drop what arrives with a wrong check sum.
const REJECT_BAD: u32 = 1 << 3;
/// Send, fill up short frames, add check sums, in both directions at once.
const TRANSMIT: u32 = 1 | 1 << 1 | 1 << 2 | 1 << 4;

impl Register {
    fn read(self) -> u32 {
        // SAFETY: one of the controller's registers, which nothing but this module uses, on one core.
        unsafe { ((BASE + self as usize) as *const u32).read_volatile() }
    }

    fn write(self, value: u32) {
        // SAFETY: as above.
        unsafe { ((BASE + self as usize) as *mut u32).write_volatile(value) }
    }
}

/// The controller, with room for one frame.
pub(crate) struct Ethernet {
    address: [u8; 6],
    frame: &'static mut [u32; FRAME_WORDS],
}

/// Has a frame arrived?
pub(crate) fn has_frame() -> bool {
    Register::PacketCount.read() & 0x3F != 0
}

fn is_sending() -> bool {
    Register::TransmissionRequest.read() & 1 != 0
}

impl Ethernet {
    /// Switches the controller on.
    pub(crate) fn start(address: [u8; 6], frame: &'static mut [u32; FRAME_WORDS]) -> Ethernet {
        // SAFETY: nothing else uses this register, and the reads give the clocks the cycles they need to start.
        unsafe {
            CLOCK_GATES.write_volatile(CLOCK_GATES.read_volatile() | ETHERNET_CLOCKS);
            let _ = (CLOCK_GATES.read_volatile(), CLOCK_GATES.read_volatile());
        }
        let [a, b, c, d, e, f] = address;
        Register::Address0.write(u32::from_le_bytes([a, b, c, d]));
        Register::Address1.write(u32::from_le_bytes([e, f, 0, 0]));
        Register::TransmitControl.write(TRANSMIT);
        Register::ReceiveControl.write(RECEIVE | REJECT_BAD);
        Ethernet { address, frame }
    }
}

impl Driver for Ethernet {
    type RxToken<'a> = Received;
    type TxToken<'a> = Transmission<'a>;

    fn receive(&mut self, _: &mut Context<'_>) -> Option<(Received, Transmission<'_>)> {
        (has_frame() && !is_sending()).then_some((Received, Transmission(self.frame)))
    }

    fn transmit(&mut self, _: &mut Context<'_>) -> Option<Transmission<'_>> {
        (!is_sending()).then_some(Transmission(self.frame))
    }

    fn link_state(&mut self, _: &mut Context<'_>) -> LinkState {
        LinkState::Up
    }

    fn capabilities(&self) -> Capabilities {
        let mut capabilities = Capabilities::default();
        capabilities.max_transmission_unit = FRAME;
        capabilities.max_burst_size = Some(1);
        capabilities
    }

    fn hardware_address(&self) -> HardwareAddress {
        HardwareAddress::Ethernet(self.address)
    }
}

/// A frame in the controller's memory. It is read on the stack: the buffer is for the answer to it.
pub(crate) struct Received;

impl RxToken for Received {
    fn consume<R, F: FnOnce(&mut [u8]) -> R>(self, f: F) -> R {
        // The first two bytes say how many there are, themselves and the check sum included.
        let first = Register::Data.read().to_le_bytes();
        let length = usize::from(u16::from_le_bytes([first[0], first[1]]));
        let mut words = [0; FRAME_WORDS];
        words[0] = u32::from_le_bytes(first);
        for place in 1..length.div_ceil(4) {
            let word = Register::Data.read();
            if let Some(place) = words.get_mut(place) {
                *place = word;
            }
        }
        let end = length.saturating_sub(4).clamp(2, 2 + FRAME);
        f(&mut as_bytes(&mut words)[2..end])
    }
}

/// The right to send one frame.
pub(crate) struct Transmission<'a>(&'a mut [u32; FRAME_WORDS]);

impl TxToken for Transmission<'_> {
    fn consume<R, F: FnOnce(&mut [u8]) -> R>(self, length: usize, f: F) -> R {
        let length = length.min(FRAME);
        let bytes = as_bytes(self.0);
        let result = f(&mut bytes[2..2 + length]);
        // What comes first is the length of the payload; short frames are filled up by the controller.
        let payload = length.saturating_sub(HEADER);
        bytes[0] = payload.to_le_bytes()[0];
        bytes[1] = payload.to_le_bytes()[1];
        for word in self.0.iter().take((2 + length.max(HEADER)).div_ceil(4)) {
            Register::Data.write(*word);
        }
        Register::TransmissionRequest.write(1);
        result
    }
}

/// Bytes in the order in which they are on the wire: this is a little-endian core.
fn as_bytes(words: &mut [u32; FRAME_WORDS]) -> &mut [u8; FRAME_WORDS * 4] {
    // SAFETY: the same size, a smaller alignment, and every value is one of both.
    unsafe { &mut *core::ptr::from_mut(words).cast() }
}
