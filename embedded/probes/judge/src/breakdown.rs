//! What takes the flash: by symbol, and by the source that was inlined into it.

use std::collections::BTreeMap;
use std::path::Path;

use addr2line::{Context, gimli};
use object::{Object as _, ObjectSection as _};

use crate::elf::Program;

/// Prints two tables.
pub(crate) fn print(program: &Path, baseline: &Path) -> Result<(), String> {
    let (program, baseline) = (Program::read(program)?, Program::read(baseline)?);
    println!("flash {} bytes, of which {} are those of the baseline", program.flash()?, baseline.flash()?);
    let known = baseline.names()?;

    println!("\nby symbol (+: not in the baseline)");
    let mut symbols = program.symbols()?;
    symbols.retain(|symbol| symbol.size > 0);
    symbols.sort_by(|one, other| (other.size, &one.name).cmp(&(one.size, &other.name)));
    for symbol in &symbols {
        let mark = if known.contains(&symbol.name) { ' ' } else { '+' };
        println!("{:7} {mark} {}", symbol.size, symbol.name);
    }
    let named: u64 = symbols.iter().map(|symbol| symbol.size).sum();
    println!("{:7}   without a symbol: texts, tables", program.flash()?.saturating_sub(named));
    println!("\ntexts, neighbours in one piece");
    for text in program.texts()? {
        println!("{:7} {text}", text.len());
    }

    println!("\nby the innermost function of the source, inlined or not");
    let lines = by_source(&program)?;
    for (function, size) in sorted(&lines.functions) {
        println!("{size:7} {function}");
    }
    println!("\nby line of the source, those of 24 bytes and more");
    for (line, size) in sorted(&lines.places).into_iter().filter(|(_, size)| *size >= 24) {
        println!("{size:7} {line}");
    }
    Ok(())
}

fn sorted(sizes: &BTreeMap<String, u64>) -> Vec<(&String, u64)> {
    let mut sizes: Vec<_> = sizes.iter().map(|(name, size)| (name, *size)).collect();
    sizes.sort_by_key(|other| core::cmp::Reverse(other.1));
    sizes
}

/// Bytes of code by where they come from.
#[derive(Default)]
struct Sources {
    functions: BTreeMap<String, u64>,
    places: BTreeMap<String, u64>,
}

fn by_source(program: &Program) -> Result<Sources, String> {
    let file = program.file()?;
    let load = |section: gimli::SectionId| -> Result<_, gimli::Error> {
        let data = file.section_by_name(section.name()).and_then(|section| section.data().ok()).unwrap_or_default();
        Ok(gimli::EndianSlice::new(data, gimli::LittleEndian))
    };
    let dwarf = gimli::Dwarf::load(load).map_err(|error| error.to_string())?;
    let context = Context::from_dwarf(dwarf).map_err(|error| error.to_string())?;
    let mut sources = Sources::default();
    let mut functions = program.symbols()?;
    functions.retain(|symbol| symbol.is_function && symbol.size > 0);
    // Symbols can share their place.
    functions.sort_by_key(|symbol| symbol.address);
    functions.dedup_by_key(|symbol| symbol.address);
    for symbol in functions {
        // The lowest bit says that it is Thumb code. Instructions take 2 or 4 bytes.
        let start = symbol.address & !1;
        for address in (start..start + symbol.size).step_by(2) {
            let (function, place) = source(&context, address).unwrap_or_else(|| (symbol.name.clone(), "?".to_owned()));
            *sources.functions.entry(function).or_default() += 2;
            *sources.places.entry(place).or_default() += 2;
        }
    }
    Ok(sources)
}

fn source<R: gimli::Reader>(context: &Context<R>, address: u64) -> Option<(String, String)> {
    let mut frames = context.find_frames(address).skip_all_loads().ok()?;
    let innermost = frames.next().ok()??;
    // What belongs to the standard library is charged to who asked for it, too.
    let name = |frame: &addr2line::Frame<'_, R>| {
        let name = frame.function.as_ref()?.raw_name().ok()?;
        Some(format!("{:#}", rustc_demangle::demangle(&name)))
    };
    let place = |frame: &addr2line::Frame<'_, R>| {
        let location = frame.location.as_ref()?;
        Some(format!("{}:{}", short(location.file?), location.line?))
    };
    // Code that was merged from several lines has no line.
    let mut function = name(&innermost)?;
    let mut at = place(&innermost).unwrap_or_else(|| format!("{function}: ?"));
    let mut is_foreign = !is_ours(&at);
    while is_foreign {
        let Ok(Some(frame)) = frames.next() else { break };
        let Some((caller, line)) = name(&frame).zip(place(&frame)) else { break };
        if is_ours(&line) {
            (function, at, is_foreign) = (caller, line, false);
        }
    }
    Some((function, at))
}

fn is_ours(place: &str) -> bool {
    !place.starts_with("library/") && !place.contains("/library/")
}

/// Without what is only true on this machine.
fn short(file: &str) -> &str {
    ["/library/", "/registry/src/", "/embedded/", "/core/"]
        .iter()
        .find_map(|mark| file.find(mark).map(|at| file.get(at + 1..).unwrap_or(file)))
        .unwrap_or(file)
}
