//! CRC-32 (IEEE 802.3), four bits at a time: a table of 64 bytes suits flash.

const TABLE: [u32; 16] = table();

/// The checksum of `head` followed by `tail`.
pub(crate) const fn crc32(head: &[u8], tail: &[u8]) -> u32 {
    !update(update(!0, head), tail)
}

#[expect(clippy::indexing_slicing, reason = "a u32 masked by 15 is below 16")]
const fn update(mut crc: u32, mut bytes: &[u8]) -> u32 {
    while let [byte, rest @ ..] = bytes {
        crc ^= *byte as u32;
        crc = (crc >> 4) ^ TABLE[(crc & 15) as usize];
        crc = (crc >> 4) ^ TABLE[(crc & 15) as usize];
        bytes = rest;
    }
    crc
}

#[expect(clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "evaluated at compile time")]
const fn table() -> [u32; 16] {
    let mut table = [0; 16];
    let mut index = 0;
    while index < 16 {
        let mut crc = index as u32;
        let mut bit = 0;
        while bit < 4 {
            crc = if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 };
            bit += 1;
        }
        table[index] = crc;
        index += 1;
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn check_value_of_the_catalogue() {
        assert_eq!(crc32(b"1234", b"56789"), 0xcbf4_3926);
        assert_eq!(crc32(b"", b""), 0);
    }
}
