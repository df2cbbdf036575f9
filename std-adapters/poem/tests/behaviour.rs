//! What an application sees: the knobs, the errors, and a policy that is replaced.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

use std::sync::{Arc, Mutex};

use corsac_poem::{Config, Cors, CorsMiddleware, InnerHeaders, PolicyError, PreflightStatus, Refuse, ServerPolicy};
use poem::http::{HeaderMap, Method, StatusCode};
use poem::middleware::CatchPanic;
use poem::web::Json;
use poem::{Endpoint, EndpointExt, IntoResponse, Request, Response, Route, get, handler};

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

#[handler]
fn reached() -> impl IntoResponse {
    "".with_header("reached", "yes")
}

#[handler]
fn varied() -> impl IntoResponse {
    "".with_header("vary", "accept").with_header("vary", "accept-encoding")
}

#[handler]
fn shared() -> impl IntoResponse {
    "".with_header("access-control-allow-origin", "*").with_header("access-control-max-age", "5")
}

#[handler]
fn number(number: Json<u32>) -> String {
    number.to_string()
}

#[handler]
fn panics() -> &'static str {
    panic!("as told")
}

fn application(cors: Cors) -> impl Endpoint {
    Route::new()
        .at("/", get(reached).options(reached))
        .at("/get", get(reached))
        .at("/varied", get(varied))
        .at("/shared", get(shared))
        .at("/number", poem::post(number))
        .at("/panic", get(panics))
        .with(CatchPanic::new())
        .with(CorsMiddleware::new(cors))
}

async fn ask(application: &impl Endpoint, method: Method, path: &str, headers: &[(&str, &str)]) -> Response {
    let mut request = Request::builder().method(method).uri(path.parse().unwrap());
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    application.get_response(request.finish()).await
}

fn lines<'a>(headers: &'a HeaderMap, name: &str) -> Vec<&'a str> {
    headers.get_all(name).iter().map(|value| value.to_str().unwrap()).collect()
}

fn allowed_origin(response: &Response) -> Option<&str> {
    response.header("access-control-allow-origin")
}

#[tokio::test]
async fn a_preflight_is_answered_without_the_application() {
    let application = application(cors());
    for path in ["/", "/get", "/missing"] {
        let response = ask(&application, Method::OPTIONS, path, &PREFLIGHT).await;
        assert_eq!(response.status(), StatusCode::NO_CONTENT, "{path}");
        let headers = response.headers();
        assert_eq!(lines(headers, "access-control-allow-origin"), [APP]);
        assert_eq!(lines(headers, "access-control-allow-methods"), ["GET,HEAD,POST,PUT"]);
        assert_eq!(lines(headers, "access-control-allow-headers"), ["x-token"]);
        assert_eq!(lines(headers, "access-control-max-age"), ["7200"]);
        assert_eq!(lines(headers, "vary"), ["origin, access-control-request-method"]);
        assert_eq!(headers.len(), 5, "and the application is not asked: {headers:?}");
    }
}

#[tokio::test]
async fn a_preflight_from_elsewhere_gets_nothing() {
    let response = ask(&application(cors()), Method::OPTIONS, "/", &EVIL_PREFLIGHT).await;
    assert_eq!(response.status(), StatusCode::FORBIDDEN);
    assert_eq!(lines(response.headers(), "vary"), ["origin, access-control-request-method"]);
    assert_eq!(response.headers().len(), 1);
}

#[tokio::test]
async fn the_status_of_preflights_can_be_200() {
    let application = application(cors().preflight_status(PreflightStatus::Ok));
    assert_eq!(ask(&application, Method::OPTIONS, "/", &PREFLIGHT).await.status(), StatusCode::OK);
    assert_eq!(ask(&application, Method::OPTIONS, "/", &EVIL_PREFLIGHT).await.status(), StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn plain_options_reaches_the_application() {
    let application = application(cors());
    for (headers, expected) in [(&PREFLIGHT[..1], Some(APP)), (&PREFLIGHT[1..], None), (&[], None)] {
        let response = ask(&application, Method::OPTIONS, "/", headers).await;
        assert_eq!(response.header("reached"), Some("yes"), "{headers:?}");
        assert_eq!(allowed_origin(&response), expected);
        assert_eq!(ask(&application, Method::OPTIONS, "/get", headers).await.status(), StatusCode::METHOD_NOT_ALLOWED);
    }
}

#[tokio::test]
async fn errors_carry_the_headers() {
    let application = application(cors());
    for (method, path, status) in [
        (Method::GET, "/missing", StatusCode::NOT_FOUND),
        (Method::DELETE, "/get", StatusCode::METHOD_NOT_ALLOWED),
        (Method::POST, "/number", StatusCode::UNSUPPORTED_MEDIA_TYPE),
        (Method::GET, "/panic", StatusCode::INTERNAL_SERVER_ERROR),
    ] {
        let response = ask(&application, method.clone(), path, &[("origin", APP)]).await;
        assert_eq!((response.status(), allowed_origin(&response)), (status, Some(APP)), "{path}");
        let response = ask(&application, method, path, &[("origin", EVIL)]).await;
        assert_eq!((response.status(), allowed_origin(&response)), (status, None), "{path}");
        assert_eq!(lines(response.headers(), "vary"), ["origin"]);
    }
}

#[tokio::test]
async fn all_vary_lines_survive() {
    let response = ask(&application(cors()), Method::GET, "/varied", &[]).await;
    assert_eq!(lines(response.headers(), "vary"), ["accept", "accept-encoding", "origin"]);
}

#[tokio::test]
async fn headers_of_the_application_are_removed_or_kept() {
    let response = ask(&application(cors()), Method::GET, "/shared", &[("origin", APP)]).await;
    assert_eq!(lines(response.headers(), "access-control-allow-origin"), [APP]);
    assert_eq!(response.header("access-control-max-age"), None);
    let response = ask(&application(cors()), Method::GET, "/shared", &[]).await;
    assert_eq!(allowed_origin(&response), None);

    let keeps = application(cors().inner_headers(InnerHeaders::Keep));
    let response = ask(&keeps, Method::GET, "/shared", &[("origin", APP)]).await;
    assert_eq!(lines(response.headers(), "access-control-allow-origin"), ["*"]);
    assert_eq!(lines(response.headers(), "vary"), ["origin"]);
}

#[tokio::test]
async fn requests_are_refused_where_that_is_said() {
    let socket = [("origin", EVIL), ("upgrade", "websocket")];
    let own = [("origin", EVIL), ("sec-fetch-site", "same-origin")];
    let allowed = [("origin", APP), ("upgrade", "websocket")];
    for (refuse, expected) in [
        (Refuse::Nothing, [true, true, true, true, true]),
        (Refuse::WebSocketUpgrades, [true, false, true, true, true]),
        (Refuse::CrossOriginRequests, [false, false, true, true, true]),
    ] {
        let application = application(cors().refuse(refuse));
        let requests = [&socket[..1], &socket, &own, &allowed, &[]];
        for (headers, expected) in requests.into_iter().zip(expected) {
            let response = ask(&application, Method::GET, "/", headers).await;
            assert_eq!(response.header("reached").is_some(), expected, "{refuse:?} {headers:?}");
            assert_eq!(response.status(), if expected { StatusCode::OK } else { StatusCode::FORBIDDEN });
            assert_eq!(lines(response.headers(), "vary"), ["origin"]);
        }
    }
}

#[tokio::test]
async fn the_policy_is_replaced_while_it_serves() {
    let cors = cors();
    let handle = CorsMiddleware::new(cors.clone()).handle();
    // What happens while the application runs does not change the answer.
    let replaces = poem::endpoint::make_sync(move |_| {
        handle.replace(ServerPolicy::compile(&Config::new().allow_origins(&[EVIL]).max_age(7200)).unwrap());
    });
    let application = Route::new().at("/", replaces).with(CorsMiddleware::new(cors));
    assert_eq!(allowed_origin(&ask(&application, Method::GET, "/", &[("origin", APP)]).await), Some(APP));
    assert_eq!(allowed_origin(&ask(&application, Method::GET, "/", &[("origin", APP)]).await), None);
    assert_eq!(allowed_origin(&ask(&application, Method::GET, "/", &[("origin", EVIL)]).await), Some(EVIL));
}

#[tokio::test]
async fn a_function_is_asked_about_other_origins() {
    let application = application(cors().allow_origin_if(|origin| origin.as_str() == EVIL));
    assert_eq!(allowed_origin(&ask(&application, Method::GET, "/", &[("origin", EVIL)]).await), Some(EVIL));
    assert_eq!(allowed_origin(&ask(&application, Method::GET, "/", &[("origin", "https://x.example")]).await), None);
}

#[tokio::test]
async fn refusals_are_told_once() {
    let told = Arc::new(Mutex::new(Vec::new()));
    let listener = told.clone();
    let application = application(cors().on_refusal(move |refusal| listener.lock().unwrap().push(refusal.to_string())));
    ask(&application, Method::GET, "/", &[("origin", APP)]).await;
    ask(&application, Method::GET, "/", &[("origin", EVIL)]).await;
    ask(&application, Method::OPTIONS, "/", &EVIL_PREFLIGHT).await;
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
