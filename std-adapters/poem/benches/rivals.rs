//! What CORS costs in poem: nothing, this crate, and the middleware that comes with poem, before the same handler.
//!
//! ```sh
//! cargo bench -p corsac-poem
//! ```

#![allow(missing_docs, clippy::unwrap_used, reason = "a benchmark may panic; criterion writes undocumented items")]

use core::future::Future;
use core::pin::pin;
use core::task::{Context, Poll, Waker};
use core::time::Duration;

use corsac_poem::{Config, Cors, CorsMiddleware};
use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use poem::endpoint::{BoxEndpoint, make_sync};
use poem::http::{Method, StatusCode};
use poem::{Endpoint, EndpointExt, Request, Response, Route};

const APP: &str = "https://app.example";

/// A kind of request, and what an answer to it has to be.
struct Scenario {
    name: &'static str,
    method: Method,
    headers: Vec<(&'static str, String)>,
    is_right: fn(&Response) -> bool,
}

fn scenarios() -> [Scenario; 4] {
    let preflight = |asked: &str| {
        let method = ("access-control-request-method", "PUT".to_owned());
        vec![("origin", APP.to_owned()), method, ("access-control-request-headers", asked.to_owned())]
    };
    let shared = |response: &Response| response.header("access-control-allow-origin") == Some(APP);
    let scenario = |name, method, headers, is_right| Scenario { name, method, headers, is_right };
    [
        scenario("no-origin", Method::GET, vec![], |response| response.is_success()),
        scenario("allowed", Method::GET, vec![("origin", APP.to_owned())], shared),
        scenario("preflight", Method::OPTIONS, preflight("authorization,x-token"), shared),
        // Browsers never send this: 16 KiB of names that nobody allows.
        scenario("hostile", Method::OPTIONS, preflight(&"a,".repeat(8192)), |response| {
            response.header("access-control-allow-methods").is_some() || response.status() == StatusCode::FORBIDDEN
        }),
    ]
}

/// The origins of a policy: the one that asks is the last.
fn origins(count: usize) -> Vec<String> {
    let others = (1..count).map(|number| format!("https://tenant-{number}.example"));
    others.chain([APP.to_owned()]).collect()
}

fn corsac(origins: &[String]) -> CorsMiddleware {
    let origins: Vec<_> = origins.iter().map(String::as_str).collect();
    let config = Config::new()
        .allow_origins(&origins)
        .allow_methods(&["PUT"])
        .allow_headers(&["Authorization", "X-Token"])
        .expose_headers(&["X-Total"])
        .allow_credentials(true)
        .max_age(7200);
    CorsMiddleware::new(Cors::compile(&config).unwrap())
}

fn rival(origins: &[String]) -> poem::middleware::Cors {
    poem::middleware::Cors::new()
        .allow_origins(origins.iter().map(String::as_str))
        .allow_methods(["GET", "HEAD", "POST", "PUT"])
        .allow_headers(["authorization", "x-token"])
        .expose_header("x-total")
        .allow_credentials(true)
        .max_age(7200)
}

fn application() -> impl Endpoint<Output = Response> + 'static {
    Route::new().at("/", make_sync(|_| "hello"))
}

/// The endpoints here never wait.
fn now<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => unreachable!("nothing to wait for"),
    }
}

fn request(scenario: &Scenario) -> Request {
    let request = Request::builder().method(scenario.method.clone());
    scenario.headers.iter().fold(request, |request, (name, value)| request.header(*name, value)).finish()
}

fn rivals(criterion: &mut Criterion) {
    for count in [1, 1000] {
        let origins = origins(count);
        let subjects: [(&str, BoxEndpoint<'_, Response>); 3] = [
            ("bare", application().boxed()),
            ("corsac", application().with(corsac(&origins)).boxed()),
            ("poem", application().with(rival(&origins)).boxed()),
        ];
        for scenario in scenarios() {
            let mut group = criterion.benchmark_group(format!("poem/{}-{count}", scenario.name));
            for (name, endpoint) in &subjects {
                let answer = now(endpoint.get_response(request(&scenario)));
                assert!(*name == "bare" || (scenario.is_right)(&answer), "{name}, {}: {answer:?}", scenario.name);
                group.bench_function(*name, |bencher| {
                    let answer = |request| now(endpoint.get_response(request));
                    bencher.iter_batched(|| request(&scenario), answer, BatchSize::SmallInput);
                });
            }
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
