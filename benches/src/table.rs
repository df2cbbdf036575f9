//! Results as a Markdown table, and the place in a README where it belongs.

use core::fmt::Write;
use std::path::Path;
use std::{fs, io};

use crate::scenario;

/// The line before the table.
pub const BEGIN: &str = "<!-- bench:begin -->";
/// The line after the table.
pub const END: &str = "<!-- bench:end -->";

/// The median that criterion left for a benchmark, in nanoseconds.
///
/// `results` is the directory of criterion's results, `target/criterion`.
pub fn median(results: &Path, group: &str, function: &str) -> Option<f64> {
    let path = results.join(group).join(function).join("new").join("estimates.json");
    let estimates: serde_json::Value = serde_json::from_slice(&fs::read(path).ok()?).ok()?;
    estimates.get("median")?.get("point_estimate")?.as_f64()
}

/// The table of all scenarios that were measured, then that of compiling and loading.
pub fn render(results: &Path) -> String {
    let preflight = median(results, "preflight-3", "corsac");
    let mut table = String::from(
        "| request | corsac | ÷ preflight with 3 headers | cors-core 0.1.1 | cors-core ÷ corsac |\n\
         |---|--:|--:|--:|--:|\n",
    );
    let cold = ("hit-1000000-cold", "another of 1,000,000 exact origins each time");
    for (id, title) in scenario::all().iter().map(|scenario| (scenario.id, scenario.title)).chain([cold]) {
        let Some(corsac) = median(results, id, "corsac") else { continue };
        let rival = median(results, id, "cors-core");
        let ratio = |ratio: Option<f64>| ratio.map_or("–".to_owned(), |ratio| format!("{ratio:.2}"));
        let _ = writeln!(
            table,
            "| {title} | {} | {} | {} | {} |",
            duration(corsac),
            ratio(preflight.map(|preflight| corsac / preflight)),
            rival.map_or("–".to_owned(), duration),
            ratio(rival.map(|rival| rival / corsac)),
        );
    }
    table.push_str("\n| origins | compiling | loading |\n|--:|--:|--:|\n");
    for (count, title) in [(1, "1"), (1_000, "1,000"), (1_000_000, "1,000,000")] {
        let measured = |what| median(results, "build", &format!("{what}-{count}"));
        if let (Some(compile), Some(load)) = (measured("compile"), measured("load")) {
            let _ = writeln!(table, "| {title} | {} | {} |", duration(compile), duration(load));
        }
    }
    table.push_str(&render_layers(results));
    table
}

/// What layers add to a request, as `std-adapters/tower/benches/rivals.rs` measured it: the time with the layer less
/// that of the bare service. Empty if it was not measured.
pub fn render_layers(results: &Path) -> String {
    let mut rows = String::new();
    let requests = [("no-origin", "no `Origin`"), ("allowed", "allowed"), ("preflight", "preflight")];
    for (id, service) in [("tower", "a service"), ("axum", "axum")] {
        for (scenario, request) in requests {
            for count in [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000] {
                let title = format!("{service}, {request}, {count}");
                rows.extend(layer_row(results, &format!("{id}-{scenario}-{count}"), &title));
            }
        }
    }
    for (scenario, request) in requests {
        for threads in ["1", "2"] {
            let title = format!("axum, {request}, 1; threads: {threads}");
            rows.extend(layer_row(results, &format!("threads-{scenario}-{threads}"), &title));
        }
    }
    if rows.is_empty() {
        return rows;
    }
    format!(
        "\n| service, request, origins | corsac-tower adds | floor | corsac ÷ floor | tower-http 0.7, list \
         | list ÷ corsac | tower-http, hash set | hyper-cors 0.2 |\n|---|--:|--:|--:|--:|--:|--:|--:|\n{rows}"
    )
}

fn layer_row(results: &Path, group: &str, title: &str) -> Option<String> {
    let bare = median(results, group, "bare")?;
    let added = |name| median(results, group, name).map(|time| (time - bare).max(0.0));
    let corsac = added("corsac")?;
    let shown = |time: Option<f64>| time.map_or("–".to_owned(), duration);
    let ratio = |ratio: Option<f64>| ratio.map_or("–".to_owned(), |ratio| format!("{ratio:.1}"));
    let (floor, list) = (added("floor"), added("tower-http list"));
    Some(format!(
        "| {title} | {} | {} | {} | {} | {} | {} | {} |\n",
        duration(corsac),
        shown(floor),
        ratio(floor.map(|floor| corsac / floor)),
        shown(list),
        ratio(list.map(|list| list / corsac)),
        shown(added("tower-http set")),
        shown(added("hyper-cors")),
    ))
}

/// Nanoseconds in the unit that suits them.
fn duration(nanoseconds: f64) -> String {
    match nanoseconds {
        ..1e3 => format!("{nanoseconds:.1} ns"),
        ..1e6 => format!("{:.2} µs", nanoseconds / 1e3),
        ..1e9 => format!("{:.2} ms", nanoseconds / 1e6),
        _ => format!("{:.2} s", nanoseconds / 1e9),
    }
}

/// `text` with `table` between the markers; `None` if it does not hold both, in order.
pub fn replace_between_markers(text: &str, table: &str) -> Option<String> {
    let (before, rest) = text.split_once(BEGIN)?;
    let (_, after) = rest.split_once(END)?;
    Some(format!("{before}{BEGIN}\n{}\n{END}{after}", table.trim_end()))
}

/// Puts `table` between the markers of a README.
///
/// # Errors
///
/// If the file cannot be read or written, or holds no markers.
pub fn update(readme: &Path, table: &str) -> io::Result<()> {
    let text = fs::read_to_string(readme)?;
    let updated = replace_between_markers(&text, table)
        .ok_or_else(|| io::Error::other(format!("no {BEGIN} and {END} in {}", readme.display())))?;
    fs::write(readme, updated)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_between_the_markers_changes() {
        let text = format!("a\n{BEGIN}\nold\n{END}\nb\n");
        let updated = replace_between_markers(&text, "| new |\n").expect("both markers");
        assert_eq!(updated, format!("a\n{BEGIN}\n| new |\n{END}\nb\n"));
        assert_eq!(replace_between_markers(&updated, "| new |").as_deref(), Some(updated.as_str()));
        assert_eq!(replace_between_markers(BEGIN, ""), None);
        assert_eq!(replace_between_markers(&format!("{END}{BEGIN}"), ""), None);
    }

    #[test]
    fn durations_have_units() {
        assert_eq!([4.25, 1500.0, 2e6, 3.5e9].map(duration), ["4.2 ns", "1.50 µs", "2.00 ms", "3.50 s"]);
    }
}
