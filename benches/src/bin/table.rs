//! Prints the results of `cargo bench -p corsac-benches` as Markdown, or puts them into a README:
//!
//! ```text
//! cargo run -p corsac-benches --bin table -- target/criterion [README.md]
//! ```

use std::path::Path;
use std::process::ExitCode;

use corsac_benches::table;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let results = arguments.next().unwrap_or_else(|| "target/criterion".to_owned());
    let table = table::render(Path::new(&results));
    match arguments.next() {
        None => print!("{table}"),
        Some(readme) => {
            if let Err(error) = table::update(Path::new(&readme), &table) {
                eprintln!("{error}");
                return ExitCode::FAILURE;
            }
        }
    }
    ExitCode::SUCCESS
}
