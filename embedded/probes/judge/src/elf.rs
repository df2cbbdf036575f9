//! What is in a program.

use std::collections::BTreeSet;
use std::path::Path;

use object::{Object as _, ObjectSection as _, ObjectSymbol as _, SectionFlags, SectionKind, SymbolKind, elf};

/// A linked program.
pub(crate) struct Program {
    bytes: Vec<u8>,
    name: String,
}

/// Something with a name and a place in the program.
pub(crate) struct Symbol {
    /// As a person writes it, without the hash.
    pub(crate) name: String,
    pub(crate) address: u64,
    pub(crate) size: u64,
    pub(crate) is_function: bool,
}

impl Program {
    pub(crate) fn read(path: &Path) -> Result<Program, String> {
        let bytes = std::fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
        Ok(Program { bytes, name: path.display().to_string() })
    }

    pub(crate) fn file(&self) -> Result<object::File<'_>, String> {
        object::File::parse(&*self.bytes).map_err(|error| format!("{}: {error}", self.name))
    }

    /// The bytes of flash: what is executed or read, and what memory is initialized with.
    pub(crate) fn flash(&self) -> Result<u64, String> {
        self.loaded(|kind, _| kind != SectionKind::UninitializedData)
    }

    /// The bytes of static memory: what is initialized, and what is zero.
    pub(crate) fn ram(&self) -> Result<u64, String> {
        self.loaded(|kind, writable| kind == SectionKind::UninitializedData || writable)
    }

    /// The bytes of the compiler's own functions, such as `memcpy`, which most firmware has anyway.
    pub(crate) fn builtins(&self) -> Result<u64, String> {
        let is_builtin = |name: &str| name.starts_with("compiler_builtins") || name.starts_with("__");
        let symbols = self.symbols()?;
        Ok(symbols
            .iter()
            .filter(|symbol| symbol.is_function && is_builtin(&symbol.name))
            .map(|symbol| symbol.size)
            .sum())
    }

    fn loaded(&self, counts: impl Fn(SectionKind, bool) -> bool) -> Result<u64, String> {
        let mut sum = 0;
        for section in self.file()?.sections() {
            let SectionFlags::Elf { sh_flags, .. } = section.flags() else { continue };
            if sh_flags.contains(elf::SHF_ALLOC) && counts(section.kind(), sh_flags.contains(elf::SHF_WRITE)) {
                sum += section.size();
            }
        }
        Ok(sum)
    }

    /// All symbols that name something.
    pub(crate) fn symbols(&self) -> Result<Vec<Symbol>, String> {
        let file = self.file()?;
        let symbols = file.symbols().filter(|symbol| symbol.is_definition());
        Ok(symbols
            .filter_map(|symbol| {
                let name = symbol.name().ok().filter(|name| !name.starts_with('$'))?;
                Some(Symbol {
                    name: format!("{:#}", rustc_demangle::demangle(name)),
                    address: symbol.address(),
                    size: symbol.size(),
                    is_function: symbol.kind() == SymbolKind::Text,
                })
            })
            .collect())
    }

    /// The printable runs of what is only read, at least 8 bytes long.
    pub(crate) fn texts(&self) -> Result<Vec<String>, String> {
        let file = self.file()?;
        let mut texts: Vec<String> = Vec::new();
        for section in file.sections().filter(|section| section.name().is_ok_and(|name| name.starts_with(".rodata"))) {
            let data = section.data().map_err(|error| error.to_string())?;
            let runs = data.split(|byte| !byte.is_ascii_graphic() && *byte != b' ');
            texts.extend(runs.filter(|run| run.len() >= 8).map(|run| String::from_utf8_lossy(run).into_owned()));
        }
        texts.sort_by_key(|text| core::cmp::Reverse(text.len()));
        Ok(texts)
    }

    /// The names of all symbols.
    pub(crate) fn names(&self) -> Result<BTreeSet<String>, String> {
        Ok(self.symbols()?.into_iter().map(|symbol| symbol.name).collect())
    }
}
