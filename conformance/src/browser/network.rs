//! What goes over the wire.

use super::engine::Engine;
use super::message::{HttpRequest, HttpResponse, RequestKind};
use super::outcome::Exchange;
use super::page::{CredentialsMode, ReferrerPolicy, RequestMode};
use super::request::{Request, RequestBody, Tainting};
use super::run::Run;

impl Run<'_> {
    /// HTTP-network-or-cache fetch, without an HTTP cache, authentication or a proxy.
    ///
    /// <https://fetch.spec.whatwg.org/#concept-http-network-or-cache-fetch>
    pub(super) fn http_network_or_cache_fetch(&mut self, request: &Request, kind: RequestKind) -> HttpResponse {
        let request = http_request(request, kind, self.engine);
        let response = self.server.respond(&request).parsed();
        self.exchanges.push(Exchange { request, response: response.clone() });
        response
    }
}

/// The steps of HTTP-network-or-cache fetch that complete the request.
///
/// <https://fetch.spec.whatwg.org/#concept-http-network-or-cache-fetch>
pub(super) fn http_request(request: &Request, kind: RequestKind, engine: Engine) -> HttpRequest {
    let includes_credentials = match request.credentials {
        CredentialsMode::Include => true,
        CredentialsMode::SameOrigin => request.response_tainting == Tainting::Basic,
        CredentialsMode::Omit => false,
    };
    let mut headers = request.headers.clone();
    if let Some(origin) = origin_header(request, engine) {
        headers.append("Origin", origin);
    }
    HttpRequest {
        kind,
        method: request.method.clone(),
        url: request.current_url().clone(),
        headers,
        includes_credentials,
        has_body: request.body != RequestBody::None,
    }
}

/// Append a request `Origin` header: its value, if there is to be one.
///
/// <https://fetch.spec.whatwg.org/#append-a-request-origin-header>
fn origin_header(request: &Request, engine: Engine) -> Option<&str> {
    let serialized_origin = request.serialized_origin();
    if request.response_tainting == Tainting::Cors {
        return Some(serialized_origin);
    }
    if matches!(request.method.as_str(), "GET" | "HEAD") {
        return None;
    }
    if request.mode != RequestMode::Cors && engine.applies_referrer_policy_to_origin() && hides_origin(request) {
        return Some("null");
    }
    Some(serialized_origin)
}

/// The switch on the referrer policy inside "append a request `Origin` header".
fn hides_origin(request: &Request) -> bool {
    let url = request.current_url();
    match request.referrer_policy {
        ReferrerPolicy::NoReferrer => true,
        ReferrerPolicy::NoReferrerWhenDowngrade
        | ReferrerPolicy::StrictOrigin
        | ReferrerPolicy::StrictOriginWhenCrossOrigin => request.origin.has_scheme("https") && url.scheme() != "https",
        ReferrerPolicy::SameOrigin => !request.origin.is_same_origin(&url.origin()),
        ReferrerPolicy::Origin | ReferrerPolicy::OriginWhenCrossOrigin | ReferrerPolicy::UnsafeUrl => false,
    }
}
