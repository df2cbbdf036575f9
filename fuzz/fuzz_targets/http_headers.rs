//! Law: putting an answer on a response of the `http` crate does what a naive model says. Afterwards there is at most one
//! line of each field of the CORS protocol, but for lists that are reflected, and none from before; `Vary` holds all that
//! it has to, in no line twice; every other header is untouched; doing it again changes nothing.

#![no_main]

use std::sync::LazyLock;

use corsac::{Request as _, RequestField, ResponseField, ValueId};
use corsac_fuzz::{Choices, Request, Response, texts};
use corsac_http::{Action, Config, Cors, HttpRequest, InnerHeaders, Judged, apply_plan};
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use libfuzzer_sys::fuzz_target;

const PATTERNS: [&str; 4] = ["https://a.foo", "https://*.b.foo", "http://localhost:*", "https://pr-*.foo"];

/// A server keeps the values of its policies for ever, so there are only so many.
static SERVERS: LazyLock<Vec<Cors>> = LazyLock::new(|| {
    let base = Config::new().allow_origins(&PATTERNS).max_age(600);
    let base = base.danger_allow_insecure_origins(true).danger_allow_public_suffix_wildcards(true);
    let full = base.allow_methods(&["PUT"]).allow_headers(&["x-a", "x-b"]).expose_headers(&["etag"]);
    let configs = [
        base,
        full,
        full.allow_credentials(true).allow_private_network(true),
        base.allow_credentials(true).allow_methods(&["*"]).allow_headers(&["*"]),
        base.allow_credentials(true).allow_headers(&["*", "authorization"]),
        Config::new().allow_origins(&["*"]).max_age(0).expose_headers(&["*"]).allow_methods(&["*"]),
        Config::new().allow_origins(&["*"]).allow_headers(&["x-a"]).allow_private_network(true),
    ];
    configs.iter().map(|config| Cors::compile(config).expect("the policy is legal")).collect()
});

const NAMES: &[&str] = &[
    "vary",
    "access-control-allow-origin",
    "access-control-allow-credentials",
    "access-control-expose-headers",
    "access-control-allow-methods",
    "access-control-allow-headers",
    "access-control-max-age",
    "access-control-allow-private-network",
    "access-control-request-method",
    "access-control-allow-origins",
    "access-control-max-ag",
    "etag",
    "set-cookie",
    "x-a",
    "content-type",
    "vary-x",
];
const VALUES: &[&str] = &[
    "*",
    "origin",
    "Origin, Accept",
    "accept , ORIGIN",
    "true",
    "https://a.foo",
    "",
    ",",
    "accept",
    "originx",
    "access-control-request-method, access-control-request-headers",
    "access-control-request-private-network",
    "origin\t,*",
    "600",
];

fuzz_target!(|bytes: &[u8]| {
    let choices = &mut Choices::new(bytes);
    let mut cors = SERVERS[choices.below(SERVERS.len())].clone();
    if choices.one_in(4) {
        cors = cors.inner_headers(InnerHeaders::Keep);
    }
    let allows_more = choices.one_in(4);
    let request = Request::from_choices(choices, &PATTERNS.map(str::to_owned));
    let Some(request) = to_http(&request) else { return };
    let count = choices.below(8);
    let lines: Vec<(String, Vec<u8>)> =
        (0..count).map(|_| (choices.pick(NAMES).to_owned(), texts::near(choices, VALUES))).collect();
    let existing = header_map(lines.iter().map(|(name, value)| (&**name, &**value)));

    let head = HttpRequest::of(&request);
    let judged = if allows_more { cors.judge_allowed(&head) } else { cors.judge(&head) };
    let applied = |headers: &HeaderMap| {
        let mut headers = headers.clone();
        apply_plan(&judged, &head, &mut headers);
        headers
    };
    let planned = check(&existing, applied, &judged, &head, false);
    let made = judged.headers(&head);
    assert_eq!(response(&made), model(&Response::default(), &judged, &head, false), "made beforehand: {request:?}");
    // The application's answer.
    if !matches!(judged.action(&head), Action::Preflight(_)) {
        let answer = judged.answer(|| head.origin().cloned());
        let applied = |headers: &HeaderMap| {
            let mut headers = headers.clone();
            answer.apply(&mut headers);
            headers
        };
        let keeps = answer.keeps_inner_headers();
        let answered = check(&existing, applied, &judged, &head, keeps);
        assert!(keeps || answered == planned, "{answered:?}\n{planned:?}");
    }
});

fn check(
    existing: &HeaderMap,
    apply: impl Fn(&HeaderMap) -> HeaderMap,
    judged: &Judged<'_>,
    head: &HttpRequest<'_>,
    keeps: bool,
) -> Response {
    let once = apply(existing);
    assert_eq!(apply(&once), once, "applied twice: {existing:?}\n{head:?}");
    let (before, after) = (response(existing), response(&once));
    assert_eq!(after, model(&before, judged, head, keeps), "{existing:?}\n{head:?}\n{:?}", judged.policy());
    after
}

/// The whole of the law, without a thought for speed.
fn model(before: &Response, judged: &Judged<'_>, head: &HttpRequest<'_>, keeps: bool) -> Response {
    use corsac::ResponseHeaders as _;
    let decision = judged.decision();
    let mut after = before.clone();
    let request_lines = |field| head.field_lines(field).map(<[u8]>::to_vec).collect::<Vec<_>>();
    if !keeps || before.lines_of("access-control-allow-origin").is_empty() {
        for field in ResponseField::ALL {
            after.0.remove(field.as_str());
            let Some(id) = decision.value_id(field) else { continue };
            let lines = match id {
                ValueId::Origin(_) | ValueId::RequestOrigin => request_lines(RequestField::Origin),
                ValueId::RequestMethod => request_lines(RequestField::AccessControlRequestMethod),
                ValueId::RequestHeaders(_) => request_lines(RequestField::AccessControlRequestHeaders),
                constant => vec![judged.policy().value(constant).expect("a value that is set").as_bytes().to_vec()],
            };
            after.0.insert(field.as_str().to_owned(), lines);
        }
    }
    after.add_vary(decision.vary());
    after
}

fn to_http(request: &Request) -> Option<http::Request<()>> {
    let mut built = http::Request::new(());
    *built.method_mut() = Method::from_bytes(&request.method).ok()?;
    let lines = RequestField::ALL
        .into_iter()
        .flat_map(|field| request.lines_of(field).iter().map(move |line| (field.as_str(), &line[..])));
    *built.headers_mut() = header_map(lines);
    Some(built)
}

/// The lines that an HTTP server would let through.
fn header_map<'l>(lines: impl Iterator<Item = (&'l str, &'l [u8])>) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in lines {
        let name = HeaderName::from_bytes(name.as_bytes()).expect("names are legal");
        if let Ok(value) = HeaderValue::from_bytes(value) {
            headers.append(name, value);
        }
    }
    headers
}

fn response(headers: &HeaderMap) -> Response {
    Response::of(headers.iter().map(|(name, value)| (name.as_str().to_owned(), value.as_bytes().to_vec())))
}
