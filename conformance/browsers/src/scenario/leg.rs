//! Where a call goes, and where it is redirected to.

use super::Scenario;

/// One URL of a call's way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Leg {
    pub(crate) place: Place,
    /// With which status it leads to the next; `None` for the last.
    pub(crate) redirects: Option<u16>,
}

/// Who answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// The page's own origin.
    Own,
    /// Another origin that allows everything.
    Hop,
    /// The server under test, with the policy of this name.
    Policy(String),
}

/// The site of the servers under test, and of pages that share its cookies.
pub(crate) const SITE: &str = "corsac.example";

/// The origin of [`Place::Hop`].
const HOP: &str = "https://hop.example";

impl Leg {
    /// Reads `own 302`, `hop 307`, or a policy's name and a status.
    pub(crate) fn redirecting(text: &str) -> Option<Self> {
        let (place, status) = text.split_once(' ')?;
        Some(Self { place: Place::parse(place), redirects: Some(status.parse().ok()?) })
    }

    /// The last one.
    pub(crate) fn last(policy: &str) -> Self {
        Self { place: Place::Policy(policy.to_owned()), redirects: None }
    }
}

impl Place {
    fn parse(text: &str) -> Self {
        match text {
            "own" => Self::Own,
            "hop" => Self::Hop,
            policy => Self::Policy(policy.to_owned()),
        }
    }
}

/// The host of a policy behind a server.
pub(crate) fn host(server: &str, policy: &str) -> String {
    format!("{server}-{policy}.api.{SITE}")
}

impl Scenario {
    /// The URL of a leg, for the scenario with this number.
    pub(crate) fn url(&self, leg: usize, server: &str, number: usize) -> String {
        let origin = match self.legs.get(leg).map(|leg| &leg.place) {
            None | Some(Place::Own) => self.page.clone(),
            Some(Place::Hop) => HOP.to_owned(),
            Some(Place::Policy(policy)) => format!("https://{}", host(server, policy)),
        };
        format!("{origin}/case?n={number}&leg={leg}")
    }

    /// Whether the cookie that pages of the site get is seen by the servers under test.
    pub(crate) fn shares_cookies(&self) -> bool {
        let within = self.page.strip_prefix("https://").and_then(|host| host.strip_suffix(SITE));
        within.is_some_and(|sub| sub.is_empty() || sub.ends_with('.'))
            && matches!(self.context, super::Context::Page | super::Context::Worker)
            && self.legs.len() == 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn legs_are_places_and_statuses() {
        assert_eq!(Leg::redirecting("own 302"), Some(Leg { place: Place::Own, redirects: Some(302) }));
        assert_eq!(
            Leg::redirecting("list 307"),
            Some(Leg { place: Place::Policy("list".to_owned()), redirects: Some(307) })
        );
        assert_eq!(Leg::redirecting("hop"), None);
    }
}
