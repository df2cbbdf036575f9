//! Side-by-side benchmarks of corsac and, where it can express the same, of `cors-core` 0.1.1.
//!
//! | module | what it holds |
//! |---|---|
//! | [`headers`] | the small array that both libraries write response headers to |
//! | [`request`] | requests as a framework keeps them, well-meant and hostile |
//! | [`policy`] | the policies, built when a scenario first needs them |
//! | [`scenario`] | what is measured: a policy, a request, and the answers that both libraries must give |
//! | [`subject`] | one decision by corsac, one by `cors-core`: the functions that are timed and counted |
//! | [`table`] | results as a Markdown table for the README |
//!
//! `benches/decide.rs` times the scenarios, `benches/build.rs` compiling and loading a million origins,
//! `examples/count.rs` runs one scenario for callgrind.

pub mod headers;
pub mod policy;
pub mod request;
pub mod scenario;
pub mod subject;
pub mod table;
