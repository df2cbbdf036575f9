//! What the server adapters add to a firmware, in bytes of flash, and that they bring in nothing slow.
//!
//! `embedded/probes/run` starts it with the directory of the programs: `corsac-adapter-sizes TARGET DIRECTORY`. It prints
//! figures as `embedded/probes/judge` reads them: target, program, what, bytes.

#![forbid(unsafe_code)]

mod memory;

use std::path::Path;
use std::process::ExitCode;

/// The servers.
const SERVERS: [&str; 2] = ["picoserve", "edge-http"];

/// What neither the core nor an adapter may bring in: division of 64-bit numbers, and atomics in software.
const FORBIDDEN: [&str; 9] = [
    "__aeabi_uldivmod",
    "__aeabi_ldivmod",
    "__udivdi3",
    "__divdi3",
    "__umoddi3",
    "__moddi3",
    "u64_div_rem",
    "__atomic_",
    "__sync_",
];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, target, directory] = arguments.as_slice() else {
        eprintln!("usage: corsac-adapter-sizes NAME DIRECTORY");
        return ExitCode::from(2);
    };
    match check(target, Path::new(directory)) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::from(2)
        }
    }
}

fn check(target: &str, directory: &Path) -> Result<bool, String> {
    let flash = |program: &str| Ok::<_, String>(memory::of(&directory.join(program))?.flash);
    let mut is_clean = true;
    for server in SERVERS {
        let [alone, core, cors] = ["alone", "core", "cors"].map(|kind| flash(&format!("{server}-{kind}")));
        let (alone, core, cors) = (alone?, core?, cors?);
        let adapter = cors.saturating_sub(core);
        println!("{target} {server} server {alone}");
        println!("{target} {server} core {}", core.saturating_sub(alone));
        println!("{target} {server} adapter {adapter}");
        let before = memory::symbols(&directory.join(format!("{server}-alone")))?;
        let after = memory::symbols(&directory.join(format!("{server}-cors")))?;
        is_clean &= has_none(&format!("{server}-cors"), after.iter().filter(|name| !before.contains(*name)));
    }
    println!("{target} raw flash {}", flash("raw")?);
    let raw = memory::symbols(&directory.join("raw"))?;
    is_clean &= has_none("raw", raw.iter());
    Ok(is_clean)
}

fn has_none<'s>(program: &str, mut symbols: impl Iterator<Item = &'s String>) -> bool {
    let found = symbols.find(|name| FORBIDDEN.iter().any(|forbidden| name.contains(forbidden)));
    if let Some(name) = found {
        eprintln!("   {program} uses {name}");
    }
    found.is_none()
}
