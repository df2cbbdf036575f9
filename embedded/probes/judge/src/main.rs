//! Measures the programs of `embedded/probes/core`, and compares the figures with their budgets.
//!
//! ```text
//! corsac-probe-judge measure TARGET DIRECTORY         prints the figures of the programs there
//! corsac-probe-judge check FIGURES BUDGETS            exit code 1 if a budget is not kept; `other-compiler` after it says
//!                                                     that they were not made with this one
//! corsac-probe-judge update FIGURES BUDGETS PAGE      writes the budgets, and the tables of the page, anew
//! corsac-probe-judge breakdown PROGRAM BASELINE       what takes the flash of one of them
//! ```
//!
//! `embedded/probes/run` starts it.

#![forbid(unsafe_code)]

mod breakdown;
mod budget;
mod elf;
mod stack;

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use budget::{Figure, Key};
use elf::Program;

/// The programs, and whether they may hold code that panics: only the compiler does, in what it uses of others.
const PROGRAMS: [(&str, bool); 3] = [("core-decide", false), ("core-validate", false), ("core-compile", true)];

/// How the names of functions that panic begin, and those of division of 64-bit numbers, and of atomics in software.
const PANICS: [&str; 3] = ["core::panicking::", "core::slice::index::slice_", "core::option::expect_failed"];
const FORBIDDEN: [&str; 6] =
    ["__aeabi_uldivmod", "__aeabi_ldivmod", "u64_div_rem", "i64_div_rem", "__atomic_", "__sync_"];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let result = match arguments.as_slice() {
        ["measure", target, directory] => measure(target, Path::new(directory)),
        ["check", figures, budgets] => check(figures, budgets, true),
        ["check", figures, budgets, "other-compiler"] => check(figures, budgets, false),
        ["update", figures, budgets, page] => update(figures, budgets, page).map(|()| true),
        ["breakdown", program, baseline] => breakdown::print(Path::new(program), Path::new(baseline)).map(|()| true),
        _ => Err("usage: corsac-probe-judge measure | check | update | breakdown".to_owned()),
    };
    match result {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::from(2)
        }
    }
}

/// Prints the figures; `false` if a program holds what it must not. Stack is measured where QEMU has a board.
fn measure(target: &str, directory: &Path) -> Result<bool, String> {
    let empty = Program::read(&directory.join("empty"))?;
    let has_board = target.starts_with("thumb");
    let empty_stack = if has_board { stack::deepest(target, &directory.join("empty"), false)? } else { 0 };
    let mut is_clean = true;
    for (name, may_panic) in PROGRAMS {
        let path = directory.join(name);
        let program = Program::read(&path)?;
        let print = |what: &str, bytes: u64| {
            let key = Key { target: target.to_owned(), program: name.to_owned(), what: what.to_owned() };
            println!("{}", budget::write_figure(&Figure { key, bytes }));
        };
        print("flash", program.flash()?.saturating_sub(empty.flash()?));
        print("builtins", program.builtins()?.saturating_sub(empty.builtins()?));
        print("ram", program.ram()?.saturating_sub(empty.ram()?));
        if has_board {
            print("stack", stack::deepest(target, &path, true)?.saturating_sub(empty_stack));
        }
        for symbol in program.names()?.iter().filter(|symbol| is_forbidden(symbol, may_panic)) {
            eprintln!("{name} on {target} holds {symbol}");
            is_clean = false;
        }
    }
    Ok(is_clean)
}

/// Is this the name of a function that the core must not bring in?
fn is_forbidden(symbol: &str, may_panic: bool) -> bool {
    let panics = PANICS.iter().any(|start| symbol.starts_with(start));
    panics && !may_panic || FORBIDDEN.iter().any(|part| symbol.contains(part))
}

fn check(figures: &str, budgets: &str, same_compiler: bool) -> Result<bool, String> {
    let (figures, mut budgets) = (budget::read(&read(figures)?)?, budget::read(&read(budgets)?)?);
    // Of the targets that were built, and of adapters if any was.
    let is_of_core = |figure: &Figure| figure.key.program.starts_with("core-");
    let only_core = figures.iter().all(is_of_core);
    budgets.retain(|budget| figures.iter().any(|figure| figure.key.target == budget.key.target));
    budgets.retain(|budget| !only_core || is_of_core(budget));
    for Figure { key, bytes } in &figures {
        println!("   {:28} {:14} {:9} {bytes:6}", key.target, key.program, key.what);
    }
    let judged: Vec<Figure> = figures.into_iter().filter(|figure| figure.key.target.starts_with("thumb")).collect();
    let faults = budget::judge(&budgets, &judged, same_compiler);
    for fault in &faults {
        println!("   {fault}");
    }
    Ok(faults.is_empty())
}

fn update(figures: &str, budgets: &str, page: &str) -> Result<(), String> {
    let mut figures = budget::read(&read(figures)?)?;
    figures.retain(|figure| figure.key.target.starts_with("thumb"));
    let faults = budget::refuse(&figures);
    if !faults.is_empty() {
        return Err(faults.join("\n"));
    }
    let text = budget::between(&read(page)?, "core", &budget::table(&figures))?;
    let text = budget::between(&text, "flash", &budget::servers(&figures))?;
    let write = |path: &str, text: String| fs::write(path, text).map_err(|error| format!("{path}: {error}"));
    write(budgets, budget::write_budgets(&figures))?;
    write(page, text)
}

fn read(path: &str) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| format!("{path}: {error}"))
}

#[cfg(test)]
mod tests {
    use super::is_forbidden;

    #[test]
    fn panics_and_slow_arithmetic_are_forbidden() {
        assert!(is_forbidden("core::panicking::panic_fmt", false) && !is_forbidden("core::panicking::panic_fmt", true));
        assert!(is_forbidden("core::slice::index::slice_index_fail", false));
        assert!(is_forbidden("__aeabi_uldivmod", true) && is_forbidden("__atomic_load_4", true));
        assert!(!is_forbidden("corsac::policy::match_wildcards", false) && !is_forbidden("__aeabi_memcpy", false));
    }
}
