//! Layers before a service that answers at once: those of corsac, tower-http and hyper-cors.

use core::convert::Infallible;
use core::future::{Ready, ready};
use core::hint::black_box;
use core::task::{Context, Poll};

use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::{HeaderValue, Request, Response};
use corsac_tower::CorsLayer;
use tower::{Layer, Service};

use super::floor::Floor;
use super::libraries::{hyper_cors, tower_http_list, tower_http_set};
use super::{Answer, Kind, corsac, now};
use crate::case::{BARE, CORSAC, FLOOR};
use crate::measure::{Consuming, Subject};
use crate::policy::tenants;

pub(super) fn subjects(kind: Kind, count: usize) -> Vec<Subject> {
    let origins = tenants(count);
    vec![
        subject(BARE, kind, count, Inner),
        subject(FLOOR, kind, count, Floor(Inner)),
        subject(CORSAC, kind, count, CorsLayer::new(corsac(count)).layer(Inner)),
        subject("tower-http (list)", kind, count, tower_http_list(&origins).layer(Inner)),
        subject("tower-http (hash set)", kind, count, tower_http_set(&origins).layer(Inner)),
        subject("hyper-cors", kind, count, Hyper(hyper_cors(&origins, Inner))),
    ]
}

/// A service that is asked this kind of request, once now, to see that it answers as it must.
pub(super) fn subject<S, R>(name: &'static str, kind: Kind, count: usize, mut service: S) -> Subject
where
    S: Service<Request<String>, Response = Response<R>, Error = Infallible> + 'static,
{
    let request = request(kind, count);
    let answer = call(&mut service, request.clone());
    let fields = answer.headers().iter().map(|(name, value)| (name.as_str(), value.as_bytes()));
    Answer::new(answer.status().as_u16(), fields).check(name, kind, count);
    let run = move |request| drop(black_box(call(&mut service, request)));
    Subject::new(name, Consuming { make: move || request.clone(), run })
}

fn call<S, R>(service: &mut S, request: Request<String>) -> Response<R>
where
    S: Service<Request<String>, Response = Response<R>, Error = Infallible>,
{
    let Ok(()) = now(core::future::poll_fn(|context| service.poll_ready(context)));
    let Ok(response) = now(service.call(request));
    response
}

fn request(kind: Kind, count: usize) -> Request<String> {
    let mut request = Request::new(String::new());
    *request.method_mut() = kind.method().parse().unwrap();
    for (name, value) in kind.fields(count) {
        request.headers_mut().append(name, counted(&value));
    }
    request
}

/// A value as from the buffer of a connection, which hyper splits into heads: clones of it are counted by reference.
fn counted(value: &str) -> HeaderValue {
    HeaderValue::from_maybe_shared(bytes::BytesMut::from(value).split_to(value.len()).freeze()).unwrap()
}

/// The answer of every handler here, with two headers.
pub(super) fn answer() -> Response<String> {
    let mut response = Response::new(String::new());
    response.headers_mut().insert(CONTENT_TYPE, const { HeaderValue::from_static("text/plain") });
    response.headers_mut().insert(CONTENT_LENGTH, const { HeaderValue::from_static("0") });
    response
}

/// A service that answers at once.
#[derive(Clone)]
pub(super) struct Inner;

impl Service<Request<String>> for Inner {
    type Response = Response<String>;
    type Error = Infallible;
    type Future = Ready<Result<Response<String>, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: Request<String>) -> Self::Future {
        ready(Ok(answer()))
    }
}

impl hyper::service::Service<Request<String>> for Inner {
    type Response = Response<String>;
    type Error = Infallible;
    type Future = Ready<Result<Response<String>, Infallible>>;

    fn call(&self, _: Request<String>) -> Self::Future {
        ready(Ok(answer()))
    }
}

/// A service of hyper as one of tower.
struct Hyper(hyper_cors::Cors<Inner>);

impl Service<Request<String>> for Hyper {
    type Response = Response<String>;
    type Error = Infallible;
    type Future = <hyper_cors::Cors<Inner> as hyper::service::Service<Request<String>>>::Future;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<String>) -> Self::Future {
        hyper::service::Service::call(&self.0, request)
    }
}
