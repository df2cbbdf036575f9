//! The fairing allocates what Rocket allocates for a fairing and for each header, and not more.

#![allow(clippy::unwrap_used, unsafe_code, reason = "a test may panic; an allocator is unsafe")]

use core::alloc::{GlobalAlloc, Layout};
use core::cell::Cell;
use core::future::Future;
use core::pin::pin;
use core::task::{Context, Poll, Waker};
use std::alloc::System;

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
fn allocations<'c>(
    client: &'c Client,
    method: Method,
    headers: &[(&'static str, &'static str)],
) -> (usize, LocalResponse<'c>) {
    let request = client.req(method, "/");
    let request = headers.iter().fold(request, |request, (name, value)| request.header(Header::new(*name, *value)));
    let before = ALLOCATIONS.with(Cell::get);
    let response = now(request.dispatch());
    (ALLOCATIONS.with(Cell::get) - before, response)
}

/// How many more there are with the fairing, and how many header lines. The least of several tries: where the entries of
/// Rocket's hash maps fall is random, and now and then one has to grow earlier.
fn added(method: Method, headers: &[(&'static str, &'static str)]) -> (usize, usize) {
    let runtime = rocket::tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let client = |rocket| runtime.block_on(Client::untracked(rocket)).unwrap();
    let (bare, behind) = (client(application()), client(application().attach(CorsFairing::new(cors()))));
    let [(expected, without), (found, with)] = [&bare, &behind].map(|client| {
        let tries = (0..32).map(|_| allocations(client, method, headers));
        tries.map(|(count, response)| (count, response.headers().len())).min().unwrap()
    });
    (found.wrapping_sub(expected), with.wrapping_sub(without))
}

const APP: (&str, &str) = ("origin", "https://app.example");
const TENANT: (&str, &str) = ("origin", "https://a.tenant.example");
const EVIL: (&str, &str) = ("origin", "https://evil.example");

/// One for the boxed future of a fairing, one for each header, and the map of headers grows.
#[test]
fn what_rocket_takes_for_a_fairing_and_its_headers() {
    let host = ("host", "api.example");
    let found = [&[host, APP], &[host, TENANT], &[host, EVIL], &[host][..]].map(|headers| added(Method::Get, headers));
    assert_eq!(found, [(7, 4), (7, 4), (2, 1), (2, 1)]);
}

/// Compared with a route for `OPTIONS` that answers. The cache of the request takes two more.
#[test]
fn what_rocket_takes_for_a_preflight() {
    let asked = [("access-control-request-method", "PUT"), ("access-control-request-headers", "x-token")];
    let found = [APP, TENANT, EVIL].map(|origin| added(Method::Options, &[origin, asked[0], asked[1]]));
    assert_eq!(found, [(9, 5), (9, 5), (2, 0)]);
}
