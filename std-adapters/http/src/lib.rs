//! What every [corsac](https://docs.rs/corsac) adapter on a host shares.
//!
//! Each adapter re-exports what an application needs of it: [`Cors`] says what is to be done, with a [`ServerPolicy`]
//! that can be [replaced](Handle::replace) while requests are served. The rest is for those who write an adapter:
//!
//! 1. say how the framework keeps a request: [`ServerRequest`] ([`HttpRequest`] is that for `http` 1.x);
//! 2. [`Cors::judge`] it, and do what [`Judged::action`] says: answer a preflight, refuse, or let the application
//!    answer;
//! 3. keep the [`Answer`] while the application runs, and put it on whatever comes out.
//!
//! ```
//! use corsac_http::{Action, Config, Cors, HttpRequest};
//! use http::{HeaderMap, Request};
//!
//! let cors = Cors::compile(&Config::new().allow_origins(&["https://example.com"]).max_age(7200))?;
//!
//! let request = Request::get("/").header("Origin", "https://example.com").body(())?;
//! let head = HttpRequest::of(&request);
//! let judged = cors.judge(&head);
//! assert_eq!(judged.action(&head), Action::PassOn);
//! let answer = judged.answer(|| head.origin().cloned());
//! drop(judged);
//!
//! // The application runs here. However it ends, its response gets the headers.
//! let mut headers = HeaderMap::new();
//! answer.apply(&mut headers);
//! assert_eq!(headers["access-control-allow-origin"], "https://example.com");
//! assert_eq!(headers["vary"], "origin");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Features
//!
//! | feature | default | adds |
//! |---|---|---|
//! | `documents` | yes | policies from TOML and JSON files |
//! | `public-suffix` | yes | refuses wildcards under which anyone can register a name |
//! | `mmap` | | image files mapped into memory |
//! | `tracing` | | an event for each refusal, rate-limited |

#![deny(unsafe_code)]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod answer;
mod constants;
mod cors;
mod error;
mod handle;
mod headers;
mod judge;
mod policy;
mod preflight;
mod refusal;
mod request;
mod same_origin;
mod settings;

pub use answer::{Answer, AnswerValue};
pub use constants::Constants;
pub use cors::Cors;
pub use corsac::{Config, Policy};
pub use error::{Finding, PolicyError};
pub use handle::Handle;
pub use headers::apply_plan;
pub use judge::{Action, Judged};
pub use policy::ServerPolicy;
pub use refusal::{Escaped, Refusal};
pub use request::{HttpRequest, ServerRequest};
pub use settings::{InnerHeaders, PreflightStatus, Refuse};
