//! An allocator that knows how many bytes are in use.

use core::alloc::{GlobalAlloc, Layout};
use core::sync::atomic::{AtomicBool, AtomicIsize, Ordering::Relaxed};
use std::alloc::System;

static IS_COUNTING: AtomicBool = AtomicBool::new(false);
static IN_USE: AtomicIsize = AtomicIsize::new(0);

/// The system's allocator. It counts only within [`kept`]: what is timed pays for one load and a jump.
pub struct CountingAllocator;

fn count(bytes: isize) {
    if IS_COUNTING.load(Relaxed) {
        IN_USE.fetch_add(bytes, Relaxed);
    }
}

// SAFETY: all is passed on to the system's allocator as it comes. Counting neither allocates nor unwinds.
unsafe impl GlobalAlloc for CountingAllocator {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size() as isize);
        // SAFETY: the caller's promises are those that are asked for here.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        count(layout.size() as isize);
        // SAFETY: as above.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        count(-(layout.size() as isize));
        // SAFETY: as above.
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count(size as isize - layout.size() as isize);
        // SAFETY: as above.
        unsafe { System.realloc(pointer, layout, size) }
    }
}

/// The bytes that were allocated and not freed when `make` returned. What it made is dropped afterwards.
///
/// Only in a program whose global allocator is [`CountingAllocator`]; elsewhere it is 0. Other threads are counted, too.
pub fn kept<T>(make: impl FnOnce() -> T) -> usize {
    let before = IN_USE.load(Relaxed);
    IS_COUNTING.store(true, Relaxed);
    let made = make();
    IS_COUNTING.store(false, Relaxed);
    let after = IN_USE.load(Relaxed);
    drop(made);
    usize::try_from(after - before).unwrap_or(0)
}
