//! One call, seen from three sides: by the browser, by the browser model, and by what the policies mean.

mod meaning;
mod model;
mod observed;

use core::fmt;
use std::collections::BTreeMap;

use corsac_conformance::PolicyText;
use corsac_conformance::browser::Browser as Model;
use serde::Deserialize;

pub(crate) use observed::Observed;

use crate::gateway::Exchange;
use crate::scenario::{Call, Scenario};

/// Two sides differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Divergence {
    pub(crate) between: Between,
    /// What was found, in words.
    pub(crate) text: String,
}

/// Which side differs from the browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Between {
    /// The model of this browser does something else with the same responses.
    Model,
    /// The policies mean something else.
    Meaning,
}

/// A call as it was made.
pub(crate) struct Made<'a> {
    pub(crate) scenario: &'a Scenario,
    pub(crate) call: &'a Call,
    /// The URLs of the legs.
    pub(crate) urls: &'a [String],
    pub(crate) observed: &'a Observed,
    pub(crate) exchanges: &'a [Exchange],
}

impl Made<'_> {
    /// Everything that differs, and whether the policies could say what they mean. The model keeps what it has learned
    /// from earlier calls of the scenario.
    pub(crate) fn judge(&self, model: &mut Model, policies: &BTreeMap<String, PolicyText>) -> (Vec<Divergence>, bool) {
        let found = |between| move |text| Divergence { between, text };
        let mut divergences: Vec<_> = self.against_model(model).into_iter().map(found(Between::Model)).collect();
        let meaning = self.against_meaning(policies);
        let is_meant = meaning.is_some();
        divergences.extend(meaning.into_iter().flatten().map(found(Between::Meaning)));
        (divergences, is_meant)
    }
}

impl fmt::Display for Between {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Model => "model",
            Self::Meaning => "meaning",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::load;
    use serde_json::json;

    /// What is found about a page whose requests never arrive, and that says this.
    fn judge(scenario: &str, says: &serde_json::Value) -> Vec<Divergence> {
        let table = load(8080).unwrap_or_else(|error| panic!("{error}"));
        let scenario = table.scenarios.iter().find(|one| one.name == scenario).unwrap_or_else(|| panic!("{scenario}"));
        let urls: Vec<_> = (0..scenario.legs.len()).map(|leg| scenario.url(leg, "axum", 1)).collect();
        let observed = Observed::read(says).unwrap_or_else(|| panic!("{says}"));
        let made = Made { scenario, call: &scenario.calls[0], urls: &urls, observed: &observed, exchanges: &[] };
        made.judge(&mut Model::new(corsac_conformance::browser::Engine::Chromium), &table.policies).0
    }

    #[test]
    fn a_refusal_that_nobody_means_is_found() {
        let found = judge("methods/method, list, PUT", &json!({ "error": "TypeError" }));
        let texts: Vec<_> = found.iter().map(|found| (found.between, found.text.as_str())).collect();
        assert_eq!(
            texts,
            [
                (
                    Between::Model,
                    "the model sends OPTIONS https://axum-list.api.corsac.example/case?n=1&leg=0, the browser does not"
                ),
                (Between::Meaning, "the policies mean to allow this; the script: Failure { error: \"TypeError\" }"),
            ]
        );
    }

    #[test]
    fn a_leave_that_nobody_means_is_found() {
        let readable = json!({ "response": { "kind": "cors", "status": 200, "url": "", "headers": [] } });
        let found = judge("origins/exact, list, https://evil.example", &readable);
        assert!(found.iter().any(|found| found.text.starts_with("the browser has a response, the model fails: ")));
        let meaning = found.iter().find(|found| found.between == Between::Meaning);
        assert_eq!(
            meaning.map(|found| found.text.as_str()),
            Some("the policies do not mean to allow this; the script: can read it")
        );
    }
}
