//! From a request to a response: the host, the page, the policy, the application.

use core::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::header::{CONTENT_TYPE, HeaderValue, ORIGIN};
use hyper::{Method, Request, Response, StatusCode};
use tokio::sync::watch;

use super::answer::Answer;
use super::events::{Entry, Events};
use super::policy_file::Loaded;
use super::proxy::{self, Upstream};
use super::{demo, host, page};

/// A body of any kind.
pub(super) type Body = BoxBody<Bytes, hyper::Error>;

/// What answers behind the policy.
pub(super) enum Application {
    Demo,
    Proxy(Box<Upstream>),
}

/// What is known of a connection.
#[derive(Clone, Copy, Debug)]
pub(super) struct Connection {
    pub(super) peer: IpAddr,
    pub(super) local: SocketAddr,
}

/// Everything that a request needs.
pub(super) struct Service {
    pub(super) application: Application,
    pub(super) policy: watch::Receiver<Arc<Loaded>>,
    pub(super) events: Events,
    /// In lower case.
    pub(super) allow_hosts: Vec<String>,
}

impl Service {
    /// Answers a request.
    pub(super) async fn respond(self: Arc<Self>, request: Request<Body>, connection: Connection) -> Response<Body> {
        let Some(name) = host::of(&request) else {
            return text(StatusCode::BAD_REQUEST, "There must be one Host, and it must be legal.\n");
        };
        if !host::is_allowed(&name, &self.allow_hosts) {
            let message = "This server is not called that. If it is, say so with --allow-host.\n";
            return text(StatusCode::MISDIRECTED_REQUEST, message);
        }
        if page::is_below(request.uri().path()) {
            return page::respond(self, request, &name, connection).await;
        }
        self.respond_behind_policy(request, connection).await
    }

    /// Answers a request that is not for the page: the policy first, then the application.
    pub(super) async fn respond_behind_policy(&self, request: Request<Body>, connection: Connection) -> Response<Body> {
        let loaded = Arc::clone(&self.policy.borrow());
        let policy = loaded.policy.as_policy();
        let answer = Answer::new(policy, request.method(), request.headers());
        let mut entry = Entry::new(&request, &answer, policy);
        let is_socket = proxy::is_websocket(request.headers());
        let mut response = if let Some(status) = answer.decision.status() {
            empty(StatusCode::from_u16(status).unwrap_or(StatusCode::NO_CONTENT))
        } else if is_socket && !may_open_socket(&request, &answer) {
            entry.note("browsers let every page open a WebSocket, so this one was refused here");
            text(StatusCode::FORBIDDEN, "The policy does not allow this origin.\n")
        } else {
            match &self.application {
                Application::Demo => demo::respond(request).await,
                Application::Proxy(upstream) => upstream.respond(request, connection.peer, &mut entry).await,
            }
        };
        answer.apply(response.headers_mut());
        entry.finish(response.status());
        self.events.decided(entry);
        response
    }
}

/// [CORS does not apply to WebSockets](https://websockets.spec.whatwg.org/#the-websocket-interface), so the server has
/// to look at the origin. That of the server itself is fine.
fn may_open_socket(request: &Request<Body>, answer: &Answer) -> bool {
    let own = host::of(request).map(|name| format!("http://{}", name.authority()));
    match request.headers().get(ORIGIN) {
        None => true,
        Some(origin) => answer.decision.allows_origin() || own.is_some_and(|own| origin.as_bytes() == own.as_bytes()),
    }
}

/// A response without a body.
pub(super) fn empty(status: StatusCode) -> Response<Body> {
    let mut response = Response::new(Full::new(Bytes::new()).map_err(|never| match never {}).boxed());
    *response.status_mut() = status;
    response
}

/// A response of plain text.
pub(super) fn text(status: StatusCode, message: impl Into<Bytes>) -> Response<Body> {
    with_type(status, "text/plain; charset=utf-8", message)
}

/// A response with a body of this type.
pub(super) fn with_type(status: StatusCode, kind: &'static str, body: impl Into<Bytes>) -> Response<Body> {
    let mut response = Response::new(Full::new(body.into()).map_err(|never| match never {}).boxed());
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    response.headers_mut().insert("x-content-type-options", HeaderValue::from_static("nosniff"));
    response
}

/// A response that names the only method of a resource.
pub(super) fn method_not_allowed(allowed: Method) -> Response<Body> {
    let mut response = text(StatusCode::METHOD_NOT_ALLOWED, format!("Only {allowed}.\n"));
    if let Ok(value) = HeaderValue::from_str(allowed.as_str()) {
        response.headers_mut().insert("allow", value);
    }
    response
}
