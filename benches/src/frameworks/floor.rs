//! The least that a layer of tower can do.

use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};

use axum::http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, HeaderName, ORIGIN, VARY,
};
use axum::http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode};
use tower::Service;

/// Inserts the headers that the policy of this module leads to, whoever asks.
#[derive(Clone)]
pub(super) struct Floor<S>(pub(super) S);

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
        let origin = request.headers().get(ORIGIN).cloned();
        if request.method() != Method::OPTIONS {
            return FloorFuture::PassedOn { future: self.0.call(request), origin };
        }
        let mut response = Response::new(R::default());
        *response.status_mut() = StatusCode::NO_CONTENT;
        *response.headers_mut() = HeaderMap::with_capacity(7);
        let mut insert = |name: HeaderName, value: HeaderValue| response.headers_mut().insert(name, value);
        origin.and_then(|origin| insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin));
        insert(ACCESS_CONTROL_ALLOW_CREDENTIALS, const { HeaderValue::from_static("true") });
        insert(ACCESS_CONTROL_ALLOW_METHODS, const { HeaderValue::from_static("DELETE,GET,HEAD,POST,PUT") });
        insert(ACCESS_CONTROL_ALLOW_HEADERS, const { HeaderValue::from_static("authorization,content-type") });
        insert(ACCESS_CONTROL_MAX_AGE, const { HeaderValue::from_static("7200") });
        insert(VARY, const { HeaderValue::from_static("origin, access-control-request-method") });
        FloorFuture::Answered { response: Some(response) }
    }
}

pin_project_lite::pin_project! {
    #[project = FloorProjection]
    pub(super) enum FloorFuture<F, R> {
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
                    headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, const { HeaderValue::from_static("x-total") });
                }
                headers.insert(VARY, const { HeaderValue::from_static("origin") });
                Ok(response)
            }),
        }
    }
}
