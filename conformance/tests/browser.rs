//! The browser model where the recorded cases do not reach: interfaces, modes, redirects, caches.

use corsac_conformance::browser::{
    Api, Body, Browser, CredentialsMode, Engine, HttpRequest, HttpResponse, Outcome, PageRequest, Reason, RedirectMode,
    ReferrerPolicy, RequestKind, RequestMode, ResponseType, Verdict,
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

#[test]
fn the_page_s_own_mistakes_send_nothing() {
    for (page, expected) in [
        (page("TRACE"), Reason::MethodForbidden),
        (page("G ET"), Reason::MethodNotToken),
        (page(""), Reason::MethodNotToken),
        (page("GET").header("X A", "1"), Reason::HeaderNameNotToken),
        (page("GET").header("X-A", "1\n2"), Reason::HeaderValueMalformed),
        (page("HEAD").body(Body::Text), Reason::BodyNotAllowed),
        (page("PUT").mode(RequestMode::NoCors), Reason::MethodNotAllowedInNoCors),
        (page("POST").mode(RequestMode::NoCors).body(Body::Stream), Reason::StreamNotAllowedInNoCors),
        (page("GET").mode(RequestMode::SameOrigin), Reason::CrossOriginNotAllowed),
        (page("GET").mode(RequestMode::NoCors).redirect(RedirectMode::Manual), Reason::NoCorsMustFollowRedirects),
        (PageRequest::new(OWN, "https://u@api.example/").expect("valid"), Reason::UrlIncludesCredentials),
    ] {
        let outcome = fetch(&page, |_| unreachable!("nothing is sent"));
        assert_eq!((outcome.verdict, reason(&outcome)), (Verdict::ApiError, Some(expected)));
        assert!(!outcome.is_readable() && outcome.exchanges.is_empty());
        assert!(Browser::new(Engine::Spec).plan(&page).is_err());
    }
}

#[test]
fn white_space_around_a_header_value_is_the_page_s_to_waste() {
    let outcome = fetch(&page("GET").header("Accept", "\n a\t "), open);
    assert_eq!(outcome.actual_requests().next().and_then(|request| request.headers.get("accept")), Some(b"a".to_vec()));
}

#[test]
fn bodies_bring_their_content_type() {
    for (body, preflighted) in [
        (Body::Text, false),
        (Body::UrlSearchParams, false),
        (Body::FormData, false),
        (Body::Bytes, false),
        (Body::Blob(String::new()), false),
        (Body::Blob("application/json".into()), true),
        (Body::Stream, true),
    ] {
        let outcome = fetch(&page("POST").body(body.clone()), open);
        assert_eq!(outcome.preflighted(), preflighted, "{body:?}");
    }
    let outcome = fetch(&page("POST").body(Body::Text).header("content-type", "application/json"), open);
    assert_eq!(outcome.actual_requests().next().map(|request| request.headers.values("Content-Type").count()), Some(1));
    assert!(outcome.preflighted());
}

#[test]
fn an_upload_listener_asks_for_a_preflight_without_header_names() {
    let listener = page("POST").api(Api::XmlHttpRequest { upload_listener: true }).body(Body::Text);
    for engine in Engine::ALL {
        let mut server = |_: &HttpRequest| HttpResponse::new(204).header("Access-Control-Allow-Origin", "*");
        let mut browser = Browser::new(engine);
        let outcome = browser.fetch(&listener, &mut server);
        let preflights: Vec<_> = outcome.preflights().collect();
        assert_eq!(preflights.len(), 1, "{engine}");
        assert_eq!((preflights[0].method.as_str(), &preflights[0].headers_line), ("POST", &None));
        assert_eq!(outcome.verdict, Verdict::Allow);
        assert!(!browser.fetch(&listener, &mut server).preflighted(), "{engine} remembers");
    }
    let silent = page("POST").api(Api::XmlHttpRequest { upload_listener: false }).body(Body::Text);
    assert!(!fetch(&silent, open).preflighted());
}

#[test]
fn chromium_has_nothing_to_listen_to_without_a_body() {
    for engine in Engine::ALL {
        for (method, body) in [("GET", Body::Text), ("POST", Body::None)] {
            let listener = page(method).api(Api::XmlHttpRequest { upload_listener: true }).body(body);
            let preflighted = Browser::new(engine).fetch(&listener, &mut open).preflighted();
            assert_eq!(preflighted, engine != Engine::Chromium, "{engine} {method}");
        }
    }
}

#[test]
fn xml_http_request_combines_headers_and_ignores_the_body_of_a_get() {
    let page = page("get")
        .api(Api::XmlHttpRequest { upload_listener: false })
        .header("X-A", "1")
        .header("x-a", "2")
        .header("Cookie", "dropped")
        .body(Body::Text)
        .credentials(CredentialsMode::Omit);
    let outcome = Browser::new(Engine::Firefox).fetch(&page, &mut open);
    assert_eq!(outcome.preflights().next().and_then(|preflight| preflight.headers_line).as_deref(), Some("x-a"));
    let actual = outcome.actual_requests().next().expect("sent");
    let all: Vec<_> = actual.headers.iter().collect();
    let expected = [("X-A", &b"1, 2"[..]), ("Accept", b"*/*"), ("Origin", OWN.as_bytes())];
    assert_eq!((all.as_slice(), actual.has_body, actual.method.as_str()), (&expected[..], false, "GET"));
}

#[test]
fn credentials_never_go_with_a_preflight() {
    let outcome = fetch(&page("PUT").credentials(CredentialsMode::Include), |_| {
        HttpResponse::new(200)
            .header("Access-Control-Allow-Origin", OWN)
            .header("Access-Control-Allow-Credentials", "true")
            .header("Access-Control-Allow-Methods", "PUT")
    });
    let sent: Vec<_> = outcome
        .exchanges
        .iter()
        .map(|exchange| (exchange.request.kind, exchange.request.includes_credentials))
        .collect();
    assert_eq!(sent, [(RequestKind::Preflight, false), (RequestKind::Actual, true)]);
    assert_eq!(outcome.verdict, Verdict::Allow);
}

#[test]
fn the_credentials_mode_says_when_credentials_go_along() {
    let own = "https://shop.example/";
    for (mode, url, expected) in [
        (CredentialsMode::Omit, own, false),
        (CredentialsMode::Omit, API, false),
        (CredentialsMode::SameOrigin, own, true),
        (CredentialsMode::SameOrigin, API, false),
        (CredentialsMode::Include, own, true),
        (CredentialsMode::Include, API, true),
    ] {
        let page = PageRequest::new(OWN, url).expect("valid").credentials(mode);
        let plan = Browser::new(Engine::Spec).plan(&page).expect("fine");
        assert_eq!(plan.actual.includes_credentials, expected, "{mode:?} {url}");
    }
    let page = page("GET").api(Api::XmlHttpRequest { upload_listener: false });
    for (mode, expected) in [(CredentialsMode::Omit, false), (CredentialsMode::Include, true)] {
        let plan = Browser::new(Engine::Spec).plan(&page.clone().credentials(mode)).expect("fine");
        assert_eq!(plan.actual.includes_credentials, expected, "{mode:?}");
    }
}

#[test]
fn same_origin_requests_are_not_cors_but_writes_carry_their_origin() {
    let own = |method| PageRequest::new(OWN, "https://shop.example/cart").expect("valid").method(method);
    let bare = |_: &HttpRequest| HttpResponse::new(500).header("X-A", "1").header("Set-Cookie", "a=b");
    let outcome = fetch(&own("PUT").header("X-A", "1"), bare);
    assert!(outcome.is_readable() && !outcome.preflighted());
    assert_eq!(outcome.final_origin().as_deref(), Some(OWN));
    assert_eq!(outcome.exposed(), ["x-a"]);
    assert_eq!(fetch(&own("GET"), bare).final_origin(), None);
}

#[test]
fn an_opaque_page_is_cross_origin_everywhere() {
    let page = PageRequest::new("null", API).expect("valid");
    let outcome = fetch(&page, |_| HttpResponse::new(200).header("Access-Control-Allow-Origin", "null"));
    assert_eq!((outcome.is_readable(), outcome.final_origin().as_deref()), (true, Some("null")));
}

#[test]
fn no_cors_gives_a_closed_response_and_follows_the_referrer_policy() {
    let mut page = page("POST").mode(RequestMode::NoCors).header("X-A", "dropped").header("Accept", "a");
    let outcome = fetch(&page, |_| HttpResponse::new(200));
    let response = outcome.response.as_ref().expect("one came");
    assert_eq!((outcome.verdict, response.kind, response.status), (Verdict::Allow, ResponseType::Opaque, 0));
    assert!(!outcome.is_readable() && outcome.exposed().is_empty());
    let sent = outcome.actual_requests().next().expect("sent");
    assert!(!sent.headers.contains("X-A") && sent.headers.contains("Accept"));
    assert_eq!(outcome.final_origin().as_deref(), Some(OWN));
    // Judged with the values already there: one and a half safe values are not safe.
    let long = page.clone().header("Accept", "a".repeat(126));
    let sent = Browser::new(Engine::Spec).plan(&long).expect("fine").actual;
    assert_eq!(sent.headers.get("Accept"), Some(b"a".to_vec()));

    page.referrer_policy = ReferrerPolicy::NoReferrer;
    let cors = page.clone().mode(RequestMode::Cors);
    assert_eq!(fetch(&cors, open).final_origin().as_deref(), Some(OWN));
    let own = PageRequest::new(OWN, "https://shop.example/").expect("valid").method("POST");
    let own = PageRequest { referrer_policy: ReferrerPolicy::NoReferrer, ..own };
    assert_eq!(fetch(&own, open).final_origin().as_deref(), Some(OWN));
    assert_eq!(fetch(&page, |_| HttpResponse::new(200)).final_origin().as_deref(), Some("null"));
    let mut bare = |_: &HttpRequest| HttpResponse::new(200);
    let chromium = Browser::new(Engine::Chromium).fetch(&page, &mut bare);
    assert_eq!(chromium.final_origin().as_deref(), Some(OWN));
}

#[test]
fn authorization_needs_its_name_in_the_standard_only() {
    let page = page("GET").header("Authorization", "Bearer x");
    let mut star = |_: &HttpRequest| {
        HttpResponse::new(200).header("Access-Control-Allow-Origin", "*").header("Access-Control-Allow-Headers", "*")
    };
    let spec = Browser::new(Engine::Spec).fetch(&page, &mut star);
    assert_eq!((spec.verdict, reason(&spec)), (Verdict::BlockPreflight, Some(Reason::AuthorizationNotAllowed)));
    for engine in [Engine::Chromium, Engine::Firefox, Engine::Webkit] {
        assert_eq!(Browser::new(engine).fetch(&page, &mut star).verdict, Verdict::Allow, "{engine}");
    }
}

#[test]
fn chromium_drops_user_agent_and_lets_hints_through() {
    let page = page("GET").header("User-Agent", "x").header("Save-Data", "on").header("DPR", "2");
    assert!(!Browser::new(Engine::Chromium).plan(&page).expect("fine").actual.headers.contains("User-Agent"));
    let line = |engine| {
        let mut server = open;
        Browser::new(engine).fetch(&page, &mut server).preflights().next().and_then(|preflight| preflight.headers_line)
    };
    assert_eq!(line(Engine::Chromium), None);
    assert_eq!(line(Engine::Firefox).as_deref(), Some("dpr,save-data,user-agent"));
}

#[test]
fn failures_say_which_step() {
    let outcome = fetch(&page("GET"), |_| HttpResponse::new(200).header("Access-Control-Allow-Origin", "https://a, b"));
    let failure = outcome.failure.expect("it failed");
    assert_eq!(
        failure.to_string(),
        "CORS check: Access-Control-Allow-Origin is not the request's origin: https://a, b"
    );
    assert_eq!(failure.section.link(), "https://fetch.spec.whatwg.org/#cors-check");
    let steps: Vec<_> = outcome.steps.iter().map(|step| format!("{}: {}", step.section.title(), step.text)).collect();
    assert_eq!(
        steps,
        [
            "Main fetch: GET https://api.example/cart: cross-origin, and the request needs no preflight",
            "CORS check: failure, Access-Control-Allow-Origin is not the request's origin",
        ]
    );
}
