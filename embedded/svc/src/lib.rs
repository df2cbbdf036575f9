//! CORS for the HTTP server traits of [embedded-svc](https://docs.rs/embedded-svc), as esp-idf-svc has them.
//!
//! ```
//! use corsac_embedded_svc::{Cors, CorsConnection};
//! use embedded_svc::http::server::{Connection, Handler, Request};
//!
//! struct Thermometer;
//!
//! impl<C: Connection> Handler<CorsConnection<'_, C>> for Thermometer {
//!     type Error = C::Error;
//!
//!     fn handle(&self, connection: &mut CorsConnection<'_, C>) -> Result<(), C::Error> {
//!         // The response has the headers of the policy, whatever the handler does.
//!         Request::wrap(connection).into_response(200, None, &[("Content-Type", "text/plain")])?.write(b"21.5")?;
//!         Ok(())
//!     }
//! }
//!
//! # use corsac::{Config, Policy};
//! # let config = Config::new().allow_origins(&["https://app.example"]).max_age(7200);
//! # let mut buffer = [0; 256];
//! # let policy = Policy::from_bytes(config.compile_into(&mut buffer, |_| ()).unwrap()).unwrap();
//! let handler: Cors<_, _> = Cors::new(policy, Thermometer);
//! ```
//!
//! # What the traits do not let an adapter do
//!
//! - They give one value for each header name: of several `Origin` lines, which the CORS protocol refuses, only one
//!   is seen. A browser sends one. The same goes for several lines of requested
//!   header names, which a browser does not send either.
//! - A value that is not UTF-8 is not shown at all: a request with such an `Origin` is not taken for a CORS request, so it
//!   gets no CORS headers but reaches the application.
//! - Methods outside of the 30 of [`Method`] do not reach a handler.
//! - In esp-idf a handler is registered for one method and path, so `OPTIONS` has to be registered, too (with
//!   `uri_match_wildcard`, once for all paths), and its own 404 and 405 carry no CORS headers. It also has to be
//!   told of enough response headers: an answer has at most [`MAX_LINES`], and `max_resp_headers` is 8 unless set.
//!
//! An origin that the policy lists is answered with the policy's own text. What a wildcard matches is copied, into
//! `COPY` bytes (128 unless told); an origin that is longer gets no `Access-Control-Allow-Origin`, so the browser
//! refuses. The same holds where credentials meet `*`, for the requested method and header names.

#![no_std]
#![forbid(unsafe_code)]

mod blocking;
mod connection;
mod non_blocking;

use corsac::{Request, RequestField};
use corsac_embedded::{Answer, HeldPolicy, RequestCopy};
use embedded_svc::http::{Headers, Method, Query};

pub use connection::CorsConnection;

pub use corsac_embedded::{MAX_LINES, PolicySource};

/// How many header lines a response can have, those of the policy included. One with more goes out as a 500 without any.
pub const MAX_RESPONSE_LINES: usize = 24;

/// A handler behind a policy: preflights are answered without it, and every other response gets the headers, also the
/// 500 that goes out if the handler fails before it has begun to respond.
///
/// It is a [`Handler`](embedded_svc::http::server::Handler), and an
/// [asynchronous one](embedded_svc::http::server::asynch::Handler), if the inner one is.
#[derive(Clone, Copy, Debug)]
pub struct Cors<S, H, const COPY: usize = 128> {
    source: S,
    handler: H,
}

impl<S: PolicySource, H, const COPY: usize> Cors<S, H, COPY> {
    /// Serves `handler` under the policy of `source`.
    pub const fn new(source: S, handler: H) -> Cors<S, H, COPY> {
        Cors { source, handler }
    }
}

/// Decides a request and keeps what its answer needs.
fn answer<const COPY: usize, P: HeldPolicy>(
    policy: P,
    request: &(impl Headers + Query),
) -> Answer<P, RequestCopy<COPY>> {
    Answer::<_, RequestCopy<COPY>>::copying(policy, &Parts(request))
}

/// The request as the traits show it.
struct Parts<'r, H>(&'r H);

impl<H: Headers + Query> Request for Parts<'_, H> {
    fn method(&self) -> &[u8] {
        // Deciding asks for no other.
        if self.0.method() == Method::Options { b"OPTIONS" } else { b"" }
    }

    fn field_lines(&self, field: RequestField) -> impl Iterator<Item = &[u8]> {
        self.0.header(field.as_str()).map(str::as_bytes).into_iter()
    }
}
