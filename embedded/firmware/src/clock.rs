//! A tick each millisecond, for the network's and picoserve's timeouts.

use core::cell::Cell;
use core::task::Waker;

use cortex_m::peripheral::SYST;
use cortex_m::peripheral::syst::SystClkSource;
use critical_section::Mutex;

/// The processor's clock after reset, in kHz.
const KILOHERTZ: u32 = 12_000;

struct Clock(Mutex<Cell<u64>>);

embassy_time_driver::time_driver_impl!(static CLOCK: Clock = Clock(Mutex::new(Cell::new(0))));

impl embassy_time_driver::Driver for Clock {
    fn now(&self) -> u64 {
        critical_section::with(|section| self.0.borrow(section).get())
    }

    /// Everything is polled after each tick: nobody has to be woken.
    fn schedule_wake(&self, _: u64, _: &Waker) {}
}

/// Starts the tick.
pub(crate) fn start(mut timer: SYST) {
    timer.set_reload(KILOHERTZ - 1);
    timer.set_clock_source(SystClkSource::Core);
    timer.clear_current();
    timer.enable_counter();
    timer.enable_interrupt();
}

#[cortex_m_rt::exception]
fn SysTick() {
    critical_section::with(|section| {
        let ticks = CLOCK.0.borrow(section);
        ticks.set(ticks.get().wrapping_add(1));
    });
}
