//! A counter of elementary steps, in tests only: it shows that the work bound of
//! [`Policy::decide`](crate::Policy::decide) holds, without a clock.

/// Counts `steps` bytes or probes looked at.
#[cfg(not(all(test, feature = "compile", feature = "alloc")))]
#[inline(always)]
pub(crate) const fn count(_steps: usize) {}

#[cfg(all(test, feature = "compile", feature = "alloc"))]
pub(crate) use counter::{count, measure};

#[cfg(all(test, feature = "compile", feature = "alloc"))]
mod counter {
    use core::cell::Cell;

    std::thread_local! { static STEPS: Cell<usize> = const { Cell::new(0) }; }

    pub(crate) fn count(steps: usize) {
        STEPS.with(|total| total.set(total.get().saturating_add(steps)));
    }

    /// The steps that `work` takes, and what it returns.
    pub(crate) fn measure<T>(work: impl FnOnce() -> T) -> (usize, T) {
        STEPS.with(|total| total.set(0));
        let result = work();
        (STEPS.with(Cell::get), result)
    }
}
