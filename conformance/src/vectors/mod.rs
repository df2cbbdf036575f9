//! Files of recorded cases, and what the browser model makes of them.
//!
//! A file is a JSON array. Each case is a request that a page makes, the headers a server answers
//! with, and what a browser does:
//!
//! | field | meaning |
//! |---|---|
//! | `id` | a name, unique in the file |
//! | `kind` | `fetch`, or `max-age` for a case about the preflight cache |
//! | `request` | `origin` of the page; `method`; `headers` (pairs); `credentials`; and optionally `url_origin` (else `http://api.example`), `mode`, `redirect`, `body` (`none`, `text`, `url-search-params`, `form-data`, `bytes`, `stream`), `upload_listener` |
//! | `redirects` | one object per URL that redirects: `to_origin`, `status`, `userinfo`, `response_headers`, `preflight_response_headers`, `preflight_status` |
//! | `preflight_response_headers`, `preflight_status` | the preflight's answer at the last URL: nothing and 204 unless given |
//! | `response_headers`, `response_status` | the answer at the last URL: status 200 unless given |
//! | `verdict` | `allow`, `block-response`, `block-preflight`, `block-redirect` or `api-error` |
//! | `expect_preflight` | whether any preflight is sent |
//! | `expect_acrm`, `expect_acrh` | `Access-Control-Request-Method` and `-Headers` of the last preflight; `null` if not sent |
//! | `expect_exposed` | header names, and whether the page can read each |
//! | `expect_final_origin_header` | `Origin` of the last request sent; `null` if not sent |
//! | `effective_max_age_seconds` | by engine, with `spec_uncapped` for the standard |
//! | `second_request_preflights_immediately` | by engine: whether the same request made again at once is preflighted |
//! | `live`, `engines` | by engine (`firefox-esr-153` is `firefox`): `"agree"`, or `{"deviates": {…}}` with `verdict`, `preflight`, `acrm`, `acrh`, `exposed` or `final_origin_header` as that engine has them; other text says nothing |
//! | `source`, `note` | for people |
//!
//! Other fields are ignored, and [`Case::unknown_fields`] names them.
//!
//! Header pairs keep their order and duplicates, and values keep the white space around them. A
//! character stands for the byte of the same number.
//!
//! An engine is held to what a case says of the standard, except where the case records that the
//! engine deviates.

mod case;
mod expectation;
mod form;
mod replay;

pub use case::{Case, ReadError, read};
pub use expectation::Expectation;
pub use replay::{Difference, replay};

use core::fmt;

use crate::browser::Engine;

/// What came of checking a file of cases.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// The engine the model played.
    pub engine: Engine,
    /// How many cases there were.
    pub cases: usize,
    /// The cases in which the model and the file differ.
    pub differing: Vec<DifferingCase>,
}

/// A case in which the model and the file differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DifferingCase {
    /// The case's name.
    pub id: String,
    /// In what they differ.
    pub differences: Vec<Difference>,
}

/// Compares the model, playing `engine`, with every case.
#[must_use]
pub fn check(cases: &[Case], engine: Engine) -> Report {
    let differing = cases
        .iter()
        .map(|case| DifferingCase { id: case.id().to_owned(), differences: replay(case, engine) })
        .filter(|case| !case.differences.is_empty())
        .collect();
    Report { engine, cases: cases.len(), differing }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for case in &self.differing {
            for difference in &case.differences {
                writeln!(f, "{}: {difference}", case.id)?;
            }
        }
        let plural = if self.cases == 1 { "" } else { "s" };
        write!(f, "{}: {} case{plural}, {} differing", self.engine, self.cases, self.differing.len())
    }
}
