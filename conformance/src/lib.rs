//! What is right in CORS, said independently of any server library.
//!
//! Several things, each usable alone:
//!
//! - [`browser`]: the client side of the Fetch standard as a pure function. Give it a page's
//!   request and a server (a closure), and it answers what a browser would: whether a preflight is
//!   made and with which headers, whether the page may read the response, and if not, which step of
//!   which algorithm failed.
//! - [`vectors`]: files of recorded cases, and the runner that compares the model with them.
//! - [`meaning`]: what a policy means, in a few lines over its text; and [`agreement`], the law that
//!   browsers do what policies mean.
//! - [`corpus`]: cases of a policy, a request, and what must come of it, in files.
//! - [`runner`]: the corpus, and what only a framework can break, over real connections.
//!
//! The `corsac` engine lends the kit the words of a policy ([`PolicyText`]) and is one server among
//! others ([`mod@reference`]). Nothing that judges knows how it decides.

#![forbid(unsafe_code)]

pub mod agreement;
pub mod browser;
pub mod corpus;
pub mod meaning;
mod policy;
pub mod reference;
pub mod runner;
pub mod vectors;

pub use policy::{InvalidPolicy, PolicyText};
