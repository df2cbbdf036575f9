//! CORS for [edge-http](https://docs.rs/edge-http): preflights, response headers and errors from a
//! [corsac policy](corsac::Policy).
//!
//! In edge-http a handler writes its response itself, and nothing can add a header behind its back. So the handler is
//! given a [`Cors`], which makes the slice of header lines that `initiate_response` takes:
//!
//! ```
//! use core::fmt::{Debug, Display};
//!
//! use corsac_edge_http::{Cors, CorsHandler, WithCors};
//! use edge_http::io::Error;
//! use edge_http::io::server::Connection;
//! use edge_nal::TcpSplit;
//! use embedded_io_async::{Read, Write};
//!
//! struct Thermometer;
//!
//! impl CorsHandler for Thermometer {
//!     type Error<E>
//!         = Error<E>
//!     where
//!         E: Debug;
//!
//!     async fn handle<T: Read + Write + TcpSplit, const N: usize>(
//!         &self,
//!         _task: impl Display + Copy,
//!         connection: &mut Connection<'_, T, N>,
//!         cors: &impl Cors,
//!     ) -> Result<(), Error<T::Error>> {
//!         // Room for one line of its own and `MAX_LINES` more.
//!         let mut lines = [("", ""); 8];
//!         let lines = cors.lines(&[("Content-Type", "text/plain")], &mut lines).map_err(|_| Error::TooManyHeaders)?;
//!         connection.initiate_response(200, Some("OK"), lines).await?;
//!         connection.write_all(b"21.5").await
//!     }
//! }
//!
//! # use corsac::{Config, Policy};
//! # let config = Config::new().allow_origins(&["https://app.example"]).max_age(7200);
//! # let mut buffer = [0; 256];
//! # let policy = Policy::from_bytes(config.compile_into(&mut buffer, |_| ()).unwrap()).unwrap();
//! let handler: WithCors<_, _> = WithCors::new(&policy, Thermometer);
//! # fn is_handler(_: impl edge_http::io::server::Handler) {}
//! # is_handler(handler);
//! ```
//!
//! [`WithCors`] answers preflights without the handler, and errors of the handler with a 500 that carries the headers.
//!
//! # Copies
//!
//! edge-http gives the request up when a response begins. An origin that the policy lists is answered with the policy's
//! own text, so nothing has to be kept. What a wildcard matches is copied, into `N` bytes (128 unless told): an origin
//! that is longer is allowed by the policy, and yet its answer has no `Access-Control-Allow-Origin`, so the browser
//! refuses. The same holds where credentials meet `*`, for the requested method and header names.
//! [`longest`](corsac_embedded::RequestCopy) origins have 327 bytes.
//!
//! # What edge-http does not let an adapter do
//!
//! - It knows 35 methods. A request with another one, `QUERY` say, gets no answer at all; and it reads methods in any
//!   case, so `options` is a preflight, too.
//! - Requests that it cannot read, and those with more headers than `N` of its `Connection`, get no answer.
//! - After an error that comes when the response has begun the connection is closed; its headers were sent by then.

#![no_std]
#![forbid(unsafe_code)]
#![allow(async_fn_in_trait, reason = "edge-http's traits are such")]

use core::fmt::{Debug, Display};

use corsac::{Decision, Request, RequestField};
use corsac_embedded::{Answer, HeldPolicy, RequestCopy, merge};
use edge_http::io::Error;
use edge_http::io::server::{Connection, Handler};
use edge_http::{Method, RequestHeaders};
use edge_nal::TcpSplit;
use embedded_io_async::{Read, Write};

pub use corsac_embedded::{MAX_LINES, PolicySource, TooManyLines};

/// The header lines of one response.
pub trait Cors {
    /// What was decided.
    fn decision(&self) -> Decision;

    /// The lines of a response: a handler's `own`, and those of the policy. They are written into `lines`, which needs
    /// room for `own` and [`MAX_LINES`] more; the part that is filled comes back.
    ///
    /// # Errors
    ///
    /// If the room does not do.
    fn lines<'l, 'v>(
        &'v self,
        own: &[(&'v str, &'v str)],
        lines: &'l mut [(&'v str, &'v str)],
    ) -> Result<&'l [(&'v str, &'v str)], TooManyLines>;
}

impl<P: HeldPolicy, R: Request> Cors for Answer<P, R> {
    fn decision(&self) -> Decision {
        Answer::decision(self)
    }

    fn lines<'l, 'v>(
        &'v self,
        own: &[(&'v str, &'v str)],
        lines: &'l mut [(&'v str, &'v str)],
    ) -> Result<&'l [(&'v str, &'v str)], TooManyLines> {
        merge(own, self, lines)
    }
}

/// A handler that puts the headers of a policy on its responses. Preflights do not reach it.
pub trait CorsHandler {
    /// As in [`Handler`].
    type Error<E>: Debug + From<Error<E>>
    where
        E: Debug;

    /// As in [`Handler`]; `cors` has the header lines for the response.
    ///
    /// # Errors
    ///
    /// As in [`Handler`]. If the response has not begun by then, a 500 goes out, with the headers.
    async fn handle<T: Read + Write + TcpSplit, const N: usize>(
        &self,
        task: impl Display + Copy,
        connection: &mut Connection<'_, T, N>,
        cors: &impl Cors,
    ) -> Result<(), Self::Error<T::Error>>;
}

/// A [`Handler`] made of a [`CorsHandler`] and a policy. `COPY` is how many bytes of a request an answer can take: see
/// the [crate's documentation](crate).
#[derive(Clone, Copy, Debug)]
pub struct WithCors<S, H, const COPY: usize = 128> {
    source: S,
    handler: H,
}

impl<S: PolicySource, H: CorsHandler, const COPY: usize> WithCors<S, H, COPY> {
    /// Serves `handler` under the policy of `source`: a `&Policy`, or a [`LivePolicy`](corsac_embedded::LivePolicy)
    /// that is replaced at run time.
    pub const fn new(source: S, handler: H) -> WithCors<S, H, COPY> {
        WithCors { source, handler }
    }

    /// The handler.
    pub const fn handler(&self) -> &H {
        &self.handler
    }
}

impl<S: PolicySource, H: CorsHandler, const COPY: usize> Handler for WithCors<S, H, COPY> {
    type Error<E>
        = H::Error<E>
    where
        E: Debug;

    async fn handle<T: Read + Write + TcpSplit, const N: usize>(
        &self,
        task: impl Display + Copy,
        connection: &mut Connection<'_, T, N>,
    ) -> Result<(), H::Error<T::Error>> {
        let cors = Answer::<_, RequestCopy<COPY>>::copying(self.source.hold(), &Parts(connection.headers()?));
        let (status, result) = match cors.decision().status() {
            Some(status) => (status, Ok(())),
            None => match self.handler.handle(task, connection, &cors).await {
                Err(error) if connection.is_request_initiated() => (500, Err(error)),
                result => return result,
            },
        };
        // Also for errors: one place that writes a response costs less flash than two.
        respond(connection, status, &cors).await?;
        result
    }
}

/// Decides a request and keeps what its answer needs. For handlers that do without [`WithCors`].
pub fn decide<const COPY: usize, P: HeldPolicy, const N: usize>(
    policy: P,
    request: &RequestHeaders<'_, N>,
) -> impl Cors + use<COPY, P, N> {
    Answer::<P, RequestCopy<COPY>>::copying(policy, &Parts(request))
}

/// A response without a body.
async fn respond<T: Read + Write, const N: usize>(
    connection: &mut Connection<'_, T, N>,
    status: u16,
    cors: &impl Cors,
) -> Result<(), Error<T::Error>> {
    // A 204 must not have the line (RFC 9110, section 8.6), but edge-http would announce chunks without it.
    let own = [("content-length", "0")];
    let mut lines = [("", ""); 1 + ROOM];
    let lines = cors.lines(&own, &mut lines).map_err(|_| Error::TooManyHeaders)?;
    connection.initiate_response(status, None, lines).await
}

/// For preflights, which can have several lines of header names reflected.
const ROOM: usize = MAX_LINES + 4;

/// The request as edge-http keeps it.
struct Parts<'r, 'b, const N: usize>(&'r RequestHeaders<'b, N>);

impl<const N: usize> Request for Parts<'_, '_, N> {
    fn method(&self) -> &[u8] {
        // Deciding asks for no other.
        if self.0.method == Method::Options { b"OPTIONS" } else { b"" }
    }

    fn field_lines(&self, field: RequestField) -> impl Iterator<Item = &[u8]> {
        let lines = self.0.headers.iter_raw().filter(move |(name, _)| name.eq_ignore_ascii_case(field.as_str()));
        lines.map(|(_, value)| value)
    }
}
