//! CORS for [salvo](https://docs.rs/salvo).
//!
//! ```no_run
//! use corsac_salvo::{Config, Cors, CorsHandler};
//! use salvo::prelude::*;
//!
//! #[handler]
//! async fn hello() -> &'static str {
//!     "hello"
//! }
//!
//! #[tokio::main]
//! async fn main() -> Result<(), Box<dyn std::error::Error>> {
//!     let policy = Config::new()
//!         .allow_origins(&["https://app.example", "https://*.app.example"])
//!         .allow_methods(&["PUT", "DELETE"])
//!         .allow_headers(&["Authorization", "Content-Type"])
//!         .allow_credentials(true)
//!         .max_age(7200);
//!     // All that is wrong with a policy comes as an error, with what to write instead. Nothing panics.
//!     let cors = Cors::compile(&policy)?;
//!
//!     let service = Service::new(Router::new().get(hello)).hoop(CorsHandler::new(cors));
//!     let acceptor = TcpListener::new("127.0.0.1:8080").bind().await;
//!     Server::new(acceptor).serve(service).await;
//!     Ok(())
//! }
//! ```
//!
//! A policy can also come [from a file](Cors::from_file): TOML, JSON, or an image; and it can be
//! [replaced](Handle::replace) while the server runs:
//!
//! ```
//! # use corsac_salvo::{Config, Cors, CorsHandler, ServerPolicy};
//! # let cors = Cors::compile(&Config::new().allow_origins(&["https://app.example"]).max_age(7200))?;
//! let handler = CorsHandler::new(cors);
//! let handle = handler.policy_handle();
//! // Later, on a signal, say. A policy with an error changes nothing.
//! handle.replace(ServerPolicy::from_toml("allow_origins = ['https://new.example']\nmax_age = 7200")?);
//! # Ok::<(), corsac_salvo::PolicyError>(())
//! ```
//!
//! # What it does
//!
//! - A preflight (`OPTIONS` with `Origin` and `Access-Control-Request-Method`) is answered by the handler: 204 if the
//!   policy allows the origin, else 403. The handlers after it do not see it, nor do catchers. Any other `OPTIONS`
//!   belongs to the application.
//! - Every other request goes on, and its response gets the headers that the policy says. What they are is decided
//!   before, from nothing but the request, so it does not matter who answers: a handler, a 404, a 405, an extractor, an
//!   error, a catcher.
//! - `Access-Control-*` headers of handlers after it are removed, unless [`InnerHeaders::Keep`] says otherwise; `Vary`
//!   is added to, never replaced.
//! - No request is refused for its origin, unless [`Refuse`] says so: CORS is about who may read the answer.
//!
//! [`Cors`] has the other knobs: the [status of preflights](Cors::preflight_status), a function that is
//! [asked about other origins](Cors::allow_origin_if).
//!
//! # Where to put it
//!
//! First: whatever answers before it, does so without CORS headers, and the browser will show a script a network error
//! in place of the real one.
//!
//! | | |
//! |---|---|
//! | [`Service::hoop`](salvo_core::Service::hoop), before other hoops | right: every route, every 404 and every 405 are after it |
//! | [`Router::hoop`](salvo_core::Router::hoop) | wrong: it runs only where a route matches, so a preflight to a route without `OPTIONS` gets 405 |
//!
//! After it belong:
//!
//! - **panics**: `CatchPanic` of salvo makes a 500 of them; before this handler, that 500 has no CORS headers, and
//!   without it the connection breaks.
//! - **authentication**: browsers send preflights without credentials, so an authentication handler before this one
//!   answers them with 401, and nothing works.
//!
//! Catchers run after all hoops, on the same response: the CORS headers are there already, and a catcher should leave
//! them. Requests that hyper cannot read are answered by hyper itself, without CORS headers.
//!
//! # WebSockets
//!
//! Browsers do not protect them by CORS: a handshake from any page reaches the server, with cookies.
//! [`Refuse::WebSocketUpgrades`] refuses those from other origins, over HTTP/1.1 and HTTP/2.
//!
//! # Refusals
//!
//! [`Cors::on_refusal`] calls a function for each. With the feature `tracing`, each is also an event with the target
//! `corsac`, with class, reason, and the origin, escaped: at most 10 a second, unless
//! `Cors::refusal_events_per_second` says otherwise.
//!
//! # Cost
//!
//! One allocation beyond the response's own header map: the boxed future that every handler of salvo is. No lock. The
//! header values are made once; the origin of the request is cloned by reference count.

#![forbid(unsafe_code)]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod middleware;

#[doc(inline)]
pub use corsac_http::{
    Config, Cors, Escaped, Finding, Handle, InnerHeaders, Policy, PolicyError, PreflightStatus, Refusal, Refuse,
    ServerPolicy,
};
pub use middleware::CorsHandler;

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
