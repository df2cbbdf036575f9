//! A request that the page tries: a model of a browser sends it through the policy to the application, as a page of
//! any origin would.

use std::sync::Arc;

use corsac_conformance::browser::{
    Browser, CredentialsMode, Engine, Exchange, HttpRequest, HttpResponse, PageRequest, RequestKind,
};
use http_body_util::{BodyExt, Empty};
use hyper::{Request, Response, StatusCode, Uri};
use serde::{Deserialize, Serialize};
use tokio::runtime::Handle;

use super::super::service::{Body, Connection, Service, text, with_type};

/// What to try.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Attempt {
    origin: String,
    method: String,
    path: String,
    #[serde(default)]
    headers: Vec<(String, String)>,
    #[serde(default)]
    credentials: bool,
    engine: String,
}

/// What came of it.
#[derive(Serialize)]
struct Outcome {
    is_readable: bool,
    verdict: &'static str,
    /// The step of the standard that failed.
    failure: Option<String>,
    status: Option<u16>,
    /// The headers that the page can read.
    readable: Vec<(String, String)>,
    exchanges: Vec<Sent>,
}

#[derive(Serialize)]
struct Sent {
    is_preflight: bool,
    method: String,
    request: Vec<(String, String)>,
    status: u16,
    response: Vec<(String, String)>,
}

/// Tries it, and tells what came of it.
pub(super) async fn respond(
    service: Arc<Service>,
    body: &[u8],
    authority: &str,
    connection: Connection,
) -> Response<Body> {
    let page = match parse(body, authority) {
        Ok(page) => page,
        Err(problem) => return text(StatusCode::BAD_REQUEST, format!("{problem}\n")),
    };
    let handle = Handle::current();
    // The model waits for each response; that must not keep the server from making it.
    let outcome = tokio::task::spawn_blocking(move || {
        let (page, engine) = page;
        let own = page.url.to_string().parse::<Uri>().unwrap_or_default();
        let mut server = |request: &HttpRequest| handle.block_on(send(&service, request, &own, connection));
        run(&page, engine, &mut server)
    });
    match outcome.await.map(|outcome| serde_json::to_string(&outcome)) {
        Ok(Ok(json)) => with_type(StatusCode::OK, "application/json", json),
        _ => text(StatusCode::INTERNAL_SERVER_ERROR, "The attempt failed.\n"),
    }
}

fn parse(body: &[u8], authority: &str) -> Result<(PageRequest, Engine), String> {
    let attempt: Attempt = serde_json::from_slice(body).map_err(|error| error.to_string())?;
    let engine = attempt.engine.parse::<Engine>().map_err(|error| error.to_string())?;
    if !attempt.path.starts_with('/') || super::is_below(&attempt.path) {
        return Err("the path must begin with a slash, and not be that of this page".into());
    }
    if corsac::fetch::Origin::parse(attempt.origin.as_bytes()).is_err() {
        return Err("no browser sends that as an origin".into());
    }
    let page = PageRequest::new(&attempt.origin, &format!("http://{authority}{}", attempt.path));
    let page = page.map_err(|error| error.to_string())?.method(attempt.method);
    let page = attempt.headers.into_iter().fold(page, |page, (name, value)| page.header(name, value));
    let credentials = if attempt.credentials { CredentialsMode::Include } else { CredentialsMode::SameOrigin };
    Ok((page.credentials(credentials), engine))
}

fn run(page: &PageRequest, engine: Engine, server: &mut impl FnMut(&HttpRequest) -> HttpResponse) -> Outcome {
    let outcome = Browser::new(engine).fetch(page, server);
    let response = outcome.response.as_ref().filter(|_| outcome.is_readable());
    Outcome {
        is_readable: outcome.is_readable(),
        verdict: outcome.verdict.name(),
        failure: outcome.failure.as_ref().map(ToString::to_string),
        status: response.map(|response| response.status),
        readable: response.map_or_else(Vec::new, |response| lines(response.headers.iter())),
        exchanges: outcome.exchanges.iter().map(Sent::of).collect(),
    }
}

/// Sends one request of the model through the policy.
async fn send(service: &Service, request: &HttpRequest, own: &Uri, connection: Connection) -> HttpResponse {
    let target = request.url.to_string().parse::<Uri>().unwrap_or_default();
    let (Some(authority), Some(path)) = (own.authority(), target.path_and_query()) else {
        return HttpResponse::new(400);
    };
    if target.authority() != Some(authority) {
        // A redirect leads away, and nothing follows it.
        return HttpResponse::new(502).header("x-corsac", "not sent: it goes to another server");
    }
    let builder = Request::builder().method(request.method.as_str()).uri(path.as_str());
    let mut builder = builder.header("host", authority.as_str());
    for (name, value) in request.headers.iter() {
        builder = builder.header(name, value);
    }
    let body = Empty::new().map_err(|never| match never {}).boxed();
    let Ok(request) = builder.body(body) else { return HttpResponse::new(400) };
    let response = service.respond_behind_policy(request, connection).await;
    let first = HttpResponse::new(response.status().as_u16());
    response.headers().iter().fold(first, |all, (name, value)| all.header(name.as_str(), value.as_bytes()))
}

impl Sent {
    fn of(exchange: &Exchange) -> Sent {
        Sent {
            is_preflight: exchange.request.kind == RequestKind::Preflight,
            method: exchange.request.method.clone(),
            request: lines(exchange.request.headers.iter()),
            status: exchange.response.status,
            response: lines(exchange.response.headers.iter()),
        }
    }
}

fn lines<'h>(headers: impl Iterator<Item = (&'h str, &'h [u8])>) -> Vec<(String, String)> {
    headers.map(|(name, value)| (name.to_owned(), String::from_utf8_lossy(value).into_owned())).collect()
}
