//! salvo: its handlers, corsac-salvo, salvo-cors.

use core::hint::black_box;
use std::sync::Arc;

use corsac_salvo::CorsHandler;
use salvo::http::ReqBody;
use salvo::http::uri::Scheme;
use salvo::hyper;
use salvo::prelude::*;

use super::libraries::salvo_cors;
use super::{Answer, Kind, corsac, now};
use crate::case::{BARE, CORSAC};
use crate::measure::{Consuming, Subject};
use crate::policy::tenants;

type Handlers = Vec<Arc<dyn Handler>>;

pub(super) fn subjects(kind: Kind, count: usize) -> Vec<Subject> {
    vec![
        subject(BARE, kind, count, vec![Arc::new(hello)]),
        subject(CORSAC, kind, count, vec![Arc::new(CorsHandler::new(corsac(count))), Arc::new(hello)]),
        subject("salvo-cors", kind, count, vec![Arc::new(salvo_cors(&tenants(count))), Arc::new(hello)]),
    ]
}

fn subject(name: &'static str, kind: Kind, count: usize, handlers: Handlers) -> Subject {
    let response = answer(&handlers, (request(kind, count), Depot::new()));
    let fields = response.headers().iter().map(|(name, value)| (name.as_str(), value.as_bytes()));
    // No status is the framework's 200.
    let status = response.status_code.unwrap_or(StatusCode::OK);
    Answer::new(status.as_u16(), fields).check(name, kind, count);
    let make = move || (request(kind, count), Depot::new());
    Subject::new(name, Consuming { make, run: move |request| drop(black_box(answer(&handlers, request))) })
}

/// The handlers of a route, as the service calls them.
fn answer(handlers: &Handlers, (mut request, mut depot): (Request, Depot)) -> Response {
    let (mut response, mut flow) = (Response::new(), FlowCtrl::new(handlers.clone()));
    now(flow.call_next(&mut request, &mut depot, &mut response));
    response
}

fn request(kind: Kind, count: usize) -> Request {
    let request = hyper::Request::builder().method(kind.method());
    let fields = kind.fields(count);
    let request = fields.iter().fold(request, |request, (name, value)| request.header(*name, value));
    Request::from_hyper(request.body(ReqBody::None).unwrap(), Scheme::HTTP)
}

#[handler]
async fn hello() -> &'static str {
    "hello"
}
