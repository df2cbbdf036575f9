//! What middleware adds to a request, as tables.

use core::fmt::Write;

use super::{NONE, cell, duration, number, side_by_side, times};
use crate::case::{CORSAC, FLOOR};
use crate::engine::RIVAL;
use crate::frameworks::{ALL, COUNTS, Kind, id};
use crate::results::{Cost, Results};
use crate::version;

/// The other libraries of a framework.
fn others(framework: &str) -> &'static [&'static str] {
    match framework {
        "tower" => &["tower-http (list)", "tower-http (hash set)", "hyper-cors"],
        "axum" => &["tower-http (list)", "tower-http (hash set)"],
        "actix" => &["actix-cors"],
        "poem" => &["poem"],
        "rocket" => &["rocket_cors"],
        "salvo" => &["salvo-cors"],
        _ => &[],
    }
}

/// Each framework with its own or its most used library.
pub(super) fn short(results: &Results) -> String {
    let mut table = String::from(
        "| framework, beside | request | corsac adds | the other adds | ÷, instructions | ÷, time |\n\
         |---|---|--:|--:|--:|--:|\n",
    );
    for framework in ALL.iter().filter(|framework| framework.name != "tower") {
        let other = others(framework.name)[0];
        for kind in Kind::ALL {
            let case = id(framework.name, kind, 1);
            let (corsac, rival) = (results.added(&case, CORSAC), results.added(&case, other));
            if corsac == Cost::default() {
                continue;
            }
            let _ = writeln!(
                table,
                "| {}, {} | {} | {} | {} | {} | {} |",
                framework.name,
                version::title(other),
                kind.title(),
                cell(corsac.instructions, number),
                cell(rival.instructions, number),
                times(corsac.instructions, rival.instructions),
                times(corsac.time, rival.time),
            );
        }
    }
    table
}

/// Every framework, request and library, and the floor where there is one.
pub(super) fn all(results: &Results) -> String {
    let mut table = String::from(
        "| framework, request | beside | corsac adds: instructions | the other | ÷ | corsac adds: time | the other | ÷ |\n\
         |---|---|--:|--:|--:|--:|--:|--:|\n",
    );
    for framework in ALL {
        for kind in Kind::ALL {
            let case = id(framework.name, kind, 1);
            let corsac = results.added(&case, CORSAC);
            for other in [FLOOR].iter().chain(others(framework.name)) {
                let rival = results.added(&case, other);
                if corsac != Cost::default() && rival != Cost::default() {
                    let (title, other) = (kind.title(), version::title(other));
                    let columns = side_by_side(corsac, rival);
                    let _ = writeln!(table, "| {}, {title} | {other} | {columns} |", framework.name);
                }
            }
        }
    }
    table
}

/// An allowed request, by the number of origins.
pub(super) fn scale(results: &Results) -> String {
    let counts = COUNTS.map(|count| number(count as f64)).join(" | ");
    let mut table = format!("| allowed request, so many origins | {counts} |\n|---|--:|--:|--:|--:|\n");
    let mut row = |title: String, times: [Option<f64>; 4]| {
        let times = times.map(|time| cell(time, duration));
        if times.iter().any(|time| time != NONE) {
            let _ = writeln!(table, "| {title} | {} |", times.join(" | "));
        }
    };
    for name in [CORSAC, RIVAL] {
        let title = if name == CORSAC { "corsac, the core".to_owned() } else { version::title(name) };
        row(title, COUNTS.map(|count| results.cost(&format!("hit-{count}"), name).time));
    }
    for framework in ALL {
        for &name in [CORSAC].iter().chain(others(framework.name)) {
            let title = if name == CORSAC { format!("corsac-{}", framework.name) } else { version::title(name) };
            // The same layers stand before a service and in axum's router.
            if framework.name != "axum" {
                row(title, COUNTS.map(|count| results.added(&id(framework.name, Kind::Allowed, count), name).time));
            }
        }
    }
    table
}
