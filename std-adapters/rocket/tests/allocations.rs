//! The fairing allocates what Rocket allocates for a fairing and for each header, and not more.

#![allow(clippy::unwrap_used, unsafe_code, reason = "a test may panic; an allocator is unsafe")]

use core::cell::Cell;
use core::future::Future;
use core::pin::pin;
use core::task::{Context, Poll, Waker};
use std::alloc::{GlobalAlloc, Layout, System};

use corsac_rocket::{Config, Cors, CorsFairing};
use rocket::config::LogLevel;
use rocket::http::{Header, Method};
use rocket::local::asynchronous::{Client, LocalResponse};
use rocket::{Build, Rocket, get, options, routes};

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

fn cors() -> Cors {
    let config = Config::new()
        .allow_origins(&["https://app.example", "https://*.tenant.example"])
        .allow_methods(&["PUT"])
        .allow_headers(&["Authorization", "X-Token"])
        .expose_headers(&["X-Total"])
        .allow_credentials(true)
        .max_age(7200);
    Cors::compile(&config).unwrap()
}

#[get("/")]
fn hello() -> &'static str {
    "hello"
}

#[options("/")]
fn hello_options() -> &'static str {
    "hello"
}

fn application() -> Rocket<Build> {
    let config = rocket::Config { log_level: LogLevel::Off, ..rocket::Config::default() };
    rocket::custom(config).mount("/", routes![hello, hello_options])
}

/// The handlers here never wait.
fn now<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => unreachable!("nothing to wait for"),
    }
}

/// How often memory is allocated while the server answers; making the request is not counted.
fn allocations<'c>(client: &'c Client, method: Method, headers: &[(&'static str, &'static str)]) -> (usize, LocalResponse<'c>) {
    let request = client.req(method, "/");
    let request = headers.iter().fold(request, |request, (name, value)| request.header(Header::new(*name, *value)));
    let before = ALLOCATIONS.with(Cell::get);
    let response = now(request.dispatch());
    (ALLOCATIONS.with(Cell::get) - before, response)
}

/// How many more there are with the fairing, and how many header lines.
fn added(method: Method, headers: &[(&'static str, &'static str)]) -> (usize, usize) {
    let runtime = rocket::tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let client = |rocket| runtime.block_on(Client::untracked(rocket)).unwrap();
    let (bare, behind) = (client(application()), client(application().attach(CorsFairing::new(cors()))));
    let _ = [&bare, &behind].map(|client| allocations(client, method, headers));
    let (expected, without) = allocations(&bare, method, headers);
    let (found, with) = allocations(&behind, method, headers);
    (found - expected, with.headers().len() - without.headers().len())
}

#[test]
fn a_future_and_a_list_for_each_header() {
    for origin in ["https://app.example", "https://a.tenant.example"] {
        assert_eq!(added(Method::Get, &[("origin", origin), ("host", "api.example")]), (6, 4), "{origin}");
    }
    for origin in ["https://evil.example", "null"] {
        assert_eq!(added(Method::Get, &[("origin", origin), ("host", "api.example")]), (2, 1), "{origin}");
    }
    assert_eq!(added(Method::Get, &[]), (2, 1));
}

#[test]
fn preflights() {
    for (origin, expected) in [("https://app.example", (0, 0)), ("https://evil.example", (0, 0))] {
        let request =
            [("origin", origin), ("access-control-request-method", "PUT"), ("access-control-request-headers", "x-token")];
        assert_eq!(added(Method::Options, &request), expected, "{origin}");
    }
}
