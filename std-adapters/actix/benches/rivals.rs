//! What CORS costs in actix: nothing, this crate, and actix-cors, before the same service.
//!
//! ```sh
//! cargo bench -p corsac-actix
//! ```
//!
//! The overhead of a middleware is its time less that of `bare`, in the same group. `floor` is a service that decides
//! nothing and sets the headers of an allowed origin: no middleware can take less.

#![allow(missing_docs, clippy::unwrap_used, reason = "a benchmark may panic; criterion writes undocumented items")]

use core::future::Future;
use core::hint::black_box;
use core::pin::pin;
use core::task::{Context, Poll, Waker};
use core::time::Duration;

use actix_web::dev::{Service, ServiceRequest, ServiceResponse, Transform, fn_service};
use actix_web::http::header::{self, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::test::TestRequest;
use actix_web::{Error, HttpResponse};
use corsac_actix::{Config, Cors, CorsService};
use criterion::measurement::WallTime;
use criterion::{BatchSize, BenchmarkGroup, Criterion, criterion_group, criterion_main};

const APP: &str = "https://app.example";

/// A kind of request, and what an answer to it has to be.
struct Scenario {
    name: &'static str,
    method: Method,
    headers: Vec<(&'static str, String)>,
    is_right: fn(StatusCode, Option<&str>) -> bool,
}

fn scenarios() -> [Scenario; 4] {
    let preflight = |asked: &str| {
        let method = ("access-control-request-method", "PUT".to_owned());
        vec![("origin", APP.to_owned()), method, ("access-control-request-headers", asked.to_owned())]
    };
    let shared = |status: StatusCode, origin: Option<&str>| status.is_success() && origin == Some(APP);
    let scenario = |name, method, headers, is_right| Scenario { name, method, headers, is_right };
    [
        scenario("no-origin", Method::GET, vec![], |status, origin| status.is_success() && origin.is_none()),
        scenario("allowed", Method::GET, vec![("origin", APP.to_owned())], shared),
        scenario("preflight", Method::OPTIONS, preflight("authorization,x-token"), shared),
        // Browsers never send this: 16 KiB of names that nobody allows. corsac tells the trusted origin what it allows,
        // the rival refuses; the browser refuses in both cases.
        scenario("hostile", Method::OPTIONS, preflight(&"a,".repeat(8192)), |status, origin| {
            (status.is_success() && origin == Some(APP)) || (status == StatusCode::BAD_REQUEST && origin.is_none())
        }),
    ]
}

/// The origins of a policy: the one that asks is the last.
fn origins(count: usize) -> Vec<String> {
    let others = (1..count).map(|number| format!("https://tenant-{number}.example"));
    others.chain([APP.to_owned()]).collect()
}

fn corsac(origins: &[String]) -> Cors {
    let origins: Vec<_> = origins.iter().map(String::as_str).collect();
    let config = Config::new()
        .allow_origins(&origins)
        .allow_methods(&["PUT"])
        .allow_headers(&["Authorization", "X-Token"])
        .expose_headers(&["X-Total"])
        .allow_credentials(true)
        .max_age(7200);
    Cors::compile(&config).unwrap()
}

fn rival(origins: &[String]) -> actix_cors::Cors {
    let cors = origins.iter().fold(actix_cors::Cors::default(), |cors, origin| cors.allowed_origin(origin));
    cors.allowed_methods(["GET", "HEAD", "POST", "PUT"])
        .allowed_headers(["authorization", "x-token"])
        .expose_headers(["x-total"])
        .supports_credentials()
        .max_age(7200)
}

fn application() -> impl Service<ServiceRequest, Response = ServiceResponse, Error = Error> + 'static {
    fn_service(async |request: ServiceRequest| Ok(request.into_response(HttpResponse::Ok().finish())))
}

/// The same, with the headers that an allowed origin gets.
fn floor() -> impl Service<ServiceRequest, Response = ServiceResponse, Error = Error> + 'static {
    fn_service(async |request: ServiceRequest| {
        let origin = request.headers().get(header::ORIGIN).cloned();
        let mut response = request.into_response(HttpResponse::Ok().finish());
        let headers = response.headers_mut();
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.unwrap());
        headers.insert(header::ACCESS_CONTROL_ALLOW_CREDENTIALS, const { HeaderValue::from_static("true") });
        headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, const { HeaderValue::from_static("x-total") });
        headers.append(header::VARY, const { HeaderValue::from_static("origin") });
        Ok(response)
    })
}

/// The services here never wait.
fn now<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => unreachable!("nothing to wait for"),
    }
}

fn request(scenario: &Scenario) -> ServiceRequest {
    let request = TestRequest::default().method(scenario.method.clone());
    let request =
        scenario.headers.iter().fold(request, |request, (name, value)| request.append_header((*name, &**value)));
    let request = request.to_srv_request();
    // As on a connection, where all values are parts of what was read: the first clone of one alone allocates.
    drop(request.headers().clone());
    request
}

fn time<B>(
    group: &mut BenchmarkGroup<'_, WallTime>,
    name: &str,
    scenario: &Scenario,
    service: &impl Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error>,
) {
    let answer = now(service.call(request(scenario))).unwrap();
    let origin = answer.headers().get("access-control-allow-origin").map(|value| value.to_str().unwrap());
    assert!(name == "bare" || (scenario.is_right)(answer.status(), origin), "{name}, {}", scenario.name);
    group.bench_function(name, |bencher| {
        // A response goes back to actix's pool before the next is made, as in a server.
        let answer = |request| drop(black_box(now(service.call(request))));
        bencher.iter_batched(|| request(scenario), answer, BatchSize::SmallInput);
    });
}

fn rivals(criterion: &mut Criterion) {
    for count in [1, 1000] {
        let origins = origins(count);
        let bare = application();
        let corsac = CorsService::new(application(), corsac(&origins));
        let rival = now(rival(&origins).new_transform(application())).unwrap();
        for scenario in scenarios() {
            let mut group = criterion.benchmark_group(format!("actix/{}-{count}", scenario.name));
            time(&mut group, "bare", &scenario, &bare);
            if scenario.name == "allowed" {
                time(&mut group, "floor", &scenario, &floor());
            }
            time(&mut group, "corsac", &scenario, &corsac);
            time(&mut group, "actix-cors", &scenario, &rival);
        }
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(1))
        .sample_size(50);
    targets = rivals
}
criterion_main!(benches);
