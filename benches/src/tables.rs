//! Results as Markdown tables.

use core::fmt::Write;

use crate::building::{self, LOAD, libraries, origin_length};
use crate::case::CORSAC;
use crate::engine::{COLD, RIVAL};
use crate::results::{Cost, Results};
use crate::scenario::{self, Scenario};
use crate::version;

#[cfg(feature = "frameworks")]
mod frameworks;

/// A table, and the name of its place.
pub struct Table {
    /// The name in the markers.
    pub name: &'static str,
    /// Markdown.
    pub text: String,
}

/// The names of all tables, sorted.
pub const NAMES: [&str; 7] = ["decide", "decide-all", "frameworks", "frameworks-all", "hostile", "making", "scale"];

/// The numbers of origins between which bytes are counted.
pub const MEMORY_COUNTS: [usize; 2] = [1_000, 100_000];

/// What the README shows of the core.
const DECIDE: [&str; 12] = [
    "no-origin",
    "hit-1",
    "hit-10000",
    "hit-1000000",
    "miss-1",
    "miss-10000",
    "subdomain-1",
    "subdomain-10000",
    "glob-1",
    "preflight-3",
    "preflight-any",
    "list-reflecting",
];

/// All tables; without the feature `frameworks`, those of the core.
pub fn all(results: &Results) -> Vec<Table> {
    let table = |name, text| Table { name, text };
    let cold = Some((COLD.0, COLD.1));
    let titles = |scenarios: Vec<Scenario>| scenarios.into_iter().map(|scenario| (scenario.id, scenario.title));
    let short = titles(scenario::all()).filter(|(id, _)| DECIDE.contains(id));
    #[cfg_attr(not(feature = "frameworks"), expect(unused_mut, reason = "the tables of frameworks are added"))]
    let mut all = vec![
        table("decide", decide_short(results, short)),
        table("decide-all", decide(results, titles(scenario::ordinary()).chain(cold))),
        table("hostile", decide(results, titles(scenario::hostile()))),
        table("making", making(results)),
    ];
    #[cfg(feature = "frameworks")]
    all.extend([
        table("frameworks", frameworks::short(results)),
        table("frameworks-all", frameworks::all(results)),
        table("scale", frameworks::scale(results)),
    ]);
    all
}

/// Decisions by the core and by `cors-core`: what does not depend on the machine.
fn decide_short(results: &Results, rows: impl Iterator<Item = (&'static str, &'static str)>) -> String {
    let rival = version::title(RIVAL);
    let mut table =
        format!("| request | corsac: instructions | {rival} | ÷, instructions | ÷, time |\n|---|--:|--:|--:|--:|\n");
    for (id, title) in rows {
        let (corsac, other) = (results.cost(id, CORSAC), results.cost(id, RIVAL));
        if corsac != Cost::default() {
            let columns = [
                cell(corsac.instructions, number),
                cell(other.instructions, number),
                times(corsac.instructions, other.instructions),
                times(corsac.time, other.time),
            ];
            let _ = writeln!(table, "| {title} | {} |", columns.join(" | "));
        }
    }
    table
}

/// How many times those of corsac the other takes. Nothing is no part or multiple of anything.
fn times(corsac: Option<f64>, other: Option<f64>) -> String {
    let positive = |value: Option<f64>| value.filter(|value| *value > 0.0);
    cell(positive(corsac).zip(positive(other)), |(corsac, other)| ratio(other / corsac))
}

/// Decisions by the core and by `cors-core`. What was not measured has no row.
fn decide(results: &Results, rows: impl Iterator<Item = (&'static str, &'static str)>) -> String {
    let rival = version::title(RIVAL);
    let mut table = format!(
        "| request | corsac: instructions | {rival} | ÷ | corsac: time | {rival} | ÷ |\n|---|--:|--:|--:|--:|--:|--:|\n"
    );
    for (id, title) in rows {
        let (corsac, other) = (results.cost(id, CORSAC), results.cost(id, RIVAL));
        if corsac != Cost::default() {
            let _ = writeln!(table, "| {title} | {} |", side_by_side(corsac, other));
        }
    }
    table
}

/// Six columns: instructions and time of both, and how many times those of corsac the other takes.
fn side_by_side(corsac: Cost, other: Cost) -> String {
    [
        cell(corsac.instructions, number),
        cell(other.instructions, number),
        times(corsac.instructions, other.instructions),
        cell(corsac.time, duration),
        cell(other.time, duration),
        times(corsac.time, other.time),
    ]
    .join(" | ")
}

/// Policies made from origins, and what is kept of them.
fn making(results: &Results) -> String {
    let counts = building::COUNTS.map(|count| number(count as f64)).join(" | ");
    let mut table = format!("| from so many origins | {counts}");
    for count in MEMORY_COUNTS {
        let _ = write!(table, " | bytes per origin, {}", number(count as f64));
    }
    let _ = writeln!(table, " |\n|---|--:|--:|--:|--:|--:|--:|");
    for name in libraries().iter().flat_map(|library| [Some(library.name), (library.name == CORSAC).then_some(LOAD)]) {
        let Some(name) = name else { continue };
        let times = building::COUNTS.map(|count| cell(results.cost(&building::id(count), name).time, duration));
        let bytes = MEMORY_COUNTS.map(|count| cell(results.bytes(name, count), |bytes| format!("{bytes:.1}")));
        if times.iter().any(|time| time != NONE) {
            let _ = writeln!(table, "| {} | {} | {} |", version::title(name), times.join(" | "), bytes.join(" | "));
        }
    }
    let _ = writeln!(table, "\nThe text of each origin, {} bytes, is a part of what is kept.", origin_length());
    table
}

/// What stands where nothing was measured.
const NONE: &str = "–";

fn cell<T>(value: Option<T>, show: impl Fn(T) -> String) -> String {
    value.map_or(NONE.to_owned(), show)
}

/// With commas between thousands.
fn number(value: f64) -> String {
    let digits = format!("{value:.0}");
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

fn ratio(ratio: f64) -> String {
    match ratio {
        ..9.995 => format!("{ratio:.2}"),
        ..99.95 => format!("{ratio:.1}"),
        _ => number(ratio),
    }
}

/// Nanoseconds in the unit that suits them.
fn duration(nanoseconds: f64) -> String {
    match nanoseconds {
        ..99.95 => format!("{nanoseconds:.1} ns"),
        ..999.5 => format!("{nanoseconds:.0} ns"),
        ..1e6 => format!("{:.2} µs", nanoseconds / 1e3),
        ..1e9 => format!("{:.2} ms", nanoseconds / 1e6),
        _ => format!("{:.2} s", nanoseconds / 1e9),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_readable() {
        assert_eq!(
            [4.25, 999.4, 1500.0, 2e6, 3.5e9].map(duration),
            ["4.2 ns", "999 ns", "1.50 µs", "2.00 ms", "3.50 s"]
        );
        assert_eq!([7.0, 1_234.0, 1e6].map(number), ["7", "1,234", "1,000,000"]);
        assert_eq!([0.5, 12.34, 1_234.5].map(ratio), ["0.50", "12.3", "1,234"]);
        let compared = [(2.0, 1.0), (0.0, 1.0), (1.0, 0.0)].map(|(corsac, other)| times(Some(corsac), Some(other)));
        assert_eq!(compared, ["0.50", "–", "–"]);
    }

    #[test]
    fn all_tables_have_names_and_rows_only_for_what_was_measured() {
        let mut results = Results::default();
        results.add_counts(vec![("hit-1/corsac".to_owned(), 1_000), ("hit-1/cors-core".to_owned(), 1_500)]);
        let tables = all(&results);
        #[cfg(feature = "frameworks")]
        {
            let mut names: Vec<&str> = tables.iter().map(|table| table.name).collect();
            names.sort_unstable();
            assert_eq!(names, NAMES);
        }
        let row = "\n| exact origin, the only one | 1,000 | 1,500 | 1.50 | – |\n";
        assert!(tables[0].text.ends_with(row), "{}", tables[0].text);
    }
}
