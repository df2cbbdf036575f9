//! What an application sees: the knobs, the errors, and a policy that is replaced.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

use std::sync::{Arc, Mutex};

use corsac_salvo::{
    Config, Cors, CorsHandler, Handle, InnerHeaders, PolicyError, PreflightStatus, Refuse, ServerPolicy,
};
use salvo::conn::SocketAddr;
use salvo::http::header::HeaderMap;
use salvo::http::uri::Scheme;
use salvo::http::{Method, ReqBody, StatusCode};
use salvo::prelude::*;
use salvo::{ConnCtrl, hyper};

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

fn append(response: &mut Response, lines: &[(&'static str, &'static str)]) {
    for (name, value) in lines {
        response.headers_mut().append(*name, value.parse().unwrap());
    }
}

#[handler]
async fn reached(response: &mut Response) {
    append(response, &[("reached", "yes")]);
}

#[handler]
async fn varied(response: &mut Response) {
    append(response, &[("vary", "accept"), ("vary", "accept-encoding")]);
}

#[handler]
async fn shared(response: &mut Response) {
    append(response, &[("access-control-allow-origin", "*"), ("access-control-max-age", "5")]);
}

#[handler]
async fn number(body: salvo::extract::JsonBody<u32>) -> String {
    body.to_string()
}

#[handler]
async fn fails() -> Result<(), StatusError> {
    Err(StatusError::bad_gateway())
}

#[handler]
async fn ceases(response: &mut Response, flow: &mut FlowCtrl) {
    response.status_code(StatusCode::IM_A_TEAPOT);
    flow.cease();
}

#[handler]
async fn panics() {
    panic!("as told")
}

struct Replaces(Handle);

#[handler]
impl Replaces {
    async fn handle(&self) {
        self.0.replace(ServerPolicy::compile(&Config::new().allow_origins(&[EVIL]).max_age(7200)).unwrap());
    }
}

fn routes() -> Router {
    Router::new()
        .push(Router::new().get(reached).options(reached))
        .push(Router::with_path("get").get(reached))
        .push(Router::with_path("varied").get(varied))
        .push(Router::with_path("shared").get(shared))
        .push(Router::with_path("number").post(number))
        .push(Router::with_path("error").put(fails))
        .push(Router::with_path("ceased").get(ceases))
        .push(Router::with_path("panic").get(panics))
}

fn application(cors: Cors) -> Service {
    Service::new(routes()).hoop(CorsHandler::new(cors)).hoop(CatchPanic::new())
}

async fn ask(service: &Service, method: Method, path: &str, headers: &[(&str, &str)]) -> Response {
    let mut request = hyper::Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = Request::from_hyper(request.body(ReqBody::None).unwrap(), Scheme::HTTP);
    let (here, there) = (SocketAddr::Unknown, SocketAddr::Unknown);
    service.hyper_handler(here, there, Scheme::HTTP, None, ConnCtrl::new(), None).handle(request).await
}

fn status(response: &Response) -> StatusCode {
    response.status_code.unwrap()
}

fn is_reached(response: &Response) -> bool {
    response.headers().contains_key("reached")
}

fn lines<'a>(headers: &'a HeaderMap, name: &str) -> Vec<&'a str> {
    headers.get_all(name).iter().map(|value| value.to_str().unwrap()).collect()
}

fn allowed_origin(response: &Response) -> Option<&str> {
    response.headers().get("access-control-allow-origin").map(|value| value.to_str().unwrap())
}

#[tokio::test]
async fn a_preflight_is_answered_without_the_application() {
    let application = application(cors());
    for path in ["/", "/get", "/missing"] {
        let response = ask(&application, Method::OPTIONS, path, &PREFLIGHT).await;
        assert_eq!(status(&response), StatusCode::NO_CONTENT, "{path}");
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
    assert_eq!(status(&response), StatusCode::FORBIDDEN);
    assert_eq!(lines(response.headers(), "vary"), ["origin, access-control-request-method"]);
    assert_eq!(response.headers().len(), 1, "no catcher is asked");
}

#[tokio::test]
async fn headers_of_handlers_before_survive_a_preflight() {
    let application = Service::new(routes()).hoop(varied).hoop(CorsHandler::new(cors()));
    let response = ask(&application, Method::OPTIONS, "/", &PREFLIGHT).await;
    assert_eq!(status(&response), StatusCode::NO_CONTENT);
    let vary = ["accept", "accept-encoding", "origin, access-control-request-method"];
    assert_eq!(lines(response.headers(), "vary"), vary);
    assert_eq!(allowed_origin(&response), Some(APP));
}

/// What the documentation warns of.
#[tokio::test]
async fn on_a_router_it_sees_only_what_a_route_matches() {
    let application = Service::new(routes().hoop(CorsHandler::new(cors())));
    let response = ask(&application, Method::OPTIONS, "/get", &PREFLIGHT).await;
    assert_eq!((status(&response), allowed_origin(&response)), (StatusCode::METHOD_NOT_ALLOWED, None));
    assert_eq!(ask(&application, Method::OPTIONS, "/", &PREFLIGHT).await.status_code, Some(StatusCode::NO_CONTENT));
}

#[tokio::test]
async fn the_status_of_preflights_can_be_200() {
    let application = application(cors().preflight_status(PreflightStatus::Ok));
    assert_eq!(ask(&application, Method::OPTIONS, "/", &PREFLIGHT).await.status_code.unwrap(), StatusCode::OK);
    assert_eq!(
        ask(&application, Method::OPTIONS, "/", &EVIL_PREFLIGHT).await.status_code.unwrap(),
        StatusCode::FORBIDDEN
    );
}

#[tokio::test]
async fn plain_options_reaches_the_application() {
    let application = application(cors());
    for (headers, expected) in [(&PREFLIGHT[..1], Some(APP)), (&PREFLIGHT[1..], None), (&[], None)] {
        let response = ask(&application, Method::OPTIONS, "/", headers).await;
        assert!(is_reached(&response), "{headers:?}");
        assert_eq!(allowed_origin(&response), expected);
        assert_eq!(
            ask(&application, Method::OPTIONS, "/get", headers).await.status_code.unwrap(),
            StatusCode::METHOD_NOT_ALLOWED
        );
    }
}

#[tokio::test]
async fn errors_carry_the_headers() {
    let application = application(cors());
    for (method, path, expected) in [
        (Method::GET, "/missing", StatusCode::NOT_FOUND),
        (Method::DELETE, "/get", StatusCode::METHOD_NOT_ALLOWED),
        (Method::POST, "/number", StatusCode::BAD_REQUEST),
        (Method::PUT, "/error", StatusCode::BAD_GATEWAY),
        (Method::GET, "/ceased", StatusCode::IM_A_TEAPOT),
        (Method::GET, "/panic", StatusCode::INTERNAL_SERVER_ERROR),
    ] {
        let response = ask(&application, method.clone(), path, &[("origin", APP)]).await;
        assert_eq!((status(&response), allowed_origin(&response)), (expected, Some(APP)), "{path}");
        let response = ask(&application, method, path, &[("origin", EVIL)]).await;
        assert_eq!((status(&response), allowed_origin(&response)), (expected, None), "{path}");
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
    assert!(!response.headers().contains_key("access-control-max-age"));
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
            assert_eq!(is_reached(&response), expected, "{refuse:?} {headers:?}");
            assert_eq!(status(&response), if expected { StatusCode::OK } else { StatusCode::FORBIDDEN });
            assert_eq!(lines(response.headers(), "vary"), ["origin"]);
        }
    }
}

#[tokio::test]
async fn the_policy_is_replaced_while_it_serves() {
    let cors = cors();
    let handler = CorsHandler::new(cors);
    // What happens while the application runs does not change the answer.
    let application = Service::new(Router::new().get(Replaces(handler.policy_handle()))).hoop(handler);
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
