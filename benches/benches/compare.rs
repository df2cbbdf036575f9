//! Measures corsac beside other libraries and prints the tables:
//!
//! ```text
//! cargo bench -p corsac-benches                 # all tables
//! cargo bench -p corsac-benches -- --write      # and writes them into README.md and docs/benchmarks.md
//! cargo bench -p corsac-benches -- axum hit-1   # only cases with one of these texts in their names
//! ```
//!
//! Each subject's answer is asserted when it is built. `cargo test` builds all of them, lets each do its work once, and
//! measures nothing.

use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;
use std::{env, fs};

use corsac_benches::case::Case;
use corsac_benches::memory::CountingAllocator;
use corsac_benches::policy::Policies;
use corsac_benches::results::Results;
use corsac_benches::{building, callgrind, document, engine, tables};

#[global_allocator]
static ALLOCATOR: CountingAllocator = CountingAllocator;

/// How this program is called below valgrind.
const COUNTED: &str = "--counted";

/// How many origins a test has at most: a million would take it seconds.
const TESTED: usize = 1_000;

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let has = |name: &str| arguments.iter().any(|argument| argument == name);
    let filters: Vec<&str> = arguments.iter().map(String::as_str).filter(|text| !text.starts_with('-')).collect();
    if has("--list") {
        // A test runner asks for the names of tests: this is none.
        return ExitCode::SUCCESS;
    }
    let mut cases = cases();
    if !has("--bench") && !has(COUNTED) {
        cases.iter().filter(|case| case.count <= TESTED).for_each(Case::check);
        return ExitCode::SUCCESS;
    }
    cases.retain(|case| filters.is_empty() || filters.iter().any(|filter| case.id.contains(filter)));
    if has(COUNTED) {
        cases.iter().filter(|case| case.is_counted).for_each(Case::count);
        return ExitCode::SUCCESS;
    }
    if has("--write") && !(filters.is_empty() && cfg!(feature = "frameworks")) {
        eprintln!("only tables of all cases are written");
        return ExitCode::from(2);
    }
    match measure(&cases, &filters).and_then(|results| show(&results, has("--write"))) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn cases() -> Vec<Case> {
    let mut cases = engine::cases(Box::leak(Box::new(Policies::default())));
    #[cfg(feature = "frameworks")]
    cases.extend(corsac_benches::frameworks::cases());
    cases.extend(building::cases());
    cases
}

fn measure(cases: &[Case], filters: &[&str]) -> io::Result<Results> {
    let mut results = Results::default();
    for (number, case) in cases.iter().enumerate() {
        eprint!("\r{}/{} {:<40}", number + 1, cases.len(), case.id);
        io::stderr().flush()?;
        results.time(case);
    }
    if cases.iter().any(|case| case.is_counted) {
        eprintln!("\rcounting instructions below valgrind          ");
        let arguments: Vec<&str> = [COUNTED].iter().chain(filters).copied().collect();
        results.add_counts(callgrind::count(&arguments)?);
    }
    for library in building::libraries() {
        for count in tables::MEMORY_COUNTS {
            results.count_bytes(&library, count);
        }
    }
    Ok(results)
}

fn show(results: &Results, is_written: bool) -> io::Result<()> {
    println!("{} for {}, on {}\n", env!("CORSAC_RUSTC"), env!("CORSAC_TARGET"), machine());
    let tables = tables::all(results);
    for table in &tables {
        println!("{}:\n\n{}", table.name, table.text);
    }
    if is_written {
        document::write(&Path::new(env!("CARGO_MANIFEST_DIR")).join(".."), &tables)?;
    }
    Ok(())
}

/// The processor, and how busy it was, where Linux tells.
fn machine() -> String {
    let processors = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = processors.lines().find_map(|line| line.strip_prefix("model name")).unwrap_or(": an unknown processor");
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let model = model.trim_start_matches([':', ' ', '\t']);
    format!("{model}; load average {}", load.split(' ').next().unwrap_or("unknown"))
}
