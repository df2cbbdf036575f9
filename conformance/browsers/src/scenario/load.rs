//! Reads the committed scenarios and policies, and multiplies them out.

use std::collections::{BTreeMap, BTreeSet};

use corsac_conformance::PolicyText;
use serde::Deserialize;

use super::file::{Entry, File, OneOrMany, Then};
use super::{Call, Credentials, Leg, Scenario};

/// Everything there is to run.
pub(crate) struct Table {
    pub(crate) policies: BTreeMap<String, PolicyText>,
    pub(crate) scenarios: Vec<Scenario>,
}

/// The page of scenarios that name none.
const PAGE: &str = "https://app.corsac.example";

const POLICIES: &str = include_str!("../../policies.toml");

const FILES: [(&str, &str); 9] = [
    ("methods", include_str!("../../scenarios/methods.toml")),
    ("headers", include_str!("../../scenarios/headers.toml")),
    ("credentials", include_str!("../../scenarios/credentials.toml")),
    ("exposed", include_str!("../../scenarios/exposed.toml")),
    ("origins", include_str!("../../scenarios/origins.toml")),
    ("redirects", include_str!("../../scenarios/redirects.toml")),
    ("cache", include_str!("../../scenarios/cache.toml")),
    ("modes", include_str!("../../scenarios/modes.toml")),
    ("elements", include_str!("../../scenarios/elements.toml")),
];

/// Reads them. `{port}` in the origin of a page stands for `port`.
///
/// # Errors
///
/// What is wrong with the files, in words.
pub(crate) fn load(port: u16) -> Result<Table, String> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Policies {
        policies: BTreeMap<String, PolicyText>,
    }
    let Policies { policies } = toml::from_str(POLICIES).map_err(|error| format!("policies.toml: {error}"))?;
    for (name, policy) in &policies {
        policy.compile().map_err(|error| format!("policies.toml: {name}: {error}"))?;
    }
    let mut table = Table { policies, scenarios: Vec::new() };
    for (file, text) in FILES {
        let read: File = toml::from_str(&text.replace("{port}", &port.to_string()))
            .map_err(|error| format!("{file}.toml: {error}"))?;
        for entry in &read.scenarios {
            multiply(file, entry, &mut table.scenarios)?;
        }
    }
    check(&table)?;
    Ok(table)
}

fn check(table: &Table) -> Result<(), String> {
    let mut names = BTreeSet::new();
    for scenario in &table.scenarios {
        if !names.insert(&scenario.name) {
            return Err(format!("two scenarios are called {}", scenario.name));
        }
        if let Some(unknown) = scenario.policies().find(|policy| !table.policies.contains_key(*policy)) {
            return Err(format!("{}: no policy is called {unknown}", scenario.name));
        }
        scenario.origin().map_err(|error| format!("{}: page: {error:?}", scenario.name))?;
    }
    Ok(())
}

fn multiply(file: &str, entry: &Entry, scenarios: &mut Vec<Scenario>) -> Result<(), String> {
    let (pages, many_pages) = OneOrMany::values(entry.page.as_ref(), PAGE.to_owned());
    let (policies, many_policies) = OneOrMany::values(Some(&entry.policy), String::new());
    let (methods, many_methods) = OneOrMany::values(entry.method.as_ref(), "GET".to_owned());
    let (credentials, many_credentials) = OneOrMany::values(entry.credentials.as_ref(), Credentials::default());
    for policy in &policies {
        for page in &pages {
            for method in &methods {
                for &credentials in &credentials {
                    let mut name = format!("{file}/{}", entry.name);
                    let spelled = format!("{credentials:?}").to_lowercase();
                    for (is_choice, value) in [
                        (many_policies, policy),
                        (many_pages, page),
                        (many_methods, method),
                        (many_credentials, &spelled),
                    ] {
                        if is_choice {
                            name = format!("{name}, {value}");
                        }
                    }
                    let legs = legs(&name, entry, policy)?;
                    scenarios.push(Scenario {
                        name,
                        page: page.clone(),
                        context: entry.context,
                        is_public: entry.is_public,
                        legs,
                        response: entry.response.clone(),
                        calls: calls(entry, method, credentials),
                    });
                }
            }
        }
    }
    Ok(())
}

fn legs(name: &str, entry: &Entry, policy: &str) -> Result<Vec<Leg>, String> {
    let mut legs = Vec::new();
    for text in &entry.via {
        legs.push(Leg::redirecting(text).ok_or_else(|| format!("{name}: `{text}` is no place and status"))?);
    }
    legs.push(Leg::last(policy));
    Ok(legs)
}

fn calls(entry: &Entry, method: &str, credentials: Credentials) -> Vec<Call> {
    let first = Call {
        wait: 0,
        interface: entry.interface,
        method: method.to_owned(),
        headers: entry.headers.clone(),
        credentials,
        mode: entry.mode,
        redirect: entry.redirect,
        body: entry.body,
    };
    let later = entry.then.iter().map(|then| {
        let Then { wait, method, headers, credentials } = then.clone();
        Call {
            wait,
            method: method.unwrap_or_else(|| first.method.clone()),
            headers: headers.unwrap_or_else(|| first.headers.clone()),
            credentials: credentials.unwrap_or(first.credentials),
            ..first.clone()
        }
    });
    core::iter::once(first.clone()).chain(later).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_committed_table_is_whole() {
        let table = load(8080).unwrap_or_else(|error| panic!("{error}"));
        let calls: usize = table.scenarios.iter().map(|scenario| scenario.calls.len()).sum();
        assert!(calls >= 120, "{calls}");
        for name in table.policies.keys() {
            assert!(table.scenarios.iter().any(|scenario| scenario.policies().any(|policy| policy == name)), "{name}");
        }
    }

    #[test]
    fn lists_multiply() {
        let text = r#"scenarios = [{ name = "a", policy = ["p", "q"], method = ["GET", "PUT"], then = [{ method = "HEAD" }] }]"#;
        let file: File = toml::from_str(text).unwrap_or_else(|error| panic!("{error}"));
        let mut scenarios = Vec::new();
        file.scenarios.iter().for_each(|entry| multiply("f", entry, &mut scenarios).unwrap_or_default());
        let names: Vec<_> = scenarios.iter().map(|scenario| scenario.name.as_str()).collect();
        assert_eq!(names, ["f/a, p, GET", "f/a, p, PUT", "f/a, q, GET", "f/a, q, PUT"]);
        let methods: Vec<_> = scenarios[1].calls.iter().map(|call| call.method.as_str()).collect();
        assert_eq!(methods, ["PUT", "HEAD"]);
    }
}
