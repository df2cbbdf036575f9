//! CORS-preflight fetch.

use super::cors_check::cors_check;
use super::engine::Engine;
use super::extract;
use super::header_list::HeaderList;
use super::http_fetch::failed_value;
use super::max_age::effective_max_age;
use super::message::{HttpResponse, RequestKind};
use super::method::is_cors_safelisted_method;
use super::outcome::Verdict;
use super::page::{CredentialsMode, RequestMode};
use super::reason::Reason;
use super::request::{Request, RequestBody, Tainting};
use super::run::{NetworkError, Run};
use super::section::Section;
use super::unsafe_names::cors_unsafe_request_header_names;

impl Run<'_> {
    /// CORS-preflight fetch.
    ///
    /// <https://fetch.spec.whatwg.org/#cors-preflight-fetch-0>
    pub(super) fn cors_preflight_fetch(&mut self, request: &Request) -> Result<(), NetworkError> {
        let error = |reason| NetworkError::new(Verdict::BlockPreflight, Section::CorsPreflightFetch, reason);
        let preflight = preflight_request(request, self.engine);
        let response = self.http_network_or_cache_fetch(&preflight, RequestKind::Preflight);
        self.step(
            Section::CorsPreflightFetch,
            format!("OPTIONS {} for {}: status {}", request.current_url(), request.method, response.status),
        );
        let checked = cors_check(&Request { url_list: preflight.url_list, ..request.clone() }, &response);
        self.note_cors_check(&checked);
        if let Err(reason) = checked {
            return Err(NetworkError::new(Verdict::BlockPreflight, Section::CorsCheck, reason)
                .about(failed_value(reason, &response)));
        }
        if !is_ok_status(response.status) {
            return Err(error(Reason::PreflightStatusNotOk).about(response.status.to_string()));
        }
        let grant = Grant::read(request, &response).map_err(error)?;
        grant.check(request, self.engine).map_err(|(reason, subject)| error(reason).about(subject))?;
        let max_age = effective_max_age(&response.headers, self.engine);
        self.max_age = Some(max_age);
        self.step(Section::CorsPreflightFetch, format!("granted, max-age {max_age} s"));
        self.cache.store(request, &grant, max_age, self.engine, self.now);
        Ok(())
    }

    /// The condition of HTTP fetch for not making a preflight: the cache covers the request.
    ///
    /// <https://fetch.spec.whatwg.org/#concept-http-fetch>
    pub(super) fn is_preflight_cached(&mut self, request: &Request) -> bool {
        let unsafe_names = cors_unsafe_request_header_names(&request.headers, self.engine);
        let covers = self.cache.covers(request, &unsafe_names, self.engine, self.now);
        let text = if covers { "covers the request, no preflight" } else { "does not cover the request" };
        self.step(Section::CorsPreflightCache, text);
        covers
    }
}

/// The first steps of CORS-preflight fetch: the request to make.
///
/// <https://fetch.spec.whatwg.org/#cors-preflight-fetch-0>
pub(super) fn preflight_request(request: &Request, engine: Engine) -> Request {
    let mut headers = HeaderList::new();
    headers.append("Accept", "*/*");
    headers.append("Access-Control-Request-Method", request.method.as_str());
    let names = cors_unsafe_request_header_names(&request.headers, engine);
    if !names.is_empty() {
        headers.append("Access-Control-Request-Headers", names.join(","));
    }
    let url_list = if engine.preflights_with_untainted_origin() {
        vec![request.current_url().clone()]
    } else {
        request.url_list.clone()
    };
    Request {
        method: "OPTIONS".to_owned(),
        url_list,
        headers,
        mode: RequestMode::Cors,
        credentials: CredentialsMode::SameOrigin,
        response_tainting: Tainting::Cors,
        use_cors_preflight: false,
        body: RequestBody::None,
        ..request.clone()
    }
}

/// What a preflight's response grants.
pub(super) struct Grant {
    pub(super) methods: Option<Vec<String>>,
    pub(super) header_names: Option<Vec<String>>,
}

impl Grant {
    /// The steps that extract the two lists.
    fn read(request: &Request, response: &HttpResponse) -> Result<Self, Reason> {
        let methods = extract::tokens(&response.headers, "Access-Control-Allow-Methods");
        let header_names = extract::tokens(&response.headers, "Access-Control-Allow-Headers");
        let mut methods = methods.map_err(|_| Reason::AllowMethodsMalformed)?;
        let header_names = header_names.map_err(|_| Reason::AllowHeadersMalformed)?;
        if methods.is_none() && request.use_cors_preflight {
            methods = Some(vec![request.method.clone()]);
        }
        Ok(Self { methods, header_names })
    }

    /// The steps that compare the request with the two lists.
    fn check(&self, request: &Request, engine: Engine) -> Result<(), (Reason, String)> {
        let includes_credentials = request.includes_credentials();
        let methods = self.methods.as_deref().unwrap_or_default();
        let any_method = !includes_credentials && methods.iter().any(|method| method == "*");
        if !methods.contains(&request.method) && !is_cors_safelisted_method(&request.method) && !any_method {
            return Err((Reason::MethodNotAllowed, request.method.clone()));
        }
        let header_names = self.header_names.as_deref().unwrap_or_default();
        let is_named = |name: &str| header_names.iter().any(|granted| granted.eq_ignore_ascii_case(name));
        let any_header = !includes_credentials && header_names.iter().any(|name| name == "*");
        let authorization_covered = any_header && engine.wildcard_covers_authorization();
        if request.headers.contains(AUTHORIZATION) && !is_named(AUTHORIZATION) && !authorization_covered {
            return Err((Reason::AuthorizationNotAllowed, String::new()));
        }
        for name in cors_unsafe_request_header_names(&request.headers, engine) {
            if !is_named(&name) && !any_header {
                return Err((Reason::HeaderNameNotAllowed, name));
            }
        }
        Ok(())
    }
}

/// The only CORS non-wildcard request-header name.
///
/// <https://fetch.spec.whatwg.org/#cors-non-wildcard-request-header-name>
pub(super) const AUTHORIZATION: &str = "authorization";

/// <https://fetch.spec.whatwg.org/#ok-status>
const fn is_ok_status(status: u16) -> bool {
    matches!(status, 200..=299)
}
