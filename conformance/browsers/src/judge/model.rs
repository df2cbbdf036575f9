//! The browser and its model, on the same responses.

use std::collections::{BTreeMap, BTreeSet};

use corsac_conformance::browser::{
    Browser as Model, HeaderList, HttpRequest, HttpResponse, Outcome, RequestKind, ResponseType,
};

use super::Made;
use crate::gateway::Exchange;

impl Made<'_> {
    /// Lets the model do what the page did. Each of its requests is held against the browser's next one, and gets the
    /// response that this one got.
    pub(super) fn against_model(&self, model: &mut Model) -> Vec<String> {
        let Some(url) = self.urls.first() else { return Vec::new() };
        let page = match self.scenario.page_request(self.call, url) {
            Ok(page) => page,
            Err(error) => return vec![format!("no request of the model: {error:?}")],
        };
        let mut found = Vec::new();
        let mut exchanges = self.exchanges.iter();
        model.wait(self.call.wait);
        let outcome = model.fetch(&page, &mut |request: &HttpRequest| match exchanges.next() {
            Some(exchange) => {
                self.compare_requests(request, exchange, &mut found);
                HttpResponse { status: exchange.status, headers: exchange.response.lines().clone() }
            }
            None => {
                found.push(format!("the model sends {} {}, the browser does not", request.method, request.url));
                HttpResponse::new(599)
            }
        });
        for exchange in exchanges {
            let kind = if exchange.is_preflight() { "a preflight for" } else { &exchange.method };
            found.push(format!("the browser sends {kind} {}, the model does not", exchange.url));
        }
        self.compare_responses(&outcome, &mut found);
        found
    }

    fn compare_requests(&self, model: &HttpRequest, browser: &Exchange, found: &mut Vec<String>) {
        let mut differ = |what: &str, model: &str, browser: &str| {
            if model != browser {
                found.push(format!("{what}: the model sends `{model}`, the browser `{browser}`"));
            }
        };
        differ("method", &model.method, &browser.method);
        differ("URL", &model.url.to_string(), &browser.url);
        let kind = |is_preflight| if is_preflight { "preflight" } else { "request" };
        differ("kind", kind(model.kind == RequestKind::Preflight), kind(browser.is_preflight()));
        for name in self.compared_names(model, browser) {
            let of_model = model.headers.get(&name).map(|value| String::from_utf8_lossy(&value).into_owned());
            let of_browser = browser.request.get(&name);
            let text =
                |value: Option<String>| value.map_or_else(|| "nothing".to_owned(), |value| without_boundary(&value));
            differ(&name, &text(of_model), &text(of_browser));
        }
        if self.scenario.shares_cookies() {
            let has_cookie = |has| if has { "a cookie" } else { "no cookie" };
            let browser = browser.request.get("cookie").is_some();
            differ("credentials", has_cookie(model.includes_credentials), has_cookie(browser));
        }
    }

    /// The request headers that have a part in CORS: those that the standard names, and the page's own. The rest is the
    /// browser's own business.
    fn compared_names(&self, model: &HttpRequest, browser: &Exchange) -> BTreeSet<String> {
        let of_page = self.call.headers.iter().map(|(name, _)| name.to_ascii_lowercase());
        let of_page: BTreeSet<String> = of_page.filter(|name| model.headers.contains(name)).collect();
        let invented = browser.request.lines().iter().map(|(name, _)| name.to_ascii_lowercase());
        let invented = invented.filter(|name| name.starts_with("x-") || name.starts_with("access-control-"));
        let fixed = [
            "origin",
            "access-control-request-method",
            "access-control-request-headers",
            "access-control-request-private-network",
            "authorization",
            "content-type",
        ];
        of_page.into_iter().chain(invented).chain(fixed.map(str::to_owned)).collect()
    }

    fn compare_responses(&self, outcome: &Outcome, found: &mut Vec<String>) {
        let seen = match (&outcome.response, self.observed.seen()) {
            (Some(response), Some(seen)) => Some((response, seen)),
            (None, None) => None,
            (Some(_), None) => {
                found.push(format!("the model has a response, the browser says {:?}", self.observed));
                None
            }
            (None, Some(_)) => {
                let why = outcome.failure.as_ref().map(ToString::to_string).unwrap_or_default();
                found.push(format!("the browser has a response, the model fails: {why}"));
                None
            }
        };
        let Some((response, seen)) = seen else { return };
        let mut differ = |what: &str, model: String, browser: Option<String>| {
            if browser.as_ref().is_some_and(|browser| *browser != model) {
                found.push(format!("{what}: {model} in the model, {} in the browser", browser.unwrap_or_default()));
            }
        };
        let is_closed = matches!(response.kind, ResponseType::Opaque | ResponseType::OpaqueRedirect);
        differ("type", type_name(response.kind).to_owned(), seen.kind.clone());
        differ("status", response.status.to_string(), seen.status.map(|status| status.to_string()));
        if !is_closed {
            differ("URL", response.url.to_string(), seen.url.clone());
        }
        let names = |headers: BTreeMap<String, String>| format!("{headers:?}");
        differ("visible headers", names(combined(&response.headers)), seen.headers().map(names));
    }
}

/// Each name once, in lower case, the values of all its lines joined as `Headers` joins them.
fn combined(headers: &HeaderList) -> BTreeMap<String, String> {
    let mut combined: BTreeMap<String, String> = BTreeMap::new();
    for (name, value) in headers.iter() {
        let value = String::from_utf8_lossy(value);
        combined
            .entry(name.to_ascii_lowercase())
            .and_modify(|before| *before = format!("{before}, {value}"))
            .or_insert_with(|| value.into_owned());
    }
    combined
}

/// The boundary of a form is random.
fn without_boundary(value: &str) -> String {
    value.split_once("boundary=").map_or(value, |(before, _)| before).to_owned()
}

/// <https://fetch.spec.whatwg.org/#responsetype>
const fn type_name(kind: ResponseType) -> &'static str {
    match kind {
        ResponseType::Basic => "basic",
        ResponseType::Cors => "cors",
        ResponseType::Opaque => "opaque",
        ResponseType::OpaqueRedirect => "opaqueredirect",
    }
}
