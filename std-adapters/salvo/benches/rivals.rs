//! What CORS costs in salvo: nothing, this crate, and salvo-cors, before the same handler.
//!
//! ```sh
//! cargo bench -p corsac-salvo
//! ```

#![allow(missing_docs, clippy::unwrap_used, reason = "a benchmark may panic; criterion writes undocumented items")]

use core::future::Future;
use core::pin::pin;
use core::task::{Context, Poll, Waker};
use core::time::Duration;

use std::sync::Arc;

use corsac_salvo::{Config, Cors, CorsHandler};
use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use salvo::http::uri::Scheme;
use salvo::http::{Method, ReqBody, StatusCode};
use salvo::hyper;
use salvo::prelude::*;

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
    let shared =
        |response: &Response| response.headers().get("access-control-allow-origin").is_some_and(|origin| origin == APP);
    let scenario = |name, method, headers, is_right| Scenario { name, method, headers, is_right };
    [
        scenario("no-origin", Method::GET, vec![], |response| response.status_code.is_none()),
        scenario("allowed", Method::GET, vec![("origin", APP.to_owned())], shared),
        scenario("preflight", Method::OPTIONS, preflight("authorization,x-token"), shared),
        // Browsers never send this: 16 KiB of names that nobody allows.
        scenario("hostile", Method::OPTIONS, preflight(&"a,".repeat(8192)), |response| {
            response.headers().contains_key("access-control-allow-methods")
                || response.status_code == Some(StatusCode::FORBIDDEN)
        }),
    ]
}

/// The origins of a policy: the one that asks is the last.
fn origins(count: usize) -> Vec<String> {
    let others = (1..count).map(|number| format!("https://tenant-{number}.example"));
    others.chain([APP.to_owned()]).collect()
}

fn corsac(origins: &[String]) -> CorsHandler {
    let origins: Vec<_> = origins.iter().map(String::as_str).collect();
    let config = Config::new()
        .allow_origins(&origins)
        .allow_methods(&["PUT"])
        .allow_headers(&["Authorization", "X-Token"])
        .expose_headers(&["X-Total"])
        .allow_credentials(true)
        .max_age(7200);
    CorsHandler::new(Cors::compile(&config).unwrap())
}

fn rival(origins: &Vec<String>) -> salvo_cors::CorsHandler {
    salvo_cors::Cors::new()
        .allow_origin(origins)
        .allow_methods(vec![Method::GET, Method::HEAD, Method::POST, Method::PUT])
        .allow_headers(vec!["authorization", "x-token"])
        .expose_headers(vec!["x-total"])
        .allow_credentials(true)
        .max_age(7200)
        .into_handler()
}

#[handler]
async fn hello() -> &'static str {
    "hello"
}

type Handlers = Vec<Arc<dyn Handler>>;

/// The handlers here never wait.
fn now<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => unreachable!("nothing to wait for"),
    }
}

fn request(scenario: &Scenario) -> Request {
    let request = hyper::Request::builder().method(scenario.method.clone());
    let request = scenario.headers.iter().fold(request, |request, (name, value)| request.header(*name, value));
    Request::from_hyper(request.body(ReqBody::None).unwrap(), Scheme::HTTP)
}

/// The handlers of a route, as the service calls them.
fn answer(handlers: &Handlers, (mut request, mut depot): (Request, Depot)) -> (Request, Response) {
    let (mut response, mut flow) = (Response::new(), FlowCtrl::new(handlers.clone()));
    now(flow.call_next(&mut request, &mut depot, &mut response));
    (request, response)
}

fn rivals(criterion: &mut Criterion) {
    for count in [1, 1000] {
        let origins = origins(count);
        let subjects: [(&str, Handlers); 3] = [
            ("bare", vec![Arc::new(hello)]),
            ("corsac", vec![Arc::new(corsac(&origins)), Arc::new(hello)]),
            ("salvo-cors", vec![Arc::new(rival(&origins)), Arc::new(hello)]),
        ];
        for scenario in scenarios() {
            let mut group = criterion.benchmark_group(format!("salvo/{}-{count}", scenario.name));
            for (name, handlers) in &subjects {
                let (_, response) = answer(handlers, (request(&scenario), Depot::new()));
                assert!(*name == "bare" || (scenario.is_right)(&response), "{name}, {}: {response:?}", scenario.name);
                group.bench_function(*name, |bencher| {
                    let make = || (request(&scenario), Depot::new());
                    bencher.iter_batched(make, |request| answer(handlers, request), BatchSize::SmallInput);
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
