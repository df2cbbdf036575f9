//! The same layers in a router of axum with one route.

use core::convert::Infallible;
use core::task::{Context, Poll};

use axum::Router;
use axum::body::Body;
use axum::http::{Request, Response};
use axum::routing::any;
use corsac_tower::CorsLayer;
use tower::Service;

use super::floor::Floor;
use super::libraries::{tower_http_list, tower_http_set};
use super::tower::{answer, subject};
use super::{Kind, corsac};
use crate::case::{BARE, CORSAC, FLOOR};
use crate::measure::Subject;
use crate::policy::tenants;

pub(super) fn subjects(kind: Kind, count: usize) -> Vec<Subject> {
    let origins = tenants(count);
    let router = || Router::new().route("/", any(handler));
    let subject = |name, router| subject(name, kind, count, Axum(router));
    vec![
        subject(BARE, router()),
        subject(FLOOR, router().layer(tower::layer::layer_fn(Floor))),
        subject(CORSAC, router().layer(CorsLayer::new(corsac(count)))),
        subject("tower-http (list)", router().layer(tower_http_list(&origins))),
        subject("tower-http (hash set)", router().layer(tower_http_set(&origins))),
    ]
}

async fn handler() -> Response<Body> {
    answer().map(Body::from)
}

/// A router as a service for requests of text.
struct Axum(Router);

impl Service<Request<String>> for Axum {
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = <Router as Service<Request<String>>>::Future;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Service::<Request<String>>::poll_ready(&mut self.0, context)
    }

    fn call(&mut self, request: Request<String>) -> Self::Future {
        self.0.call(request)
    }
}
