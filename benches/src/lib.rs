//! Side-by-side benchmarks of corsac and of other libraries.
//!
//! | module | what it holds |
//! |---|---|
//! | [`headers`] | the small array that the core and `cors-core` write response headers to |
//! | [`request`] | requests as a framework keeps them, well-meant and hostile |
//! | [`policy`] | the policies, built when a scenario first needs them |
//! | [`scenario`] | what the core is asked: a policy, a request, and the answers that must come out |
//! | [`subject`] | one decision by corsac, one by `cors-core` |
//! | [`measure`] | timing that a busy machine does not spoil |
//! | [`callgrind`] | instructions counted below valgrind |
//! | [`memory`] | heap bytes counted by an allocator |
//! | [`case`] | subjects that do the same, side by side |
//! | [`engine`], [`building`], [`frameworks`] | the cases: deciding, making policies, middleware |
//! | [`gate`], [`baseline`] | the scenarios whose instructions are compared with a checked-in file, and that file |
//! | [`results`], [`tables`], [`document`], [`version`] | from measurements to the tables between markers |
//!
//! `benches/compare.rs` prints the tables, `src/bin/instructions.rs` compares with the checked-in file.

pub mod baseline;
pub mod building;
pub mod callgrind;
pub mod case;
pub mod document;
pub mod engine;
#[cfg(feature = "frameworks")]
pub mod frameworks;
pub mod gate;
pub mod headers;
pub mod measure;
pub mod memory;
pub mod policy;
pub mod request;
pub mod results;
pub mod scenario;
pub mod subject;
pub mod tables;
pub mod version;
