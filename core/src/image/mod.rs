//! The byte format of a compiled policy: the only module that compiling and deciding share.
//!
//! ```text
//! offset  bytes
//!      0  4   magic "CORS"
//!      4  1   version, 1
//!      5  1   reserved, 0
//!      6  2   flags
//!      8  4   length of the image
//!     12  4   CRC-32 of all bytes but these four
//!     16  2   length of the methods
//!     18  2   length of the request headers
//!     20  2   number of request headers
//!     22  2   length of the exposed headers
//!     24  2   length of max-age
//!     26  2   number of shapes
//!     28  4   number of origins, n
//!     32  4   length of the origins' texts
//!     36      methods          a field value: tokens, sorted, joined with ","
//!             request headers  likewise, lower case
//!             header ends      u16 for each request header: where it ends in the value
//!             exposed headers  a field value
//!             max-age          a field value: decimal digits
//!             ends             u32 for each origin: where its text ends; the highest bit says "wildcard"
//!             texts            each origin as it was written, each followed by ","
//!             shapes           8 bytes for each kind of wildcard: see `shape`
//!             boundaries       u32 for each bucket but the last: one past its last slot
//!             slots            u32 for each origin, ordered by bucket, then hash, then text
//! ```
//!
//! All integers are little-endian and nothing is aligned. `docs/image-format.md` has a worked example.
//!
//! An origin is found by the hash of its text. The low bits of the hash choose the bucket; a slot holds the high
//! bits and, where the low bits were, the index of the origin. So one probe reads one bucket, and only a slot whose
//! bits agree costs a comparison of texts.

mod crc;
mod error;
mod hash;
mod header;
mod lookup;
mod origins;
mod shape;
mod validate;

pub use error::{ImageError, ImageErrorKind};

pub(crate) use header::{Flags, MAGIC};
pub(crate) use lookup::Subject;
pub(crate) use origins::Origins;
pub(crate) use shape::Shape;
pub(crate) use validate::{Layout, load};

/// What only the compiler needs.
#[cfg(feature = "compile")]
pub(crate) mod write {
    pub(crate) use super::crc::crc32;
    pub(crate) use super::hash::hash;
    pub(crate) use super::header::{CRC_RANGE, HEADER_LENGTH, Header};
    pub(crate) use super::origins::{MARK, WILDCARD, boundary_count, bucket_count, index_mask};
    pub(crate) use super::shape::SHAPE_LENGTH;
}
