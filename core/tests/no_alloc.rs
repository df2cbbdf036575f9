//! Compiling, loading, deciding and planning allocate nothing.

#![cfg(feature = "compile")]
#![allow(
    clippy::unwrap_used,
    clippy::std_instead_of_core,
    clippy::type_complexity,
    unsafe_code,
    reason = "a test may panic; an allocator is unsafe"
)]

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering};

use corsac::{Config, Policy, RequestParts};

struct Counting;

static ALLOCATIONS: AtomicUsize = AtomicUsize::new(0);

// SAFETY: every call is passed on to the system's allocator.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.fetch_add(1, Ordering::SeqCst);
        // SAFETY: the caller's promise is passed on.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller's promise is passed on.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static COUNTING: Counting = Counting;

// A test alone in its process: nothing else can allocate while it counts.
#[test]
fn nothing_is_allocated() {
    let counted = |work: &mut dyn FnMut()| {
        let before = ALLOCATIONS.load(Ordering::SeqCst);
        work();
        ALLOCATIONS.load(Ordering::SeqCst).wrapping_sub(before)
    };
    assert_ne!(counted(&mut || drop(std::hint::black_box(Box::new(1)))), 0, "the counter counts");

    let config = Config::new()
        .allow_origins(&["https://a.example", "https://*.a.example", "https://x.a.example", "http://[::1]:3000"])
        .allow_methods(&["PUT", "TRACE"])
        .allow_headers(&["x-a", "Origin"])
        .max_age(600);
    let mut buffer = [0; 512];
    let mut diagnostics = 0usize;
    let mut length = 0;
    let compiling = counted(&mut || {
        config.check(|_| diagnostics = diagnostics.wrapping_add(1));
        length = config.compile_into(&mut buffer, |_| diagnostics = diagnostics.wrapping_add(1)).unwrap().len();
        let _ = config.compile::<512>().unwrap();
    });
    assert_eq!(compiling, 0);
    assert!(diagnostics >= 6, "{diagnostics}");

    let image = buffer.get(..length).unwrap();
    let requests: [(&[u8], [(&[u8], &[u8]); 3]); 3] = [
        (b"GET", [(b"host", b"api.example"), (b"accept", b"*/*"), (b"origin", b"https://y.a.example")]),
        (
            b"OPTIONS",
            [
                (b"origin", b"https://a.example"),
                (b"access-control-request-method", b"PUT"),
                (b"access-control-request-headers", b"x-a, x-b"),
            ],
        ),
        (b"PUT", [(b"origin", b"https://evil.example"), (b"a", b"b"), (b"c", b"d")]),
    ];
    let mut operations = 0usize;
    let deciding = counted(&mut || {
        let policy = Policy::from_bytes(image).unwrap();
        for (method, fields) in &requests {
            let request = RequestParts::new(method, fields.iter().copied());
            let decision = policy.decide(&request);
            operations = operations.wrapping_add(decision.plan(policy, &request).count());
        }
        let _ = policy.config().compile::<512>().unwrap();
    });
    assert_eq!(deciding, 0);
    assert_eq!(operations, 11);
}
