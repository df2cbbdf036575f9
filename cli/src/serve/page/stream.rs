//! Events as they happen, as [server-sent events](https://html.spec.whatwg.org/multipage/server-sent-events.html).

use core::convert::Infallible;
use core::time::Duration;
use std::sync::Arc;

use http_body_util::BodyExt;
use http_body_util::channel::{Channel, Sender};
use hyper::body::Bytes;
use hyper::header::{CONTENT_TYPE, HeaderValue};
use hyper::{Response, StatusCode};
use serde::Serialize;
use serde_json::json;
use tokio::sync::broadcast::error::RecvError;

use super::super::events::Event;
use super::super::service::{Application, Body, Service};

/// How often a reader hears something, so that one that is gone is noticed.
const PULSE: Duration = Duration::from_secs(15);

/// How many of the policy's origins are shown.
const MOST_SHOWN: usize = 20;

/// A response that does not end.
pub(super) fn respond(service: &Arc<Service>) -> Response<Body> {
    let (sender, body) = Channel::<Bytes, Infallible>::new(16);
    tokio::spawn(send(Arc::clone(service), sender));
    let mut response = Response::new(body.map_err(|never| match never {}).boxed());
    *response.status_mut() = StatusCode::OK;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    response
}

async fn send(service: Arc<Service>, mut sender: Sender<Bytes, Infallible>) {
    let (kept, mut events) = service.events.replay();
    let mut pending = vec![event("start", &policy(&service))];
    pending.extend(kept.iter().map(|entry| event("decision", entry.as_ref())));
    loop {
        for text in pending.drain(..) {
            if sender.send_data(Bytes::from(text)).await.is_err() {
                return;
            }
        }
        pending.push(match tokio::time::timeout(PULSE, events.recv()).await {
            Err(_) => ": still here\n\n".into(),
            Ok(Ok(Event::Decision(entry))) => event("decision", entry.as_ref()),
            Ok(Ok(Event::Policy { .. })) => event("policy", &policy(&service)),
            Ok(Err(RecvError::Lagged(missed))) => event("missed", &missed),
            Ok(Err(RecvError::Closed)) => return,
        });
    }
}

/// One event. JSON has no line ends of its own.
fn event(kind: &str, data: &impl Serialize) -> String {
    let data = serde_json::to_string(data).unwrap_or_else(|_| "null".into());
    format!("event: {kind}\ndata: {data}\n\n")
}

/// The policy in force, as far as it fits a page.
fn policy(service: &Service) -> impl Serialize {
    let loaded = Arc::clone(&service.policy.borrow());
    let config = loaded.policy.as_policy().config();
    let origins: Vec<_> = config.allow_origins.iter().take(MOST_SHOWN).collect();
    let more = config.allow_origins.iter().count().saturating_sub(origins.len());
    json!({
        "error": loaded.error,
        "upstream": match &service.application {
            Application::Demo => None,
            Application::Proxy(upstream) => Some(upstream.url()),
        },
        "allow_origins": origins,
        "more_origins": more,
        "allow_methods": config.allow_methods.iter().collect::<Vec<_>>(),
        "allow_headers": config.allow_headers.iter().collect::<Vec<_>>(),
        "expose_headers": config.expose_headers.iter().collect::<Vec<_>>(),
        "allow_credentials": config.allow_credentials,
        "max_age": config.max_age,
    })
}
