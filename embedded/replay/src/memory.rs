//! What a program takes before it runs.

use object::{Object as _, ObjectSection as _, SectionFlags, SectionKind, elf};

/// Bytes of flash and of static RAM.
pub(crate) struct Static {
    pub(crate) flash: u64,
    pub(crate) ram: u64,
}

/// Adds up the sections that are loaded.
pub(crate) fn of(path: &str) -> Result<Static, String> {
    let bytes = std::fs::read(path).map_err(|error| format!("{path}: {error}"))?;
    let file = object::File::parse(bytes.as_slice()).map_err(|error| format!("{path}: {error}"))?;
    let mut sizes = Static { flash: 0, ram: 0 };
    for section in file.sections() {
        let SectionFlags::Elf { sh_flags, .. } = section.flags() else { continue };
        if !sh_flags.contains(elf::SHF_ALLOC) {
            continue;
        }
        // What is initialized lies in flash, too; what is zero does not.
        let is_zero = section.kind() == SectionKind::UninitializedData;
        if !is_zero {
            sizes.flash += section.size();
        }
        if is_zero || sh_flags.contains(elf::SHF_WRITE) {
            sizes.ram += section.size();
        }
    }
    Ok(sizes)
}
