//! What a layer allocates for a request: nothing but the header map of a response that it makes itself.

#![allow(clippy::unwrap_used, unsafe_code, reason = "a test may panic; an allocator is unsafe")]

use core::alloc::{GlobalAlloc, Layout};
use core::convert::Infallible;
use core::future::{Ready, ready};
use core::pin::pin;
use core::sync::atomic::{AtomicUsize, Ordering};
use core::task::{Context, Poll, Waker};
use std::alloc::System;

use corsac_tower::{Config, Cors, CorsLayer};
use http::{HeaderValue, Request, Response};
use tower::{Layer as _, Service};

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

#[derive(Clone)]
struct Inner;

impl Service<Request<()>> for Inner {
    type Response = Response<()>;
    type Error = Infallible;
    type Future = Ready<Result<Response<()>, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: Request<()>) -> Self::Future {
        let mut response = Response::new(());
        response.headers_mut().insert("content-type", HeaderValue::from_static("text/plain"));
        ready(Ok(response))
    }
}

/// The response, and how often something was allocated on the way.
fn counted<S>(service: &mut S, request: Request<()>) -> (Response<()>, usize)
where
    S: Service<Request<()>, Response = Response<()>, Error = Infallible>,
{
    let before = ALLOCATIONS.load(Ordering::SeqCst);
    let future = pin!(service.call(request));
    let Poll::Ready(Ok(response)) = future.poll(&mut Context::from_waker(Waker::noop())) else { panic!() };
    (response, ALLOCATIONS.load(Ordering::SeqCst) - before)
}

fn request(method: &str, headers: &[(&'static str, &str)]) -> Request<()> {
    let builder = headers.iter().fold(Request::builder().method(method), |request, (name, value)| {
        // As from the buffer of a connection, which hyper splits into heads.
        request.header(
            *name,
            HeaderValue::from_maybe_shared(bytes::BytesMut::from(*value).split_to(value.len()).freeze()).unwrap(),
        )
    });
    builder.body(()).unwrap()
}

// A test alone in its process: nothing else can allocate while it counts.
#[test]
fn only_the_header_map_of_a_response_is_allocated() {
    let origin = ("origin", "https://tenant-500.example");
    let many: Vec<String> = (0..1000).map(|number| format!("https://tenant-{number}.example")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let patterns: &[&[&str]] =
        &[&["https://tenant-500.example"], &many, &["https://*.example"], &["https://tenant-*.example"]];
    for (number, origins) in patterns.iter().enumerate() {
        let policy = Config::new()
            .allow_origins(origins)
            .allow_methods(&["PUT"])
            .allow_headers(&["x-a"])
            .expose_headers(&["x-b"])
            .danger_allow_public_suffix_wildcards(true)
            .allow_credentials(true)
            .max_age(600);
        let mut service = CorsLayer::new(Cors::compile(&policy).unwrap()).layer(Inner);
        let (_, bare) = counted(&mut Inner, request("GET", &[]));

        // The first time, each thread gets a place from which it reads what can be replaced.
        counted(&mut service, request("GET", &[]));

        for (kind, headers) in
            [("no origin", &[] as &[_]), ("allowed", &[origin]), ("refused", &[("origin", "https://evil.test")])]
        {
            let (response, allocations) = counted(&mut service, request("GET", headers));
            assert_eq!(allocations, bare, "{kind}, policy {number}");
            assert_eq!(response.headers().contains_key("access-control-allow-origin"), kind == "allowed");
            assert!(response.headers().contains_key("vary"));
        }

        let asks = [origin, ("access-control-request-method", "PUT"), ("access-control-request-headers", "x-a")];
        let (response, allocations) = counted(&mut service, request("OPTIONS", &asks));
        assert_eq!(response.status(), 204);
        assert_eq!(response.headers().len(), 6);
        assert_eq!(allocations, 2, "the entries of a header map, and its index");

        let before = ALLOCATIONS.load(Ordering::SeqCst);
        let clone = service.clone();
        assert_eq!(ALLOCATIONS.load(Ordering::SeqCst), before, "a clone is a reference count");
        drop(clone);
    }
}
