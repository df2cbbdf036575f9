//! What an application sees: the knobs, the errors, and a policy that is replaced.

#![allow(clippy::unwrap_used, clippy::panic, clippy::std_instead_of_core, reason = "a test may panic, and runs on std")]

mod servers;

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::{Arc, Mutex};

use corsac_std::{
    Config, Cors, CorsMiddleware, InnerHeaders, Outcome, PolicyError, PreflightStatus, Refuse, ServerPolicy,
};

const APP: &str = "https://app.example";
const EVIL: &str = "https://evil.example";
const PREFLIGHT: [(&str, &str); 2] = [("origin", APP), ("access-control-request-method", "PUT")];
const EVIL_PREFLIGHT: [(&str, &str); 2] = [("origin", EVIL), ("access-control-request-method", "PUT")];
const SERVERS: [servers::Start; 3] = [servers::plain, servers::tiny_http, servers::rouille];

fn policy() -> Config<'static> {
    Config::new().allow_origins(&[APP]).allow_methods(&["PUT"]).allow_headers(&["X-Token"]).max_age(7200)
}

fn cors() -> Cors {
    Cors::compile(&policy()).unwrap()
}

/// The status, and the header lines that are CORS's business, sorted.
fn ask(address: SocketAddr, method: &str, path: &str, headers: &[(&str, &str)]) -> (u16, Vec<String>) {
    let mut connection = TcpStream::connect(address).unwrap();
    let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    write!(connection, "{method} {path} HTTP/1.1\r\nhost: a\r\n{headers}connection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    connection.read_to_string(&mut answer).unwrap();
    let (head, _) = answer.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    let is_ours =
        |line: &&str| ["access-control-", "vary:", "conformance-"].iter().any(|start| line.starts_with(start));
    let mut lines: Vec<_> = head.lines().map(str::to_ascii_lowercase).filter(|line| is_ours(&line.as_str())).collect();
    lines.sort();
    (status, lines)
}

fn each_server(cors: &Cors, test: impl Fn(SocketAddr)) {
    servers::silence_handlers();
    for start in SERVERS {
        test(start(CorsMiddleware::new(cors.clone())));
    }
}

#[test]
fn a_preflight_is_answered_without_the_application() {
    each_server(&cors(), |address| {
        for path in ["/case", "/only-get", "/missing", "/panic"] {
            let (status, lines) = ask(address, "OPTIONS", path, &PREFLIGHT);
            let expected = [
                "access-control-allow-headers: x-token",
                "access-control-allow-methods: get,head,post,put",
                "access-control-allow-origin: https://app.example",
                "access-control-max-age: 7200",
                "vary: origin, access-control-request-method",
            ];
            assert_eq!((status, lines), (204, expected.map(str::to_owned).into()), "{path}");
        }
        let (status, lines) = ask(address, "OPTIONS", "/case", &EVIL_PREFLIGHT);
        assert_eq!((status, lines), (403, vec!["vary: origin, access-control-request-method".to_owned()]));
    });
}

#[test]
fn the_status_of_preflights_can_be_200() {
    each_server(&cors().preflight_status(PreflightStatus::Ok), |address| {
        assert_eq!(ask(address, "OPTIONS", "/case", &PREFLIGHT).0, 200);
        assert_eq!(ask(address, "OPTIONS", "/case", &EVIL_PREFLIGHT).0, 403);
    });
}

#[test]
fn errors_and_panics_carry_the_headers() {
    each_server(&cors(), |address| {
        for (method, path, status) in
            [("GET", "/missing", 404), ("DELETE", "/only-get", 405), ("GET", "/error", 500), ("GET", "/panic", 500)]
        {
            let shared = ["access-control-allow-origin: https://app.example", "vary: origin"].map(str::to_owned);
            assert_eq!(ask(address, method, path, &[("origin", APP)]), (status, shared.into()), "{path}");
            let refused = vec!["vary: origin".to_owned()];
            assert_eq!(ask(address, method, path, &[("origin", EVIL)]), (status, refused), "{path}");
        }
    });
}

/// The request's headers that make `/case` answer with these lines.
const APPLICATION: [(&str, &str); 6] = [
    ("conformance-header", "Vary: accept"),
    ("conformance-header", "vary: accept-encoding"),
    ("conformance-header", "Access-Control-Allow-Origin: *"),
    ("conformance-header", "access-control-allow-origin: null"),
    ("conformance-header", "access-control-max-age: 5"),
    ("origin", APP),
];

#[test]
fn vary_survives_and_headers_of_the_application_are_taken_out() {
    each_server(&cors(), |address| {
        let (_, lines) = ask(address, "GET", "/case", &APPLICATION);
        let expected = [
            "access-control-allow-origin: https://app.example",
            "conformance-reached: yes",
            "vary: accept",
            "vary: accept-encoding",
            "vary: origin",
        ];
        assert_eq!(lines, expected);
    });
}

#[test]
fn headers_of_the_application_can_be_kept() {
    each_server(&cors().inner_headers(InnerHeaders::Keep), |address| {
        let (_, lines) = ask(address, "GET", "/case", &APPLICATION);
        let expected = [
            "access-control-allow-origin: *",
            "access-control-allow-origin: null",
            "access-control-max-age: 5",
            "conformance-reached: yes",
            "vary: accept",
            "vary: accept-encoding",
            "vary: origin",
        ];
        assert_eq!(lines, expected);
        let (_, lines) = ask(address, "GET", "/case", &[("origin", APP)]);
        assert_eq!(lines[0], "access-control-allow-origin: https://app.example");
    });
}

#[test]
fn changing_headers_twice_changes_nothing_more() {
    let cors = CorsMiddleware::new(cors());
    let request = [("Origin", APP)];
    let Outcome::PassedOn(passed_on) = cors.decide("GET", request.into_iter()) else { panic!("an actual request") };
    let change = |mut headers: Vec<(&'static str, String)>| {
        let changes = passed_on.changes(headers.iter().map(|(name, value)| (*name, value)));
        let lines: Vec<_> = changes.lines().map(|(name, value)| (name, value.to_owned())).collect();
        headers.retain(|(name, _)| !changes.replaces(name));
        headers.extend(lines);
        headers.sort();
        headers
    };
    let once = change(vec![("ACCESS-CONTROL-ALLOW-ORIGIN", "*".to_owned()), ("vary", "accept".to_owned())]);
    assert_eq!(once.len(), 3);
    assert_eq!(change(once.clone()), once);
}

#[test]
fn requests_are_refused_where_that_is_said() {
    let socket = [("origin", EVIL), ("upgrade", "websocket")];
    let own = [("origin", EVIL), ("sec-fetch-site", "same-origin")];
    for (refuse, expected) in [
        (Refuse::Nothing, [true, true, true, true]),
        (Refuse::WebSocketUpgrades, [true, false, true, true]),
        (Refuse::CrossOriginRequests, [false, false, true, true]),
    ] {
        let cors = CorsMiddleware::new(cors().refuse(refuse));
        let requests: [&[(&str, &str)]; 4] = [&socket[..1], &socket, &own, &[("origin", APP)]];
        for (headers, expected) in requests.into_iter().zip(expected) {
            match cors.decide("GET", headers.iter().copied()) {
                Outcome::PassedOn(_) => assert!(expected, "{refuse:?} {headers:?}"),
                Outcome::Answered(answered) => {
                    assert_eq!((expected, answered.status()), (false, 403), "{refuse:?} {headers:?}");
                    assert_eq!(answered.lines().collect::<Vec<_>>(), [("vary", "origin")]);
                }
            }
        }
    }
}

#[test]
fn an_answer_can_outlive_its_request() {
    let cors = CorsMiddleware::new(cors());
    let origin = APP.to_owned();
    let Outcome::PassedOn(passed_on) = cors.decide("GET", [("origin", &origin)].into_iter()) else { panic!() };
    let passed_on = passed_on.into_owned();
    drop(origin);
    let changes = passed_on.changes(core::iter::empty::<(&str, &str)>());
    assert_eq!(changes.lines().next(), Some(("access-control-allow-origin", APP)));
}

#[test]
fn the_policy_is_replaced_while_it_serves() {
    let cors = CorsMiddleware::new(cors());
    let lines = |origin: &str| match cors.decide("GET", [("origin", origin)].into_iter()) {
        Outcome::PassedOn(passed_on) => passed_on.changes(core::iter::empty::<(&str, &str)>()).lines().count(),
        Outcome::Answered(_) => panic!("an actual request"),
    };
    assert_eq!((lines(APP), lines(EVIL)), (2, 1));
    cors.handle().replace(ServerPolicy::compile(&policy().allow_origins(&[EVIL])).unwrap());
    assert_eq!((lines(APP), lines(EVIL)), (1, 2));
}

#[test]
fn a_function_is_asked_about_other_origins_and_refusals_are_told_once() {
    let told = Arc::new(Mutex::new(Vec::new()));
    let listener = told.clone();
    let cors = cors()
        .allow_origin_if(|origin| origin.as_str() == "https://tenant.example")
        .on_refusal(move |refusal| listener.lock().unwrap().push(refusal.to_string()));
    let cors = CorsMiddleware::new(cors);
    for (method, headers) in [
        ("GET", [("origin", "https://tenant.example"), ("a", "b")]),
        ("GET", [("origin", EVIL), ("a", "b")]),
        ("OPTIONS", EVIL_PREFLIGHT),
    ] {
        cors.decide(method, headers.into_iter());
    }
    let expected = ["actual", "preflight"]
        .map(|class| format!("{class} request from https://evil.example refused: origin-not-allowed"));
    assert_eq!(*told.lock().unwrap(), expected);
}

#[test]
fn a_policy_with_errors_serves_nothing() {
    let error = Cors::compile(&Config::new().allow_origins(&["https://app.example/"])).unwrap_err();
    assert!(matches!(error, PolicyError::Rejected(_)), "{error}");
    assert!(Cors::from_file("missing.toml").unwrap_err().to_string().starts_with("cannot read missing.toml: "));
}
