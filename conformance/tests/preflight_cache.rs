//! The preflight cache: its key, its age, and how each engine's differs.

use corsac_conformance::browser::{
    Allowed, Browser, CredentialsMode, Engine, HttpRequest, HttpResponse, Origin, PageRequest, RequestKind,
};

const OWN: &str = "https://shop.example";

fn page(path: &str, method: &str) -> PageRequest {
    PageRequest::new(OWN, &format!("https://api.example{path}")).expect("valid").method(method)
}

/// Answers with fixed lists, for anyone, with credentials.
fn granting(
    methods: &'static str,
    headers: &'static str,
    age: &'static str,
) -> impl FnMut(&HttpRequest) -> HttpResponse {
    move |request| {
        let origin = request.headers.get("Origin").unwrap_or_default();
        HttpResponse::new(204)
            .header("Access-Control-Allow-Origin", origin)
            .header("Access-Control-Allow-Credentials", "true")
            .header("Access-Control-Allow-Methods", methods)
            .header("Access-Control-Allow-Headers", headers)
            .header("Access-Control-Max-Age", age)
    }
}

/// Whether each page request in turn is preflighted.
fn preflighted(
    engine: Engine,
    pages: &[&PageRequest],
    mut server: impl FnMut(&HttpRequest) -> HttpResponse,
) -> Vec<bool> {
    let mut browser = Browser::new(engine);
    pages.iter().map(|page| browser.fetch(page, &mut server).preflighted()).collect()
}

#[test]
fn the_key_is_origin_url_and_partition() {
    let put = page("/a", "PUT");
    let other_url = page("/a?b", "PUT");
    let mut other_origin = put.clone();
    other_origin.origin = PageRequest::new("https://blog.example", "https://x.example").expect("valid").origin;
    let mut other_partition = put.clone();
    other_partition.partition = Some("https://top.example".into());
    for engine in Engine::ALL {
        let pages = [&put, &put, &other_url, &other_origin, &other_partition, &put, &other_url];
        let expected = [true, false, true, true, true, false, false];
        assert_eq!(preflighted(engine, &pages, granting("PUT", "", "60")), expected, "{engine}");
    }
}

#[test]
fn chromium_remembers_nothing_of_opaque_origins() {
    let mut put = page("/", "PUT");
    put.origin = Origin::opaque();
    for engine in Engine::ALL {
        let expected = [true, engine == Engine::Chromium];
        assert_eq!(preflighted(engine, &[&put, &put], granting("PUT", "", "60")), expected, "{engine}");
    }
}

#[test]
fn entries_expire() {
    for engine in Engine::ALL {
        let mut server = granting("PUT", "", "60");
        let mut browser = Browser::new(engine);
        assert!(browser.fetch(&page("/", "PUT"), &mut server).preflighted());
        browser.wait(59);
        assert!(!browser.fetch(&page("/", "PUT"), &mut server).preflighted(), "{engine}");
        browser.wait(1);
        assert!(browser.fetch(&page("/", "PUT"), &mut server).preflighted(), "{engine}");
        browser.cache_mut().clear();
        assert!(browser.cache().entries().is_empty());
        assert!(browser.fetch(&page("/", "PUT"), &mut server).preflighted(), "{engine}");
    }
}

#[test]
fn a_later_preflight_sets_the_age_anew() {
    let a = page("/", "PUT");
    let b = page("/", "PUT").header("X-A", "1");
    for engine in Engine::ALL {
        let mut browser = Browser::new(engine);
        let mut server = granting("PUT", "", "60");
        assert!(browser.fetch(&a, &mut server).preflighted());
        browser.wait(30);
        let mut server = granting("PUT", "x-a", "60");
        assert!(browser.fetch(&b, &mut server).preflighted());
        browser.wait(59);
        assert!(!browser.fetch(&b, &mut server).preflighted(), "{engine}");
    }
}

#[test]
fn what_is_cached_must_cover_the_request() {
    let a = page("/", "PUT").header("X-A", "1");
    let both = page("/", "PUT").header("x-a", "1").header("X-B", "1");
    let delete = page("/", "DELETE").header("X-A", "1");
    let pages = [&a, &both, &delete, &a];
    let echo = |request: &HttpRequest| {
        let text = |name: &str| request.headers.get(name).unwrap_or_default();
        HttpResponse::new(204)
            .header("Access-Control-Allow-Origin", "*")
            .header("Access-Control-Allow-Methods", text("Access-Control-Request-Method"))
            .header("Access-Control-Allow-Headers", text("Access-Control-Request-Headers"))
            .header("Access-Control-Max-Age", "60")
    };
    // One entry per name: what was learnt stays.
    assert_eq!(preflighted(Engine::Spec, &pages, echo), [true, true, true, false]);
    assert_eq!(preflighted(Engine::Firefox, &pages, echo), [true, true, true, false]);
    // One result per URL: the last one replaces what was learnt.
    assert_eq!(preflighted(Engine::Chromium, &pages, echo), [true, true, true, true]);
    assert_eq!(preflighted(Engine::Webkit, &pages, echo), [true, true, true, true]);
}

#[test]
fn credentials_cover_less_but_not_the_other_way_round() {
    let without = page("/", "PUT");
    let with = without.clone().credentials(CredentialsMode::Include);
    let lists = || granting("PUT", "", "60");
    for engine in [Engine::Spec, Engine::Chromium, Engine::Webkit] {
        assert_eq!(preflighted(engine, &[&with, &without, &with], lists()), [true, false, false], "{engine}");
        assert_eq!(preflighted(engine, &[&without, &with], lists()), [true, true], "{engine}");
    }
    assert_eq!(preflighted(Engine::Firefox, &[&with, &without, &with], lists()), [true, true, false]);
}

#[test]
fn a_wildcard_is_cached_everywhere_but_in_firefox() {
    let page = page("/", "PUT").header("X-A", "1");
    for engine in Engine::ALL {
        let again = engine == Engine::Firefox;
        assert_eq!(preflighted(engine, &[&page, &page], granting("*", "x-a", "60")), [true, again], "{engine}");
        assert_eq!(preflighted(engine, &[&page, &page], granting("PUT", "*", "60")), [true, again], "{engine}");
        assert_eq!(preflighted(engine, &[&page, &page], granting("PUT", "X-A", "60")), [true, false], "{engine}");
    }
}

#[test]
fn a_cached_wildcard_and_authorization() {
    let page = page("/", "GET").header("Authorization", "Bearer x");
    // The standard lets `*, authorization` through and remembers both.
    assert_eq!(preflighted(Engine::Spec, &[&page, &page], granting("", "*, authorization", "60")), [true, false]);
    assert_eq!(preflighted(Engine::Chromium, &[&page, &page], granting("", "*", "60")), [true, true]);
    assert_eq!(preflighted(Engine::Webkit, &[&page, &page], granting("", "*", "60")), [true, false]);
}

#[test]
fn firefox_wants_head_to_be_listed() {
    let head = page("/", "HEAD").header("X-A", "1");
    let get = page("/", "GET").header("X-A", "1");
    for (methods, firefox) in [("", true), ("HEAD", false)] {
        assert_eq!(preflighted(Engine::Firefox, &[&head, &head], granting(methods, "x-a", "60")), [true, firefox]);
        assert_eq!(preflighted(Engine::Spec, &[&head, &head], granting(methods, "x-a", "60")), [true, false]);
    }
    assert_eq!(preflighted(Engine::Firefox, &[&get, &get], granting("", "x-a", "60")), [true, false]);
}

/// The standard as written: a `*` that came with credentials allowed nothing but itself in its own
/// preflight, yet as an entry it matches every name.
#[test]
fn the_standard_caches_a_wildcard_that_came_with_credentials() {
    let a = page("/", "GET").header("X-A", "1").credentials(CredentialsMode::Include);
    let b = page("/", "GET").header("X-B", "1").credentials(CredentialsMode::Include);
    let lists = || granting("", "x-a, *", "60");
    assert_eq!(preflighted(Engine::Spec, &[&a, &b], lists()), [true, false]);
    assert_eq!(preflighted(Engine::Chromium, &[&a, &b], lists()), [true, true]);
    assert_eq!(preflighted(Engine::Webkit, &[&a, &b], lists()), [true, true]);
}

#[test]
fn a_network_error_clears_what_is_known_of_the_url() {
    let put = page("/", "PUT");
    let mut browser = Browser::new(Engine::Spec);
    assert!(browser.fetch(&put, &mut granting("PUT", "", "60")).preflighted());
    let entries = browser.cache().entries();
    assert_eq!(entries.len(), 1);
    assert_eq!((&entries[0].allows, entries[0].url.as_str()), (&Allowed::Method("PUT".into()), "https://api.example/"));
    let outcome = browser.fetch(&put, &mut |request: &HttpRequest| {
        assert_eq!(request.kind, RequestKind::Actual);
        HttpResponse::new(200)
    });
    assert!(!outcome.is_readable() && outcome.max_age.is_none());
    assert!(browser.cache().entries().is_empty());
}
