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
    /// Nothing grew by more than the tolerance.
    Passed,
    /// Something did, or the file does not name what is counted.
    Refused,
    /// Something grew, but another compiler, target, C library or valgrind can be the reason.
    NotComparable,
}

/// Compares counts with the file. The text is for people: every scenario, and what to do.
pub fn judge(file: &Baseline, counted: &Baseline) -> (Judgement, String) {
    let mut text = format!("{:<18} {:>10} {:>10} {:>9}\n", "instructions", "file", "now", "");
    let mut verdicts = Vec::new();
    for difference in file.compare(counted) {
        verdicts.push(difference.verdict());
        let _ = writeln!(text, "{difference}");
    }
    let any = |verdict| verdicts.contains(&verdict);
    let circumstances = file.circumstances(counted);
    for (file, now) in &circumstances {
        let _ = writeln!(text, "The file was counted with {file}, this with {now}.");
    }
    let judgement = if any(Verdict::Missing) || any(Verdict::Unknown) {
        text.push_str("Refused: the file has to name what is counted, and nothing else.");
        Judgement::Refused
    } else if any(Verdict::Grew) && !circumstances.is_empty() {
        text.push_str("Not judged: what is counted grew, but that can be the reason.");
        Judgement::NotComparable
    } else if any(Verdict::Grew) {
        let _ = write!(text, "Refused: more than {TOLERANCE} % beyond the file. If that is meant, say why.");
        Judgement::Refused
    } else if any(Verdict::Shrank) {
        text.push_str("Passed. What shrank can come back unnoticed until the file says so.");
        Judgement::Passed
    } else {
        text.push_str("Passed.");
        return (Judgement::Passed, text);
    };
    text.push_str(" `instructions update` brings the file up to date, for the same change.");
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
    fn growth_beyond_five_percent_is_refused() {
        assert_eq!(judged(|_| ()), Judgement::Passed);
        assert_eq!(judged(|counted| set(counted, 104)), Judgement::Passed);
        assert_eq!(judged(|counted| set(counted, 106)), Judgement::Refused);
    }

    #[test]
    fn shrinking_passes_with_a_hint() {
        let mut counted = file();
        set(&mut counted, 94);
        let (judgement, text) = judge(&file(), &counted);
        assert_eq!(judgement, Judgement::Passed);
        assert!(text.contains("-6.0 %  shrank\n") && text.contains("`instructions update`"), "{text}");
        assert!(!judge(&file(), &file()).1.contains("update"));
    }

    #[test]
    fn missing_and_unrecorded_scenarios_are_refused() {
        let missing = |counted: &mut Baseline| _ = counted.counts.pop_first();
        let unrecorded = |counted: &mut Baseline| _ = counted.counts.insert("new".to_owned(), 1);
        assert_eq!(judged(missing), Judgement::Refused);
        assert_eq!(judged(unrecorded), Judgement::Refused);
        // What is counted has to fit the file everywhere.
        assert_eq!(judged(|counted| (elsewhere(counted), missing(counted)).0), Judgement::Refused);
    }

    fn elsewhere(counted: &mut Baseline) {
        counted.target = "aarch64-unknown-linux-gnu".to_owned();
    }

    #[test]
    fn growth_under_other_circumstances_is_not_judged() {
        let changes: [fn(&mut Baseline); 3] = [
            elsewhere,
            |counted| counted.rustc = "rustc 1.0.0".to_owned(),
            |counted| counted.tools = "glibc 2.0, valgrind-3.0".to_owned(),
        ];
        for change in changes {
            assert_eq!(judged(change), Judgement::Passed);
            assert_eq!(judged(|counted| (change(counted), set(counted, 106)).0), Judgement::NotComparable);
        }
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
