//! The page `/__corsac`, for whoever develops: not for other origins, and not under another name.

mod attempt;
mod stream;

use core::hash::BuildHasher;
use std::hash::RandomState;
use std::sync::Arc;

use http_body_util::{BodyExt, Limited};
use hyper::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderValue, ORIGIN};
use hyper::{Method, Request, Response, StatusCode};

use super::host::{self, Name};
use super::service::{Body, Connection, Service, method_not_allowed, text, with_type};

/// Everything of the page is here or below.
const PATH: &str = "/__corsac";

const HTML: &str = include_str!("page.html");

/// Stands in the page where a number is to be that is used once.
const NONCE: &str = "{{nonce}}";

/// The longest request to try, in bytes.
const LONGEST_ATTEMPT: usize = 64 * 1024;

/// Is this path one of the page?
pub(super) fn is_below(path: &str) -> bool {
    path.strip_prefix(PATH).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Answers for the page.
pub(super) async fn respond(
    service: Arc<Service>,
    request: Request<Body>,
    name: &Name,
    connection: Connection,
) -> Response<Body> {
    let mut response = if !host::is_own(name, &service.allow_hosts, connection.local) {
        text(StatusCode::MISDIRECTED_REQUEST, "The page is open to the address of the server only.\n")
    } else if !is_from_page(&request, name) {
        text(StatusCode::FORBIDDEN, "The page is not for other origins.\n")
    } else {
        route(service, request, name, connection).await
    };
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("cross-origin-resource-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        ("referrer-policy", "no-referrer"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

async fn route(service: Arc<Service>, request: Request<Body>, name: &Name, connection: Connection) -> Response<Body> {
    match (request.uri().path().strip_prefix(PATH), request.method()) {
        (Some(""), &Method::GET) => html(),
        (Some("/events"), &Method::GET) => stream::respond(&service),
        (Some("/try"), &Method::POST) => {
            let Ok(body) = Limited::new(request.into_body(), LONGEST_ATTEMPT).collect().await else {
                return text(StatusCode::PAYLOAD_TOO_LARGE, "The request is too long.\n");
            };
            attempt::respond(service, &body.to_bytes(), name.authority(), connection).await
        }
        (Some("/try"), _) => method_not_allowed(Method::POST),
        (Some("" | "/events"), _) => method_not_allowed(Method::GET),
        _ => text(StatusCode::NOT_FOUND, "There is no such page.\n"),
    }
}

/// Does the request come from the page itself, or from the person at the keyboard?
fn is_from_page(request: &Request<Body>, name: &Name) -> bool {
    let headers = request.headers();
    let own = format!("http://{}", name.authority());
    let is_own_origin = headers.get_all(ORIGIN).iter().all(|origin| origin.as_bytes() == own.as_bytes());
    let site = headers.get("sec-fetch-site").map(HeaderValue::as_bytes);
    let is_own_site = match *request.method() {
        // A link may lead here.
        Method::GET if request.uri().path() == PATH => true,
        Method::GET => matches!(site, None | Some(b"same-origin" | b"none")),
        // What changes something has to say where it comes from, and needs a type that other origins cannot send.
        _ => {
            headers.contains_key(ORIGIN)
                && matches!(site, None | Some(b"same-origin"))
                && headers.get(CONTENT_TYPE).is_some_and(|kind| kind == "application/json")
        }
    };
    is_own_origin && is_own_site
}

fn html() -> Response<Body> {
    // Unguessable is not needed: it stands in the page. What an attacker writes into the page never becomes markup.
    let nonce = format!("{:016x}", RandomState::new().hash_one(HTML.len()));
    let policy = format!(
        "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; connect-src 'self'; \
         base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    );
    let mut response = with_type(StatusCode::OK, "text/html; charset=utf-8", HTML.replace(NONCE, &nonce));
    if let Ok(policy) = HeaderValue::try_from(policy) {
        response.headers_mut().insert("content-security-policy", policy);
    }
    response
}
