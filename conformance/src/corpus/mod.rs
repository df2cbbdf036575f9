//! The corpus: cases of a policy, a request, and what must come of it, in files that anyone can add to.
//!
//! Files are TOML. `policies` are named, and names hold across all files of a directory:
//!
//! ```toml
//! title = "The CORS check"
//! section = "https://fetch.spec.whatwg.org/#cors-check"   # for cases that name none
//! policy = "list"                                         # likewise
//!
//! [policies.list]
//! allow_origins = ["https://example.com"]
//!
//! [[cases]]
//! name = "a listed origin is answered"
//! request = { method = "GET", headers = [["Origin", "https://example.com"]] }
//! handler = { status = 404, headers = [["Vary", "Accept"]] }
//! expect = { class = "actual", verdict = "allowed", status = 404, headers = [
//!     ["access-control-allow-origin", "https://example.com"],
//! ], vary = ["accept", "origin"] }
//! ```
//!
//! | key | meaning |
//! |---|---|
//! | `request.method`, `request.headers` | the method, and header lines in order; repeated names are repeated lines |
//! | `handler.status`, `handler.headers` | what the application answers if it is asked: 200 and no header unless given |
//! | `expect.class` | `not-cors`, `actual` or `preflight` |
//! | `expect.verdict` | `none`, `allowed` or `refused`; then `expect.reason` says why |
//! | `expect.status` | the status of the answer |
//! | `expect.headers` | every `Access-Control-*` line of the answer and no other, names in lower case |
//! | `expect.vary` | the names in all `Vary` lines of the answer, in lower case |
//!
//! A file can also hold `diagnoses`, each with a `policy` and the stable name of an `error` or a `warning` about it.
//!
//! A value is text, or an array of pieces: text, `{ hex = "ff00" }`, `{ repeat = "a,", times = 100 }`.
//! Unknown keys, duplicate names and policies that do not compile are errors.

mod form;
mod load;

pub use load::{LoadError, read_directory, read_files};

use std::collections::BTreeMap;

use crate::PolicyText;
use crate::reference::Response;

/// Cases, and the policies they use.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Corpus {
    /// The policies by name.
    pub policies: BTreeMap<String, PolicyText>,
    /// The cases, in the order of the files' names and of the lines.
    pub cases: Vec<Case>,
    /// What must be said about policies before any request comes.
    pub diagnoses: Vec<Diagnosis>,
}

/// A policy, and what a compiler must say about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnosis {
    /// The policy.
    pub policy: PolicyText,
    /// The stable name of the error or warning.
    pub code: String,
    /// Whether it is an error, so that the policy does not compile.
    pub is_error: bool,
}

/// One case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// The file it is from, without its ending.
    pub group: String,
    /// A sentence, unique in the corpus.
    pub name: String,
    /// The section of a standard, or of the project's rules, that it rests on.
    pub section: String,
    /// The name of its policy.
    pub policy: String,
    /// The request.
    pub request: Request,
    /// What the application answers, if it is asked.
    pub handler: Response,
    /// What must come of it.
    pub expect: Expectation,
}

/// A request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The method.
    pub method: String,
    /// The header lines.
    pub headers: Vec<(String, Vec<u8>)>,
}

/// What must come of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expectation {
    /// The class of the request.
    pub class: String,
    /// The verdict.
    pub verdict: String,
    /// Why it is refused.
    pub reason: Option<String>,
    /// The status.
    pub status: u16,
    /// Every `Access-Control-*` line, sorted.
    pub headers: Vec<(String, Vec<u8>)>,
    /// The names in `Vary`, sorted.
    pub vary: Vec<String>,
}

impl Corpus {
    /// The corpus that comes with the kit.
    ///
    /// # Errors
    ///
    /// None, as the kit's own tests make sure.
    pub fn built_in() -> Result<Self, LoadError> {
        read_files(BUILT_IN)
    }
}

impl Case {
    /// Whether an HTTP/1.1 parser hands this request on as it is: no control characters and no white space around a
    /// value, which parsers refuse or remove, and no more than servers are known to take.
    #[must_use]
    pub fn can_travel(&self) -> bool {
        let legal = |value: &[u8]| {
            value.iter().all(|byte| !matches!(byte, 0..=8 | 10..=31 | 127)) && value.trim_ascii().len() == value.len()
        };
        let size: usize = self.request.headers.iter().map(|(name, value)| name.len() + value.len()).sum();
        size < 6000 && self.request.headers.iter().all(|(_, value)| legal(value))
    }
}

macro_rules! files {
    ($($name:literal)+) => {
        &[$(($name, include_str!(concat!("../../corpus/", $name, ".toml"))),)+]
    };
}

const BUILT_IN: &[(&str, &str)] = files! {
    "policies" "diagnoses" "origins" "wildcards" "preflights" "headers-asked" "answers" "vary" "handlers" "hostile" "budgets"
};
