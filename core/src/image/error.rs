//! Why bytes are not an image.

use core::fmt;

/// The bytes are not the image of a policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ImageError {
    /// What is wrong.
    pub kind: ImageErrorKind,
    /// Where, in bytes from the start of the image: the field, section or entry at fault.
    pub offset: usize,
}

/// The ways in which bytes can fail to be an image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ImageErrorKind {
    /// The bytes end too early.
    Truncated,
    /// The first four bytes are not those of an image.
    BadMagic,
    /// The image was made by another version of this crate.
    UnsupportedVersion,
    /// The length in the header is not the length of the bytes.
    WrongLength,
    /// Some bytes were changed.
    WrongChecksum,
    /// A reserved bit is set, or flags contradict each other.
    BadFlags,
    /// The methods are not a sorted list of tokens that browsers ask for, with GET, HEAD and POST.
    BadMethods,
    /// The request headers are not a sorted list of lower-case names that browsers ask for.
    BadRequestHeaders,
    /// The exposed headers are not a sorted list of lower-case names that scripts can be shown.
    BadExposedHeaders,
    /// The maximum age is not a number up to 86400.
    BadMaxAge,
    /// An origin is not a canonical pattern, or not one that the flags allow.
    BadOrigin,
    /// An origin is allowed by another one, too.
    RedundantOrigin,
    /// The index of the origins is not the one that belongs to their texts.
    BadIndex,
}

impl ImageErrorKind {
    /// One phrase.
    pub const fn as_str(self) -> &'static str {
        match self {
            ImageErrorKind::Truncated => "the image is cut off",
            ImageErrorKind::BadMagic => "not the image of a policy",
            ImageErrorKind::UnsupportedVersion => "unsupported version",
            ImageErrorKind::WrongLength => "wrong length",
            ImageErrorKind::WrongChecksum => "wrong checksum",
            ImageErrorKind::BadFlags => "contradictory flags",
            ImageErrorKind::BadMethods => "illegal list of methods",
            ImageErrorKind::BadRequestHeaders => "illegal list of request headers",
            ImageErrorKind::BadExposedHeaders => "illegal list of exposed headers",
            ImageErrorKind::BadMaxAge => "illegal maximum age",
            ImageErrorKind::BadOrigin => "illegal origin",
            ImageErrorKind::RedundantOrigin => "redundant origin",
            ImageErrorKind::BadIndex => "wrong index of the origins",
        }
    }
}

impl ImageError {
    pub(super) const fn new(kind: ImageErrorKind, offset: usize) -> ImageError {
        ImageError { kind, offset }
    }
}

impl fmt::Display for ImageError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} at byte {}", self.kind.as_str(), self.offset)
    }
}

impl core::error::Error for ImageError {}
