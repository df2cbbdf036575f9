//! Origins that another source has to be asked about, which takes its time.

use core::fmt;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll, ready};

use corsac_http::{Cors, Handle, HttpRequest, Judged};
use http::{HeaderValue, Request, Response};
use pin_project_lite::pin_project;
use tower_layer::Layer;
use tower_service::Service;

use crate::future::ResponseFuture;
use crate::service::proceed;

/// Says whether an origin is allowed that the policy does not hold.
///
/// Every function from a [`RequestOrigin`] to a future of `bool` does. It is asked at most once per request, and only
/// about a parsed, canonical origin with scheme and host. Nothing is remembered: that is up to the source, as is what
/// to do when it fails (say `false`).
pub trait AllowOrigin: Clone {
    /// The answer, when it is there.
    type Future: Future<Output = bool>;

    /// Is this origin allowed?
    fn allow_origin(&self, origin: RequestOrigin) -> Self::Future;
}

impl<A, F> AllowOrigin for A
where
    A: Fn(RequestOrigin) -> F + Clone,
    F: Future<Output = bool>,
{
    type Future = F;

    fn allow_origin(&self, origin: RequestOrigin) -> F {
        self(origin)
    }
}

/// The origin of a request, with scheme and host, as its `Origin` field carries it. A clone copies no bytes.
#[derive(Clone, PartialEq, Eq)]
// Invariant: a tuple origin, so visible ASCII.
pub struct RequestOrigin(HeaderValue);

impl RequestOrigin {
    fn of(judged: &Judged<'_>, head: &HttpRequest<'_>) -> Option<RequestOrigin> {
        judged.unknown_origin(head)?;
        head.origin().cloned().map(RequestOrigin)
    }

    /// The origin, byte for byte as a browser serializes it.
    pub fn as_str(&self) -> &str {
        // Never empty: the invariant.
        self.0.to_str().unwrap_or_default()
    }
}

impl fmt::Display for RequestOrigin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl fmt::Debug for RequestOrigin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "RequestOrigin({self})")
    }
}

/// A [`CorsLayer`](crate::CorsLayer) with a source to ask about origins that the policy does not hold.
#[derive(Clone, Debug)]
pub struct AskingCorsLayer<A> {
    cors: Cors,
    source: A,
}

impl<A> AskingCorsLayer<A> {
    pub(crate) fn new(cors: Cors, source: A) -> AskingCorsLayer<A> {
        AskingCorsLayer { cors, source }
    }

    /// What replaces the policy at run time.
    pub fn handle(&self) -> Handle {
        self.cors.handle()
    }
}

impl<S, A: Clone> Layer<S> for AskingCorsLayer<A> {
    type Service = AskingCorsService<S, A>;

    fn layer(&self, inner: S) -> AskingCorsService<S, A> {
        AskingCorsService { inner, cors: self.cors.clone(), source: self.source.clone() }
    }
}

/// A service behind a policy and a source to ask. See [`AskingCorsLayer`].
#[derive(Clone, Debug)]
pub struct AskingCorsService<S, A> {
    inner: S,
    cors: Cors,
    source: A,
}

impl<S, A, B, R> Service<Request<B>> for AskingCorsService<S, A>
where
    S: Service<Request<B>, Response = Response<R>> + Clone,
    A: AllowOrigin,
    R: Default,
{
    type Response = Response<R>;
    type Error = S::Error;
    type Future = AskingFuture<S, A, B, R>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request<B>) -> AskingFuture<S, A, B, R> {
        let head = HttpRequest::of(&request);
        let judged = self.cors.judge(&head);
        if let Some(origin) = RequestOrigin::of(&judged, &head) {
            drop(judged);
            // The one that is ready goes along with the request; its clone stays, to be made ready anew.
            let clone = self.inner.clone();
            let inner = core::mem::replace(&mut self.inner, clone);
            let answer = self.source.allow_origin(origin);
            let waiting = Some(Waiting { inner, cors: self.cors.clone(), request });
            return AskingFuture { state: State::Asking { answer, waiting } };
        }
        let response = proceed(&mut self.inner, judged, request);
        AskingFuture { state: State::Decided { response } }
    }
}

struct Waiting<S, B> {
    inner: S,
    cors: Cors,
    request: Request<B>,
}

pin_project! {
    /// The response of an [`AskingCorsService`].
    pub struct AskingFuture<S, A, B, R>
    where
        S: Service<Request<B>>,
        A: AllowOrigin,
    {
        #[pin]
        state: State<S, A, B, R>,
    }
}

pin_project! {
    #[project = StateProjection]
    enum State<S, A, B, R>
    where
        S: Service<Request<B>>,
        A: AllowOrigin,
    {
        // `None` never while asking.
        Asking { #[pin] answer: A::Future, waiting: Option<Waiting<S, B>> },
        Decided { #[pin] response: ResponseFuture<S::Future, R> },
    }
}

impl<S, A, B, R> Future for AskingFuture<S, A, B, R>
where
    S: Service<Request<B>, Response = Response<R>>,
    A: AllowOrigin,
    R: Default,
{
    type Output = Result<Response<R>, S::Error>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let mut state = self.project().state;
        if let StateProjection::Asking { answer, waiting } = state.as_mut().project() {
            let allowed = ready!(answer.poll(context));
            let Some(Waiting { mut inner, cors, request }) = waiting.take() else { return Poll::Pending };
            let head = HttpRequest::of(&request);
            let judged = if allowed { cors.judge_allowed(&head) } else { cors.judge(&head) };
            let response = proceed(&mut inner, judged, request);
            state.set(State::Decided { response });
        }
        match state.project() {
            StateProjection::Decided { response } => response.poll(context),
            StateProjection::Asking { .. } => Poll::Pending,
        }
    }
}
