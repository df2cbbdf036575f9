//! RFC 9110 bytes: byte sets, slices that never panic, and the list scanner.

mod byte_set;
pub(crate) mod bytes;
mod list;

pub(crate) use byte_set::{
    ByteSet, DOMAIN, GLOB, GLOB_OR_STAR, LOWER_ALPHA_DIGIT, LOWER_TOKEN, OPAQUE_HOST, SCHEME, TOKEN,
};
pub(crate) use list::{Budget, Element, ListScanner};
