//! The middleware allocates nothing, but for the error of an inner middleware.

#![allow(
    clippy::unwrap_used,
    clippy::std_instead_of_core,
    unsafe_code,
    reason = "a test may panic, and runs on std; an allocator is unsafe"
)]

use core::alloc::{GlobalAlloc, Layout};
use core::cell::Cell;
use core::future::Future;
use core::pin::pin;
use core::task::{Context, Poll, Waker};
use std::alloc::System;

use actix_web::dev::{Service, ServiceRequest, ServiceResponse, fn_service};
use actix_web::error::ErrorTooManyRequests;
use actix_web::http::Method;
use actix_web::test::TestRequest;
use actix_web::{Error, HttpResponse};
use corsac_actix::{Config, Cors, CorsService};

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

fn application() -> impl Service<ServiceRequest, Response = ServiceResponse, Error = Error> {
    fn_service(async |request: ServiceRequest| Ok(request.into_response(HttpResponse::Ok().finish())))
}

/// The services here never wait.
fn now<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => unreachable!("nothing to wait for"),
    }
}

/// How often memory is allocated while `service` answers; making the request is not counted.
fn allocations<B>(
    service: &impl Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error>,
    method: Method,
    headers: &[(&str, &str)],
) -> (usize, Result<ServiceResponse<B>, Error>) {
    let request =
        headers.iter().fold(TestRequest::default().method(method), |request, header| request.append_header(*header));
    let request = request.to_srv_request();
    // As on a connection, where all values are parts of what was read: the first clone of one alone would allocate.
    let _shared = request.headers().clone();
    let before = ALLOCATIONS.with(Cell::get);
    let response = now(service.call(request));
    (ALLOCATIONS.with(Cell::get) - before, response)
}

#[test]
fn nothing_is_allocated_beside_what_the_application_allocates() {
    let (bare, behind) = (application(), CorsService::new(application(), cors()));
    for origin in ["https://app.example", "https://a.tenant.example", "https://evil.example", "null"] {
        let request = [("origin", origin), ("host", "api.example")];
        drop(allocations(&behind, Method::GET, &request));
        let expected = allocations(&bare, Method::GET, &request).0;
        let (found, response) = allocations(&behind, Method::GET, &request);
        assert_eq!(found, expected, "{origin}");
        assert!(response.unwrap().headers().contains_key("vary"));
    }
    // One after the other: a response that is not dropped is missing in actix's pool.
    let expected = allocations(&bare, Method::GET, &[]).0;
    let found = allocations(&behind, Method::GET, &[]).0;
    assert_eq!(found, expected);
}

#[test]
fn the_answer_to_a_preflight_allocates_nothing() {
    let behind = CorsService::new(application(), cors());
    for (origin, lines) in [("https://app.example", 6), ("https://a.tenant.example", 6), ("https://evil.example", 1)] {
        let request = [
            ("origin", origin),
            ("access-control-request-method", "PUT"),
            ("access-control-request-headers", "x-token"),
        ];
        drop(allocations(&behind, Method::OPTIONS, &request));
        let (found, response) = allocations(&behind, Method::OPTIONS, &request);
        assert_eq!(response.unwrap().headers().len(), lines);
        assert_eq!(found, 0, "{origin}");
    }
}

#[test]
fn an_error_allocates_its_function_and_the_list_of_these() {
    let fails = || fn_service(async |_: ServiceRequest| Err::<ServiceResponse, _>(ErrorTooManyRequests("slow down")));
    let (bare, behind) = (fails(), CorsService::new(fails(), cors()));
    let request = [("origin", "https://app.example")];
    drop(allocations(&behind, Method::GET, &request));
    let expected = allocations(&bare, Method::GET, &request).0;
    assert_eq!(allocations(&behind, Method::GET, &request).0, expected + 2);
}
