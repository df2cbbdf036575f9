//! The service: decides before the inner service is called, and puts the answer on what comes out.

use core::task::{Context, Poll};

use corsac_http::{Cors, HttpRequest, Judged};
use http::{Request, Response};
use tower_service::Service;

use crate::future::{ResponseFuture, respond};

/// A service behind a policy. See [`CorsLayer`](crate::CorsLayer).
#[derive(Clone, Debug)]
pub struct CorsService<S> {
    inner: S,
    cors: Cors,
}

impl<S> CorsService<S> {
    /// Puts `inner` behind the policy of `cors`.
    pub fn new(inner: S, cors: impl Into<Cors>) -> CorsService<S> {
        CorsService { inner, cors: cors.into() }
    }

    /// The service behind the policy.
    pub fn get_ref(&self) -> &S {
        &self.inner
    }

    /// The service behind the policy, to change it.
    pub fn get_mut(&mut self) -> &mut S {
        &mut self.inner
    }

    /// The service, without the policy.
    pub fn into_inner(self) -> S {
        self.inner
    }
}

impl<S, B, R> Service<Request<B>> for CorsService<S>
where
    S: Service<Request<B>, Response = Response<R>>,
    R: Default,
{
    type Response = Response<R>;
    type Error = S::Error;
    type Future = ResponseFuture<S::Future, R>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request<B>) -> ResponseFuture<S::Future, R> {
        let judged = self.cors.judge(&HttpRequest::of(&request));
        proceed(&mut self.inner, judged, request)
    }
}

/// The rest of the way, once it is decided.
#[inline]
pub(crate) fn proceed<S, B, R>(inner: &mut S, judged: Judged<'_>, request: Request<B>) -> ResponseFuture<S::Future, R>
where
    S: Service<Request<B>, Response = Response<R>>,
    R: Default,
{
    let head = HttpRequest::of(&request);
    match judged.action(&head).status() {
        Some(status) => ResponseFuture::answered(respond(&judged, &head, status)),
        None => {
            let answer = judged.answer(|| head.origin().cloned());
            drop(judged);
            ResponseFuture::passed_on(inner.call(request), answer)
        }
    }
}
