//! What a program takes before it runs.

use std::collections::BTreeSet;
use std::path::Path;

use object::{Object as _, ObjectSection as _, ObjectSymbol as _, SectionFlags, SectionKind, elf};

/// Bytes of flash and of static RAM.
pub(crate) struct Static {
    pub(crate) flash: u64,
    #[allow(dead_code, reason = "one of two programs asks")]
    pub(crate) ram: u64,
}

/// Adds up the sections that are loaded.
pub(crate) fn of(path: &Path) -> Result<Static, String> {
    let bytes = read(path)?;
    let file = parse(&bytes, path)?;
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

/// The names of all symbols.
#[allow(dead_code, reason = "one of two programs asks")]
pub(crate) fn symbols(path: &Path) -> Result<BTreeSet<String>, String> {
    let bytes = read(path)?;
    let file = parse(&bytes, path)?;
    Ok(file.symbols().filter_map(|symbol| symbol.name().ok()).map(str::to_owned).collect())
}

fn read(path: &Path) -> Result<Vec<u8>, String> {
    std::fs::read(path).map_err(|error| format!("{}: {error}", path.display()))
}

fn parse<'d>(bytes: &'d [u8], path: &Path) -> Result<object::File<'d>, String> {
    object::File::parse(bytes).map_err(|error| format!("{}: {error}", path.display()))
}
