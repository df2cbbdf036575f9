//! With plain headers nothing is allocated; with tiny_http and rouille, what these ask for.

#![allow(
    clippy::unwrap_used,
    clippy::std_instead_of_core,
    unsafe_code,
    reason = "a test may panic, and runs on std; an allocator is unsafe"
)]

use core::alloc::{GlobalAlloc, Layout};
use core::cell::Cell;
use std::alloc::System;
use std::hint::black_box;

use corsac_std::{Config, Cors, CorsMiddleware, Outcome};

struct Counting;

thread_local! {
    static ALLOCATIONS: Cell<usize> = const { Cell::new(0) };
}

fn count() {
    ALLOCATIONS.with(|allocations| allocations.set(allocations.get() + 1));
}

// SAFETY: every call is passed on to the system's allocator.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count();
        // SAFETY: the caller's promise is passed on.
        unsafe { System.alloc(layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count();
        // SAFETY: the caller's promise is passed on.
        unsafe { System.realloc(pointer, layout, size) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller's promise is passed on.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

const APP: &str = "https://app.example";
const EVIL: &str = "https://evil.example";

fn cors() -> CorsMiddleware {
    let config = Config::new()
        .allow_origins(&[APP, "https://*.tenant.example"])
        .allow_methods(&["PUT"])
        .allow_headers(&["Authorization", "X-Token"])
        .expose_headers(&["X-Total"])
        .allow_credentials(true)
        .max_age(7200);
    let cors = CorsMiddleware::new(Cors::compile(&config).unwrap());
    // A thread that reads a policy for the first time allocates what it needs for that.
    drop(cors.decide("GET", [("a", "b")].into_iter()));
    cors
}

fn allocations<T>(work: impl FnOnce() -> T) -> usize {
    let before = ALLOCATIONS.with(Cell::get);
    black_box(work());
    ALLOCATIONS.with(Cell::get) - before
}

#[test]
fn plain_headers_allocate_nothing() {
    let cors = cors();
    let existing = [("Vary", "accept"), ("Access-Control-Allow-Origin", "*")];
    let answer = |method: &str, origin: &str| {
        let request = [("host", "api.example"), ("origin", origin), ("access-control-request-method", "PUT")];
        match cors.decide(method, request.into_iter()) {
            Outcome::Answered(answered) => answered.lines().map(black_box).count(),
            Outcome::PassedOn(passed_on) => {
                let changes = passed_on.changes(existing.into_iter());
                existing.iter().filter(|(name, _)| !changes.replaces(name)).count()
                    + changes.lines().map(black_box).count()
            }
        }
    };
    for (method, origin, lines) in [
        ("GET", APP, 5),
        ("GET", "https://a.tenant.example", 5),
        ("GET", EVIL, 2),
        ("GET", "null", 2),
        ("OPTIONS", APP, 6),
        ("OPTIONS", EVIL, 1),
    ] {
        assert_eq!(answer(method, origin), lines, "{method} {origin}");
        assert_eq!(allocations(|| answer(method, origin)), 0, "{method} {origin}");
    }
}

#[test]
fn rouille_is_given_a_copy_of_the_origin_and_a_longer_list() {
    let cors = cors();
    let request = |method: &str, origin: &str| {
        let headers = [("origin", origin), ("access-control-request-method", "PUT")];
        let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned()));
        rouille::Request::fake_http(method, "/", headers.into(), Vec::new())
    };
    let bare = allocations(|| rouille::Response::text("hello"));
    // The text, and the list that grows; the list alone.
    for (origin, added) in [(APP, 2), (EVIL, 1)] {
        let request = request("GET", origin);
        let found = allocations(|| cors.wrap(&request, || rouille::Response::text("hello")));
        assert_eq!(found, bare + added, "{origin}");
    }
    // The list, and the text where there is one.
    for (origin, lines, expected) in [(APP, 6, 2), (EVIL, 1, 1)] {
        let request = request("OPTIONS", origin);
        assert_eq!(cors.wrap(&request, || unreachable!()).headers.len(), lines);
        let found = allocations(|| cors.wrap(&request, || unreachable!()));
        assert_eq!(found, expected, "{origin}");
    }
}

#[test]
fn tiny_http_is_given_names_and_values_of_its_own() {
    let cors = cors();
    let request = |origin: &str| {
        let header = tiny_http::Header::from_bytes("origin", origin).unwrap();
        tiny_http::Request::from(tiny_http::TestRequest::new().with_header(header))
    };
    let empty = || tiny_http::Response::empty(200);
    let bare = allocations(empty);
    for (origin, lines) in [(APP, 4), (EVIL, 1)] {
        let request = request(origin);
        let mut found_lines = 0;
        let found = allocations(|| {
            let Outcome::PassedOn(passed_on) = cors.decide_request(&request) else { unreachable!() };
            let response = passed_on.apply(empty());
            found_lines = response.headers().len();
            response
        });
        // And the origin, which outlives the request's headers.
        let expected = bare + 2 * lines + usize::from(origin == APP);
        assert_eq!((found, found_lines), (expected, lines), "{origin}");
    }
}
