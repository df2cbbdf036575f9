//! The scenarios whose instructions CI compares with the checked-in file, and the judgement.

use core::fmt::Write;

use crate::baseline::{Baseline, TOLERANCE, Verdict};
use crate::measure::Work;
use crate::policy::Policies;
use crate::{building, engine, scenario};

/// Scenarios of [`scenario`] that are counted.
const SCENARIOS: [&str; 11] = [
    "no-origin",
    "hit-1",
    "hit-10000",
    "hit-1000000",
    "miss-1",
    "subdomain-1",
    "glob-1",
    "preflight-3",
    "preflight-any",
    "list-repeated",
    "maximal-16",
];

/// The scenario whose plan is counted alone.
const PLANNED: &str = "preflight-3";

/// The work of each scenario, in the order that it is done in.
pub fn work() -> Vec<(String, Box<dyn Work>)> {
    let (policies, scenarios) = (Policies::default(), scenario::all());
    let find = |id: &str| scenarios.iter().find(|scenario| scenario.id == id).expect("the scenario exists");
    let decide = |id: &str| (id.to_owned(), engine::decide(find(id), &policies));
    let mut all: Vec<(String, Box<dyn Work>)> = SCENARIOS.into_iter().map(decide).collect();
    all.push((format!("plan-{PLANNED}"), engine::plan(find(PLANNED), &policies)));
    all.push(("compile-100".to_owned(), Box::new(building::compile_middling())));
    all.push(("load-100".to_owned(), building::load_middling()));
    all
}

/// How the gate decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Judgement {
    /// Nothing differs by more than the tolerance.
    Passed,
    /// Something does, or the file does not fit what is counted.
    Refused,
    /// The file is about another target, whose counts say nothing here.
    NotComparable,
}

/// Compares counts with the file. The text is for people: every scenario, and what to do.
pub fn judge(file: &Baseline, counted: &Baseline) -> (Judgement, String) {
    let mut text = format!("{:<18} {:>10} {:>10} {:>9}\n", "instructions", "file", "now", "");
    let differences = file.compare(counted);
    let mut is_refused = false;
    let mut is_incomplete = false;
    for difference in &differences {
        let verdict = difference.verdict();
        is_refused |= verdict != Verdict::Same;
        is_incomplete |= matches!(verdict, Verdict::Missing | Verdict::Unknown);
        let _ = writeln!(text, "{difference}");
    }
    let judgement = if file.target != counted.target && !is_incomplete {
        let _ = writeln!(text, "Not judged: the file is for {}, this is {}.", file.target, counted.target);
        Judgement::NotComparable
    } else if file.rustc != counted.rustc {
        let _ = writeln!(
            text,
            "Refused: the file was counted with {}, this is {}, which counts differently. Take that compiler, or bring \
             the file up to date in a change that changes nothing else.",
            file.rustc, counted.rustc,
        );
        Judgement::Refused
    } else if is_refused {
        let _ = writeln!(
            text,
            "Refused: more than {TOLERANCE} % from the file. If that is meant, `instructions update` brings the file up \
             to date; say why in the same change.",
        );
        Judgement::Refused
    } else {
        Judgement::Passed
    };
    (judgement, text)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = include_str!("../instructions.txt");

    fn file() -> Baseline {
        Baseline::parse(FILE).expect("the checked-in file is as it was written")
    }

    fn judged(change: impl FnOnce(&mut Baseline)) -> Judgement {
        let mut counted = file();
        change(&mut counted);
        judge(&file(), &counted).0
    }

    fn set(counted: &mut Baseline, percent: u64) {
        let count = counted.counts.get_mut("preflight-3").expect("it is counted");
        *count = *count * percent / 100;
    }

    #[test]
    fn the_gate_can_refuse() {
        assert_eq!(judged(|_| ()), Judgement::Passed);
        assert_eq!(judged(|counted| set(counted, 104)), Judgement::Passed);
        assert_eq!(judged(|counted| set(counted, 106)), Judgement::Refused);
        assert_eq!(judged(|counted| set(counted, 94)), Judgement::Refused);
        assert_eq!(judged(|counted| drop(counted.counts.pop_first())), Judgement::Refused);
        assert_eq!(judged(|counted| drop(counted.counts.insert("new".to_owned(), 1))), Judgement::Refused);
    }

    #[test]
    fn another_compiler_is_refused_and_another_target_is_not_judged() {
        assert_eq!(judged(|counted| counted.rustc = "rustc 1.0.0".to_owned()), Judgement::Refused);
        let elsewhere = |counted: &mut Baseline| counted.target = "aarch64-unknown-linux-gnu".to_owned();
        assert_eq!(judged(elsewhere), Judgement::NotComparable);
        // What is counted has to fit the file everywhere.
        let incomplete = |counted: &mut Baseline| {
            elsewhere(counted);
            counted.counts.pop_first();
        };
        assert_eq!(judged(incomplete), Judgement::Refused);
    }

    #[test]
    fn the_file_names_what_is_counted() {
        let mut ids: Vec<String> = SCENARIOS.map(str::to_owned).into();
        ids.extend([format!("plan-{PLANNED}"), "compile-100".to_owned(), "load-100".to_owned()]);
        ids.sort();
        assert_eq!(file().counts.into_keys().collect::<Vec<_>>(), ids);
        let all = scenario::all();
        assert!(SCENARIOS.iter().all(|id| all.iter().any(|scenario| scenario.id == *id)));
    }
}
