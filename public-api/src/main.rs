//! Compares the public items of a library with the list that is checked in.
//!
//! `corsac-public-api LIST RUSTDOC_JSON` prints each line that was removed or added, and fails if there is one;
//! `corsac-public-api --write LIST RUSTDOC_JSON` writes the list. `scripts/public-api` does it for every library.

#![forbid(unsafe_code)]

use core::error::Error;
use core::fmt::Write as _;
use std::collections::BTreeSet;
use std::process::ExitCode;
use std::{env, fs, io};

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let mut arguments: Vec<String> = env::args().skip(1).collect();
    let write = arguments.first().is_some_and(|first| first == "--write");
    if write {
        arguments.remove(0);
    }
    let [list, rustdoc_json] = arguments.as_slice() else {
        return Err("usage: corsac-public-api [--write] LIST RUSTDOC_JSON".into());
    };

    // Blanket and auto trait implementations follow from the rest: their lines would hide those that matter.
    let now = public_api::Builder::from_rustdoc_json(rustdoc_json)
        .omit_blanket_impls(true)
        .omit_auto_trait_impls(true)
        .build()?
        .items()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join("\n")
        + "\n";
    if write {
        fs::write(list, now)?;
        return Ok(ExitCode::SUCCESS);
    }
    let before = match fs::read_to_string(list) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        read => read?,
    };
    let differences = differences(&before, &now);
    print!("{differences}");
    Ok(if differences.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The lines of only one side: `-` for one that is gone, which breaks who uses it, and `+` for a new one.
fn differences(before: &str, now: &str) -> String {
    let (before, now): (BTreeSet<_>, BTreeSet<_>) = (before.lines().collect(), now.lines().collect());
    let mut text = String::new();
    for gone in before.difference(&now) {
        let _ = writeln!(text, "-{gone}");
    }
    for new in now.difference(&before) {
        let _ = writeln!(text, "+{new}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::differences;

    #[test]
    fn a_change_is_a_line_gone_and_a_new_one() {
        let before = "pub fn a()\npub fn b(u8)\npub fn c()\n";
        assert_eq!(differences(before, before), "");
        // The order says nothing.
        assert_eq!(differences(before, "pub fn c()\npub fn b(u8)\npub fn a()\n"), "");
        assert_eq!(differences(before, "pub fn a()\npub fn b(u16)\npub fn c()\n"), "-pub fn b(u8)\n+pub fn b(u16)\n");
    }
}
