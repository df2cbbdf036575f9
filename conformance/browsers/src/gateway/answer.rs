//! What the gateway answers: pages and redirects by itself, the rest by asking the server under test.

use core::fmt;

use http_body_util::{BodyExt as _, Full};
use hyper::body::{Bytes, Incoming};
use hyper::header::{CONTENT_TYPE, HOST, HeaderMap, HeaderName, HeaderValue};
use hyper::{Request, Response, StatusCode};

use super::forward::forward;
use super::record::{Exchange, Message};
use super::{Gateway, State};
use crate::scenario::{Place, SITE};

/// A whole response.
pub(super) type Answer = Response<Full<Bytes>>;

/// A leg that is under way: what the handler is to answer, and where the server is, unless the gateway answers itself.
struct Step {
    upstream: Option<core::net::SocketAddr>,
    status: u16,
    headers: Vec<(String, String)>,
}

impl Gateway {
    pub(super) async fn answer(&self, request: Request<Incoming>, scheme: &str) -> Answer {
        let host = request.headers().get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default().to_owned();
        let step = if request.uri().path() == "/case" { self.state().step(request.uri().query()) } else { None };
        let Some(step) = step else { return page(request.uri().path(), request.uri().query(), &host) };
        let url = format!("{scheme}://{host}{}", request.uri());
        let method = request.method().to_string();
        let asked = Message::of(request.headers());
        let answered = match step.upstream {
            Some(upstream) => {
                let (head, body) = request.into_parts();
                match body.collect().await {
                    Ok(body) => forward(upstream, head, body.to_bytes(), step.status, &step.headers).await,
                    Err(error) => Err(error.to_string()),
                }
            }
            None => allow_everything(&request, &step).ok_or_else(|| "no such header".to_owned()),
        };
        let answer = answered.unwrap_or_else(|error| text(StatusCode::BAD_GATEWAY, "text/plain", error));
        let (status, response) = (answer.status().as_u16(), Message::of(answer.headers()));
        self.state().exchanges.push(Exchange { method, url, request: asked, status, response });
        answer
    }
}

impl State {
    /// The leg that `n=NUMBER&leg=LEG` is, if it belongs to what is being run.
    fn step(&self, query: Option<&str>) -> Option<Step> {
        let (current, server, scenario) = self.current.as_ref()?;
        let (number, leg) = query?.strip_prefix("n=")?.split_once("&leg=")?;
        let index: usize = leg.parse().ok().filter(|_| number.parse() == Ok(*current))?;
        let leg = scenario.legs.get(index)?;
        let upstream = match &leg.place {
            Place::Own | Place::Hop => None,
            Place::Policy(policy) => Some(*self.upstreams.get(&crate::scenario::host(server, policy))?),
        };
        Some(match leg.redirects {
            Some(status) => {
                let location = scenario.url(index + 1, server, *current);
                Step { upstream, status, headers: vec![("Location".to_owned(), location)] }
            }
            None => Step {
                upstream,
                status: scenario.response.status.unwrap_or(200),
                headers: scenario.response.headers.clone(),
            },
        })
    }
}

/// As a server without any policy would, so that the other legs decide.
fn allow_everything(request: &Request<Incoming>, step: &Step) -> Option<Answer> {
    let asked = |name| request.headers().get(HeaderName::from_static(name));
    let is_preflight = request.method() == hyper::Method::OPTIONS && asked("access-control-request-method").is_some();
    let mut headers = HeaderMap::new();
    headers.insert("content-length", HeaderValue::from_static("0"));
    if let Some(origin) = asked("origin") {
        headers.insert("access-control-allow-origin", origin.clone());
        headers.insert("access-control-allow-credentials", HeaderValue::from_static("true"));
    }
    if is_preflight {
        if let Some(method) = asked("access-control-request-method") {
            headers.insert("access-control-allow-methods", method.clone());
        }
        if let Some(names) = asked("access-control-request-headers") {
            headers.insert("access-control-allow-headers", names.clone());
        }
    } else {
        for (name, value) in &step.headers {
            headers.append(name.parse::<HeaderName>().ok()?, value.parse().ok()?);
        }
    }
    let mut answer = Response::new(Full::default());
    *answer.status_mut() = StatusCode::from_u16(if is_preflight { 200 } else { step.status }).ok()?;
    *answer.headers_mut() = headers;
    Some(answer)
}

fn page(path: &str, query: Option<&str>, host: &str) -> Answer {
    const SCRIPT: &str = "text/javascript";
    match path {
        "/page" => {
            let html = "<!doctype html><title>corsac</title><link rel=icon href=data:,><body>\
                        <script src=/call.js></script><script src=/page.js></script>";
            let mut page = text(StatusCode::OK, "text/html", html);
            if host.split(':').next().is_some_and(|host| host.ends_with(SITE)) {
                let cookie = format!("session=1; Domain={SITE}; Path=/; Secure; SameSite=Lax");
                page.headers_mut().extend(
                    HeaderValue::from_str(&cookie)
                        .ok()
                        .map(|cookie| ("set-cookie", cookie))
                        .map(|(name, cookie)| (HeaderName::from_static(name), cookie)),
                );
            }
            if query == Some("public") {
                let policy = HeaderValue::from_static("treat-as-public-address");
                page.headers_mut().insert("content-security-policy", policy);
            }
            page
        }
        "/frame" => text(StatusCode::OK, "text/html", "<script src=/call.js></script><script src=/frame.js></script>"),
        "/call.js" => text(StatusCode::OK, SCRIPT, include_str!("../../page/call.js")),
        "/page.js" => text(StatusCode::OK, SCRIPT, include_str!("../../page/page.js")),
        "/frame.js" => text(StatusCode::OK, SCRIPT, include_str!("../../page/frame.js")),
        "/worker.js" => text(StatusCode::OK, SCRIPT, include_str!("../../page/worker.js")),
        _ => text(StatusCode::NOT_FOUND, "text/plain", format!("{path} is nothing")),
    }
}

fn text(status: StatusCode, kind: &'static str, body: impl fmt::Display) -> Answer {
    let mut answer = Response::new(Full::from(body.to_string()));
    *answer.status_mut() = status;
    answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    answer
}
