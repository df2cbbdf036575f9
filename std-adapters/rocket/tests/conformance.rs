//! The whole corpus, and every behaviour, over real connections.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

use std::sync::mpsc;

use corsac_conformance::PolicyText;
use corsac_conformance::corpus::Corpus;
use corsac_conformance::runner::{Comparison, Ending, Options, Report, Target, run};
use corsac_rocket::{Cors, CorsFairing, Refuse};
use rocket::config::{Config, LogLevel, Shutdown};
use rocket::fairing::AdHoc;
use rocket::http::{Method, Status};
use rocket::request::{FromRequest, Outcome};
use rocket::response::stream::TextStream;
use rocket::route::{self, Handler, Route};
use rocket::{Build, Data, Request, Response, Rocket, get, options, routes};

/// What Rocket does not let through: a method that it cannot route, and header values that are not UTF-8.
const BEYOND_ROCKET: [&str; 6] = [
    "an actual request with a method that the policy does not list is answered all the same",
    "the method of a request is compared with its case",
    "a preflight whose Origin has a byte beyond ASCII gets nothing",
    "a preflight whose Origin has a broken UTF-8 sequence gets nothing",
    "a requested method with a byte beyond ASCII is malformed",
    "a requested method with a byte beyond ASCII is not reflected",
];

#[test]
fn the_corpus_holds_over_real_connections() {
    let report = report(Refuse::Nothing);
    assert!(report.results.len() > 300, "{}", report.results.len());
    assert_eq!(failed(&report), BEYOND_ROCKET, "{report}");
    assert_eq!(skipped(&report), ["an HTTP parser does not let it pass"], "{report}");
}

/// Then there are routes before all others for every method, not only for `OPTIONS`.
#[test]
fn it_holds_where_requests_can_be_refused() {
    let report = report(Refuse::WebSocketUpgrades);
    assert_eq!(failed(&report), BEYOND_ROCKET, "{report}");
}

fn report(refuse: Refuse) -> Report {
    // The handler of `/panic` does as it is told.
    std::panic::set_hook(Box::new(|_| ()));
    let runtime = rocket::tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let exact = Options { comparison: Comparison::Exact, ..Options::default() };
    let report = run(&Corpus::built_in().unwrap(), &exact, |_, policy| {
        let (sender, receiver) = mpsc::channel();
        let tells_port = AdHoc::on_liftoff("port", move |rocket| {
            sender.send(rocket.config().port).unwrap();
            Box::pin(async {})
        });
        runtime.spawn(application(policy, refuse).attach(tells_port).launch());
        Target::parse(&format!("http://127.0.0.1:{}", receiver.recv().unwrap()))
    });
    let _ = std::panic::take_hook();
    report
}

fn failed(report: &Report) -> Vec<&str> {
    let is_failed = |ending: &Ending| matches!(ending, Ending::Failed { .. });
    report.results.iter().filter(|result| is_failed(&result.ending)).map(|result| result.name.as_str()).collect()
}

fn skipped(report: &Report) -> Vec<&str> {
    let mut skipped: Vec<_> = report
        .results
        .iter()
        .filter_map(|result| match &result.ending {
            Ending::Skipped { why } => Some(why.as_str()),
            _ => None,
        })
        .collect();
    skipped.sort_unstable();
    skipped.dedup();
    skipped
}

/// The runner's contract.
fn application(policy: &PolicyText, refuse: Refuse) -> Rocket<Build> {
    let shutdown = Shutdown { ctrlc: false, signals: Default::default(), ..Shutdown::default() };
    let config = Config { port: 0, log_level: LogLevel::Off, shutdown, ..Config::default() };
    let methods = [
        Method::Get,
        Method::Head,
        Method::Post,
        Method::Put,
        Method::Patch,
        Method::Delete,
        Method::Options,
        Method::Connect,
        Method::Trace,
    ];
    let cases: Vec<_> = methods.into_iter().map(|method| Route::new(method, "/case", Case)).collect();
    let cors = Cors::compile(&policy.config()).unwrap().refuse(refuse);
    let sockets = if refuse == Refuse::WebSocketUpgrades { routes![socket] } else { vec![] };
    rocket::custom(config)
        .mount("/", cases)
        .mount("/", sockets)
        .mount("/", routes![only_get, error, panics, unauthorized, plain_options, stream])
        .attach(CorsFairing::new(cors))
}

#[derive(Clone)]
struct Case;

#[rocket::async_trait]
impl Handler for Case {
    async fn handle<'r>(&self, request: &'r Request<'_>, _: Data<'r>) -> route::Outcome<'r> {
        let mut response = Response::new();
        let status = request.headers().get_one("conformance-status");
        response.set_status(Status::new(status.map_or(200, |status| status.parse().unwrap())));
        response.set_raw_header("conformance-reached", "yes");
        for line in request.headers().get("conformance-header") {
            let (name, value) = line.split_once(':').unwrap();
            response.adjoin_raw_header(name, value.trim());
        }
        route::Outcome::Success(response)
    }
}

/// Whoever comes here is let in: where that is wrong, the fairing has to know it.
#[get("/socket")]
fn socket() -> Status {
    Status::SwitchingProtocols
}

#[get("/only-get")]
fn only_get() -> &'static str {
    "got"
}

#[get("/error")]
fn error() -> Result<(), std::io::Error> {
    Err(std::io::Error::other("as told"))
}

#[get("/panic")]
fn panics() {
    panic!("as told")
}

struct Authorized;

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Authorized {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Authorized, ()> {
        match request.headers().get_one("authorization") {
            Some(_) => Outcome::Success(Authorized),
            None => Outcome::Error((Status::Unauthorized, ())),
        }
    }
}

#[get("/unauthorized")]
fn unauthorized(_guard: Authorized) -> &'static str {
    "let in"
}

struct Reached;

impl<'r> rocket::response::Responder<'r, 'static> for Reached {
    fn respond_to(self, _: &'r Request<'_>) -> rocket::response::Result<'static> {
        Response::build().raw_header("conformance-reached", "yes").ok()
    }
}

#[options("/options")]
fn plain_options() -> Reached {
    Reached
}

#[get("/stream")]
fn stream() -> TextStream![&'static str] {
    TextStream! {
        yield "one ";
        yield "two";
    }
}
