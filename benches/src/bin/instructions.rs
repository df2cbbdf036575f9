//! Compares instruction counts of the core with `benches/instructions.txt`, or writes that file anew:
//!
//! ```text
//! cargo run --release -p corsac-benches --no-default-features --bin instructions -- check
//! cargo run --release -p corsac-benches --no-default-features --bin instructions -- update
//! ```
//!
//! Exit codes: 0 nothing grew by more than 5 %, 1 something did, 2 nothing could be counted, 3 something grew, but was
//! counted with another compiler, target, C library or valgrind than the file.

use std::process::ExitCode;
use std::{env, fs};

use corsac_benches::baseline::Baseline;
use corsac_benches::callgrind;
use corsac_benches::gate::{self, Judgement};

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/instructions.txt");

/// How this program is called below valgrind.
const COUNTED: &str = "counted";

fn main() -> ExitCode {
    match run(&env::args().nth(1).unwrap_or_default()) {
        Ok(Judgement::Passed) => ExitCode::SUCCESS,
        Ok(Judgement::Refused) => ExitCode::FAILURE,
        Ok(Judgement::NotComparable) => ExitCode::from(3),
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}

fn run(command: &str) -> Result<Judgement, String> {
    if cfg!(feature = "frameworks") {
        return Err("frameworks ask for other parts of the core: build with --no-default-features".to_owned());
    }
    if cfg!(debug_assertions) {
        return Err("only optimised code is worth counting: build with --release".to_owned());
    }
    match command {
        COUNTED => {
            for (id, mut work) in gate::work() {
                callgrind::run(&id, work.as_mut());
            }
            return Ok(Judgement::Passed);
        }
        "check" | "update" => {}
        _ => return Err("usage: instructions check|update".to_owned()),
    }
    let counts = callgrind::count(&[COUNTED]).map_err(|error| error.to_string())?;
    let counted = Baseline::of_this_build(callgrind::tools(), counts);
    let file = fs::read_to_string(FILE).map_err(|error| error.to_string());
    let file = file.and_then(|text| Baseline::parse(&text).map_err(|line| format!("{FILE}: line {line} is wrong")));
    if command == "check" {
        let (judgement, text) = gate::judge(&file?, &counted);
        println!("{text}");
        return Ok(judgement);
    }
    // What stood there before is only shown.
    if let Ok(file) = file {
        file.compare(&counted).iter().for_each(|difference| println!("{difference}"));
    }
    fs::write(FILE, counted.to_string()).map_err(|error| error.to_string())?;
    Ok(Judgement::Passed)
}
