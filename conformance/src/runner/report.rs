//! What came of a run: as a table, as JSON, as JUnit XML.

use core::fmt;
use std::collections::BTreeMap;

use serde::Serialize;

/// What came of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Every case and behaviour, in order.
    pub results: Vec<CaseResult>,
}

/// What came of one case or behaviour.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CaseResult {
    /// The file of the corpus, or `behaviours`.
    pub group: String,
    /// The name.
    pub name: String,
    /// The section of a standard it rests on.
    pub section: String,
    /// How it ended.
    #[serde(flatten)]
    pub ending: Ending,
}

/// How a case ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "ending", rename_all = "kebab-case")]
pub enum Ending {
    /// As expected.
    Passed,
    /// In other ways than expected.
    Failed {
        /// All of them.
        differences: Vec<Difference>,
    },
    /// Not tried.
    Skipped {
        /// Why not.
        why: String,
    },
}

/// One way in which an answer differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// About what.
    pub kind: Kind,
    /// What the server did.
    pub found: String,
    /// What was expected.
    pub expected: String,
}

/// What a difference is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Kind {
    /// There is no answer, or one that cannot be read.
    Connection,
    /// Whether the application was asked.
    Reached,
    /// The status.
    Status,
    /// The `Access-Control-*` lines.
    Headers,
    /// `Vary`.
    Vary,
    /// Whether a browser would go on after the preflight.
    Preflight,
    /// Whether the script may read the response.
    Readable,
    /// `Access-Control-Allow-Credentials`.
    Credentials,
    /// `Access-Control-Max-Age`.
    MaxAge,
    /// What of the response the script may see.
    Exposed,
    /// The body.
    Body,
}

impl Kind {
    /// The name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Connection => "connection",
            Self::Reached => "application",
            Self::Status => "status",
            Self::Headers => "headers",
            Self::Vary => "vary",
            Self::Preflight => "preflight",
            Self::Readable => "response",
            Self::Credentials => "credentials",
            Self::MaxAge => "max-age",
            Self::Exposed => "exposed headers",
            Self::Body => "body",
        }
    }
}

impl Report {
    /// How many passed.
    #[must_use]
    pub fn passed(&self) -> usize {
        self.results.iter().filter(|result| result.ending == Ending::Passed).count()
    }

    /// How many failed.
    #[must_use]
    pub fn failed(&self) -> usize {
        self.failures().count()
    }

    /// How many were skipped.
    #[must_use]
    pub fn skipped(&self) -> usize {
        self.results.len() - self.passed() - self.failed()
    }

    /// Those that failed, and how.
    pub fn failures(&self) -> impl Iterator<Item = (&CaseResult, &[Difference])> {
        self.results.iter().filter_map(|result| match &result.ending {
            Ending::Failed { differences } => Some((result, differences.as_slice())),
            _ => None,
        })
    }

    /// How many cases fail for each kind of difference, the first of a case counting.
    #[must_use]
    pub fn failures_by_kind(&self) -> BTreeMap<Kind, usize> {
        let mut counts = BTreeMap::new();
        for (_, differences) in self.failures() {
            if let Some(first) = differences.first() {
                *counts.entry(first.kind).or_default() += 1;
            }
        }
        counts
    }

    /// As JSON.
    ///
    /// # Errors
    ///
    /// None that is known: everything in a report is text and numbers.
    pub fn to_json(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string_pretty(self)
    }

    /// As JUnit XML, one suite per group.
    #[must_use]
    pub fn to_junit(&self) -> String {
        let mut groups: BTreeMap<&str, Vec<&CaseResult>> = BTreeMap::new();
        for result in &self.results {
            groups.entry(&result.group).or_default().push(result);
        }
        let mut xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n".to_owned();
        for (group, results) in groups {
            let count = |wanted: fn(&Ending) -> bool| results.iter().filter(|result| wanted(&result.ending)).count();
            let failures = count(|ending| matches!(ending, Ending::Failed { .. }));
            let skipped = count(|ending| matches!(ending, Ending::Skipped { .. }));
            xml += &format!(
                "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{failures}\" skipped=\"{skipped}\">\n",
                escaped(group),
                results.len()
            );
            for result in results {
                xml += &result.to_junit();
            }
            xml += "  </testsuite>\n";
        }
        xml + "</testsuites>\n"
    }
}

impl CaseResult {
    fn to_junit(&self) -> String {
        let head = format!("    <testcase classname=\"{}\" name=\"{}\"", escaped(&self.group), escaped(&self.name));
        match &self.ending {
            Ending::Passed => format!("{head}/>\n"),
            Ending::Skipped { why } => {
                format!("{head}><skipped message=\"{}\"/></testcase>\n", escaped(why))
            }
            Ending::Failed { differences } => {
                let lines: Vec<_> = differences.iter().map(ToString::to_string).collect();
                let message = differences.first().map_or("", |difference| difference.kind.as_str());
                let text = format!("{}\n{}", lines.join("\n"), self.section);
                let failure = format!("<failure message=\"{}\">{}</failure>", escaped(message), escaped(&text));
                format!("{head}>{failure}</testcase>\n")
            }
        }
    }
}

/// Text that can stand in XML: what XML cannot hold is replaced.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\n' | '\t' => escaped.push(char),
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => escaped.push('\u{fffd}'),
            _ => escaped.push(char),
        }
    }
    escaped
}

/// The most characters of a value that a person is shown.
const LONGEST: usize = 300;

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let none = |text: &str| {
            let mut shown: String = text.chars().take(LONGEST).collect();
            if shown.len() < text.len() {
                shown.push('…');
            }
            if text.is_empty() { "nothing".to_owned() } else { shown.escape_debug().to_string() }
        };
        write!(f, "{}: {}, expected {}", self.kind.as_str(), none(&self.found), none(&self.expected))
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (result, differences) in self.failures() {
            writeln!(f, "FAILED  {}: {}", result.group, result.name)?;
            for difference in differences {
                writeln!(f, "        {difference}")?;
            }
            writeln!(f, "        {}", result.section)?;
        }
        let mut groups: Vec<(&str, [usize; 3])> = Vec::new();
        for result in &self.results {
            if groups.last().is_none_or(|(group, _)| *group != result.group) {
                groups.push((&result.group, [0; 3]));
            }
            if let Some((_, counts)) = groups.last_mut() {
                counts[match result.ending {
                    Ending::Passed => 0,
                    Ending::Failed { .. } => 1,
                    Ending::Skipped { .. } => 2,
                }] += 1;
            }
        }
        groups.push(("all", [self.passed(), self.failed(), self.skipped()]));
        writeln!(f, "{:<16}{:>8}{:>8}{:>8}", "", "passed", "failed", "skipped")?;
        for (group, [passed, failed, skipped]) in groups {
            writeln!(f, "{group:<16}{passed:>8}{failed:>8}{skipped:>8}")?;
        }
        Ok(())
    }
}
