//! Measures the programs of `embedded/probes`, and compares the figures with their budgets.
//!
//! `embedded/probes/run` starts it.

#![forbid(unsafe_code)]

mod breakdown;
mod elf;

use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let result = match arguments.as_slice() {
        ["breakdown", program, baseline] => breakdown::print(Path::new(program), Path::new(baseline)),
        ["sizes", directory] => sizes(Path::new(directory)),
        _ => Err("usage: corsac-probe-judge breakdown PROGRAM BASELINE".to_owned()),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::from(2)
        }
    }
}

fn sizes(directory: &Path) -> Result<(), String> {
    let empty = elf::Program::read(&directory.join("empty"))?;
    for name in ["core-decide", "core-validate", "core-compile"] {
        let program = elf::Program::read(&directory.join(name))?;
        let flash = program.flash()? - empty.flash()?;
        let shared: u64 = program.symbols()?.iter().filter(|s| is_shared(&s.name)).map(|s| s.size).sum();
        let panics: Vec<String> = program.names()?.into_iter().filter(|name| name.contains("core::panicking") || name.contains("_fail")).collect();
        println!("   {name:14} flash {flash:6} (of these {shared} compiler_builtins: memcpy...), static RAM {}, panics: {}", program.ram()?, panics.len());
    }
    Ok(())
}

fn is_shared(name: &str) -> bool {
    name.starts_with("compiler_builtins") || name.starts_with("__aeabi") || name.starts_with("mem")
}
