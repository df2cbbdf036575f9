//! What corsac's adapters for servers without an allocator share.
//!
//! | type | what it is |
//! |---|---|
//! | [`PolicySource`] | where a request finds the policy in force: in flash, or in a [`LivePolicy`] |
//! | [`LivePolicy`] | a policy that is replaced while requests run, in two buffers of the caller |
//! | [`Answer`] | a decision together with what its headers are made from |
//! | [`RequestCopy`] | the few bytes of a request that an answer may need after the request is gone |
//! | [`merge`] | a handler's header lines and an answer's, as one slice |
//!
//! Nothing here allocates, locks, uses atomics or `unsafe`.

#![no_std]
#![forbid(unsafe_code)]

mod answer;
mod copy;
mod live;
mod merge;
mod source;

pub use answer::Answer;
pub use copy::RequestCopy;
pub use live::{HeldSlot, Incoming, LivePolicy, ReceiveError};
pub use merge::{MAX_LINES, TooManyLines, merge};
pub use source::{HeldPolicy, PolicySource};
