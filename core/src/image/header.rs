//! The fixed part at the start of an image.

use core::ops::Range;

use super::{ImageError, ImageErrorKind};
use crate::syntax::bytes;

/// The length of the fixed part, in bytes.
pub(crate) const HEADER_LENGTH: usize = 36;

/// Where the checksum stands, which does not cover itself.
pub(crate) const CRC_RANGE: Range<usize> = 12..16;

pub(crate) const MAGIC: [u8; 4] = *b"CORS";
const VERSION: u8 = 1;

/// The keys of a policy that are either on or off, one bit each.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Flags(u16);

impl Flags {
    #[cfg(feature = "compile")]
    pub(crate) const NONE: Flags = Flags(0);
    /// `*` is among the origins. Then the image holds none.
    pub(crate) const ANY_ORIGIN: Flags = Flags(1 << 0);
    pub(crate) const CREDENTIALS: Flags = Flags(1 << 1);
    /// `*` is among the methods.
    pub(crate) const ANY_METHOD: Flags = Flags(1 << 2);
    /// `*` is among the request headers.
    pub(crate) const ANY_HEADER: Flags = Flags(1 << 3);
    pub(crate) const PRIVATE_NETWORK: Flags = Flags(1 << 4);
    pub(crate) const NULL_ORIGIN: Flags = Flags(1 << 5);
    pub(crate) const INSECURE_ORIGINS: Flags = Flags(1 << 6);
    pub(crate) const PUBLIC_SUFFIX_WILDCARDS: Flags = Flags(1 << 7);
    const ALL: u16 = 0xff;

    /// Are all bits of `other` set?
    #[inline]
    pub(crate) const fn has(self, other: Flags) -> bool {
        self.0 & other.0 == other.0
    }

    /// These flags, and `other` if `condition` holds.
    #[cfg(feature = "compile")]
    pub(crate) const fn with(self, other: Flags, condition: bool) -> Flags {
        if condition { Flags(self.0 | other.0) } else { self }
    }

    const fn is_legal(self) -> bool {
        self.0 & !Flags::ALL == 0 && !self.has(Flags(Flags::ANY_ORIGIN.0 | Flags::CREDENTIALS.0))
    }
}

/// The numbers of the fixed part.
#[derive(Clone, Copy)]
pub(crate) struct Header {
    pub(crate) flags: Flags,
    pub(crate) length: u32,
    pub(crate) crc: u32,
    pub(crate) methods_length: u16,
    pub(crate) headers_length: u16,
    pub(crate) header_count: u16,
    pub(crate) exposed_length: u16,
    pub(crate) max_age_length: u16,
    pub(crate) shape_count: u16,
    pub(crate) origin_count: u32,
    pub(crate) texts_length: u32,
}

impl Header {
    /// Reads the fixed part of an image.
    pub(crate) const fn parse(image: &[u8]) -> Result<Header, ImageError> {
        let Some(bytes) = image.first_chunk::<HEADER_LENGTH>() else {
            return Err(ImageError::new(ImageErrorKind::Truncated, image.len()));
        };
        let [m0, m1, m2, m3, version, reserved, f0, f1, numbers @ ..] = bytes;
        if !bytes::equal(&[*m0, *m1, *m2, *m3], &MAGIC) {
            return Err(ImageError::new(ImageErrorKind::BadMagic, 0));
        }
        if *version != VERSION {
            return Err(ImageError::new(ImageErrorKind::UnsupportedVersion, 4));
        }
        let flags = Flags(u16::from_le_bytes([*f0, *f1]));
        if *reserved != 0 || !flags.is_legal() {
            return Err(ImageError::new(ImageErrorKind::BadFlags, 5));
        }
        let [l0, l1, l2, l3, c0, c1, c2, c3, a0, a1, b0, b1, d0, d1, e0, e1, g0, g1, s0, s1, rest @ ..] = numbers;
        let [n0, n1, n2, n3, t0, t1, t2, t3] = rest;
        Ok(Header {
            flags,
            length: u32::from_le_bytes([*l0, *l1, *l2, *l3]),
            crc: u32::from_le_bytes([*c0, *c1, *c2, *c3]),
            methods_length: u16::from_le_bytes([*a0, *a1]),
            headers_length: u16::from_le_bytes([*b0, *b1]),
            header_count: u16::from_le_bytes([*d0, *d1]),
            exposed_length: u16::from_le_bytes([*e0, *e1]),
            max_age_length: u16::from_le_bytes([*g0, *g1]),
            shape_count: u16::from_le_bytes([*s0, *s1]),
            origin_count: u32::from_le_bytes([*n0, *n1, *n2, *n3]),
            texts_length: u32::from_le_bytes([*t0, *t1, *t2, *t3]),
        })
    }

    /// The bytes of the fixed part.
    #[cfg(feature = "compile")]
    pub(crate) fn to_bytes(self) -> [u8; HEADER_LENGTH] {
        let mut image = [0; HEADER_LENGTH];
        let fields: [&[u8]; 13] = [
            &MAGIC,
            &[VERSION, 0],
            &self.flags.0.to_le_bytes(),
            &self.length.to_le_bytes(),
            &self.crc.to_le_bytes(),
            &self.methods_length.to_le_bytes(),
            &self.headers_length.to_le_bytes(),
            &self.header_count.to_le_bytes(),
            &self.exposed_length.to_le_bytes(),
            &self.max_age_length.to_le_bytes(),
            &self.shape_count.to_le_bytes(),
            &self.origin_count.to_le_bytes(),
            &self.texts_length.to_le_bytes(),
        ];
        for (target, byte) in image.iter_mut().zip(fields.into_iter().flatten()) {
            *target = *byte;
        }
        image
    }
}
