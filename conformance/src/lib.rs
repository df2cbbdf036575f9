//! What is right in CORS, said independently of any server library.
//!
//! Two things so far, each usable alone:
//!
//! - [`browser`]: the client side of the Fetch standard as a pure function. Give it a page's
//!   request and a server (a closure), and it answers what a browser would: whether a preflight is
//!   made and with which headers, whether the page may read the response, and if not, which step of
//!   which algorithm failed.
//! - [`vectors`]: files of recorded cases, and the runner that compares the model with them.
//!
//! Nothing here knows the `corsac` engine; the two share no code, so that one can judge the other.

#![forbid(unsafe_code)]

pub mod browser;
pub mod vectors;
