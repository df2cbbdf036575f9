//! The handler allocates its boxed future, as every handler does, and the header map of a preflight's answer.

#![allow(clippy::unwrap_used, unsafe_code, reason = "a test may panic; an allocator is unsafe")]

use core::alloc::{GlobalAlloc, Layout};
use core::cell::Cell;
use core::future::Future;
use core::pin::pin;
use core::task::{Context, Poll, Waker};
use std::alloc::System;

use std::sync::Arc;

use corsac_salvo::{Config, Cors, CorsHandler};
use salvo::http::uri::Scheme;
use salvo::http::{Method, ReqBody};
use salvo::hyper;
use salvo::prelude::*;

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

#[handler]
async fn hello() -> &'static str {
    "hello"
}

type Handlers = Vec<Arc<dyn Handler>>;

/// The handlers of a route, as the service calls them.
fn bare() -> Handlers {
    vec![Arc::new(hello)]
}

fn behind() -> Handlers {
    vec![Arc::new(CorsHandler::new(cors())), Arc::new(hello)]
}

/// The handlers here never wait.
fn now<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => unreachable!("nothing to wait for"),
    }
}

/// How often memory is allocated while `handlers` answer; making the request and the list of handlers is not counted.
fn allocations(handlers: &Handlers, method: Method, headers: &[(&str, &str)]) -> (usize, Response) {
    let mut request = hyper::Request::builder().method(method);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let mut request = Request::from_hyper(request.body(ReqBody::None).unwrap(), Scheme::HTTP);
    // As on a connection, where all values are parts of what was read: the first clone of one alone would allocate.
    let _shared = request.headers().clone();
    let (mut depot, mut response, mut flow) = (Depot::new(), Response::new(), FlowCtrl::new(handlers.clone()));
    let before = ALLOCATIONS.with(Cell::get);
    now(flow.call_next(&mut request, &mut depot, &mut response));
    (ALLOCATIONS.with(Cell::get) - before, response)
}

#[test]
fn one_boxed_future_is_added() {
    let (bare, behind) = (bare(), behind());
    for origin in ["https://app.example", "https://a.tenant.example", "https://evil.example", "null"] {
        let request = [("origin", origin), ("host", "api.example")];
        allocations(&behind, Method::GET, &request);
        let (expected, _) = allocations(&bare, Method::GET, &request);
        let (found, response) = allocations(&behind, Method::GET, &request);
        assert_eq!(found, expected + 1, "{origin}");
        assert!(response.headers().contains_key("vary"));
    }
    assert_eq!(allocations(&behind, Method::GET, &[]).0, allocations(&bare, Method::GET, &[]).0 + 1);
}

#[test]
fn the_answer_to_a_preflight_allocates_its_map() {
    let behind = behind();
    for (origin, lines) in [("https://app.example", 6), ("https://a.tenant.example", 6), ("https://evil.example", 1)] {
        let request = [
            ("origin", origin),
            ("access-control-request-method", "PUT"),
            ("access-control-request-headers", "x-token"),
        ];
        allocations(&behind, Method::OPTIONS, &request);
        let (found, response) = allocations(&behind, Method::OPTIONS, &request);
        assert_eq!(response.headers().len(), lines);
        // The boxed future; and a map's places and its lines lie apart.
        assert_eq!(found, 3, "{origin}");
    }
}
