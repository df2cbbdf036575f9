//! The browser model along redirects.

use corsac_conformance::browser::{
    Body, Browser, Engine, HttpRequest, HttpResponse, Outcome, PageRequest, Reason, RedirectMode, RequestKind,
    RequestMode, ResponseType, Section, Verdict,
};

const OWN: &str = "https://shop.example";
const API: &str = "https://api.example/cart";

fn page(method: &str) -> PageRequest {
    PageRequest::new(OWN, API).expect("valid").method(method)
}

/// Grants everything without credentials.
fn open(_: &HttpRequest) -> HttpResponse {
    HttpResponse::new(200)
        .header("Access-Control-Allow-Origin", "*")
        .header("Access-Control-Allow-Methods", "*")
        .header("Access-Control-Allow-Headers", "*, Authorization")
}

fn fetch(page: &PageRequest, mut server: impl FnMut(&HttpRequest) -> HttpResponse) -> Outcome {
    Browser::new(Engine::Spec).fetch(page, &mut server)
}

fn reason(outcome: &Outcome) -> Option<Reason> {
    outcome.failure.as_ref().map(|failure| failure.reason)
}

/// A server with one redirect: the first path leads to `location`, all others answer openly.
fn redirecting(status: u16, location: &'static str) -> impl FnMut(&HttpRequest) -> HttpResponse {
    move |request| match (request.kind, request.url.path_and_query()) {
        (RequestKind::Actual, "/cart") => {
            let response = HttpResponse::new(status).header("Access-Control-Allow-Origin", "*");
            if location.is_empty() { response } else { response.header("Location", location) }
        }
        _ => open(request),
    }
}

#[test]
fn redirects_change_method_body_and_headers() {
    let request = |method| {
        page(method)
            .header("Content-Type", "application/json")
            .header("Authorization", "Bearer x")
            .header("X-A", "1")
            .body(if method == "GET" { Body::None } else { Body::Bytes })
    };
    for (method, status, location, becomes, keeps_body, keeps_authorization) in [
        ("POST", 301, "/next", "GET", false, true),
        ("POST", 302, "/next", "GET", false, true),
        ("PUT", 302, "/next", "PUT", true, true),
        ("PUT", 303, "/next", "GET", false, true),
        ("POST", 307, "/next", "POST", true, true),
        ("PUT", 308, "https://cdn.example/next", "PUT", true, false),
        ("DELETE", 303, "https://cdn.example/next", "GET", false, false),
        ("GET", 303, "/next", "GET", false, true),
    ] {
        let outcome = fetch(&request(method), redirecting(status, location));
        let last = outcome.actual_requests().last().expect("sent");
        assert_eq!(outcome.verdict, Verdict::Allow, "{:?}", outcome.failure);
        assert_eq!(last.method, becomes, "{method} {status}");
        assert_eq!(last.has_body, keeps_body, "{method} {status}");
        let keeps_content_type = last.headers.contains("Content-Type");
        assert_eq!(keeps_content_type, keeps_body || method == "GET", "{method} {status}");
        assert_eq!(last.headers.contains("Authorization"), keeps_authorization, "{method} {status}");
        assert!(last.headers.contains("X-A"));
        let preflights: Vec<_> = outcome.preflights().map(|preflight| preflight.method).collect();
        assert_eq!(preflights, [method, becomes]);
    }
}

#[test]
fn redirects_that_cannot_be_followed() {
    for (status, location, expected) in [
        (302, "https://u:p@api.example/", Reason::LocationIncludesCredentials),
        (302, "https://u@shop.example/", Reason::LocationIncludesCredentials),
        (302, "data:,x", Reason::LocationSchemeNotHttp),
        (302, "https://", Reason::LocationMalformed),
        (302, "/cart", Reason::TooManyRedirects),
        (307, "/next", Reason::BodyCannotBeSentAgain),
    ] {
        let body = if status == 307 { Body::Stream } else { Body::None };
        let method = if status == 307 { "POST" } else { "GET" };
        let outcome = fetch(&page(method).body(body), redirecting(status, location));
        assert_eq!((outcome.verdict, reason(&outcome)), (Verdict::BlockRedirect, Some(expected)), "{location}");
        assert_eq!(outcome.failure.map(|failure| failure.section), Some(Section::HttpRedirectFetch));
        let sent = if expected == Reason::TooManyRedirects { 21 } else { 1 };
        assert_eq!(outcome.exchanges.iter().filter(|e| e.request.kind == RequestKind::Actual).count(), sent);
    }
    let outcome = fetch(&page("GET").redirect(RedirectMode::Error), redirecting(302, "/next"));
    assert_eq!((outcome.verdict, reason(&outcome)), (Verdict::BlockRedirect, Some(Reason::RedirectNotAllowed)));
    let own = PageRequest::new(OWN, "https://shop.example/cart").expect("valid");
    let outcome = fetch(&own, redirecting(302, "https://u:p@api.example/"));
    assert_eq!(reason(&outcome), Some(Reason::LocationIncludesCredentials));
    let outcome = fetch(&own, redirecting(302, "https://u:p@shop.example/"));
    assert_eq!(outcome.verdict, Verdict::Allow);
    let two = |_: &HttpRequest| open_redirect().header("Location", "/a").header("Location", "/b");
    assert_eq!(reason(&fetch(&page("GET"), two)), Some(Reason::LocationMalformed));
}

fn open_redirect() -> HttpResponse {
    HttpResponse::new(302).header("Access-Control-Allow-Origin", "*")
}

#[test]
fn redirects_that_are_not_followed() {
    let outcome = fetch(&page("GET"), redirecting(302, ""));
    assert_eq!(outcome.response.as_ref().map(|response| response.status), Some(302));
    let outcome = fetch(&page("GET").redirect(RedirectMode::Manual), redirecting(302, "/next"));
    let response = outcome.response.as_ref().map(|response| (response.kind, response.status));
    assert_eq!((response, outcome.is_readable()), (Some((ResponseType::OpaqueRedirect, 0)), false));
    for status in [300, 304, 305, 306] {
        let outcome = fetch(&page("GET"), redirecting(status, "/next"));
        assert_eq!(outcome.exchanges.len(), 1, "{status}");
        assert!(outcome.is_readable());
    }
}

#[test]
fn mode_same_origin_ends_at_a_redirect_to_another_origin() {
    let page = PageRequest::new(OWN, "https://shop.example/cart").expect("valid").mode(RequestMode::SameOrigin);
    let outcome = fetch(&page, redirecting(302, API));
    assert_eq!((outcome.verdict, reason(&outcome)), (Verdict::BlockRedirect, Some(Reason::CrossOriginNotAllowed)));
}

#[test]
fn a_preflight_keeps_the_origin_null_after_a_cross_origin_redirect() {
    let page = page("PUT");
    let outcome = fetch(&page, redirecting(307, "https://cdn.example/next"));
    let origins: Vec<_> = outcome.preflights().map(|preflight| preflight.origin).collect();
    assert_eq!(origins, [OWN, "null"]);
}

#[test]
fn firefox_preflights_a_tainted_request_for_the_page() {
    for engine in Engine::ALL {
        let mut origins = Vec::new();
        let mut server = redirecting(307, "https://cdn.example/next");
        let outcome = Browser::new(engine).fetch(&page("PUT"), &mut |request: &HttpRequest| {
            origins.push(request.headers.get("Origin").map(|origin| String::from_utf8_lossy(&origin).into_owned()));
            server(request)
        });
        let preflight = if engine == Engine::Firefox { OWN } else { "null" };
        let origins: Vec<_> = origins.iter().flatten().map(String::as_str).collect();
        assert_eq!(origins, [OWN, OWN, preflight, "null"], "{engine}: {:?}", outcome.failure);
    }
}
