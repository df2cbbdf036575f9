//! CORS for everything on [tower](https://docs.rs/tower): axum, hyper, tonic, lambda_http, warp.
//!
//! ```no_run
//! use axum::Router;
//! use axum::routing::get;
//! use corsac_tower::{Config, Cors, CorsLayer};
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
//!     let app = Router::new().route("/", get(async || "hello")).layer(CorsLayer::new(cors));
//!     let listener = tokio::net::TcpListener::bind("127.0.0.1:8080").await?;
//!     axum::serve(listener, app).await?;
//!     Ok(())
//! }
//! ```
//!
//! A policy can also come [from a file](Cors::from_file): TOML, JSON, or an image; and it can be
//! [replaced](Handle::replace) while the server runs.
//!
//! # What it does
//!
//! - A preflight (`OPTIONS` with `Origin` and `Access-Control-Request-Method`) is answered by the layer: 204 if the
//!   policy allows the origin, else 403. The inner service does not see it. Any other `OPTIONS` belongs to the inner
//!   service.
//! - Every other request goes to the inner service, and its response gets the headers that the policy says. What they
//!   are is decided before, from nothing but the request, so it does not matter who answers: a handler, a 404, an
//!   error, a timeout.
//! - `Access-Control-*` headers of inner services are removed, unless [`InnerHeaders::Keep`] says otherwise; `Vary` is
//!   added to, never replaced.
//! - No request is refused for its origin, unless [`Refuse`] says so: CORS is about who may read the answer.
//!
//! # Where to put it
//!
//! Outermost: whatever is outside of the layer, answers without CORS headers, and the browser will show a script a
//! network error in place of the real one. In axum:
//!
//! | | |
//! |---|---|
//! | [`Router::layer`](https://docs.rs/axum/0.8/axum/struct.Router.html#method.layer) | right: routes *added before it*, the 404 fallback and every 405 are inside |
//! | [`Router::route_layer`](https://docs.rs/axum/0.8/axum/struct.Router.html#method.route_layer) | wrong: the 404 is outside, and a preflight to a path without a route gets it |
//! | [`MethodRouter::layer`](https://docs.rs/axum/0.8/axum/routing/struct.MethodRouter.html#method.layer) | right for one route, with its 405 |
//! | [`MethodRouter::route_layer`](https://docs.rs/axum/0.8/axum/routing/struct.MethodRouter.html#method.route_layer) | wrong: it runs only where the method has a handler, so a preflight gets 405 |
//! | `ServiceBuilder` | the first one added is outermost: put this one first |
//!
//! Inside it belong:
//!
//! - **panics**: `CatchPanicLayer` of tower-http makes a 500 of them; outside it, that 500 has no CORS headers, and
//!   without it the connection breaks.
//! - **timeouts, limits, load shedding**: inner services that fail with an `Err` pass through the layer as an `Err`, and
//!   whoever makes a response of it has to be inside, as axum's `HandleErrorLayer`.
//! - **authentication**: browsers send preflights without credentials, so an authentication layer outside of this one
//!   answers them with 401, and nothing works.
//!
//! # Other servers
//!
//! - **hyper**: `hyper_util::service::TowerToHyperService::new(CorsService::new(service, cors))`.
//! - **tonic**: `Server::builder().accept_http1(true).layer(CorsLayer::new(cors)).layer(GrpcWebLayer::new())`; let the
//!   policy expose `grpc-status` and `grpc-message`, and allow `content-type`, `x-grpc-web` and `x-user-agent`.
//! - **lambda_http**: `lambda_http::run(CorsLayer::new(cors).layer(service_fn(handler)))`; turn off the CORS of the
//!   gateway, or it adds a second set.
//! - **warp**: `CorsLayer::new(cors).layer(warp::service(routes))`; rejections are responses there, and so have the
//!   headers.
//!
//! # WebSockets
//!
//! Browsers do not protect them by CORS: a handshake from any page reaches the server, with cookies.
//! [`Refuse::WebSocketUpgrades`] refuses those from other origins, over HTTP/1.1 and HTTP/2.
//!
//! # Cost
//!
//! No allocation beyond the response's own header map, no lock, no boxed future. The header values are made once; the
//! origin of the request is cloned by reference count.

#![forbid(unsafe_code)]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod asking;
mod future;
mod layer;
mod service;

pub use asking::{AllowOrigin, AskingCorsLayer, AskingCorsService, AskingFuture, RequestOrigin};
#[doc(inline)]
pub use corsac_http::{
    Config, Cors, Escaped, Finding, Handle, InnerHeaders, Policy, PolicyError, PreflightStatus, Refusal, Refuse,
    ServerPolicy,
};
pub use future::ResponseFuture;
pub use layer::CorsLayer;
pub use service::CorsService;

/// The examples of the README and of the page for those who come from tower-http are tests.
#[cfg(doctest)]
mod pages {
    #[doc = include_str!("../README.md")]
    mod readme {}

    #[doc = include_str!("../../../docs/moving-from-tower-http.md")]
    mod moving {}
}
