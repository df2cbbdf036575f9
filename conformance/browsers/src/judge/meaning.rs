//! The browser, and what the policies on the way mean.

use std::collections::BTreeMap;

use corsac_conformance::PolicyText;
use corsac_conformance::agreement::asks;
use corsac_conformance::browser::{Body, Origin, PageRequest, RequestMode, Url};
use corsac_conformance::meaning::{means_to_allow, means_to_expose};

use super::Made;
use crate::scenario::{Place, Redirect};

impl Made<'_> {
    /// The script can read the response if and only if each policy on the way means to allow what arrives there. `None`
    /// if the policies cannot say.
    pub(super) fn against_meaning(&self, policies: &BTreeMap<String, PolicyText>) -> Option<Vec<String>> {
        let meant = self.is_meant(policies)?;
        let readable = self.observed.is_readable();
        if meant != readable {
            let means = if meant { "mean" } else { "do not mean" };
            let reads = if readable { "can read it".to_owned() } else { format!("{:?}", self.observed) };
            return Some(vec![format!("the policies {means} to allow this; the script: {reads}")]);
        }
        let headers = self.observed.seen().and_then(super::observed::Seen::headers);
        let (Some(headers), Some(policy)) = (headers, policies.get(self.scenario.policy())) else {
            return Some(Vec::new());
        };
        let set = self.scenario.response.headers.iter().map(|(name, _)| name.to_ascii_lowercase());
        let set = set.filter(|name| !name.starts_with("access-control-")).chain(["conformance-reached".to_owned()]);
        let differ = set.filter(|name| means_to_expose(policy, name) != headers.contains_key(name));
        Some(differ.map(|name| format!("`{name}` is exposed otherwise than the policy means")).collect())
    }

    /// Whether all policies mean to allow it; `None` if no policy can say: the call is not for CORS, or fails by itself.
    fn is_meant(&self, policies: &BTreeMap<String, PolicyText>) -> Option<bool> {
        let scenario = self.scenario;
        if self.call.redirect != Redirect::Follow {
            return None;
        }
        let mut page = scenario.page_request(self.call, self.urls.first()?).ok()?;
        if page.mode != RequestMode::Cors {
            return None;
        }
        let origin = page.origin.clone();
        let mut before: Option<Origin> = None;
        let mut all = true;
        for (leg, url) in scenario.legs.iter().zip(self.urls) {
            page.url = Url::parse(url).ok()?;
            let here = page.url.origin();
            if let Some(before) = before.filter(|before| !before.is_same_origin(&here)) {
                page.headers.retain(|(name, _)| !name.eq_ignore_ascii_case("authorization"));
                if !before.is_same_origin(&origin) {
                    page.origin = Origin::opaque();
                }
            }
            if let Place::Policy(policy) = &leg.place {
                all &= means_to_allow(policies.get(policy)?, &asks(&page)?);
            }
            if let Some(status) = leg.redirects {
                follow(&mut page, status);
            }
            before = Some(here);
        }
        Some(all)
    }
}

/// What a redirect makes of a request's method and body.
///
/// <https://fetch.spec.whatwg.org/#concept-http-redirect-fetch>
fn follow(page: &mut PageRequest, status: u16) {
    let becomes_get = match status {
        301 | 302 => page.method == "POST",
        303 => page.method != "HEAD",
        _ => false,
    };
    if becomes_get {
        page.method = "GET".to_owned();
        page.body = Body::None;
        page.headers.retain(|(name, _)| !name.to_ascii_lowercase().starts_with("content-"));
    }
}
