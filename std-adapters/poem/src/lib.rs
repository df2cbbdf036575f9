//! CORS for [poem](https://docs.rs/poem).
//!
//! ```no_run
//! use corsac_poem::{Config, Cors, CorsMiddleware};
//! use poem::listener::TcpListener;
//! use poem::{EndpointExt, Route, Server, get, handler};
//!
//! #[handler]
//! fn hello() -> &'static str {
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
//!     let app = Route::new().at("/", get(hello)).with(CorsMiddleware::new(cors));
//!     Server::new(TcpListener::bind("127.0.0.1:8080")).run(app).await?;
//!     Ok(())
//! }
//! ```
//!
//! A policy can also come [from a file](Cors::from_file): TOML, JSON, or an image; and it can be
//! [replaced](Handle::replace) while the server runs:
//!
//! ```
//! # use corsac_poem::{Config, Cors, CorsMiddleware, ServerPolicy};
//! # let cors = Cors::compile(&Config::new().allow_origins(&["https://app.example"]).max_age(7200))?;
//! let middleware = CorsMiddleware::new(cors);
//! let handle = middleware.handle();
//! // Later, on a signal, say. A policy with an error changes nothing.
//! handle.replace(ServerPolicy::from_toml("allow_origins = ['https://new.example']\nmax_age = 7200")?);
//! # Ok::<(), corsac_poem::PolicyError>(())
//! ```
//!
//! # What it does
//!
//! - A preflight (`OPTIONS` with `Origin` and `Access-Control-Request-Method`) is answered by the middleware: 204 if
//!   the policy allows the origin, else 403. The inner endpoint does not see it. Any other `OPTIONS` belongs to the
//!   inner endpoint.
//! - Every other request goes to the inner endpoint, and its response gets the headers that the policy says. What they
//!   are is decided before, from nothing but the request, so it does not matter who answers: a handler, a 404, a 405,
//!   an extractor, an error.
//! - `Access-Control-*` headers of inner endpoints are removed, unless [`InnerHeaders::Keep`] says otherwise; `Vary`
//!   is added to, never replaced.
//! - No request is refused for its origin, unless [`Refuse`] says so: CORS is about who may read the answer.
//!
//! [`Cors`] has the other knobs: the [status of preflights](Cors::preflight_status), a function that is
//! [asked about other origins](Cors::allow_origin_if).
//!
//! # Where to put it
//!
//! Outermost: whatever is outside of the middleware, answers without CORS headers, and the browser will show a script
//! a network error in place of the real one. In poem, the last `with` is outermost:
//!
//! | | |
//! |---|---|
//! | on the top [`Route`](poem::Route) | right: its 404 and every 405 are inside |
//! | on a [nested](poem::Route::nest) `Route` | right for what is below, with its 404s and 405s |
//! | on one [`RouteMethod`](poem::RouteMethod) | right for one path, with its 405 |
//! | on one handler | wrong: preflights to its path are answered with 405 before they get there |
//!
//! Inside it belong:
//!
//! - **errors**: the middleware makes responses of them, as the server would. `catch_error` and other endpoints that
//!   want to see an error itself have to be inside.
//! - **panics**: [`CatchPanic`](poem::middleware::CatchPanic) makes a 500 of them; outside the middleware, that 500
//!   has no CORS headers, and without it the connection breaks.
//! - **authentication**: browsers send preflights without credentials, so an authentication middleware outside of this
//!   one answers them with 401, and nothing works.
//!
//! Requests that hyper cannot read are answered by hyper itself, without CORS headers.
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
//! No allocation beyond the response's own header map, no lock, no boxed future. The header values are made once; the
//! origin of the request is cloned by reference count.

#![forbid(unsafe_code)]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod middleware;

#[doc(inline)]
pub use corsac_http::{
    Config, Cors, Escaped, Finding, Handle, InnerHeaders, Policy, PolicyError, PreflightStatus, Refusal, Refuse,
    ServerPolicy,
};
pub use middleware::{CorsEndpoint, CorsMiddleware};

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
