//! What an application may want otherwise, and what it must be able to rely on, through axum.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use core::future::ready;
use core::time::Duration;
use std::sync::{Arc, Mutex};

use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, options};
use axum::{BoxError, Router};
use corsac_tower::{Config, Cors, CorsLayer, InnerHeaders, PreflightStatus, Refuse, RequestOrigin, ServerPolicy};
use tower::ServiceExt;
use tower_http::catch_panic::CatchPanicLayer;

const ORIGIN: &str = "https://app.example";
const OTHER: &str = "https://other.example";

fn policy() -> Config<'static> {
    Config::new().allow_origins(&[ORIGIN]).allow_methods(&["PUT"]).allow_credentials(true).max_age(7200)
}

fn cors() -> Cors {
    Cors::compile(&policy()).unwrap()
}

fn app() -> Router {
    Router::new().route("/", get(async || "hello"))
}

type Headers = [(&'static str, &'static str)];

async fn send(app: &Router, method: &str, path: &str, headers: &Headers) -> Response {
    let request = headers
        .iter()
        .fold(Request::builder().method(method).uri(path), |request, (name, value)| request.header(*name, *value));
    app.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap()
}

fn allowed_origin(response: &Response) -> Option<&str> {
    let mut lines = response.headers().get_all(header::ACCESS_CONTROL_ALLOW_ORIGIN).iter();
    let line = lines.next().map(|line| line.to_str().unwrap());
    assert!(lines.next().is_none(), "one line at most");
    line
}

const PREFLIGHT: &Headers = &[("origin", ORIGIN), ("access-control-request-method", "PUT")];

#[tokio::test]
async fn preflights_can_be_answered_with_200() {
    for (status, expected) in [(PreflightStatus::NoContent, 204), (PreflightStatus::Ok, 200)] {
        let app = app().layer(CorsLayer::new(cors().preflight_status(status)));
        assert_eq!(send(&app, "OPTIONS", "/", PREFLIGHT).await.status(), expected);
        let refused = [("origin", OTHER), ("access-control-request-method", "PUT")];
        let response = send(&app, "OPTIONS", "/", &refused).await;
        assert_eq!(response.status(), 403, "whatever is said of the allowed ones");
        assert_eq!(allowed_origin(&response), None);
        assert_eq!(response.headers()["vary"], "origin, access-control-request-method");
    }
}

#[tokio::test]
async fn requests_of_other_origins_are_refused_only_if_told_to() {
    let cross = [("origin", OTHER)];
    let cross_site = [("origin", OTHER), ("host", "other.example"), ("sec-fetch-site", "cross-site")];
    let own = [("origin", "http://api.example"), ("host", "api.example")];
    let own_by_metadata = [("origin", "https://api.example"), ("sec-fetch-site", "same-origin")];
    let handshake = [("origin", OTHER), ("upgrade", "websocket"), ("connection", "upgrade")];
    let several = [("origin", ORIGIN), ("origin", ORIGIN)];
    for (refuse, statuses) in [
        (Refuse::Nothing, [200, 200, 200, 200, 200, 200, 200, 200]),
        (Refuse::WebSocketUpgrades, [200, 200, 200, 200, 200, 200, 403, 200]),
        (Refuse::CrossOriginRequests, [200, 200, 403, 403, 200, 200, 403, 403]),
    ] {
        let app = app().layer(CorsLayer::new(cors().refuse(refuse)));
        let requests: [&Headers; 8] =
            [&[], &[("origin", ORIGIN)], &cross, &cross_site, &own, &own_by_metadata, &handshake, &several];
        for (headers, status) in requests.into_iter().zip(statuses) {
            let response = send(&app, "GET", "/", headers).await;
            assert_eq!(response.status(), status, "{refuse:?} {headers:?}");
            assert_eq!(response.headers()["vary"], "origin", "a cache may hold a refusal, too");
        }
    }
}

#[tokio::test]
async fn headers_of_inner_services_are_removed_or_kept() {
    let own = || async {
        [("access-control-allow-origin", "https://own.example"), ("access-control-max-age", "1"), ("vary", "accept")]
    };
    let router = || Router::new().route("/own", get(own)).route("/", get(async || "hello"));

    let strict = router().layer(CorsLayer::new(cors()));
    let response = send(&strict, "GET", "/own", &[("origin", ORIGIN)]).await;
    assert_eq!(allowed_origin(&response), Some(ORIGIN));
    assert!(!response.headers().contains_key("access-control-max-age"));
    assert_eq!(allowed_origin(&send(&strict, "GET", "/own", &[("origin", OTHER)]).await), None);
    assert_eq!(allowed_origin(&send(&strict, "GET", "/own", &[]).await), None);

    let keeping = router().layer(CorsLayer::new(cors().inner_headers(InnerHeaders::Keep)));
    for headers in [&[("origin", ORIGIN)] as &Headers, &[("origin", OTHER)], &[]] {
        let response = send(&keeping, "GET", "/own", headers).await;
        assert_eq!(allowed_origin(&response), Some("https://own.example"));
        assert_eq!(response.headers()["access-control-max-age"], "1");
        assert!(!response.headers().contains_key("access-control-allow-credentials"), "one party answers");
        let vary: Vec<_> = response.headers().get_all("vary").iter().collect();
        assert_eq!(vary, ["accept", "origin"]);
    }
    assert_eq!(allowed_origin(&send(&keeping, "GET", "/", &[("origin", ORIGIN)]).await), Some(ORIGIN));
}

#[tokio::test]
async fn a_policy_is_replaced_while_it_serves_and_a_bad_one_is_not_taken() {
    let layer = CorsLayer::new(cors());
    let handle = layer.handle();
    let app = app().layer(layer);
    let directory = std::env::temp_dir().join(format!("corsac-tower-{}", std::process::id()));
    std::fs::create_dir_all(&directory).unwrap();
    let file = directory.join("cors.toml");

    std::fs::write(&file, format!("allow_origins = ['{OTHER}']\nmax_age = 5")).unwrap();
    handle.replace_by_file(&file).unwrap();
    assert_eq!(allowed_origin(&send(&app, "GET", "/", &[("origin", OTHER)]).await), Some(OTHER));
    assert_eq!(allowed_origin(&send(&app, "GET", "/", &[("origin", ORIGIN)]).await), None);

    std::fs::write(&file, "allow_origins = ['*', 'nonsense']\nallow_credentials = true").unwrap();
    let error = handle.replace_by_file(&file).unwrap_err();
    assert!(error.findings().len() > 1, "all at once: {error}");
    assert!(error.to_string().contains("cors.toml"), "{error}");
    assert_eq!(allowed_origin(&send(&app, "GET", "/", &[("origin", OTHER)]).await), Some(OTHER), "the old one stays");

    let image = ServerPolicy::compile(&policy()).unwrap().as_policy().as_bytes().to_vec();
    std::fs::write(&file, image).unwrap();
    handle.replace_by_file(&file).unwrap();
    assert_eq!(allowed_origin(&send(&app, "GET", "/", &[("origin", ORIGIN)]).await), Some(ORIGIN));
    std::fs::remove_dir_all(directory).unwrap();
}

#[tokio::test]
async fn unknown_origins_are_asked_about_and_no_others() {
    let asked = Arc::new(Mutex::new(Vec::new()));
    let source = {
        let asked = Arc::clone(&asked);
        move |origin: RequestOrigin| {
            asked.lock().unwrap().push(origin.to_string());
            async move {
                tokio::time::sleep(Duration::from_millis(1)).await;
                origin.as_str() == OTHER
            }
        }
    };
    let app = app().layer(CorsLayer::new(cors()).allow_origin_async(source));
    for (origin, expected) in [
        (ORIGIN, Some(ORIGIN)),
        (OTHER, Some(OTHER)),
        ("https://third.example", None),
        ("null", None),
        ("https://app.example/", None),
        ("HTTPS://OTHER.EXAMPLE", None),
    ] {
        let response = send(&app, "GET", "/", &[("origin", origin)]).await;
        assert_eq!(allowed_origin(&response), expected, "{origin}");
        assert_eq!(response.status(), 200);
        let response =
            send(&app, "OPTIONS", "/", &[("origin", origin), ("access-control-request-method", "PUT")]).await;
        assert_eq!(allowed_origin(&response), expected, "{origin}, preflight");
        assert_eq!(response.status(), if expected.is_some() { 204 } else { 403 });
    }
    send(&app, "GET", "/", &[]).await;
    assert_eq!(*asked.lock().unwrap(), [OTHER, OTHER, "https://third.example", "https://third.example"]);

    let sync = self::app().layer(CorsLayer::new(cors().allow_origin_if(|origin| origin.as_str() == OTHER)));
    assert_eq!(allowed_origin(&send(&sync, "GET", "/", &[("origin", OTHER)]).await), Some(OTHER));
    assert_eq!(allowed_origin(&send(&sync, "GET", "/", &[("origin", "https://third.example")]).await), None);
}

#[tokio::test]
async fn refusals_are_told_with_their_reason() {
    let told = Arc::new(Mutex::new(Vec::new()));
    let cors = {
        let told = Arc::clone(&told);
        cors().on_refusal(move |refusal| told.lock().unwrap().push((refusal.to_string(), refusal.pattern)))
    };
    let app = app().layer(CorsLayer::new(cors));
    send(&app, "GET", "/", &[("origin", ORIGIN)]).await;
    send(&app, "GET", "/", &[("origin", OTHER)]).await;
    send(&app, "GET", "/", &[("origin", "http://api.example"), ("host", "api.example")]).await;
    send(&app, "OPTIONS", "/", &[("origin", ORIGIN), ("access-control-request-method", "DELETE")]).await;
    send(&app, "GET", "/", &[("origin", "a\tb\"")]).await;
    let expected = [
        ("actual request from https://other.example refused: origin-not-allowed", None),
        ("preflight request from https://app.example refused: method-not-allowed", Some(0)),
        ("actual request from a\\tb\\\" refused: malformed-origin", None),
    ];
    let expected: Vec<_> = expected.iter().map(|(text, pattern)| ((*text).to_owned(), *pattern)).collect();
    assert_eq!(*told.lock().unwrap(), expected);
}

/// Every response that something inside of the layer makes has the headers.
#[tokio::test]
async fn whoever_answers_inside_of_the_layer_the_headers_are_there() {
    let slow = || async { tokio::time::sleep(Duration::from_secs(60)).await };
    let app = app()
        .route("/panic", get(async || -> StatusCode { std::panic::resume_unwind(Box::new(())) }))
        .route("/slow", get(slow))
        .route("/options", options(async || "mine"))
        .layer(CatchPanicLayer::new())
        .layer(tower_http::timeout::TimeoutLayer::with_status_code(
            StatusCode::GATEWAY_TIMEOUT,
            Duration::from_millis(20),
        ))
        .layer(CorsLayer::new(cors()));
    for (method, path, status) in [
        ("GET", "/", 200),
        ("HEAD", "/", 200),
        ("POST", "/", 405),
        ("OPTIONS", "/", 405),
        ("OPTIONS", "/options", 200),
        ("GET", "/missing", 404),
        ("GET", "/panic", 500),
        ("GET", "/slow", 504),
    ] {
        let response = send(&app, method, path, &[("origin", ORIGIN)]).await;
        assert_eq!(response.status(), status, "{method} {path}");
        assert_eq!(allowed_origin(&response), Some(ORIGIN), "{method} {path}");
        assert_eq!(send(&app, "OPTIONS", path, PREFLIGHT).await.status(), 204, "preflight to {path}");
    }
}

/// What the documentation says of a layer in the wrong place.
#[tokio::test]
async fn what_is_outside_of_the_layer_has_no_headers() {
    let route_layer = app().route_layer(CorsLayer::new(cors()));
    assert_eq!(send(&route_layer, "OPTIONS", "/", PREFLIGHT).await.status(), 204);
    assert_eq!(send(&route_layer, "OPTIONS", "/missing", PREFLIGHT).await.status(), 404);
    assert_eq!(allowed_origin(&send(&route_layer, "GET", "/missing", &[("origin", ORIGIN)]).await), None);

    let of_a_route = Router::new().route("/", get(async || "hello").route_layer(CorsLayer::new(cors())));
    assert_eq!(send(&of_a_route, "OPTIONS", "/", PREFLIGHT).await.status(), 405);
    assert_eq!(allowed_origin(&send(&of_a_route, "POST", "/", &[("origin", ORIGIN)]).await), None);

    let added_later = Router::new().layer(CorsLayer::new(cors())).route("/", get(async || "hello"));
    assert_eq!(allowed_origin(&send(&added_later, "GET", "/", &[("origin", ORIGIN)]).await), None);

    let method_router = Router::new().route("/", get(async || "hello").layer(CorsLayer::new(cors())));
    assert_eq!(send(&method_router, "OPTIONS", "/", PREFLIGHT).await.status(), 204);
    assert_eq!(allowed_origin(&send(&method_router, "POST", "/", &[("origin", ORIGIN)]).await), Some(ORIGIN));

    let failing = || {
        let service = tower::service_fn(|_: Request<Body>| ready(Err::<Response, BoxError>("it failed".into())));
        tower::ServiceBuilder::new().layer(CorsLayer::new(cors())).service(service)
    };
    let answer = |error: BoxError| async move { (StatusCode::BAD_GATEWAY, error.to_string()).into_response() };
    let outside = Router::new().route_service("/", axum::error_handling::HandleError::new(failing(), answer));
    let response = send(&outside, "GET", "/", &[("origin", ORIGIN)]).await;
    assert_eq!((response.status(), allowed_origin(&response)), (StatusCode::BAD_GATEWAY, None));
    let inside = outside.layer(CorsLayer::new(cors()));
    assert_eq!(allowed_origin(&send(&inside, "GET", "/", &[("origin", ORIGIN)]).await), Some(ORIGIN));
}

#[tokio::test]
async fn all_vary_lines_of_inner_services_stay() {
    let varied = get(async || {
        let mut headers = HeaderMap::new();
        headers.append(header::VARY, "accept".parse().unwrap());
        headers.append(header::VARY, "accept-encoding, cookie".parse().unwrap());
        headers
    });
    let app = Router::new().route("/", varied).layer(CorsLayer::new(cors())).layer(CorsLayer::new(cors()));
    let response = send(&app, "GET", "/", &[("origin", ORIGIN)]).await;
    let vary: Vec<_> = response.headers().get_all(header::VARY).iter().collect();
    assert_eq!(vary, ["accept", "accept-encoding, cookie", "origin"], "even with the layer twice");
    assert_eq!(allowed_origin(&response), Some(ORIGIN));
}
