//! Browsers, servers, scenarios: all against all.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Instant;

use corsac_conformance::PolicyText;
use corsac_conformance::browser::Browser as Model;
use tokio::net::TcpListener;

use crate::browser::{Browser, Tab};
use crate::exceptions::Exceptions;
use crate::gateway::Gateway;
use crate::judge::Made;
use crate::report::{Part, Report};
use crate::scenario::{Scenario, load};
use crate::server::Server;

/// What is to be run.
pub(crate) struct Plan {
    pub(crate) browsers: Vec<Browser>,
    pub(crate) servers: Vec<Server>,
    /// Only scenarios whose names contain this.
    pub(crate) only: String,
    /// Whether each call is shown.
    pub(crate) verbose: bool,
}

/// Runs it.
///
/// # Errors
///
/// What could not even be started, in words.
pub(crate) async fn run(plan: &Plan) -> Result<Report, String> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.map_err(|error| error.to_string())?;
    let port = listener.local_addr().map_err(|error| error.to_string())?.port();
    let table = load(port)?;
    let gateway = Arc::new(Gateway::default());
    gateway.start(listener)?;
    for server in &plan.servers {
        server.start(&table.policies, &gateway).await?;
    }
    let names: BTreeSet<&str> = table.scenarios.iter().map(|scenario| scenario.name.as_str()).collect();
    let mut report = Report::default();
    for &browser in &plan.browsers {
        let exceptions = Exceptions::load(browser, &names)?;
        let tab = Tab::open(browser, port).await?;
        let mut runner = Runner {
            browser,
            tab,
            gateway: &gateway,
            policies: &table.policies,
            exceptions,
            number: 0,
            verbose: plan.verbose,
        };
        for &server in &plan.servers {
            let runs = |scenario: &&Scenario| scenario.name.contains(&plan.only) && server.can_run(scenario);
            let mut scenarios: Vec<_> = table.scenarios.iter().filter(runs).collect();
            // Few changes of policies and pages; within these, as written.
            scenarios.sort_by_key(|scenario| (scenario.policy(), &scenario.page, scenario.is_public));
            report.parts.push(runner.part(server, &scenarios).await?);
        }
        runner.tab.close().await;
    }
    Ok(report)
}

struct Runner<'a> {
    browser: Browser,
    tab: Tab,
    gateway: &'a Gateway,
    policies: &'a BTreeMap<String, PolicyText>,
    exceptions: Exceptions,
    /// Of the scenario, so that no two have a URL in common.
    number: usize,
    verbose: bool,
}

impl Runner<'_> {
    async fn part(&mut self, server: Server, scenarios: &[&Scenario]) -> Result<Part, String> {
        let start = Instant::now();
        let mut part = Part::new(self.browser.name(), self.tab.version().to_owned(), server.name());
        let mut policy = "";
        for scenario in scenarios {
            if policy != scenario.policy() {
                policy = scenario.policy();
                server.put(self.policies.get(policy).ok_or("no such policy")?).await?;
            }
            match self.tab.visit(scenario).await {
                Ok(()) => self.scenario(server, scenario, &mut part).await,
                Err(error) => part.failures.push(format!("{}: {error}", scenario.name)),
            }
        }
        part.took(start.elapsed());
        Ok(part)
    }

    async fn scenario(&mut self, server: Server, scenario: &Scenario, part: &mut Part) {
        self.number += 1;
        self.gateway.begin(self.number, server.name(), scenario);
        let urls: Vec<_> = (0..scenario.legs.len()).map(|leg| scenario.url(leg, server.name(), self.number)).collect();
        let mut model = Model::new(self.browser.engine());
        for (index, call) in scenario.calls.iter().enumerate() {
            tokio::time::sleep(core::time::Duration::from_secs(call.wait)).await;
            let name = format!("{}, call {}", scenario.name, index + 1);
            let observed = match self.tab.call(scenario, call, urls.first().map_or("", String::as_str)).await {
                Ok(observed) => observed,
                Err(error) => {
                    part.failed += 1;
                    part.failures.push(format!("{name}: {error}"));
                    continue;
                }
            };
            let exchanges = self.gateway.take_exchanges();
            part.requests += exchanges.len();
            part.preflights += exchanges.iter().filter(|exchange| exchange.is_preflight()).count();
            part.readable += usize::from(observed.is_readable());
            let made = Made { scenario, call, urls: &urls, observed: &observed, exchanges: &exchanges };
            let (divergences, is_meant) = made.judge(&mut model, self.policies);
            part.meant += usize::from(is_meant);
            if self.verbose {
                eprintln!("{name}: {observed:?} {exchanges:#?} {divergences:#?}");
            }
            let known: Vec<bool> =
                divergences.iter().map(|divergence| self.exceptions.covers(&scenario.name, divergence)).collect();
            if divergences.is_empty() {
                part.passed += 1;
            } else if known.iter().all(|known| *known) {
                part.excepted += 1;
            } else {
                part.failed += 1;
            }
            for (divergence, _) in divergences.iter().zip(known).filter(|(_, known)| !known) {
                part.failures.push(format!("{name}: {}: {}", divergence.between, divergence.text));
            }
        }
        for between in self.exceptions.unused(&scenario.name) {
            part.failures.push(format!("{}: an exception for {between} that is not needed any more", scenario.name));
        }
    }
}
