//! A CORS policy compiler and header engine.
//!
//! You write a policy; corsac checks it, compiles it into a small byte image, and answers every request from that
//! image: what class of request it is, whether the policy allows it, why not if not, and exactly which response
//! headers to set. Nothing is allocated, nothing panics, and no byte of a request is trusted.
//!
//! ```
//! use corsac::{Config, Operation, RequestParts};
//!
//! // Once: write, check and compile the policy.
//! let config = Config::new()
//!     .allow_origins(&["https://example.com", "https://*.example.com"])
//!     .allow_methods(&["PUT", "DELETE"])
//!     .allow_headers(&["Authorization", "Content-Type"])
//!     .allow_credentials(true)
//!     .max_age(7200);
//! let policy = config.compile::<512>().unwrap();
//!
//! // For each request: decide, then change the response's headers as the plan says.
//! let headers: [(&[u8], &[u8]); 1] = [(b"origin", b"https://app.example.com")];
//! let request = RequestParts::new(b"GET", headers.into_iter());
//! let decision = policy.as_policy().decide(&request);
//! let set: Vec<String> = decision
//!     .plan(policy.as_policy(), &request)
//!     .filter_map(|operation| match operation {
//!         Operation::Set { field, value } => Some(format!("{}: {}", field.as_str(), value.as_str())),
//!         _ => None,
//!     })
//!     .collect();
//! assert_eq!(set, [
//!     "access-control-allow-origin: https://app.example.com",
//!     "access-control-allow-credentials: true",
//! ]);
//! ```
//!
//! # The way through the crate
//!
//! Data flows one way, and a module imports only from those above it:
//!
//! | module | what it knows |
//! |---|---|
//! | `syntax` | bytes of RFC 9110: tokens, lists |
//! | [`fetch`] | the vocabulary of the Fetch and URL standards: methods, header names, hosts, [origins](fetch::Origin) |
//! | `diagnostic` | what can be said about a policy: [`Diagnostic`], [`Code`] |
//! | [`pattern`] | the entries of `allow_origins` |
//! | `config` | what a person writes: [`Config`] |
//! | `image` | the byte format, and how it is validated |
//! | `compile` | from a [`Config`] to an image |
//! | `policy` | a validated view of an image: [`Policy`], [`OwnedPolicy`] |
//! | `difference` | what one [`Policy`] allows beyond another: [`is_subset_of`](Policy::is_subset_of), [`origins_beyond`](Policy::origins_beyond) |
//! | `decide` | from a [`Request`] to a [`Decision`] |
//! | `plan` | from a [`Decision`] to [operations](Operation) on the response's headers |
//! | `document` | from TOML, JSON and other documents to a [`Config`] or [`PolicyBuf`], with the feature `serde` |
//! | `macros` | from the source of a crate, or a file beside it, to a `static` policy, with the feature `macros` |
//!
//! # Features
//!
//! Features add API; what is there without them does not change.
//!
//! | feature | default | adds |
//! |---|---|---|
//! | `compile` | yes | patterns from text, checks, the compiler. A device that only loads images can do without |
//! | `alloc` | | [`PolicyBox`](OwnedPolicy), lists of `String` |
//! | `std` | | `alloc`, for the sake of dependencies |
//! | `serde` | | policy documents: `PolicyBuf` and `PolicyDocument` implement `Deserialize` |
//! | `public-suffix` | | finds wildcards under which anyone can register a name. Large: not for firmware |
//! | `idna` | | suggests the punycode form of a host. Large, too |
//! | `macros` | | `policy!` and `include_policy!`: policies compiled while a crate is built. Adds nothing to the program |
//!
//! # What it does not do
//!
//! No regular expressions, no matching of URL paths, no answer for every origin together with credentials. CORS tells
//! browsers who may *read*; it is no access control: a refused request still reaches the application, unless an
//! adapter is told otherwise.

#![no_std]
#![forbid(unsafe_code)]
#![cfg_attr(docsrs, feature(doc_cfg))]
#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        clippy::arithmetic_side_effects,
        clippy::std_instead_of_core,
        reason = "a test may panic, and runs on std"
    )
)]

#[cfg(feature = "alloc")]
extern crate alloc;
#[cfg(any(test, feature = "std"))]
extern crate std;

// Their order of dependence is that of the table above; `tests/layers.rs` keeps it.
#[cfg(feature = "compile")]
mod compile;
mod config;
mod decide;
mod decision;
mod diagnostic;
mod difference;
#[cfg(feature = "serde")]
mod document;
pub mod fetch;
mod image;
#[cfg(feature = "macros")]
mod macros;
mod owned;
pub mod pattern;
mod plan;
mod policy;
mod request;
mod steps;
mod syntax;
mod vary;

#[cfg(feature = "compile")]
pub use compile::CompileError;
pub use config::{Config, List, ListIter};
pub use decision::{Class, Decision, Reason, Verdict};
pub use diagnostic::{Code, Diagnostic, Field, Severity, Span, Suggestion};
pub use difference::PatternBeyond;
#[cfg(all(feature = "serde", feature = "alloc"))]
pub use document::PolicyDocument;
pub use image::{ImageError, ImageErrorKind};
#[cfg(feature = "alloc")]
pub use owned::PolicyBox;
pub use owned::{OwnedPolicy, PolicyBuf};
pub use plan::{Operation, Plan, ResponseField, ResponseFields, ResponseHeaders, Value, ValueId};
pub use policy::Policy;
pub use request::{Request, RequestField, RequestParts};
pub use vary::Vary;

/// What `policy!` and `include_policy!` expand to.
#[cfg(feature = "macros")]
#[doc(hidden)]
pub use corsac_macros as __macros;

/// The examples of the README are tests.
#[cfg(all(doctest, feature = "compile", feature = "macros"))]
#[doc = include_str!("../README.md")]
mod readme {}
