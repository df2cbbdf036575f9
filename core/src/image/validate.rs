//! From bytes to sections that mean a legal policy, in `const fn`, without a panic for any input.

use super::crc::crc32;
use super::error::{ImageError, ImageErrorKind as Kind};
use super::hash::hash;
use super::header::{CRC_RANGE, Flags, HEADER_LENGTH, Header};
use super::lookup::Subject;
use super::origins::{Origins, WILDCARD, boundary_count, bucket_count, index_mask};
use super::shape::{SHAPE_LENGTH, Shape};
use crate::fetch::{header_name, method, port};
use crate::pattern::Canonical;
use crate::syntax::bytes;

/// Where the sections of an image begin.
#[derive(Clone, Copy)]
pub(crate) struct Layout {
    // Invariant of all numbers: ascending, and at most the length of the image they were read from.
    pub(crate) flags: Flags,
    headers_at: u32,
    header_ends_at: u32,
    exposed_at: u32,
    max_age_at: u32,
    ends_at: u32,
    texts_at: u32,
    shapes_at: u32,
    boundaries_at: u32,
    slots_at: u32,
    length: u32,
    pub(crate) origin_count: u32,
}

/// The most origins whose indexes fit into a slot.
const MAX_ORIGINS: u32 = 1 << 24;

/// Validates a whole image: its shape, its checksum and its meaning.
pub(crate) const fn load(image: &[u8]) -> Result<Layout, ImageError> {
    let header = match Header::parse(image) {
        Ok(header) => header,
        Err(error) => return Err(error),
    };
    let length = header.length as usize;
    if length != image.len() {
        let kind = if length > image.len() { Kind::Truncated } else { Kind::WrongLength };
        return Err(ImageError::new(kind, 8));
    }
    let (Some((before, _)), Some((_, after))) =
        (image.split_at_checked(CRC_RANGE.start), image.split_at_checked(CRC_RANGE.end))
    else {
        return Err(ImageError::new(Kind::Truncated, image.len()));
    };
    if crc32(before, after) != header.crc {
        return Err(ImageError::new(Kind::WrongChecksum, CRC_RANGE.start));
    }
    let layout = match Layout::new(&header) {
        Ok(layout) => layout,
        Err(error) => return Err(error),
    };
    match layout.check(image) {
        Some(error) => Err(error),
        None => Ok(layout),
    }
}

impl Layout {
    /// Adds the lengths in the header up.
    pub(crate) const fn new(header: &Header) -> Result<Layout, ImageError> {
        let headers_at = (HEADER_LENGTH as u32).saturating_add(header.methods_length as u32);
        let header_ends_at = headers_at.saturating_add(header.headers_length as u32);
        let exposed_at = header_ends_at.saturating_add((header.header_count as u32).saturating_mul(2));
        let max_age_at = exposed_at.saturating_add(header.exposed_length as u32);
        let ends_at = max_age_at.saturating_add(header.max_age_length as u32);
        let texts_at = ends_at.saturating_add(header.origin_count.saturating_mul(4));
        let shapes_at = texts_at.saturating_add(header.texts_length);
        let boundaries_at = shapes_at.saturating_add((header.shape_count as u32).saturating_mul(SHAPE_LENGTH as u32));
        let slots_at = boundaries_at.saturating_add(boundary_count(header.origin_count).saturating_mul(4));
        let length = slots_at.saturating_add(header.origin_count.saturating_mul(4));
        if length != header.length {
            return Err(ImageError::new(Kind::WrongLength, 16));
        }
        Ok(Layout {
            flags: header.flags,
            headers_at,
            header_ends_at,
            exposed_at,
            max_age_at,
            ends_at,
            texts_at,
            shapes_at,
            boundaries_at,
            slots_at,
            length,
            origin_count: header.origin_count,
        })
    }

    /// The methods, as a field value.
    #[inline]
    pub(crate) const fn methods<'a>(&self, image: &'a [u8]) -> &'a [u8] {
        section(image, HEADER_LENGTH as u32, self.headers_at)
    }

    /// The request headers, as a field value.
    #[inline]
    pub(crate) const fn headers<'a>(&self, image: &'a [u8]) -> &'a [u8] {
        section(image, self.headers_at, self.header_ends_at)
    }

    /// Where each request header ends in the value, as u16.
    #[inline]
    pub(crate) const fn header_ends<'a>(&self, image: &'a [u8]) -> &'a [u8] {
        section(image, self.header_ends_at, self.exposed_at)
    }

    /// The exposed headers, as a field value; empty where there are none.
    #[inline]
    pub(crate) const fn exposed<'a>(&self, image: &'a [u8]) -> &'a [u8] {
        section(image, self.exposed_at, self.max_age_at)
    }

    /// The maximum age, as a field value; empty where there is none.
    #[inline]
    pub(crate) const fn max_age<'a>(&self, image: &'a [u8]) -> &'a [u8] {
        section(image, self.max_age_at, self.ends_at)
    }

    /// The texts of the origins and their index.
    #[inline]
    pub(crate) const fn origins<'a>(&self, image: &'a [u8]) -> Origins<'a> {
        Origins {
            count: self.origin_count,
            ends: section(image, self.ends_at, self.texts_at),
            texts: section(image, self.texts_at, self.shapes_at),
            shapes: section(image, self.shapes_at, self.boundaries_at),
            boundaries: section(image, self.boundaries_at, self.slots_at),
            slots: section(image, self.slots_at, self.length),
        }
    }

    const fn check(&self, image: &[u8]) -> Option<ImageError> {
        let flags = self.flags;
        if !is_methods(self.methods(image), flags.has(Flags::ANY_METHOD)) {
            return error(Kind::BadMethods, HEADER_LENGTH as u32, 0);
        }
        if !is_headers(self.headers(image), self.header_ends(image), flags.has(Flags::ANY_HEADER)) {
            return error(Kind::BadRequestHeaders, self.headers_at, 0);
        }
        if !is_exposed(self.exposed(image), flags.has(Flags::CREDENTIALS)) {
            return error(Kind::BadExposedHeaders, self.exposed_at, 0);
        }
        if !is_max_age(self.max_age(image)) {
            return error(Kind::BadMaxAge, self.max_age_at, 0);
        }
        let origins = self.origins(image);
        if flags.has(Flags::ANY_ORIGIN) {
            let empty = origins.count == 0 && origins.texts.is_empty() && origins.shapes.is_empty();
            return if empty { None } else { error(Kind::RedundantOrigin, self.ends_at, 0) };
        }
        if origins.count == 0 || origins.count > MAX_ORIGINS {
            return error(Kind::BadOrigin, self.ends_at, 0);
        }
        if let Some(at) = wrong_origin(&origins, flags) {
            return error(Kind::BadOrigin, self.texts_at, at);
        }
        if !are_shapes(&origins) {
            return error(Kind::BadIndex, self.shapes_at, 0);
        }
        if !are_slots(&origins) {
            return error(Kind::BadIndex, self.boundaries_at, 0);
        }
        match covered_origin(&origins) {
            Some(at) => error(Kind::RedundantOrigin, self.texts_at, at),
            None => None,
        }
    }
}

const fn error(kind: Kind, section: u32, at: usize) -> Option<ImageError> {
    Some(ImageError::new(kind, (section as usize).saturating_add(at)))
}

/// The bytes from `start` to `end`, which the invariant of the layout makes a part of the image.
#[inline]
const fn section(image: &[u8], start: u32, end: u32) -> &[u8] {
    match bytes::range(image, start as usize, end as usize) {
        Some(section) => section,
        None => &[],
    }
}

/// Empty, or a number of seconds up to a day.
const fn is_max_age(digits: &[u8]) -> bool {
    match five_digits(digits) {
        Some(seconds) => seconds <= 86_400,
        None => digits.is_empty(),
    }
}

/// Decimal digits without a leading zero, at most 99999.
const fn five_digits(digits: &[u8]) -> Option<u32> {
    match digits {
        [head @ .., last @ b'0'..=b'9'] if !head.is_empty() => match port::parse(head) {
            Some(0) | None => None,
            Some(head) => Some((head as u32).wrapping_mul(10).wrapping_add(last.wrapping_sub(b'0') as u32)),
        },
        _ => match port::parse(digits) {
            Some(digit) => Some(digit as u32),
            None => None,
        },
    }
}

/// `*`; or askable methods, sorted, with the three that are always allowed.
const fn is_methods(list: &[u8], any: bool) -> bool {
    if any {
        return bytes::equal(list, b"*");
    }
    let mut safelisted = 0usize;
    let mut previous: &[u8] = b"";
    let mut rest = Some(list);
    while let Some(list) = rest {
        let (element, tail) = bytes::split_element(list);
        let legal = method::is_askable(element) && !bytes::equal(element, b"*") && bytes::less(previous, element);
        if !legal {
            return false;
        }
        if method::is_cors_safelisted(element) {
            safelisted = safelisted.saturating_add(1);
        }
        (previous, rest) = (element, tail);
    }
    safelisted == method::CORS_SAFELISTED.len()
}

/// `*`, `*,authorization`, or askable names, sorted; and where each ends.
const fn is_headers(list: &[u8], ends: &[u8], any: bool) -> bool {
    if any && !bytes::equal(list, b"*") && !bytes::equal(list, b"*,authorization") {
        return false;
    }
    let mut previous: &[u8] = b"";
    let mut count = 0usize;
    let mut rest = if list.is_empty() { None } else { Some(list) };
    while let Some(left) = rest {
        let (element, tail) = bytes::split_element(left);
        let legal =
            header_name::is_askable(element) && (any || !bytes::equal(element, b"*")) && bytes::less(previous, element);
        let end = list.len().saturating_sub(left.len()).saturating_add(element.len());
        let end_agrees = matches!(bytes::u16_at(ends, count), Some(stored) if stored as usize == end);
        if !legal || !end_agrees {
            return false;
        }
        count = count.saturating_add(1);
        (previous, rest) = (element, tail);
    }
    ends.len() == count.saturating_mul(2)
}

/// Empty, `*` without credentials, or names that scripts can be shown, sorted.
const fn is_exposed(list: &[u8], credentials: bool) -> bool {
    if bytes::equal(list, b"*") {
        return !credentials;
    }
    let mut previous: &[u8] = b"";
    let mut rest = if list.is_empty() { None } else { Some(list) };
    while let Some(list) = rest {
        let (element, tail) = bytes::split_element(list);
        let legal =
            header_name::is_exposable(element) && !bytes::equal(element, b"*") && bytes::less(previous, element);
        if !legal {
            return false;
        }
        (previous, rest) = (element, tail);
    }
    true
}

/// Where the text of the first origin begins that is no pattern, or none that the flags allow.
const fn wrong_origin(origins: &Origins<'_>, flags: Flags) -> Option<usize> {
    let mut index = 0;
    let mut start = 0usize;
    while index < origins.count {
        let Some(end) = bytes::u32_at(origins.ends, index as usize) else { return Some(start) };
        let (length, wildcard) = ((end & !WILDCARD) as usize, end & WILDCARD != 0);
        let Some([text @ .., b',']) = bytes::range(origins.texts, start, length) else { return Some(start) };
        let legal = if bytes::equal(text, b"null") {
            !wildcard && flags.has(Flags::NULL_ORIGIN)
        } else {
            let Some(pattern) = Canonical::read(text) else { return Some(start) };
            let insecure = pattern.is_insecure() && !flags.has(Flags::INSECURE_ORIGINS);
            let wide = pattern.has_single_label_base() && !flags.has(Flags::PUBLIC_SUFFIX_WILDCARDS);
            wildcard == pattern.is_wildcard() && !(flags.has(Flags::CREDENTIALS) && (insecure || wide))
        };
        if !legal {
            return Some(start);
        }
        start = length;
        index = index.saturating_add(1);
    }
    if start == origins.texts.len() { None } else { Some(start) }
}

/// Are the shapes sorted, and each the shape of its first origin? And has every wildcard one?
const fn are_shapes(origins: &Origins<'_>) -> bool {
    let mut previous: [u8; 4] = [0; 4];
    let mut rest = origins.shapes;
    while !rest.is_empty() {
        let Some((shape, first, tail)) = Shape::split_first(rest) else { return false };
        let bytes = shape.to_bytes();
        let first_is_of_shape =
            matches!(shape_of(origins, first), Some(of_first) if bytes::equal(&of_first.to_bytes(), &bytes));
        if !bytes::less(&previous, &bytes) || !first_is_of_shape {
            return false;
        }
        (previous, rest) = (bytes, tail);
    }
    let mut index = 0;
    while index < origins.count {
        if let Some(shape) = shape_of(origins, index)
            && !matches!(first_of_shape(origins.shapes, shape), Some(first) if first <= index)
        {
            return false;
        }
        index = index.saturating_add(1);
    }
    true
}

const fn shape_of(origins: &Origins<'_>, index: u32) -> Option<Shape> {
    match origins.text(index) {
        Some((text, true)) => Shape::of(text),
        _ => None,
    }
}

const fn first_of_shape(mut shapes: &[u8], wanted: Shape) -> Option<u32> {
    while let Some((shape, first, rest)) = Shape::split_first(shapes) {
        if bytes::equal(&shape.to_bytes(), &wanted.to_bytes()) {
            return Some(first);
        }
        shapes = rest;
    }
    None
}

/// Does every bucket hold the slots of its origins, in order, and every slot the bits of its origin's hash?
const fn are_slots(origins: &Origins<'_>) -> bool {
    let (buckets, mask) = (bucket_count(origins.count), index_mask(origins.count));
    let mut expected_start = 0;
    let mut bucket = 0;
    while bucket < buckets {
        let (mut position, end) = origins.bucket(bucket);
        if position != expected_start || end < position || end > origins.count {
            return false;
        }
        let mut previous: Option<(u32, &[u8])> = None;
        while position < end {
            let Some(slot) = bytes::u32_at(origins.slots, position as usize) else { return false };
            let Some((text, _)) = origins.text(slot & mask) else { return false };
            let hash = hash(&[text]);
            let in_order = match previous {
                None => true,
                Some((bits, before)) => bits < slot & !mask || (bits == slot & !mask && bytes::less(before, text)),
            };
            if hash & buckets.wrapping_sub(1) != bucket || (slot ^ hash) & !mask != 0 || !in_order {
                return false;
            }
            previous = Some((slot & !mask, text));
            position = position.saturating_add(1);
        }
        expected_start = end;
        bucket = bucket.saturating_add(1);
    }
    expected_start == origins.count
}

/// Where the text of the first origin begins that another one covers.
const fn covered_origin(origins: &Origins<'_>) -> Option<usize> {
    let mut index = 0;
    let mut start = 0usize;
    while index < origins.count {
        let Some((text, _)) = origins.text(index) else { return Some(start) };
        if let Some(subject) = Subject::cut(text) {
            let mut shapes = origins.shapes;
            while let Some((shape, _, rest)) = Shape::split_first(shapes) {
                if matches!(subject.find(shape, origins), Some(other) if other != index) {
                    return Some(start);
                }
                shapes = rest;
            }
        }
        start = start.saturating_add(text.len()).saturating_add(1);
        index = index.saturating_add(1);
    }
    None
}
