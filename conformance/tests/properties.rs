//! Laws of the browser model, for arbitrary pages and servers.

use corsac_conformance::browser::{
    Browser, CredentialsMode, Engine, HttpRequest, HttpResponse, PageRequest, RequestKind, Url, Verdict,
};
use proptest::prelude::*;

fn engines() -> impl Strategy<Value = Engine> {
    prop::sample::select(&Engine::ALL[..])
}

fn credentials() -> impl Strategy<Value = CredentialsMode> {
    prop::sample::select(vec![CredentialsMode::Omit, CredentialsMode::SameOrigin, CredentialsMode::Include])
}

/// Headers that pages set, safelisted and not, in several cases and with repetitions.
fn page_headers() -> impl Strategy<Value = Vec<(String, Vec<u8>)>> {
    let names =
        ["X-A", "x-a", "x_a", "Accept", "Content-Type", "Range", "Authorization", "Cookie", "DPR", "User-Agent"];
    let values = prop_oneof![
        Just(b"text/plain".to_vec()),
        Just(b"bytes=0-1".to_vec()),
        Just(vec![b'a'; 128]),
        Just(vec![b'1'; 129]),
        prop::collection::vec(any::<u8>().prop_filter("a value", |byte| !matches!(byte, 0 | b'\r' | b'\n')), 0..8),
    ];
    prop::collection::vec((prop::sample::select(names.to_vec()).prop_map(str::to_owned), values), 0..12)
}

fn pages() -> impl Strategy<Value = PageRequest> {
    let methods = prop::sample::select(vec!["GET", "get", "HEAD", "POST", "PUT", "patch", "PATCH", "OPTIONS", "*"]);
    (methods, page_headers(), credentials()).prop_map(|(method, headers, credentials)| PageRequest {
        headers,
        ..PageRequest::new("https://shop.example", "https://api.example/")
            .expect("valid")
            .method(method)
            .credentials(credentials)
    })
}

/// Responses whose CORS headers are right about as often as wrong.
fn responses() -> impl Strategy<Value = HttpResponse> {
    let line = |name: &'static str, values: &'static [&'static str]| {
        prop::collection::vec(prop::sample::select(values), 0..3)
            .prop_map(move |values| values.into_iter().map(|value| (name, value)).collect::<Vec<_>>())
    };
    let status = prop::sample::select(vec![200_u16, 204, 299, 302, 403, 500]);
    let lines = (
        line("Access-Control-Allow-Origin", &["*", "https://shop.example", "https://shop.example ", "null", ""]),
        line("Access-Control-Allow-Credentials", &["true", "True"]),
        line("access-control-allow-methods", &["*", "PUT, PATCH", "patch,", "OPTIONS", "a b"]),
        line(
            "Access-Control-Allow-Headers",
            &["*", "x-a", "X_A ,ACCEPT", "authorization", "range,content-type,dpr", "é"],
        ),
    );
    (status, lines).prop_map(|(status, (a, b, c, d))| HttpResponse {
        status,
        headers: [a, b, c, d].concat().into_iter().collect(),
    })
}

fn text(response: &HttpResponse, name: &str) -> Vec<String> {
    response.headers.values(name).map(|value| String::from_utf8_lossy(value).trim().to_owned()).collect()
}

/// The CORS check in one line per case of the standard's own table.
fn shares(response: &HttpResponse, include: bool) -> bool {
    match text(response, "Access-Control-Allow-Origin").as_slice() {
        [one] if one == "*" => !include,
        [one] if one == "https://shop.example" => {
            !include || text(response, "Access-Control-Allow-Credentials") == ["true"]
        }
        _ => false,
    }
}

/// Whether a list, `None` if malformed, grants a name.
fn list(response: &HttpResponse, name: &str) -> Option<Vec<String>> {
    let all = text(response, name).join(",");
    let elements: Vec<_> = all.split(',').map(|element| element.trim().to_owned()).filter(|e| !e.is_empty()).collect();
    let well_formed = elements.iter().all(|element| element.is_ascii() && !element.contains(' '));
    well_formed.then_some(elements)
}

fn grants(preflight: &HttpResponse, sent: &HttpRequest, include: bool, has_authorization: bool) -> bool {
    let asked = |name| sent.headers.get(name).map(|value| String::from_utf8_lossy(&value).into_owned());
    let (Some(methods), Some(names)) =
        (list(preflight, "Access-Control-Allow-Methods"), list(preflight, "Access-Control-Allow-Headers"))
    else {
        return false;
    };
    let method = asked("Access-Control-Request-Method").expect("a preflight names its method");
    let star = |list: &[String]| !include && list.iter().any(|element| element == "*");
    let method_granted = ["GET", "HEAD", "POST"].contains(&&*method) || methods.contains(&method) || star(&methods);
    let named = |name: &str| names.iter().any(|granted| granted.eq_ignore_ascii_case(name));
    let asked_names = asked("Access-Control-Request-Headers").unwrap_or_default();
    let all_granted = asked_names.split(',').filter(|name| !name.is_empty()).all(|name| named(name) || star(&names));
    (200..300).contains(&preflight.status)
        && shares(preflight, include)
        && method_granted
        && all_granted
        && (!has_authorization || named("authorization"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_response_is_readable_exactly_if_preflight_and_response_say_so(
        page in pages(),
        preflight in responses(),
        actual in responses(),
    ) {
        let include = page.credentials == CredentialsMode::Include;
        let has_authorization = page.headers.iter().any(|(name, _)| name == "Authorization");
        let mut server = |request: &HttpRequest| match request.kind {
            RequestKind::Preflight => preflight.clone(),
            RequestKind::Actual => actual.clone(),
        };
        let outcome = Browser::new(Engine::Spec).fetch(&page, &mut server);
        let granted = outcome
            .exchanges
            .iter()
            .filter(|exchange| exchange.request.kind == RequestKind::Preflight)
            .all(|exchange| grants(&preflight, &exchange.request, include, has_authorization));
        prop_assert_eq!(outcome.is_readable(), granted && shares(&actual, include), "{:?}", outcome.failure);
        let verdict = if !granted {
            Verdict::BlockPreflight
        } else if !shares(&actual, include) {
            Verdict::BlockResponse
        } else {
            Verdict::Allow
        };
        prop_assert_eq!(outcome.verdict, verdict);
        prop_assert_eq!(outcome.failure.is_none(), verdict == Verdict::Allow);
    }

    #[test]
    fn a_plan_is_what_a_fetch_sends(engine in engines(), page in pages(), actual in responses()) {
        let plan = Browser::new(engine).plan(&page).expect("these calls succeed");
        let mut server = |request: &HttpRequest| match request.kind {
            RequestKind::Actual => actual.clone(),
            RequestKind::Preflight => {
                let asked = |name| request.headers.get(name).unwrap_or_default();
                HttpResponse::new(200)
                    .header("Access-Control-Allow-Origin", asked("Origin"))
                    .header("Access-Control-Allow-Credentials", "true")
                    .header("Access-Control-Allow-Methods", asked("Access-Control-Request-Method"))
                    .header("Access-Control-Allow-Headers", asked("Access-Control-Request-Headers"))
            }
        };
        let outcome = Browser::new(engine).fetch(&page, &mut server);
        let sent: Vec<_> = outcome.exchanges.into_iter().map(|exchange| exchange.request).collect();
        let planned: Vec<_> = plan.preflight.into_iter().chain([plan.actual]).collect();
        prop_assert_eq!(sent, planned);
    }

    #[test]
    fn request_header_names_are_sorted_lower_case_tokens(engine in engines(), page in pages()) {
        let plan = Browser::new(engine).plan(&page).expect("these calls succeed");
        let line = plan.preflight.and_then(|preflight| preflight.headers.get("Access-Control-Request-Headers"));
        if let Some(line) = line {
            let line = String::from_utf8(line).expect("names are ASCII");
            prop_assert!(!line.is_empty() && line == line.to_ascii_lowercase() && !line.contains(' '));
            let names: Vec<_> = line.split(',').collect();
            let in_order = |pair: &[&str]| pair[0] < pair[1] || (engine == Engine::Firefox && pair[0] == pair[1]);
            prop_assert!(names.windows(2).all(in_order), "{}", line);
            prop_assert!(!names.contains(&"cookie"));
        }
    }

    #[test]
    fn no_location_and_no_header_makes_it_panic(
        engine in engines(),
        status in 300_u16..309,
        location in prop::collection::vec(any::<u8>(), 0..24),
        name in "[!-~]{0,6}",
        value in prop::collection::vec(any::<u8>(), 0..12),
    ) {
        let page = PageRequest::new("https://shop.example", "https://api.example/").expect("valid").header(name, value);
        let mut server = |_: &HttpRequest| {
            HttpResponse::new(status)
                .header("Access-Control-Allow-Origin", "*")
                .header("Access-Control-Allow-Headers", "*")
                .header("Location", location.clone())
        };
        let outcome = Browser::new(engine).fetch(&page, &mut server);
        prop_assert!(outcome.exchanges.len() <= 42);
    }

    #[test]
    fn a_url_reads_back_as_itself(
        text in r"https?:[/\\]{1,3}[a-z@:.]{0,4}[a-z]{1,3}(:[0-9]{1,4})?[/\\a-c.?#% é]{0,9}",
        relative in r"[/\\a-c.?#%@: é]{0,9}",
    ) {
        if let Ok(url) = Url::parse(&text) {
            prop_assert_eq!(Url::parse(&url.to_string()), Ok(url.clone()));
            if let Ok(joined) = url.join(&relative) {
                prop_assert_eq!(Url::parse(&joined.to_string()), Ok(joined));
            }
        }
    }
}
