//! Instruction counts as a file that is checked in, and what differs from it.

use core::fmt;
use std::collections::{BTreeMap, BTreeSet};

/// By how many percent a count may grow beyond the file. One that shrinks by more is worth a hint.
pub const TOLERANCE: u64 = 5;

const HEAD: &str = "\
# Instructions of one operation, counted by callgrind. CI refuses a count that grows by more than 5 % beyond this file.
# `cargo run --release -p corsac-benches --no-default-features --bin instructions -- update` writes it anew.
";

/// Counts, and what they depend on beside the code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Baseline {
    /// What `rustc --version` prints.
    pub rustc: String,
    /// The target triple.
    pub target: String,
    /// The C library, which has `memcpy` and `memcmp`, and the version of valgrind.
    pub tools: String,
    /// Instructions by scenario.
    pub counts: BTreeMap<String, u64>,
}

impl Baseline {
    /// Counts of this program, made with these tools.
    pub fn of_this_build(tools: String, counts: impl IntoIterator<Item = (String, u64)>) -> Baseline {
        Baseline {
            rustc: env!("CORSAC_RUSTC").to_owned(),
            target: env!("CORSAC_TARGET").to_owned(),
            tools,
            counts: counts.into_iter().collect(),
        }
    }

    /// Reads the file.
    ///
    /// # Errors
    ///
    /// The number of the first line, from 1, that is not as [`Display`](fmt::Display) writes it, sorted and without
    /// duplicates.
    pub fn parse(text: &str) -> Result<Baseline, usize> {
        let lines = text.lines().enumerate().map(|(index, line)| (index + 1, line));
        let mut lines = lines.filter(|(_, line)| !line.starts_with('#'));
        let mut named = |name: &str| match lines.next() {
            Some((number, line)) => line.strip_prefix(name).map(|rest| rest.trim().to_owned()).ok_or(number),
            None => Err(1),
        };
        let mut baseline = Baseline {
            rustc: named("rustc ")?,
            target: named("target ")?,
            tools: named("tools ")?,
            counts: BTreeMap::new(),
        };
        baseline.rustc.insert_str(0, "rustc ");
        for (number, line) in lines {
            let (id, count) = line.split_once(' ').ok_or(number)?;
            let count = count.trim_start().parse().map_err(|_| number)?;
            if baseline.counts.last_key_value().is_some_and(|(last, _)| last.as_str() >= id) {
                return Err(number);
            }
            baseline.counts.insert(id.to_owned(), count);
        }
        Ok(baseline)
    }

    /// Where `other` was counted under other circumstances: what the file says, and what it is now.
    pub fn circumstances<'a>(&'a self, other: &'a Baseline) -> Vec<(&'a str, &'a str)> {
        let pairs = [(&self.rustc, &other.rustc), (&self.target, &other.target), (&self.tools, &other.tools)];
        pairs.into_iter().filter(|(file, now)| file != now).map(|(file, now)| (&**file, &**now)).collect()
    }

    /// What differs in `new`, for each scenario of either.
    pub fn compare(&self, new: &Baseline) -> Vec<Difference> {
        let ids: BTreeSet<&String> = self.counts.keys().chain(new.counts.keys()).collect();
        let difference = |id: &String| Difference {
            id: id.clone(),
            old: self.counts.get(id).copied(),
            new: new.counts.get(id).copied(),
        };
        ids.into_iter().map(difference).collect()
    }
}

impl fmt::Display for Baseline {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "{HEAD}{}\ntarget {}\ntools {}", self.rustc, self.target, self.tools)?;
        self.counts.iter().try_for_each(|(id, count)| writeln!(formatter, "{id:<18} {count:>8}"))
    }
}

/// A scenario in the file and as counted now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The scenario.
    pub id: String,
    /// Instructions in the file, if it knows the scenario.
    pub old: Option<u64>,
    /// Instructions now, if the scenario still exists.
    pub new: Option<u64>,
}

/// What a difference means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Within the tolerance.
    Same,
    /// More instructions.
    Grew,
    /// Fewer. If the file does not say so, they can come back unnoticed.
    Shrank,
    /// The file does not know the scenario.
    Unknown,
    /// The file names a scenario that was not counted.
    Missing,
}

impl Difference {
    /// What it means.
    pub fn verdict(&self) -> Verdict {
        match (self.old, self.new) {
            (None, _) => Verdict::Unknown,
            (_, None) => Verdict::Missing,
            (Some(old), Some(new)) if new * 100 > old * (100 + TOLERANCE) => Verdict::Grew,
            (Some(old), Some(new)) if new * 100 < old * (100 - TOLERANCE) => Verdict::Shrank,
            _ => Verdict::Same,
        }
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = |count: Option<u64>| count.map_or("-".to_owned(), |count| count.to_string());
        write!(formatter, "{:<18} {:>10} {:>10}", self.id, count(self.old), count(self.new))?;
        if let (Some(old), Some(new)) = (self.old, self.new) {
            write!(formatter, " {:>+7.1} %", (new as f64 / old as f64 - 1.0) * 100.0)?;
        }
        match self.verdict() {
            Verdict::Same => Ok(()),
            Verdict::Grew => write!(formatter, "  grew"),
            Verdict::Shrank => write!(formatter, "  shrank"),
            Verdict::Unknown => write!(formatter, "  not in the file"),
            Verdict::Missing => write!(formatter, "  in the file, but not counted"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn baseline(counts: &[(&str, u64)]) -> Baseline {
        Baseline::of_this_build(
            "glibc 2, valgrind-3".to_owned(),
            counts.iter().map(|(id, count)| ((*id).to_owned(), *count)),
        )
    }

    fn verdict(old: u64, new: u64) -> Verdict {
        Difference { id: "a".to_owned(), old: Some(old), new: Some(new) }.verdict()
    }

    #[test]
    fn five_percent_are_the_same_and_six_are_not() {
        assert_eq!([1_000, 1_040, 1_050].map(|new| verdict(1_000, new)), [Verdict::Same; 3]);
        assert_eq!([1_051, 1_060].map(|new| verdict(1_000, new)), [Verdict::Grew; 2]);
        assert_eq!([950, 949].map(|new| verdict(1_000, new)), [Verdict::Same, Verdict::Shrank]);
    }

    #[test]
    fn missing_and_unknown_scenarios_are_told() {
        let differences = baseline(&[("a", 1), ("b", 1)]).compare(&baseline(&[("b", 1), ("c", 1)]));
        let verdicts: Vec<_> = differences.iter().map(|difference| (&*difference.id, difference.verdict())).collect();
        assert_eq!(verdicts, [("a", Verdict::Missing), ("b", Verdict::Same), ("c", Verdict::Unknown)]);
        assert_eq!(
            differences[0].to_string(),
            "a                           1          -  in the file, but not counted"
        );
        assert_eq!(differences[1].to_string(), "b                           1          1    +0.0 %");
        assert_eq!(differences[2].to_string(), "c                           -          1  not in the file");
    }

    #[test]
    fn the_file_is_read_as_it_is_written() {
        let written = baseline(&[("hit-1", 600), ("compile-100", 1_000_000)]);
        assert_eq!(Baseline::parse(&written.to_string()), Ok(written));
    }

    #[test]
    fn other_files_are_refused_at_their_line() {
        let text = |lines: &str| format!("# comment\nrustc 1\ntarget t\ntools v\n{lines}");
        for (lines, error) in [("a 1\na 2\n", 6), ("b 1\na 2\n", 6), ("a\n", 5), ("a x\n", 5), ("\n", 5), ("a -1\n", 5)]
        {
            assert_eq!(Baseline::parse(&text(lines)), Err(error), "{lines:?}");
        }
        assert_eq!(Baseline::parse("a 1\n"), Err(1));
        assert_eq!(Baseline::parse(""), Err(1));
    }
}
