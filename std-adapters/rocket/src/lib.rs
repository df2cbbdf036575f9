//! CORS for [Rocket](https://docs.rs/rocket) 0.5.
//!
//! ```no_run
//! use corsac_rocket::{Config, Cors, CorsFairing};
//! use rocket::{get, routes};
//!
//! #[get("/")]
//! fn hello() -> &'static str {
//!     "hello"
//! }
//!
//! #[rocket::main]
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
//!     rocket::build().mount("/", routes![hello]).attach(CorsFairing::new(cors)).launch().await?;
//!     Ok(())
//! }
//! ```
//!
//! A policy can also come [from a file](Cors::from_file): TOML, JSON, or an image; and it can be
//! [replaced](Handle::replace) while the server runs:
//!
//! ```
//! # use corsac_rocket::{Config, Cors, CorsFairing, ServerPolicy};
//! # let cors = Cors::compile(&Config::new().allow_origins(&["https://app.example"]).max_age(7200))?;
//! let fairing = CorsFairing::new(cors);
//! let handle = fairing.handle();
//! // Later, on a signal, say. A policy with an error changes nothing.
//! handle.replace(ServerPolicy::from_toml("allow_origins = ['https://new.example']\nmax_age = 7200")?);
//! # Ok::<(), corsac_rocket::PolicyError>(())
//! ```
//!
//! # What it does
//!
//! - A preflight (`OPTIONS` with `Origin` and `Access-Control-Request-Method`) is answered by the fairing: 204 if the
//!   policy allows the origin, else 403. The routes of the application do not see it, not even those for `OPTIONS`.
//!   Any other `OPTIONS` belongs to the application: its routes answer it, or its 404 catcher.
//! - Every other request goes to the application, and its response gets the headers that the policy says. What they
//!   are depends on nothing but the request and the policy that is in force when the response is there, so it does not
//!   matter who answers: a route, a guard, a catcher, a catcher for a panic.
//! - `Access-Control-*` headers of the application are removed, unless [`InnerHeaders::Keep`] says otherwise; `Vary`
//!   is added to, never replaced.
//! - No request is refused for its origin, unless [`Refuse`] says so: CORS is about who may read the answer.
//!
//! [`Cors`] has the other knobs: the [status of preflights](Cors::preflight_status), a function that is
//! [asked about other origins](Cors::allow_origin_if).
//!
//! # How it does that
//!
//! A fairing cannot answer a request. So it mounts one route, `OPTIONS /<_..>`, of a rank before all others, which
//! answers preflights and forwards the rest: no request is rewritten and no route is hidden. If the policy is put in
//! force with [`Cors::refuse`], there is such a route for each method, and a refused request ends there; its guards and
//! handlers do not run.
//!
//! # Where to put it
//!
//! | | |
//! |---|---|
//! | attached last | right: headers that other fairings set on a response are there before |
//! | attached before others | `Access-Control-*` and `Vary` headers of those are not looked at |
//! | attached twice | the last one is in force, as for every [singleton](rocket::fairing::Fairing#singletons) |
//!
//! A fairing is for all of a Rocket, and so is the policy.
//!
//! Without CORS headers are:
//!
//! - **malformed requests**: Rocket gives those that it cannot route straight to the 400 catcher, without fairings. To
//!   these belong all methods but the nine of [`rocket::http::Method`]: a page that sends `PURGE` sees a network error.
//! - requests that hyper cannot read: it answers them itself.
//!
//! Header values that are not UTF-8 are dropped by Rocket before it asks anyone: a request with such an `Origin`, which
//! no browser sends, is one without `Origin`.
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
//! # Cost
//!
//! No lock, and no value is copied: names and values are constants, or borrowed from the request. What is allocated is
//! Rocket's own doing: a boxed future for a fairing that sees responses, a list for each header, and the map of headers
//! as it grows. A test counts 2 allocations for a request without `Origin` or of another one, 7 for one that gets four
//! headers, and 9 more for a preflight than for an `OPTIONS` route of the application: two of those are the request's
//! cache, where it is kept what was decided.

#![forbid(unsafe_code)]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod headers;
mod middleware;
mod request;

#[doc(inline)]
pub use corsac_http::{
    Config, Cors, Escaped, Finding, Handle, InnerHeaders, Policy, PolicyError, PreflightStatus, Refusal, Refuse,
    ServerPolicy,
};
pub use middleware::CorsFairing;

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
