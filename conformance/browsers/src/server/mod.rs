//! The servers under test. Each offers `/case` of the conformance kit behind one policy per address.

mod actix;
mod axum;
mod device;

use core::net::SocketAddr;
use std::collections::BTreeMap;

use corsac_conformance::PolicyText;

use crate::gateway::Gateway;
use crate::scenario::{Scenario, host};

/// A server under test.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Server {
    /// axum with `corsac-tower`.
    Axum,
    /// actix-web with `corsac-actix`.
    Actix,
    /// The firmware, which has one policy at a time.
    Device(SocketAddr),
}

impl Server {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Axum => "axum",
            Self::Actix => "actix",
            Self::Device(_) => "firmware",
        }
    }

    /// Whether a scenario can be run against it.
    pub(crate) fn can_run(self, scenario: &Scenario) -> bool {
        let mut policies: Vec<_> = scenario.policies().collect();
        policies.dedup();
        let is_told_by_header = |(name, _): &(String, String)| {
            // picoserve only adds headers, so an application's own CORS lines stay: `docs/embedded.md`.
            !name.to_ascii_lowercase().starts_with("access-control-")
        };
        match self {
            Self::Axum | Self::Actix => true,
            Self::Device(_) => policies.len() == 1 && scenario.response.headers.iter().all(is_told_by_header),
        }
    }

    /// Starts it for all policies, or waits until it is there.
    pub(crate) async fn start(self, policies: &BTreeMap<String, PolicyText>, gateway: &Gateway) -> Result<(), String> {
        if let Self::Device(address) = self {
            device::wait(address).await?;
        }
        for (name, policy) in policies {
            let address = match self {
                Self::Axum => axum::start(policy).await?,
                Self::Actix => actix::start(policy)?,
                Self::Device(address) => address,
            };
            gateway.set_upstream(host(self.name(), name), address);
        }
        Ok(())
    }

    /// Puts a policy in force, where there is only one at a time.
    pub(crate) async fn put(self, policy: &PolicyText) -> Result<(), String> {
        match self {
            Self::Axum | Self::Actix => Ok(()),
            Self::Device(address) => device::put(address, policy).await,
        }
    }
}
