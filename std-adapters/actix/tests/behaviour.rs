//! What an application sees: the knobs, the errors, and a policy that is replaced.

#![allow(clippy::unwrap_used, clippy::panic, clippy::std_instead_of_core, reason = "a test may panic, and runs on std")]

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{Service, ServiceRequest, ServiceResponse};
use actix_web::error::ErrorTooManyRequests;
use actix_web::http::header::HeaderMap;
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::{Condition, Next, from_fn};
use actix_web::test::{TestRequest, init_service};
use actix_web::{App, Error, HttpResponse, HttpServer, web};
use corsac_actix::{Config, Cors, CorsMiddleware, InnerHeaders, PolicyError, PreflightStatus, Refuse, ServerPolicy};

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

async fn reached() -> HttpResponse {
    HttpResponse::Ok().insert_header(("reached", "yes")).finish()
}

async fn varied() -> HttpResponse {
    HttpResponse::Ok().append_header(("vary", "accept")).append_header(("vary", "accept-encoding")).finish()
}

async fn shared() -> HttpResponse {
    let headers = [("access-control-allow-origin", "*"), ("access-control-max-age", "5")];
    headers.into_iter().fold(&mut HttpResponse::Ok(), |response, header| response.insert_header(header)).finish()
}

async fn number(number: web::Json<u32>) -> String {
    number.to_string()
}

async fn panics() -> HttpResponse {
    panic!("as told")
}

async fn limit(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    if request.path() == "/limited" { Err(ErrorTooManyRequests("slow down")) } else { next.call(request).await }
}

fn routes(config: &mut web::ServiceConfig) {
    config
        .service(web::resource("/").get(reached).route(web::method(Method::OPTIONS).to(reached)))
        .service(web::resource("/get").get(reached))
        .route("/varied", web::get().to(varied))
        .route("/shared", web::get().to(shared))
        .route("/number", web::post().to(number))
        .route("/panic", web::get().to(panics));
}

fn asking(method: Method, path: &str, headers: &[(&str, &str)]) -> TestRequest {
    let request = TestRequest::with_uri(path).method(method);
    headers.iter().fold(request, |request, header| request.append_header(*header))
}

/// Answers as the server does, which makes a response of an error at the very end.
async fn answer<R, B: MessageBody + 'static>(
    app: &impl Service<R, Response = ServiceResponse<B>, Error = Error>,
    request: R,
) -> HttpResponse<BoxBody> {
    match app.call(request).await {
        Ok(response) => response.into_parts().1.map_into_boxed_body(),
        Err(error) => error.error_response(),
    }
}

async fn ask(cors: &Cors, method: Method, path: &str, headers: &[(&str, &str)]) -> HttpResponse<BoxBody> {
    let middleware = CorsMiddleware::new(cors.clone());
    let app = init_service(App::new().configure(routes).wrap(from_fn(limit)).wrap(middleware)).await;
    answer(&app, asking(method, path, headers).to_request()).await
}

fn lines<'a>(headers: &'a HeaderMap, name: &str) -> Vec<&'a str> {
    headers.get_all(name).map(|value| value.to_str().unwrap()).collect()
}

fn header<'a>(response: &'a HttpResponse<BoxBody>, name: &str) -> Option<&'a str> {
    response.headers().get(name).map(|value| value.to_str().unwrap())
}

fn allowed_origin(response: &HttpResponse<BoxBody>) -> Option<&str> {
    header(response, "access-control-allow-origin")
}

#[actix_web::test]
async fn a_preflight_is_answered_without_the_application() {
    for path in ["/", "/get", "/missing", "/limited"] {
        let response = ask(&cors(), Method::OPTIONS, path, &PREFLIGHT).await;
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

#[actix_web::test]
async fn a_preflight_from_elsewhere_gets_nothing() {
    let response = ask(&cors(), Method::OPTIONS, "/", &EVIL_PREFLIGHT).await;
    assert_eq!(response.status(), StatusCode::FORBIDDEN);
    assert_eq!(lines(response.headers(), "vary"), ["origin, access-control-request-method"]);
    assert_eq!(response.headers().len(), 1);
}

#[actix_web::test]
async fn the_status_of_preflights_can_be_200() {
    let cors = cors().preflight_status(PreflightStatus::Ok);
    assert_eq!(ask(&cors, Method::OPTIONS, "/", &PREFLIGHT).await.status(), StatusCode::OK);
    assert_eq!(ask(&cors, Method::OPTIONS, "/", &EVIL_PREFLIGHT).await.status(), StatusCode::FORBIDDEN);
}

#[actix_web::test]
async fn plain_options_reaches_the_application() {
    for (headers, expected) in [(&PREFLIGHT[..1], Some(APP)), (&PREFLIGHT[1..], None), (&[], None)] {
        let response = ask(&cors(), Method::OPTIONS, "/", headers).await;
        assert_eq!(header(&response, "reached"), Some("yes"), "{headers:?}");
        assert_eq!(allowed_origin(&response), expected);
        let elsewhere = ask(&cors(), Method::OPTIONS, "/get", headers).await;
        assert_eq!(elsewhere.status(), StatusCode::METHOD_NOT_ALLOWED);
    }
}

#[actix_web::test]
async fn errors_carry_the_headers() {
    for (method, path, status) in [
        (Method::GET, "/missing", StatusCode::NOT_FOUND),
        (Method::DELETE, "/get", StatusCode::METHOD_NOT_ALLOWED),
        (Method::POST, "/number", StatusCode::BAD_REQUEST),
        (Method::GET, "/limited", StatusCode::TOO_MANY_REQUESTS),
    ] {
        let response = ask(&cors(), method.clone(), path, &[("origin", APP)]).await;
        assert_eq!((response.status(), allowed_origin(&response)), (status, Some(APP)), "{path}");
        let response = ask(&cors(), method, path, &[("origin", EVIL)]).await;
        assert_eq!((response.status(), allowed_origin(&response)), (status, None), "{path}");
        assert_eq!(lines(response.headers(), "vary"), ["origin"]);
    }
}

#[actix_web::test]
async fn an_error_stays_one_and_gives_the_same_response_each_time() {
    let app = init_service(App::new().wrap(from_fn(limit)).wrap(CorsMiddleware::new(cors()))).await;
    let request = TestRequest::with_uri("/limited").insert_header(("origin", APP)).to_request();
    let Err(error) = app.call(request).await else { panic!("an error") };
    assert_eq!(error.to_string(), "slow down");
    for _ in 0..2 {
        let response = error.error_response();
        assert_eq!((allowed_origin(&response), response.headers().get_all("vary").count()), (Some(APP), 1));
    }
}

#[actix_web::test]
async fn a_scope_and_a_resource_have_policies_of_their_own_and_a_route_is_too_late() {
    let cors = CorsMiddleware::new(cors());
    let scope = web::scope("/scope").configure(routes).wrap(cors.clone());
    let resource = web::resource("/resource").get(reached).wrap(Condition::new(true, cors.clone()));
    let route = web::resource("/route").route(web::get().to(reached).wrap(cors));
    let app = init_service(App::new().service(scope).service(resource).service(route)).await;
    for path in ["/scope/get", "/scope/missing", "/resource"] {
        let preflight = answer(&app, asking(Method::OPTIONS, path, &PREFLIGHT).to_request()).await;
        assert_eq!((preflight.status(), allowed_origin(&preflight)), (StatusCode::NO_CONTENT, Some(APP)), "{path}");
        let response = answer(&app, asking(Method::DELETE, path, &[("origin", APP)]).to_request()).await;
        assert!(response.status().is_client_error());
        assert_eq!(allowed_origin(&response), Some(APP), "{path}");
    }
    let response = answer(&app, asking(Method::GET, "/missing", &[("origin", APP)]).to_request()).await;
    assert_eq!((response.status(), allowed_origin(&response)), (StatusCode::NOT_FOUND, None));
    let response = answer(&app, asking(Method::GET, "/route", &[("origin", APP)]).to_request()).await;
    assert_eq!(allowed_origin(&response), Some(APP));
    let preflight = answer(&app, asking(Method::OPTIONS, "/route", &PREFLIGHT).to_request()).await;
    assert_eq!((preflight.status(), allowed_origin(&preflight)), (StatusCode::METHOD_NOT_ALLOWED, None));
}

#[test]
fn a_panic_closes_the_connection_and_the_worker_goes_on() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        let cors = CorsMiddleware::new(cors());
        let app = move || App::new().configure(routes).wrap(cors.clone());
        let server = HttpServer::new(app).workers(1).disable_signals().listen(listener).unwrap().run();
        actix_web::rt::System::new().block_on(server).unwrap();
    });
    let get = |path: &str| {
        let mut connection = TcpStream::connect(address).unwrap();
        write!(connection, "GET {path} HTTP/1.1\r\nhost: a\r\norigin: {APP}\r\nconnection: close\r\n\r\n").unwrap();
        let mut answer = String::new();
        connection.read_to_string(&mut answer).map(|_| answer).unwrap_or_default()
    };
    assert_eq!(get("/panic"), "");
    let answer = get("/get");
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    assert!(answer.contains(&format!("access-control-allow-origin: {APP}\r\n")), "{answer}");
}

#[actix_web::test]
async fn all_vary_lines_survive() {
    let response = ask(&cors(), Method::GET, "/varied", &[]).await;
    assert_eq!(lines(response.headers(), "vary"), ["accept", "accept-encoding", "origin"]);
}

#[actix_web::test]
async fn headers_of_the_application_are_removed_or_kept() {
    let response = ask(&cors(), Method::GET, "/shared", &[("origin", APP)]).await;
    assert_eq!(lines(response.headers(), "access-control-allow-origin"), [APP]);
    assert_eq!(header(&response, "access-control-max-age"), None);
    let response = ask(&cors(), Method::GET, "/shared", &[]).await;
    assert_eq!(allowed_origin(&response), None);

    let keeps = cors().inner_headers(InnerHeaders::Keep);
    let response = ask(&keeps, Method::GET, "/shared", &[("origin", APP)]).await;
    assert_eq!(lines(response.headers(), "access-control-allow-origin"), ["*"]);
    assert_eq!(lines(response.headers(), "vary"), ["origin"]);
}

#[actix_web::test]
async fn what_the_request_asks_for_is_reflected_line_by_line() {
    let config = policy().allow_methods(&["*"]).allow_headers(&["*"]).allow_credentials(true);
    let lists = [("access-control-request-headers", "x-a"), ("access-control-request-headers", "x-b, x-c")];
    let request: Vec<_> = PREFLIGHT.into_iter().chain(lists).collect();
    let response = ask(&Cors::compile(&config).unwrap(), Method::OPTIONS, "/", &request).await;
    assert_eq!(lines(response.headers(), "access-control-allow-methods"), ["PUT"]);
    assert_eq!(lines(response.headers(), "access-control-allow-headers"), ["x-a", "x-b, x-c"]);
}

#[actix_web::test]
async fn requests_are_refused_where_that_is_said() {
    let socket = [("origin", EVIL), ("upgrade", "websocket")];
    let own = [("origin", EVIL), ("sec-fetch-site", "same-origin")];
    let allowed = [("origin", APP), ("upgrade", "websocket")];
    for (refuse, expected) in [
        (Refuse::Nothing, [true, true, true, true, true]),
        (Refuse::WebSocketUpgrades, [true, false, true, true, true]),
        (Refuse::CrossOriginRequests, [false, false, true, true, true]),
    ] {
        let cors = cors().refuse(refuse);
        let requests = [&socket[..1], &socket, &own, &allowed, &[]];
        for (headers, expected) in requests.into_iter().zip(expected) {
            let response = ask(&cors, Method::GET, "/", headers).await;
            assert_eq!(header(&response, "reached").is_some(), expected, "{refuse:?} {headers:?}");
            assert_eq!(response.status(), if expected { StatusCode::OK } else { StatusCode::FORBIDDEN });
            assert_eq!(lines(response.headers(), "vary"), ["origin"]);
        }
    }
    // The authority of HTTP/2 says where a request was sent to.
    let cors = cors().refuse(Refuse::CrossOriginRequests);
    let response = ask(&cors, Method::GET, "https://evil.example/", &[("origin", EVIL)]).await;
    assert_eq!(response.status(), StatusCode::OK);
}

#[actix_web::test]
async fn the_policy_is_replaced_while_it_serves_for_all_workers() {
    let middleware = CorsMiddleware::new(cors());
    let handle = middleware.handle();
    // What happens while the application runs does not change the answer.
    let replaces = web::get().to(move || {
        let other = Config::new().allow_origins(&[EVIL]).expose_headers(&["x-other"]).max_age(7200);
        handle.replace(ServerPolicy::compile(&other).unwrap());
        async { "replaced" }
    });
    let one = init_service(App::new().route("/", replaces).wrap(middleware.clone())).await;
    let other = init_service(App::new().configure(routes).wrap(middleware)).await;
    assert_eq!(
        allowed_origin(&answer(&one, asking(Method::GET, "/", &[("origin", APP)]).to_request()).await),
        Some(APP)
    );
    assert_eq!(allowed_origin(&answer(&other, asking(Method::GET, "/", &[("origin", APP)]).to_request()).await), None);
    let response = answer(&other, asking(Method::GET, "/", &[("origin", EVIL)]).to_request()).await;
    assert_eq!(allowed_origin(&response), Some(EVIL));
    assert_eq!(header(&response, "access-control-expose-headers"), Some("x-other"));
}

#[actix_web::test]
async fn a_function_is_asked_about_other_origins() {
    let cors = cors().allow_origin_if(|origin| origin.as_str() == EVIL);
    assert_eq!(allowed_origin(&ask(&cors, Method::GET, "/", &[("origin", EVIL)]).await), Some(EVIL));
    assert_eq!(allowed_origin(&ask(&cors, Method::GET, "/", &[("origin", "https://x.example")]).await), None);
}

#[actix_web::test]
async fn refusals_are_told_once() {
    let told = Arc::new(Mutex::new(Vec::new()));
    let listener = told.clone();
    let cors = cors().on_refusal(move |refusal| listener.lock().unwrap().push(refusal.to_string()));
    ask(&cors, Method::GET, "/", &[("origin", APP)]).await;
    ask(&cors, Method::GET, "/", &[("origin", EVIL)]).await;
    ask(&cors, Method::OPTIONS, "/", &EVIL_PREFLIGHT).await;
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
