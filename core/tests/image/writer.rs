//! The format of `docs/image-format.md`, written a second time: with any content, legal or not.

pub(crate) const ANY_ORIGIN: u16 = 1;
pub(crate) const CREDENTIALS: u16 = 2;
pub(crate) const ANY_METHOD: u16 = 4;
pub(crate) const ANY_HEADER: u16 = 8;
pub(crate) const PRIVATE_NETWORK: u16 = 16;
pub(crate) const NULL_ORIGIN: u16 = 32;
pub(crate) const INSECURE_ORIGINS: u16 = 64;
pub(crate) const PUBLIC_SUFFIX_WILDCARDS: u16 = 128;

pub(crate) const WILDCARD: u32 = 1 << 31;

pub(crate) fn crc32(bytes: impl Iterator<Item = u8>) -> u32 {
    !bytes.fold(!0, |crc, byte| {
        (0..8).fold(crc ^ u32::from(byte), |crc, _| if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 })
    })
}

pub(crate) fn hash(text: &[u8]) -> u32 {
    let mut state =
        text.iter().fold(0u32, |state, byte| state.wrapping_mul(0x9e37_79b1).wrapping_add(u32::from(*byte)));
    state ^= state >> 16;
    state = state.wrapping_mul(0x85eb_ca6b);
    state ^= state >> 13;
    state = state.wrapping_mul(0xc2b2_ae35);
    state ^ (state >> 16)
}

/// Puts the right checksum into an image.
pub(crate) fn seal(mut image: Vec<u8>) -> Vec<u8> {
    let crc = crc32(image[..12].iter().chain(&image[16..]).copied());
    image[12..16].copy_from_slice(&crc.to_le_bytes());
    image
}

/// The sections of an image, legal or not.
#[derive(Clone, Debug)]
pub(crate) struct Sections {
    pub(crate) flags: u16,
    pub(crate) methods: Vec<u8>,
    pub(crate) headers: Vec<u8>,
    pub(crate) header_ends: Vec<u16>,
    pub(crate) exposed: Vec<u8>,
    pub(crate) max_age: Vec<u8>,
    pub(crate) ends: Vec<u32>,
    pub(crate) texts: Vec<u8>,
    pub(crate) shapes: Vec<([u8; 4], u32)>,
    pub(crate) boundaries: Vec<u32>,
    pub(crate) slots: Vec<u32>,
}

/// Where the sections begin.
pub(crate) struct Offsets {
    pub(crate) headers: usize,
    pub(crate) exposed: usize,
    pub(crate) max_age: usize,
    pub(crate) ends: usize,
    pub(crate) texts: usize,
    pub(crate) shapes: usize,
    pub(crate) boundaries: usize,
}

impl Sections {
    /// A policy with these origins, and an index that fits them, whatever they are.
    pub(crate) fn of(origins: &[&str]) -> Sections {
        let mut sections = Sections {
            flags: 0,
            methods: b"GET,HEAD,POST".to_vec(),
            headers: Vec::new(),
            header_ends: Vec::new(),
            exposed: Vec::new(),
            max_age: b"7200".to_vec(),
            ends: Vec::new(),
            texts: Vec::new(),
            shapes: Vec::new(),
            boundaries: Vec::new(),
            slots: Vec::new(),
        };
        for origin in origins {
            sections.texts.extend_from_slice(origin.as_bytes());
            sections.texts.push(b',');
            let wildcard = if origin.contains('*') { WILDCARD } else { 0 };
            sections.ends.push(sections.texts.len() as u32 | wildcard);
        }
        sections.shapes = shapes(origins);
        let count = origins.len();
        let buckets = if count < 4 { 1 } else { 1u32 << (count.ilog2() - 1) };
        let mask = (count.next_power_of_two() as u32).wrapping_sub(1);
        let mut order: Vec<(u32, u32, &str, u32)> = origins
            .iter()
            .zip(0u32..)
            .map(|(text, index)| {
                let hash = hash(text.as_bytes());
                (hash & (buckets - 1), hash & !mask, *text, index)
            })
            .collect();
        order.sort_unstable();
        sections.slots = order.iter().map(|(_, bits, _, index)| bits | index).collect();
        let end_of = |bucket| order.iter().filter(|(other, ..)| *other <= bucket).count() as u32;
        sections.boundaries = (0..buckets - 1).map(end_of).collect();
        sections
    }

    pub(crate) fn flags(self, flags: u16) -> Sections {
        Sections { flags, ..self }
    }

    pub(crate) fn methods(self, methods: &str) -> Sections {
        Sections { methods: methods.into(), ..self }
    }

    /// The field value, and the ends of its elements.
    pub(crate) fn headers(self, headers: &str) -> Sections {
        let header_ends = (1..=headers.len())
            .filter(|end| headers.as_bytes().get(*end).is_none_or(|byte| *byte == b','))
            .map(|end| end as u16)
            .collect();
        Sections { headers: headers.into(), header_ends, ..self }
    }

    pub(crate) fn exposed(self, exposed: &str) -> Sections {
        Sections { exposed: exposed.into(), ..self }
    }

    pub(crate) fn max_age(self, max_age: &str) -> Sections {
        Sections { max_age: max_age.into(), ..self }
    }

    pub(crate) fn offsets(&self) -> Offsets {
        let headers = 36 + self.methods.len();
        let exposed = headers + self.headers.len() + 2 * self.header_ends.len();
        let max_age = exposed + self.exposed.len();
        let ends = max_age + self.max_age.len();
        let texts = ends + 4 * self.ends.len();
        let shapes = texts + self.texts.len();
        Offsets { headers, exposed, max_age, ends, texts, shapes, boundaries: shapes + 8 * self.shapes.len() }
    }

    pub(crate) fn to_image(&self) -> Vec<u8> {
        let mut image = b"CORS\x01\x00".to_vec();
        image.extend(self.flags.to_le_bytes());
        image.extend([0; 8]);
        for length in [
            self.methods.len(),
            self.headers.len(),
            self.header_ends.len(),
            self.exposed.len(),
            self.max_age.len(),
            self.shapes.len(),
        ] {
            image.extend((length as u16).to_le_bytes());
        }
        image.extend((self.ends.len() as u32).to_le_bytes());
        image.extend((self.texts.len() as u32).to_le_bytes());
        image.extend_from_slice(&self.methods);
        image.extend_from_slice(&self.headers);
        image.extend(self.header_ends.iter().flat_map(|end| end.to_le_bytes()));
        image.extend_from_slice(&self.exposed);
        image.extend_from_slice(&self.max_age);
        image.extend(self.ends.iter().flat_map(|end| end.to_le_bytes()));
        image.extend_from_slice(&self.texts);
        for (shape, first) in &self.shapes {
            image.extend_from_slice(shape);
            image.extend(first.to_le_bytes());
        }
        image.extend(self.boundaries.iter().chain(&self.slots).flat_map(|number| number.to_le_bytes()));
        let length = image.len() as u32;
        image[8..12].copy_from_slice(&length.to_le_bytes());
        seal(image)
    }
}

/// The kinds of the wildcards, sorted, each with the first origin that has it.
pub(crate) fn shapes(origins: &[&str]) -> Vec<([u8; 4], u32)> {
    let mut shapes: Vec<([u8; 4], u32)> = Vec::new();
    for (text, index) in origins.iter().zip(0..) {
        let Some((_, authority)) = text.split_once("://").filter(|_| text.contains('*')) else { continue };
        let (host, any_port) = match authority.strip_suffix(":*") {
            Some(host) => (host, 128),
            None => (authority, 0),
        };
        let host = host.rsplit_once(':').map_or(host, |(before, _)| before);
        let (label, base) = host.split_once('.').unwrap_or((host, ""));
        let shape = match label.split_once('*') {
            None => [any_port, 0, 0, 0],
            Some(("", "")) => [2 | any_port, base.matches('.').count() as u8, 0, 0],
            Some((prefix, suffix)) => [1 | any_port, prefix.len() as u8, suffix.len() as u8, 0],
        };
        if !shapes.iter().any(|(other, _)| *other == shape) {
            shapes.push((shape, index));
        }
    }
    shapes.sort_unstable();
    shapes
}
