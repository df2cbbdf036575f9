//! What is timed.

use core::convert::Infallible;
use core::future::{Future, Ready, ready};
use core::pin::Pin;
use core::task::{Context, Poll};
use core::time::Duration;
use std::collections::HashSet;

use axum::http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_MAX_AGE, AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, HeaderName,
    ORIGIN as ORIGIN_NAME, VARY,
};
use axum::http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode};
use corsac_tower::{Config, Cors, CorsLayer};
use tower::Service;
use tower_http::cors::{AllowOrigin, CorsLayer as TowerHttpLayer};

/// The last of the allowed origins.
pub(crate) const ORIGIN: &str = "https://app.example";

/// So many origins, the one that is asked for last.
fn origins(count: usize) -> Vec<String> {
    (1..count).map(|number| format!("https://tenant-{number}.example")).chain([ORIGIN.to_owned()]).collect()
}

pub(crate) fn corsac(count: usize) -> CorsLayer {
    let origins = origins(count);
    let origins: Vec<&str> = origins.iter().map(String::as_str).collect();
    let policy = Config::new()
        .allow_origins(&origins)
        .allow_methods(&["PUT", "DELETE"])
        .allow_headers(&["authorization", "content-type"])
        .allow_credentials(true)
        .max_age(7200);
    CorsLayer::new(Cors::compile(&policy).unwrap())
}

pub(crate) fn tower_http_list(count: usize) -> TowerHttpLayer {
    let origins = origins(count).into_iter().map(|origin| HeaderValue::try_from(origin).unwrap());
    tower_http(AllowOrigin::list(origins))
}

pub(crate) fn tower_http_set(count: usize) -> TowerHttpLayer {
    let origins: HashSet<Vec<u8>> = origins(count).into_iter().map(String::into_bytes).collect();
    let origins = std::sync::Arc::new(origins);
    tower_http(AllowOrigin::predicate(move |origin, _| origins.contains(origin.as_bytes())))
}

fn tower_http(origin: AllowOrigin) -> TowerHttpLayer {
    TowerHttpLayer::new()
        .allow_origin(origin)
        .allow_methods([Method::PUT, Method::DELETE])
        .allow_headers([AUTHORIZATION, CONTENT_TYPE])
        .allow_credentials(true)
        .max_age(Duration::from_secs(7200))
}

pub(crate) fn hyper_cors(count: usize) -> hyper_cors::Cors<Inner> {
    let origins = origins(count).into_iter().map(|origin| HeaderValue::try_from(origin).unwrap());
    hyper_cors::builder()
        .allow_origin(hyper_cors::AllowOrigin::list(origins))
        .allow_methods([Method::PUT, Method::DELETE])
        .allow_headers([AUTHORIZATION, CONTENT_TYPE])
        .allow_credentials(true)
        .max_age(Duration::from_secs(7200))
        .build(Inner)
}

fn answer() -> Response<String> {
    let mut response = Response::new(String::new());
    response.headers_mut().insert(CONTENT_TYPE, const { HeaderValue::from_static("text/plain") });
    response.headers_mut().insert(CONTENT_LENGTH, const { HeaderValue::from_static("0") });
    response
}

/// A service that answers at once, with two headers.
#[derive(Clone)]
pub(crate) struct Inner;

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

/// The same, as a handler of axum.
pub(crate) async fn handler() -> Response<axum::body::Body> {
    answer().map(axum::body::Body::from)
}

/// A service of hyper as one of tower.
pub(crate) struct Hyper(pub(crate) hyper_cors::Cors<Inner>);

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

/// A router as a service for requests of text.
pub(crate) struct Axum(pub(crate) axum::Router);

impl Service<Request<String>> for Axum {
    type Response = Response<axum::body::Body>;
    type Error = Infallible;
    type Future = <axum::Router as Service<Request<String>>>::Future;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Service::<Request<String>>::poll_ready(&mut self.0, context)
    }

    fn call(&mut self, request: Request<String>) -> Self::Future {
        self.0.call(request)
    }
}

/// Inserts the headers that the policies above lead to, whoever asks.
#[derive(Clone)]
pub(crate) struct Floor<S>(pub(crate) S);

impl<S, B, R> Service<Request<B>> for Floor<S>
where
    S: Service<Request<B>, Response = Response<R>>,
    R: Default,
{
    type Response = Response<R>;
    type Error = S::Error;
    type Future = FloorFuture<S::Future, R>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.0.poll_ready(context)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        if request.method() == Method::OPTIONS {
            let mut response = Response::new(R::default());
            *response.status_mut() = StatusCode::NO_CONTENT;
            *response.headers_mut() = HeaderMap::with_capacity(7);
            let mut insert = |name: HeaderName, value: HeaderValue| response.headers_mut().insert(name, value);
            insert(ACCESS_CONTROL_ALLOW_ORIGIN, request.headers()[ORIGIN_NAME].clone());
            insert(ACCESS_CONTROL_ALLOW_CREDENTIALS, const { HeaderValue::from_static("true") });
            insert(ACCESS_CONTROL_ALLOW_METHODS, const { HeaderValue::from_static("DELETE,GET,HEAD,POST,PUT") });
            insert(ACCESS_CONTROL_ALLOW_HEADERS, const { HeaderValue::from_static("authorization,content-type") });
            insert(ACCESS_CONTROL_MAX_AGE, const { HeaderValue::from_static("7200") });
            insert(VARY, const { HeaderValue::from_static("origin, access-control-request-method") });
            return FloorFuture::Answered { response: Some(response) };
        }
        let origin = request.headers().get(ORIGIN_NAME).cloned();
        FloorFuture::PassedOn { future: self.0.call(request), origin }
    }
}

pin_project_lite::pin_project! {
    #[project = FloorProjection]
    pub(crate) enum FloorFuture<F, R> {
        Answered { response: Option<Response<R>> },
        PassedOn { #[pin] future: F, origin: Option<HeaderValue> },
    }
}

impl<F, R, E> Future for FloorFuture<F, R>
where
    F: Future<Output = Result<Response<R>, E>>,
{
    type Output = Result<Response<R>, E>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        match self.project() {
            FloorProjection::Answered { response } => Poll::Ready(Ok(response.take().unwrap())),
            FloorProjection::PassedOn { future, origin } => future.poll(context).map(|result| {
                let mut response = result?;
                let headers = response.headers_mut();
                if let Some(origin) = origin.take() {
                    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
                    headers.insert(ACCESS_CONTROL_ALLOW_CREDENTIALS, const { HeaderValue::from_static("true") });
                }
                headers.insert(VARY, const { HeaderValue::from_static("origin") });
                Ok(response)
            }),
        }
    }
}
