//! Divergences that are known: a browser departs from the standard, or from what anybody means.

use std::collections::BTreeSet;

use serde::Deserialize;

use crate::browser::Browser;
use crate::judge::{Between, Divergence};

const TABLE: &str = include_str!("../exceptions.toml");

/// The known divergences of one browser.
pub(crate) struct Exceptions {
    entries: Vec<Exception>,
    browser: Browser,
    used: BTreeSet<(usize, String)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    #[serde(default)]
    exceptions: Vec<Exception>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Exception {
    /// In which browsers.
    browsers: Vec<String>,
    between: Between,
    /// What the divergence has in its text, so that no other one hides behind this.
    says: String,
    /// Names of scenarios.
    scenarios: Vec<String>,
    /// Why nothing is changed.
    reason: String,
}

impl Exceptions {
    /// Reads the committed table.
    ///
    /// # Errors
    ///
    /// What is wrong with it: an entry without a reason, or for a scenario that is not there.
    pub(crate) fn load(browser: Browser, names: &BTreeSet<&str>) -> Result<Self, String> {
        let Table { exceptions: entries } =
            toml::from_str(TABLE).map_err(|error| format!("exceptions.toml: {error}"))?;
        for entry in &entries {
            if entry.reason.trim().is_empty() {
                return Err(format!("exceptions.toml: {:?} is not argued", entry.scenarios));
            }
            if let Some(unknown) = entry.browsers.iter().find(|name| !["chromium", "firefox"].contains(&name.as_str()))
            {
                return Err(format!("exceptions.toml: no browser is called {unknown}"));
            }
            if let Some(unknown) = entry.scenarios.iter().find(|name| !names.contains(name.as_str())) {
                return Err(format!("exceptions.toml: no scenario is called {unknown}"));
            }
        }
        Ok(Self { entries, browser, used: BTreeSet::new() })
    }

    /// Whether this divergence is known.
    pub(crate) fn covers(&mut self, scenario: &str, divergence: &Divergence) -> bool {
        let is_it = |entry: &Exception| entry.between == divergence.between && divergence.text.contains(&entry.says);
        let found = self.of(scenario).find(|(_, entry)| is_it(entry)).map(|(place, _)| place);
        if let Some(place) = found {
            self.used.insert((place, scenario.to_owned()));
        }
        found.is_some()
    }

    /// After all calls of a scenario: what was expected to diverge, and did not.
    pub(crate) fn unused(&mut self, scenario: &str) -> Vec<Between> {
        let unused = self.of(scenario).filter(|(place, _)| !self.used.contains(&(*place, scenario.to_owned())));
        let unused = unused.map(|(_, entry)| entry.between).collect();
        // The next server starts anew.
        self.used.clear();
        unused
    }

    fn of(&self, scenario: &str) -> impl Iterator<Item = (usize, &Exception)> {
        let is_meant = move |entry: &Exception| {
            entry.browsers.iter().any(|browser| browser == self.browser.name())
                && entry.scenarios.iter().any(|name| name == scenario)
        };
        self.entries.iter().enumerate().filter(move |(_, entry)| is_meant(entry))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_committed_table_names_scenarios() {
        let table = crate::scenario::load(8080).unwrap_or_else(|error| panic!("{error}"));
        let names = table.scenarios.iter().map(|scenario| scenario.name.as_str()).collect();
        let loaded = Exceptions::load(Browser::Chromium, &names).map(|exceptions| exceptions.entries.len());
        assert!(loaded.is_ok(), "{loaded:?}");
    }

    #[test]
    fn what_no_longer_diverges_is_told() {
        let exception = Exception {
            browsers: vec!["firefox".to_owned()],
            between: Between::Model,
            says: "method".to_owned(),
            scenarios: vec!["a".to_owned(), "b".to_owned()],
            reason: "because".to_owned(),
        };
        let mut exceptions = Exceptions { entries: vec![exception], browser: Browser::Firefox, used: BTreeSet::new() };
        let divergence = |between, text: &str| Divergence { between, text: text.to_owned() };
        let known = divergence(Between::Model, "method: the model");
        assert!(exceptions.covers("a", &known));
        assert!(!exceptions.covers("a", &divergence(Between::Model, "origin: the model")));
        assert!(!exceptions.covers("a", &divergence(Between::Meaning, "method")) && !exceptions.covers("c", &known));
        assert!(exceptions.unused("a").is_empty());
        assert_eq!(exceptions.unused("b"), [Between::Model]);
        exceptions.browser = Browser::Chromium;
        assert!(!exceptions.covers("a", &known) && exceptions.unused("b").is_empty());
    }
}
