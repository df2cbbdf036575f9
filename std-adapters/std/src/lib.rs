//! CORS for servers that have no middleware: plain headers as a parser gives them,
//! [tiny_http](https://docs.rs/tiny_http) and [rouille](https://docs.rs/rouille).
//!
//! ```
//! use corsac_std::{Config, Cors, CorsMiddleware, Outcome};
//!
//! fn main() -> Result<(), Box<dyn std::error::Error>> {
//!     let policy = Config::new()
//!         .allow_origins(&["https://app.example", "https://*.app.example"])
//!         .allow_methods(&["PUT", "DELETE"])
//!         .allow_headers(&["Authorization", "Content-Type"])
//!         .allow_credentials(true)
//!         .max_age(7200);
//!     // All that is wrong with a policy comes as an error, with what to write instead. Nothing panics.
//!     let cors = CorsMiddleware::new(Cors::compile(&policy)?);
//!
//!     // For each request, its method and its header lines:
//!     let mut fields = [httparse::EMPTY_HEADER; 16];
//!     let mut request = httparse::Request::new(&mut fields);
//!     request.parse(b"GET / HTTP/1.1\r\nHost: api.example\r\nOrigin: https://app.example\r\n\r\n")?;
//!     let headers = request.headers.iter().map(|header| (header.name, header.value));
//!
//!     let (status, lines) = match cors.decide(request.method.unwrap_or_default(), headers) {
//!         Outcome::Answered(answered) => {
//!             (answered.status(), answered.lines().map(|(name, value)| format!("{name}: {value}")).collect::<Vec<_>>())
//!         }
//!         Outcome::PassedOn(passed_on) => {
//!             // Here the application answers, with headers of its own.
//!             let existing = [("content-type", "text/plain")];
//!             let changes = passed_on.changes(existing.into_iter());
//!             let kept = existing.into_iter().filter(|(name, _)| !changes.replaces(name));
//!             (200, kept.chain(changes.lines()).map(|(name, value)| format!("{name}: {value}")).collect())
//!         }
//!     };
//!     assert_eq!(status, 200);
//!     assert_eq!(lines, [
//!         "content-type: text/plain",
//!         "access-control-allow-origin: https://app.example",
//!         "access-control-allow-credentials: true",
//!         "vary: origin",
//!     ]);
//!     Ok(())
//! }
//! ```
//!
#![cfg_attr(feature = "tiny-http", doc = "With tiny_http that is one call: [`CorsMiddleware::respond`]. ")]
#![cfg_attr(feature = "rouille", doc = "With rouille it is [`CorsMiddleware::wrap`].")]
//!
//! A policy can also come [from a file](Cors::from_file): TOML, JSON, or an image; and it can be
//! [replaced](Handle::replace) while the server runs:
//!
//! ```
//! # use corsac_std::{Config, Cors, CorsMiddleware, ServerPolicy};
//! # let cors = Cors::compile(&Config::new().allow_origins(&["https://app.example"]).max_age(7200))?;
//! let middleware = CorsMiddleware::new(cors);
//! let handle = middleware.handle();
//! // Later, on a signal, say. A policy with an error changes nothing.
//! handle.replace(ServerPolicy::from_toml("allow_origins = ['https://new.example']\nmax_age = 7200")?);
//! # Ok::<(), corsac_std::PolicyError>(())
//! ```
//!
//! # What it does
//!
//! - A preflight (`OPTIONS` with `Origin` and `Access-Control-Request-Method`) is to be answered at once: 204 if the
//!   policy allows the origin, else 403. The application does not see it. Any other `OPTIONS` belongs to the
//!   application.
//! - Every other request goes to the application, and its response gets the headers that the policy says. What they
//!   are is decided before, from nothing but the request, so it does not matter who answers: a handler, a 404, a 405,
//!   an error.
//! - `Access-Control-*` headers of the application are taken out, unless [`InnerHeaders::Keep`] says otherwise; `Vary`
//!   is added to, never replaced.
//! - No request is refused for its origin, unless [`Refuse`] says so: CORS is about who may read the answer.
//!
//! [`Cors`] has the other knobs: the [status of preflights](Cors::preflight_status), a function that is
//! [asked about other origins](Cors::allow_origin_if).
//!
//! # Where to put it
//!
//! Before everything that answers: routing, authentication (browsers send preflights without credentials), limits. And
//! around it: put the headers on the answers of all of these.
//!
//! Panics:
//!
//! | | a handler that panics |
//! |---|---|
//! | plain headers | is the server's business: catch it, answer, and put the headers on that |
//! | tiny_http, `respond` | is answered with 500 and the headers; then the panic goes on |
//! | tiny_http, `decide_request` | tiny_http answers 500 when the request is dropped, without the headers |
//! | rouille, `wrap` | is answered with 500 and the headers; the panic ends there |
//!
//! Requests that the server cannot read it answers itself, without CORS headers. tiny_http, and rouille with it, read
//! nothing but ASCII: a request with other bytes in a header line, which no browser sends, ends its connection.
//!
//! # WebSockets
//!
//! Browsers do not protect them by CORS: a handshake from any page reaches the server, with cookies.
//! [`Refuse::WebSocketUpgrades`] refuses those from other origins.
//!
//! # Refusals
//!
//! [`Cors::on_refusal`] calls a function for each. With the feature `tracing`, each is also an event with the target
//! `corsac`, with class, reason, and the origin, escaped: at most 10 a second, unless
//! `Cors::refusal_events_per_second` says otherwise.
//!
//! # Features
//!
//! | feature | default | adds |
//! |---|---|---|
//! | `documents` | yes | policies from TOML and JSON files |
//! | `public-suffix` | yes | refuses wildcards under which anyone can register a name |
//! | `mmap` | | image files mapped into memory |
//! | `rouille` | | `CorsMiddleware::wrap` for rouille |
//! | `tiny-http` | | `CorsMiddleware::respond` for tiny_http |
//! | `tracing` | | an event for each refusal, rate-limited |
//!
//! # Cost
//!
//! No lock. With plain headers nothing is allocated: every value is borrowed from the request or is a constant. rouille
//! wants its values owned: the text of the origin is copied, constants are not. tiny_http wants names and values of its
//! own: 2 allocations for each header, and one for the origin, which has to outlive the request's headers.

#![forbid(unsafe_code)]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod headers;
mod middleware;
mod request;
#[cfg(feature = "rouille")]
mod rouille;
#[cfg(feature = "tiny-http")]
mod tiny_http;

#[doc(inline)]
pub use corsac_http::{
    Config, Cors, Escaped, Finding, Handle, InnerHeaders, Policy, PolicyError, PreflightStatus, Refusal, Refuse,
    ServerPolicy,
};
pub use headers::{Answered, Changes, PassedOn};
pub use middleware::{CorsMiddleware, Outcome};

#[cfg(all(doctest, feature = "tiny-http", feature = "rouille"))]
#[doc = include_str!("../README.md")]
struct Readme;
