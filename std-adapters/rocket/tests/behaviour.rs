//! What an application sees: the knobs, the errors, and a policy that is replaced.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

use std::sync::{Arc, Mutex};

use corsac_rocket::{
    Config, Cors, CorsFairing, Handle, InnerHeaders, PolicyError, PreflightStatus, Refuse, ServerPolicy,
};
use rocket::config::LogLevel;
use rocket::http::uri::Host;
use rocket::http::{Header, HeaderMap, Method, Status, uri};
use rocket::local::blocking::{Client, LocalResponse};
use rocket::request::{FromRequest, Outcome};
use rocket::response::{self, Responder};
use rocket::{Build, Request, Response, Rocket, State, catch, catchers, delete, get, options, post, put, routes};

const APP: &str = "https://app.example";
const EVIL: &str = "https://evil.example";
const PREFLIGHT: [(&str, &str); 2] = [("origin", APP), ("access-control-request-method", "PUT")];
const EVIL_PREFLIGHT: [(&str, &str); 2] = [("origin", EVIL), ("access-control-request-method", "PUT")];

fn policy() -> Config<'static> {
    Config::new().allow_origins(&[APP]).allow_methods(&["PUT"]).allow_headers(&["X-Token"]).max_age(7200)
}

fn cors() -> Cors {
    Cors::compile(&policy()).unwrap()
}

/// A response with these headers.
struct With(&'static [(&'static str, &'static str)]);

impl<'r> Responder<'r, 'static> for With {
    fn respond_to(self, _: &'r Request<'_>) -> response::Result<'static> {
        let mut response = Response::new();
        self.0.iter().for_each(|(name, value)| response.adjoin_raw_header(*name, *value));
        Ok(response)
    }
}

const REACHED: With = With(&[("reached", "yes")]);

#[get("/")]
fn reached() -> With {
    REACHED
}

#[options("/")]
fn reached_by_options() -> With {
    REACHED
}

/// A route for everything, as single-page applications have one.
#[options("/files/<_..>", rank = 20)]
fn any_file() -> With {
    REACHED
}

#[get("/get")]
fn only_get() -> With {
    REACHED
}

#[get("/varied")]
fn varied() -> With {
    With(&[("Vary", "accept"), ("Vary", "accept-encoding")])
}

#[get("/shared")]
fn shared() -> With {
    With(&[("Access-Control-Allow-Origin", "*"), ("Access-Control-Max-Age", "5")])
}

#[post("/number/<number>")]
fn number(number: u32) -> String {
    number.to_string()
}

#[put("/error")]
fn fails() -> Result<(), std::io::Error> {
    Err(std::io::Error::other("as told"))
}

#[get("/panic")]
fn panics() {
    panic!("as told")
}

struct Guard;

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Guard {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Guard, ()> {
        *request.rocket().state::<Mutex<u32>>().unwrap().lock().unwrap() += 1;
        Outcome::Error((Status::Unauthorized, ()))
    }
}

#[delete("/guarded")]
fn guarded(_guard: Guard) {}

#[get("/replace")]
fn replace(handle: &State<Handle>) {
    handle.replace(ServerPolicy::compile(&Config::new().allow_origins(&[EVIL]).max_age(7200)).unwrap());
}

#[catch(404)]
fn not_found(request: &Request<'_>) -> String {
    format!("{} {}", request.method(), request.uri())
}

fn application(cors: Cors) -> Rocket<Build> {
    rocket::custom(rocket::Config { log_level: LogLevel::Off, ..rocket::Config::default() })
        .mount("/", routes![reached, reached_by_options, any_file, only_get, varied, shared])
        .mount("/", routes![number, fails, panics, guarded, replace])
        .register("/", catchers![not_found])
        .manage(cors.handle())
        .manage(Mutex::new(0_u32))
        .attach(CorsFairing::new(cors))
}

fn client(cors: Cors) -> Client {
    Client::untracked(application(cors)).unwrap()
}

fn ask<'c>(client: &'c Client, method: Method, path: &str, headers: &[(&str, &str)]) -> LocalResponse<'c> {
    let request = client.req(method, path.to_owned());
    let headers = headers.iter().map(|(name, value)| Header::new((*name).to_owned(), (*value).to_owned()));
    headers
        .fold(request, |mut request, header| {
            request.add_header(header);
            request
        })
        .dispatch()
}

fn lines<'a>(headers: &'a HeaderMap<'_>, name: &'a str) -> Vec<&'a str> {
    headers.get(name).collect()
}

fn allowed_origin<'a>(response: &'a LocalResponse<'_>) -> Option<&'a str> {
    response.headers().get_one("access-control-allow-origin")
}

fn is_reached(response: &LocalResponse<'_>) -> bool {
    response.headers().contains("reached")
}

#[test]
fn a_preflight_is_answered_without_the_application() {
    for refuse in [Refuse::Nothing, Refuse::CrossOriginRequests] {
        let client = client(cors().refuse(refuse));
        for path in ["/", "/get", "/missing", "/files/a", "/guarded"] {
            let response = ask(&client, Method::Options, path, &PREFLIGHT);
            assert_eq!(response.status(), Status::NoContent, "{path}");
            let headers = response.headers();
            assert_eq!(lines(headers, "access-control-allow-origin"), [APP]);
            assert_eq!(lines(headers, "access-control-allow-methods"), ["GET,HEAD,POST,PUT"]);
            assert_eq!(lines(headers, "access-control-allow-headers"), ["x-token"]);
            assert_eq!(lines(headers, "access-control-max-age"), ["7200"]);
            assert_eq!(lines(headers, "vary"), ["origin, access-control-request-method"]);
            assert!(!is_reached(&response), "{path}");
            assert_eq!(response.into_bytes(), None);
        }
        assert_eq!(*client.rocket().state::<Mutex<u32>>().unwrap().lock().unwrap(), 0, "guards do not see it");
    }
}

#[test]
fn a_preflight_from_elsewhere_gets_nothing() {
    let client = client(cors());
    let response = ask(&client, Method::Options, "/", &EVIL_PREFLIGHT);
    assert_eq!(response.status(), Status::Forbidden);
    assert_eq!(lines(response.headers(), "vary"), ["origin, access-control-request-method"]);
    assert!(response.headers().iter().all(|header| !header.name().starts_with("access-control-")));
    assert_eq!(response.into_bytes(), None, "no catcher is asked");
}

#[test]
fn what_is_asked_for_is_reflected_where_the_policy_says_so() {
    let policy = policy().allow_methods(&["*"]).allow_headers(&["*"]).allow_credentials(true);
    let client = client(Cors::compile(&policy).unwrap());
    let list = ("access-control-request-headers", "x-a,x-b");
    let response =
        ask(&client, Method::Options, "/", &[PREFLIGHT[0], ("access-control-request-method", "PURGE"), list]);
    assert_eq!(lines(response.headers(), "access-control-allow-methods"), ["PURGE"]);
    assert_eq!(lines(response.headers(), "access-control-allow-headers"), ["x-a,x-b"]);
    assert_eq!(lines(response.headers(), "access-control-allow-credentials"), ["true"]);
    let two = [PREFLIGHT[0], PREFLIGHT[1], list, ("access-control-request-headers", "x-c")];
    let response = ask(&client, Method::Options, "/", &two);
    assert_eq!(lines(response.headers(), "access-control-allow-headers"), ["x-a,x-b", "x-c"]);
}

#[test]
fn the_status_of_preflights_can_be_200() {
    let client = client(cors().preflight_status(PreflightStatus::Ok));
    assert_eq!(ask(&client, Method::Options, "/", &PREFLIGHT).status(), Status::Ok);
    assert_eq!(ask(&client, Method::Options, "/", &EVIL_PREFLIGHT).status(), Status::Forbidden);
}

#[test]
fn plain_options_reaches_the_application() {
    for refuse in [Refuse::Nothing, Refuse::WebSocketUpgrades] {
        let client = client(cors().refuse(refuse));
        for (headers, expected) in [(&PREFLIGHT[..1], Some(APP)), (&PREFLIGHT[1..], None), (&[], None)] {
            for path in ["/", "/files/a/b"] {
                let response = ask(&client, Method::Options, path, headers);
                assert!(is_reached(&response), "{path} {headers:?}");
                assert_eq!(allowed_origin(&response), expected);
            }
            let response = ask(&client, Method::Options, "/get?a=b", headers);
            assert_eq!((response.status(), allowed_origin(&response)), (Status::NotFound, expected));
            assert_eq!(response.into_string().unwrap(), "OPTIONS /get?a=b", "the catcher sees the request as it came");
        }
    }
}

#[test]
fn errors_carry_the_headers() {
    for refuse in [Refuse::Nothing, Refuse::WebSocketUpgrades] {
        let client = client(cors().refuse(refuse));
        for (method, path, status) in [
            (Method::Get, "/missing", Status::NotFound),
            (Method::Delete, "/get", Status::NotFound),
            (Method::Post, "/number/x", Status::UnprocessableEntity),
            (Method::Put, "/error", Status::InternalServerError),
            (Method::Get, "/panic", Status::InternalServerError),
            (Method::Delete, "/guarded", Status::Unauthorized),
        ] {
            let response = ask(&client, method, path, &[("origin", APP)]);
            assert_eq!((response.status(), allowed_origin(&response)), (status, Some(APP)), "{path}");
            let response = ask(&client, method, path, &[("origin", EVIL)]);
            assert_eq!((response.status(), allowed_origin(&response)), (status, None), "{path}");
            assert_eq!(lines(response.headers(), "vary"), ["origin"]);
        }
    }
}

#[test]
fn all_vary_lines_survive() {
    let client = client(cors());
    let response = ask(&client, Method::Get, "/varied", &[]);
    assert_eq!(lines(response.headers(), "vary"), ["accept", "accept-encoding", "origin"]);
}

#[test]
fn headers_of_the_application_are_removed_or_kept() {
    let strips = client(cors());
    let response = ask(&strips, Method::Get, "/shared", &[("origin", APP)]);
    assert_eq!(lines(response.headers(), "access-control-allow-origin"), [APP]);
    assert!(!response.headers().contains("access-control-max-age"));
    assert_eq!(allowed_origin(&ask(&strips, Method::Get, "/shared", &[])), None);

    let keeps = client(cors().inner_headers(InnerHeaders::Keep));
    let response = ask(&keeps, Method::Get, "/shared", &[("origin", APP)]);
    assert_eq!(lines(response.headers(), "access-control-allow-origin"), ["*"]);
    assert_eq!(lines(response.headers(), "vary"), ["origin"]);
}

#[test]
fn requests_are_refused_where_that_is_said() {
    let socket = [("origin", EVIL), ("upgrade", "websocket")];
    let own = [("origin", EVIL), ("sec-fetch-site", "same-origin")];
    let allowed = [("origin", APP), ("upgrade", "websocket")];
    for (refuse, expected) in [
        (Refuse::Nothing, [true, true, true, true, true]),
        (Refuse::WebSocketUpgrades, [true, false, true, true, true]),
        (Refuse::CrossOriginRequests, [false, false, true, true, true]),
    ] {
        let client = client(cors().refuse(refuse));
        let requests = [&socket[..1], &socket, &own, &allowed, &[]];
        for (headers, expected) in requests.into_iter().zip(expected) {
            let response = ask(&client, Method::Get, "/", headers);
            assert_eq!(is_reached(&response), expected, "{refuse:?} {headers:?}");
            assert_eq!(response.status(), if expected { Status::Ok } else { Status::Forbidden });
            assert_eq!(lines(response.headers(), "vary"), ["origin"]);
        }
    }
}

#[test]
fn a_refused_request_meets_no_guard() {
    let client = client(cors().refuse(Refuse::CrossOriginRequests));
    assert_eq!(ask(&client, Method::Delete, "/guarded", &[("origin", EVIL)]).status(), Status::Forbidden);
    assert_eq!(*client.rocket().state::<Mutex<u32>>().unwrap().lock().unwrap(), 0);
    assert_eq!(ask(&client, Method::Delete, "/guarded", &[("origin", APP)]).status(), Status::Unauthorized);
}

/// HTTP/2 has no `Host`.
#[test]
fn the_servers_own_pages_are_known_by_the_authority() {
    let client = client(cors().refuse(Refuse::CrossOriginRequests));
    for (authority, expected) in [("evil.example", true), ("evil.example:443", true), ("other.example", false)] {
        let mut request = client.get("/").header(Header::new("origin", EVIL));
        request.inner_mut().set_host(Host::from(uri::Authority::parse(authority).unwrap()));
        assert_eq!(is_reached(&request.dispatch()), expected, "{authority}");
    }
}

#[test]
fn the_policy_is_replaced_while_it_serves() {
    for refuse in [Refuse::Nothing, Refuse::WebSocketUpgrades] {
        let client = client(cors().refuse(refuse));
        // Where a request is decided before the application runs, what happens then does not change the answer.
        let during = if refuse == Refuse::Nothing { None } else { Some(APP) };
        assert_eq!(allowed_origin(&ask(&client, Method::Get, "/replace", &[("origin", APP)])), during);
        assert_eq!(allowed_origin(&ask(&client, Method::Get, "/", &[("origin", APP)])), None);
        assert_eq!(allowed_origin(&ask(&client, Method::Get, "/", &[("origin", EVIL)])), Some(EVIL));
    }
}

#[test]
fn a_function_is_asked_about_other_origins() {
    let client = client(cors().allow_origin_if(|origin| origin.as_str() == EVIL));
    assert_eq!(allowed_origin(&ask(&client, Method::Get, "/", &[("origin", EVIL)])), Some(EVIL));
    assert_eq!(allowed_origin(&ask(&client, Method::Get, "/", &[("origin", "https://x.example")])), None);
}

#[test]
fn refusals_are_told_once() {
    for refuse in [Refuse::Nothing, Refuse::WebSocketUpgrades] {
        let told = Arc::new(Mutex::new(Vec::new()));
        let listener = told.clone();
        let observed =
            cors().refuse(refuse).on_refusal(move |refusal| listener.lock().unwrap().push(refusal.to_string()));
        let client = client(observed);
        ask(&client, Method::Get, "/", &[("origin", APP)]);
        ask(&client, Method::Get, "/", &[("origin", EVIL)]);
        // It is routed twice: there is no route for it, so Rocket tries GET.
        ask(&client, Method::Head, "/", &[("origin", EVIL)]);
        ask(&client, Method::Options, "/", &EVIL_PREFLIGHT);
        ask(&client, Method::Options, "/", &EVIL_PREFLIGHT[..1]);
        let expected = ["actual", "actual", "preflight", "actual"]
            .map(|class| format!("{class} request from https://evil.example refused: origin-not-allowed"));
        assert_eq!(*told.lock().unwrap(), expected);
    }
}

#[test]
fn of_two_fairings_the_last_is_in_force() {
    let other = Cors::compile(&Config::new().allow_origins(&[EVIL]).max_age(7200)).unwrap();
    let client = Client::untracked(application(cors()).attach(CorsFairing::new(other))).unwrap();
    assert_eq!(allowed_origin(&ask(&client, Method::Get, "/", &[("origin", APP)])), None);
    assert_eq!(allowed_origin(&ask(&client, Method::Get, "/", &[("origin", EVIL)])), Some(EVIL));
    assert_eq!(ask(&client, Method::Options, "/", &PREFLIGHT).status(), Status::Forbidden);
}

#[test]
fn a_policy_with_errors_serves_nothing() {
    let error = Cors::compile(&Config::new().allow_origins(&["https://app.example/"])).unwrap_err();
    assert!(matches!(error, PolicyError::Rejected(_)), "{error}");
    assert!(Cors::from_file("missing.toml").unwrap_err().to_string().starts_with("cannot read missing.toml: "));
}
