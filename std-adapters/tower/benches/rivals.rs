//! What a layer adds to a request, beside that of tower-http, hyper-cors, and a *floor*: the same headers inserted by a
//! layer that decides nothing.
//!
//! ```sh
//! cargo bench -p corsac-tower --bench rivals
//! ```
//!
//! Every layer stands before the same service, alone and inside of axum. The overhead of a layer is its time less that
//! of `bare`.

mod subjects;

use core::hint::black_box;
use core::pin::pin;
use core::task::{Context, Poll, Waker};
use core::time::Duration;
use std::sync::Barrier;
use std::time::Instant;

use axum::http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode};
use criterion::measurement::WallTime;
use criterion::{BatchSize, BenchmarkGroup, Criterion, criterion_group, criterion_main};
use tower::{Layer, Service};

use subjects::{Floor, Hyper, Inner, corsac, hyper_cors, tower_http_list, tower_http_set};

/// A request, and what the answer to it must be.
struct Scenario {
    id: &'static str,
    request: Request<String>,
    status: StatusCode,
    allowed: bool,
}

fn scenarios() -> [Scenario; 3] {
    let request = |method: Method, headers: &[(&'static str, &'static str)]| {
        let mut request = Request::new(String::new());
        *request.method_mut() = method;
        let others = [("host", "api.example"), ("user-agent", "bench"), ("accept", "*/*")];
        for (name, value) in others.iter().chain(headers) {
            request.headers_mut().append(*name, counted(value));
        }
        request
    };
    let preflight: &[(&str, &str)] = &[
        ("origin", subjects::ORIGIN),
        ("access-control-request-method", "PUT"),
        ("access-control-request-headers", "authorization,content-type"),
    ];
    [
        Scenario { id: "no-origin", request: request(Method::GET, &[]), status: StatusCode::OK, allowed: false },
        Scenario {
            id: "allowed",
            request: request(Method::GET, &[("origin", subjects::ORIGIN)]),
            status: StatusCode::OK,
            allowed: true,
        },
        Scenario {
            id: "preflight",
            request: request(Method::OPTIONS, preflight),
            status: StatusCode::NO_CONTENT,
            allowed: true,
        },
    ]
}

/// A value as from the buffer of a connection, which hyper splits into heads.
fn counted(value: &str) -> HeaderValue {
    HeaderValue::from_maybe_shared(bytes::BytesMut::from(value).split_to(value.len()).freeze()).unwrap()
}

/// Polls a future that never has to wait.
fn now<F: Future>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("nothing here waits"),
    }
}

fn call<S, R>(service: &mut S, request: Request<String>) -> Response<R>
where
    S: Service<Request<String>, Response = Response<R>, Error = core::convert::Infallible>,
{
    let Ok(()) = now(core::future::poll_fn(|context| service.poll_ready(context)));
    let Ok(response) = now(service.call(request));
    response
}

fn check(name: &str, scenario: &Scenario, status: StatusCode, headers: &HeaderMap) {
    let value = |name| headers.get(name).map(|value: &HeaderValue| value.to_str().unwrap().to_ascii_lowercase());
    let expected = scenario.allowed.then(|| subjects::ORIGIN.to_owned());
    assert_eq!(value("access-control-allow-origin"), expected, "{name}");
    assert!(status == scenario.status || (status == StatusCode::OK && scenario.id == "preflight"), "{name}: {status}");
    if scenario.id == "preflight" {
        assert!(value("access-control-allow-methods").unwrap().contains("put"), "{name}");
        assert!(value("access-control-allow-headers").unwrap().contains("authorization"), "{name}");
        assert_eq!(value("access-control-max-age").as_deref(), Some("7200"), "{name}");
    }
    if scenario.allowed {
        assert_eq!(value("access-control-allow-credentials").as_deref(), Some("true"), "{name}");
        assert!(value("vary").unwrap().contains("origin"), "{name}");
    }
}

type Group<'a> = BenchmarkGroup<'a, WallTime>;

fn time<S, R>(group: &mut Group<'_>, name: &str, scenario: &Scenario, mut service: S)
where
    S: Service<Request<String>, Response = Response<R>, Error = core::convert::Infallible>,
{
    let response = call(&mut service, scenario.request.clone());
    if name != "bare" && !(scenario.id == "no-origin" && name.starts_with("floor")) {
        check(name, scenario, response.status(), response.headers());
    }
    group.bench_function(name, |bencher| {
        let request = || scenario.request.clone();
        bencher.iter_batched(request, |request| black_box(call(&mut service, request)), BatchSize::SmallInput);
    });
}

/// Layers before a service that answers at once.
fn tower(criterion: &mut Criterion) {
    for count in counts() {
        for scenario in &scenarios() {
            let mut group = criterion.benchmark_group(format!("tower-{}-{count}", scenario.id));
            time(&mut group, "bare", scenario, Inner);
            time(&mut group, "floor", scenario, Floor(Inner));
            time(&mut group, "corsac", scenario, corsac(count).layer(Inner));
            if count <= RIVALS {
                time(&mut group, "tower-http list", scenario, tower_http_list(count).layer(Inner));
                time(&mut group, "tower-http set", scenario, tower_http_set(count).layer(Inner));
                time(&mut group, "hyper-cors", scenario, Hyper(hyper_cors(count)));
            }
        }
    }
}

/// Layers of an axum router with one route.
fn axum(criterion: &mut Criterion) {
    use ::axum::{Router, routing::any};
    let router = || -> Router { Router::new().route("/", any(subjects::handler)) };
    for count in counts() {
        for scenario in &scenarios() {
            let mut group = criterion.benchmark_group(format!("axum-{}-{count}", scenario.id));
            let service = |router: Router| subjects::Axum(router);
            time(&mut group, "bare", scenario, service(router()));
            time(&mut group, "floor", scenario, service(router().layer(tower::layer::layer_fn(Floor))));
            time(&mut group, "corsac", scenario, service(router().layer(corsac(count))));
            if count <= RIVALS {
                time(&mut group, "tower-http list", scenario, service(router().layer(tower_http_list(count))));
                time(&mut group, "tower-http set", scenario, service(router().layer(tower_http_set(count))));
            }
        }
    }
}

/// The same router in one thread and in two: where header values are counted by reference, the second thread makes both
/// slower.
fn threads(criterion: &mut Criterion) {
    use ::axum::{Router, routing::any};
    let router = || -> Router { Router::new().route("/", any(subjects::handler)) };
    for scenario in &scenarios() {
        let subjects = [
            ("bare", router()),
            ("floor", router().layer(tower::layer::layer_fn(Floor))),
            ("corsac", router().layer(corsac(1))),
            ("tower-http list", router().layer(tower_http_list(1))),
        ];
        for count in [1, 2] {
            let mut group = criterion.benchmark_group(format!("threads-{}-{count}", scenario.id));
            for (name, router) in &subjects {
                group.bench_function(*name, |bencher| {
                    bencher.iter_custom(|iterations| in_threads(count, router, &scenario.request, iterations));
                });
            }
        }
    }
}

/// How long it takes so many threads to do so many requests each.
fn in_threads(count: usize, router: &::axum::Router, request: &Request<String>, iterations: u64) -> Duration {
    let start = Barrier::new(count);
    let work = || {
        // Each thread has its connection: its requests share no buffer with the other's.
        let (mut service, request) = (subjects::Axum(router.clone()), own_copy(request));
        start.wait();
        let began = Instant::now();
        for _ in 0..iterations {
            black_box(call(&mut service, request.clone()));
        }
        began.elapsed()
    };
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..count).map(|_| scope.spawn(work)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).max().unwrap()
    })
}

fn own_copy(request: &Request<String>) -> Request<String> {
    let mut copy = request.clone();
    for value in copy.headers_mut().values_mut() {
        *value = counted(value.to_str().unwrap());
    }
    copy
}

/// How many origins the rivals are given at most.
const RIVALS: usize = 10_000;

/// In a test every answer is checked once; a million origins would take it seconds.
fn counts() -> Vec<usize> {
    let is_bench = std::env::args().any(|argument| argument == "--bench");
    if is_bench { vec![1, 10, 100, 1_000, 10_000, 100_000, 1_000_000] } else { vec![1, 100] }
}

criterion_group!(benches, tower, axum, threads);
criterion_main!(benches);
