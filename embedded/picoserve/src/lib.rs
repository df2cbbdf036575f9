//! CORS for [picoserve](https://docs.rs/picoserve): a layer that answers from a [corsac policy](corsac::Policy).
//!
//! ```
//! use corsac::{Config, Policy};
//! use corsac_picoserve::CorsLayer;
//! use picoserve::routing::get;
//!
//! # let config = Config::new().allow_origins(&["https://app.example"]).max_age(7200);
//! # let mut buffer = [0; 256];
//! # let policy = Policy::from_bytes(config.compile_into(&mut buffer, |_| ()).unwrap()).unwrap();
//! let app = picoserve::Router::new()
//!     .route("/temperature", get(async || "21.5"))
//!     .layer(CorsLayer::new(&policy));
//! # let _: picoserve::Router<_> = app;
//! ```
//!
//! Put it on the whole router, after all routes: then 404 and 405, errors of handlers and rejections of extractors carry
//! the headers, too, and preflights are answered before routing.
//!
//! # What picoserve does not let a layer do
//!
//! - Headers can only be added. If a handler sets an `Access-Control-*` header itself, the response has it, and a
//!   browser refuses a response with two lines of `Access-Control-Allow-Origin`. So leave those to the policy. A
//!   handler's own `Vary` stays as a line of its own, which means the same as one joined line.
//! - Requests that picoserve cannot read get its 400 without passing the router, and so without CORS headers.
//! - There are no panics to answer: on a microcontroller a panic ends the program.
//!
//! # What it costs
//!
//! The layer keeps a decision and references while a handler runs; header lines are made as they are written. The
//! project's `docs/embedded.md` has figures.

#![no_std]
#![forbid(unsafe_code)]
// Both are of picoserve's traits.
#![allow(async_fn_in_trait, reason = "picoserve's traits are such")]

use core::future::Future;

use corsac::{Request, RequestField};
use corsac_embedded::{Answer, HeldPolicy};
use picoserve::ResponseSent;
use picoserve::io::Read;
use picoserve::request::RequestParts;
use picoserve::response::{Body, Connection, ForEachHeader, HeadersIter, Response, ResponseWriter, StatusCode};
use picoserve::routing::{Layer, Next};

pub use corsac_embedded::PolicySource;

/// Answers preflights, and adds the headers of the policy to all other responses.
#[derive(Clone, Copy, Debug)]
pub struct CorsLayer<S> {
    source: S,
}

impl<S: PolicySource> CorsLayer<S> {
    /// A layer that takes its policy from `source`: a `&Policy`, or a
    /// [`LivePolicy`](corsac_embedded::LivePolicy) that is replaced at run time.
    pub const fn new(source: S) -> CorsLayer<S> {
        CorsLayer { source }
    }
}

impl<S: PolicySource, State, PathParameters> Layer<State, PathParameters> for CorsLayer<S> {
    type NextState = State;
    type NextPathParameters = PathParameters;

    async fn call_layer<
        'a,
        R: Read + 'a,
        NextLayer: Next<'a, R, Self::NextState, Self::NextPathParameters>,
        W: ResponseWriter<Error = R::Error>,
    >(
        &self,
        next: NextLayer,
        state: &State,
        path_parameters: PathParameters,
        request_parts: RequestParts<'_>,
        response_writer: W,
    ) -> Result<ResponseSent, W::Error> {
        let answer = Answer::new(self.source.hold(), Parts(request_parts));
        // One type of writer and of headers for both ways: each more would make all of picoserve's code once more.
        let writer = Writer { answer: &answer, inner: response_writer };
        match answer.decision().status() {
            Some(status) => {
                let connection = next.into_connection().await?;
                writer.write_response(connection, Response::empty(StatusCode::new(status))).await
            }
            None => next.run(state, path_parameters, writer).await,
        }
    }
}

/// The request as picoserve keeps it.
#[derive(Clone, Copy)]
struct Parts<'r>(RequestParts<'r>);

impl Request for Parts<'_> {
    fn method(&self) -> &[u8] {
        self.0.method().as_bytes()
    }

    fn field_lines(&self, field: RequestField) -> impl Iterator<Item = &[u8]> {
        let lines = self.0.headers().iter().filter(move |(name, _)| *name == field.as_str());
        lines.map(|(_, value)| value.as_raw())
    }
}

struct Writer<'a, P, R, W> {
    answer: &'a Answer<P, R>,
    inner: W,
}

impl<P: HeldPolicy, Q: Request, W: ResponseWriter> ResponseWriter for Writer<'_, P, Q, W> {
    type Error = W::Error;

    // Not an `async fn`, which would keep all its arguments once more.
    fn write_response<R: Read<Error = Self::Error>, H: HeadersIter, B: Body>(
        self,
        connection: Connection<'_, R>,
        response: Response<H, B>,
    ) -> impl Future<Output = Result<ResponseSent, Self::Error>> {
        self.inner.write_response(connection, response.with_headers(Lines(self.answer)))
    }
}

struct Lines<'a, P, R>(&'a Answer<P, R>);

impl<P: HeldPolicy, R: Request> HeadersIter for Lines<'_, P, R> {
    async fn for_each_header<F: ForEachHeader>(self, mut f: F) -> Result<F::Output, F::Error> {
        let mut place = 0usize;
        while let Some((name, value)) = line(self.0, place) {
            f.call(name, value).await?;
            place = place.saturating_add(1);
        }
        f.finalize().await
    }
}

/// A refused preflight has a body, of no bytes: picoserve says nothing of its length, and a client would wait for it.
fn line<P: HeldPolicy, R: Request>(answer: &Answer<P, R>, place: usize) -> Option<(&'static str, &str)> {
    if answer.decision().status() == Some(403) {
        return place.checked_sub(1).map_or(Some(("content-length", "0")), |place| answer.line(place));
    }
    answer.line(place)
}

/// The examples of the guide are tests.
#[cfg(doctest)]
#[doc = include_str!("../../../docs/embedded.md")]
mod guide {}
