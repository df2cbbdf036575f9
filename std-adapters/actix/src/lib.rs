//! CORS for [actix-web](https://docs.rs/actix-web) 4.
//!
//! ```no_run
//! use actix_web::{App, HttpServer, web};
//! use corsac_actix::{Config, Cors, CorsMiddleware};
//!
//! #[actix_web::main]
//! async fn main() -> Result<(), Box<dyn std::error::Error>> {
//!     let policy = Config::new()
//!         .allow_origins(&["https://app.example", "https://*.app.example"])
//!         .allow_methods(&["PUT", "DELETE"])
//!         .allow_headers(&["Authorization", "Content-Type"])
//!         .allow_credentials(true)
//!         .max_age(7200);
//!     // All that is wrong with a policy comes as an error, with what to write instead. Nothing panics.
//!     // Once, outside of the closure: all workers share it.
//!     let cors = CorsMiddleware::new(Cors::compile(&policy)?);
//!
//!     HttpServer::new(move || App::new().route("/", web::get().to(async || "hello")).wrap(cors.clone()))
//!         .bind("127.0.0.1:8080")?
//!         .run()
//!         .await?;
//!     Ok(())
//! }
//! ```
//!
//! A policy can also come [from a file](Cors::from_file): TOML, JSON, or an image; and it can be
//! [replaced](Handle::replace) while the server runs, for all workers at once:
//!
//! ```
//! # use corsac_actix::{Config, Cors, CorsMiddleware, ServerPolicy};
//! # let cors = Cors::compile(&Config::new().allow_origins(&["https://app.example"]).max_age(7200))?;
//! let middleware = CorsMiddleware::new(cors);
//! let handle = middleware.handle();
//! // Later, on a signal, say. A policy with an error changes nothing.
//! handle.replace(ServerPolicy::from_toml("allow_origins = ['https://new.example']\nmax_age = 7200")?);
//! # Ok::<(), corsac_actix::PolicyError>(())
//! ```
//!
//! # What it does
//!
//! - A preflight (`OPTIONS` with `Origin` and `Access-Control-Request-Method`) is answered by the middleware: 204 if
//!   the policy allows the origin, else 403. The inner service does not see it. Any other `OPTIONS` belongs to the
//!   inner service.
//! - Every other request goes to the inner service, and its response gets the headers that the policy says. What they
//!   are is decided before, from nothing but the request, so it does not matter who answers: a handler, a 404, a 405,
//!   an extractor, an error.
//! - `Access-Control-*` headers of inner services are removed, unless [`InnerHeaders::Keep`] says otherwise; `Vary`
//!   is added to, never replaced.
//! - No request is refused for its origin, unless [`Refuse`] says so: CORS is about who may read the answer.
//!
//! [`Cors`] has the other knobs: the [status of preflights](Cors::preflight_status), a function that is
//! [asked about other origins](Cors::allow_origin_if).
//!
//! # Where to put it
//!
//! Outermost: whatever is outside of the middleware, answers without CORS headers, and the browser will show a script
//! a network error in place of the real one. In actix, the last `wrap` is outermost:
//!
//! | | |
//! |---|---|
//! | [`App::wrap`](actix_web::App::wrap) | right: the default service's 404 and every 405 are inside |
//! | [`Scope::wrap`](actix_web::Scope::wrap) | right for what is below, with its 404s and 405s |
//! | [`Resource::wrap`](actix_web::Resource::wrap) | right for one path, with its 405 |
//! | [`Route::wrap`](actix_web::Route::wrap) | wrong: a route is found by its method, so preflights get 405 before they get there |
//!
//! Inside it belong:
//!
//! - **errors**: an `Err` of an inner middleware stays an `Err`, and gets the headers when a response is made of it
//!   ([`Error::add_response_mapper`](actix_web::Error::add_response_mapper)). Those of handlers and extractors are
//!   responses already. Only a middleware further out that throws the error away and makes a response of its own,
//!   answers without them.
//! - **panics**: actix does not catch them. The connection closes, the worker goes on, and the browser reports a network
//!   error, whatever the policy. A middleware inside this one can make an error of a panic:
//!
//!   ```
//!   use std::panic::AssertUnwindSafe;
//!
//!   use actix_web::body::MessageBody;
//!   use actix_web::dev::{ServiceRequest, ServiceResponse};
//!   use actix_web::error::{Error, ErrorInternalServerError};
//!   use actix_web::middleware::{Next, from_fn};
//!   use futures_util::FutureExt;
//!
//!   async fn catch_panics(
//!       request: ServiceRequest,
//!       next: Next<impl MessageBody>,
//!   ) -> Result<ServiceResponse<impl MessageBody>, Error> {
//!       let response = AssertUnwindSafe(next.call(request)).catch_unwind().await;
//!       response.unwrap_or_else(|_| Err(ErrorInternalServerError("Internal Server Error")))
//!   }
//!
//!   # let cors = corsac_actix::Cors::compile(&corsac_actix::Config::new().allow_origins(&["*"]).max_age(7200)).unwrap();
//!   let app = actix_web::App::new().wrap(from_fn(catch_panics)).wrap(corsac_actix::CorsMiddleware::new(cors));
//!   # let _ = app;
//!   ```
//! - **authentication**: browsers send preflights without credentials, so an authentication middleware outside of this
//!   one answers them with 401, and nothing works.
//!
//! Requests that actix cannot read are answered before any middleware, without CORS headers.
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
//! No allocation, no lock, no boxed future: not for a preflight either, as actix uses the heads of its responses again.
//! The header values are made once; the origin of the request is cloned by reference count. Two cases take memory: an
//! `Err` of an inner middleware, 2 allocations for the function that it is given; and a response with so many headers
//! that their map has to grow.

#![forbid(unsafe_code)]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod future;
mod headers;
mod middleware;
mod request;
mod values;

#[doc(inline)]
pub use corsac_http::{
    Config, Cors, Escaped, Finding, Handle, InnerHeaders, Policy, PolicyError, PreflightStatus, Refusal, Refuse,
    ServerPolicy,
};
pub use future::ResponseFuture;
pub use middleware::{CorsMiddleware, CorsService};

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
