//! What CORS costs in Rocket: nothing, this crate, and rocket_cors, before the same handler.
//!
//! ```sh
//! cargo bench -p corsac-rocket
//! ```

#![allow(missing_docs, clippy::unwrap_used, reason = "a benchmark may panic; criterion writes undocumented items")]

use core::future::Future;
use core::pin::pin;
use core::task::{Context, Poll, Waker};
use core::time::Duration;

use corsac_rocket::{Config, Cors, CorsFairing};
use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use rocket::config::LogLevel;
use rocket::http::{Header, Method, Status};
use rocket::local::asynchronous::{Client, LocalRequest, LocalResponse};
use rocket::{Build, Rocket, get, routes};
use rocket_cors::{AllowedHeaders, AllowedOrigins, CorsOptions};

const APP: &str = "https://app.example";

/// A kind of request, and what an answer to it has to be.
struct Scenario {
    name: &'static str,
    method: Method,
    headers: Vec<(&'static str, String)>,
    is_right: fn(&LocalResponse<'_>) -> bool,
}

fn scenarios() -> [Scenario; 4] {
    let preflight = |asked: &str| {
        let method = ("access-control-request-method", "PUT".to_owned());
        vec![("origin", APP.to_owned()), method, ("access-control-request-headers", asked.to_owned())]
    };
    fn shared(response: &LocalResponse<'_>) -> bool {
        response.headers().get_one("access-control-allow-origin") == Some(APP)
    }
    let scenario = |name, method, headers, is_right| Scenario { name, method, headers, is_right };
    [
        scenario("no-origin", Method::Get, vec![], |response| response.status() == Status::Ok),
        scenario("allowed", Method::Get, vec![("origin", APP.to_owned())], shared),
        scenario("preflight", Method::Options, preflight("authorization,x-token"), shared),
        // Browsers never send this: 16 KiB of names that nobody allows.
        scenario("hostile", Method::Options, preflight(&"a,".repeat(8192)), |response| {
            response.headers().contains("access-control-allow-methods") || response.status() == Status::Forbidden
        }),
    ]
}

/// The origins of a policy: the one that asks is the last.
fn origins(count: usize) -> Vec<String> {
    let others = (1..count).map(|number| format!("https://tenant-{number}.example"));
    others.chain([APP.to_owned()]).collect()
}

fn corsac(origins: &[String]) -> CorsFairing {
    let origins: Vec<_> = origins.iter().map(String::as_str).collect();
    let config = Config::new()
        .allow_origins(&origins)
        .allow_methods(&["PUT"])
        .allow_headers(&["Authorization", "X-Token"])
        .expose_headers(&["X-Total"])
        .allow_credentials(true)
        .max_age(7200);
    CorsFairing::new(Cors::compile(&config).unwrap())
}

fn rival(origins: &[String]) -> rocket_cors::Cors {
    let methods = [Method::Get, Method::Head, Method::Post, Method::Put];
    let options = CorsOptions {
        allowed_origins: AllowedOrigins::some_exact(origins),
        allowed_methods: methods.into_iter().map(From::from).collect(),
        allowed_headers: AllowedHeaders::some(&["authorization", "x-token"]),
        allow_credentials: true,
        expose_headers: ["x-total".to_owned()].into(),
        max_age: Some(7200),
        ..CorsOptions::default()
    };
    options.to_cors().unwrap()
}

#[get("/")]
fn hello() -> &'static str {
    "hello"
}

fn application() -> Rocket<Build> {
    let config = rocket::Config { log_level: LogLevel::Off, ..rocket::Config::default() };
    rocket::custom(config).mount("/", routes![hello])
}

/// The handlers here never wait.
fn now<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => unreachable!("nothing to wait for"),
    }
}

fn request<'c>(client: &'c Client, scenario: &Scenario) -> LocalRequest<'c> {
    let request = client.req(scenario.method, "/");
    scenario.headers.iter().fold(request, |request, (name, value)| request.header(Header::new(*name, value.clone())))
}

fn rivals(criterion: &mut Criterion) {
    let runtime = rocket::tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let _entered = runtime.enter();
    let client = |rocket| runtime.block_on(Client::untracked(rocket)).unwrap();
    for count in [1, 1000] {
        let origins = origins(count);
        let subjects = [
            ("bare", client(application())),
            ("corsac", client(application().attach(corsac(&origins)))),
            ("rocket_cors", client(application().attach(rival(&origins)))),
        ];
        for scenario in scenarios() {
            let mut group = criterion.benchmark_group(format!("rocket/{}-{count}", scenario.name));
            for (name, client) in &subjects {
                let answer = now(request(client, &scenario).dispatch());
                assert!(*name == "bare" || (scenario.is_right)(&answer), "{name}, {}: {answer:?}", scenario.name);
                group.bench_function(*name, |bencher| {
                    let make = || request(client, &scenario);
                    bencher.iter_batched(make, |request| now(request.dispatch()), BatchSize::SmallInput);
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
