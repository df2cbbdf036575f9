//! Main fetch: which of the ways of fetching a request takes.

use super::engine::Engine;
use super::method::is_cors_safelisted_method;
use super::outcome::Verdict;
use super::page::{RedirectMode, RequestMode};
use super::reason::Reason;
use super::request::{Request, Tainting};
use super::run::{NetworkError, Response, Run};
use super::section::Section;
use super::unsafe_names::cors_unsafe_request_header_names;

impl Run<'_> {
    /// Main fetch, up to the response; filtering follows when no redirect is under way.
    ///
    /// <https://fetch.spec.whatwg.org/#concept-main-fetch>
    pub(super) fn main_fetch(&mut self, request: &mut Request) -> Result<Response, NetworkError> {
        let way = way(request, self.engine)?;
        self.step(Section::MainFetch, format!("{} {}: {}", request.method, request.current_url(), way.text()));
        request.response_tainting = way.tainting();
        let response = self.http_fetch(request, way == Way::CorsWithPreflight);
        if way == Way::CorsWithPreflight && response.is_err() {
            self.cache.clear_entries(request);
        }
        response
    }
}

/// The ways of fetching that main fetch tells apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    SameOrigin,
    NoCors,
    CorsWithPreflight,
    Cors,
}

impl Way {
    pub(super) const fn tainting(self) -> Tainting {
        match self {
            Self::SameOrigin => Tainting::Basic,
            Self::NoCors => Tainting::Opaque,
            Self::CorsWithPreflight | Self::Cors => Tainting::Cors,
        }
    }

    const fn text(self) -> &'static str {
        match self {
            Self::SameOrigin => "same-origin, CORS plays no part",
            Self::NoCors => "cross-origin in mode no-cors, the response will be opaque",
            Self::CorsWithPreflight => "cross-origin, and the request needs a preflight",
            Self::Cors => "cross-origin, and the request needs no preflight",
        }
    }
}

/// The switch of main fetch: the first matching statement.
///
/// The unsafe-request flag is set for `fetch()` and `XMLHttpRequest` alike, so it is not a field.
///
/// <https://fetch.spec.whatwg.org/#concept-main-fetch>
pub(super) fn way(request: &Request, engine: Engine) -> Result<Way, NetworkError> {
    let same_origin = request.origin.is_same_origin(&request.current_url().origin());
    if same_origin && request.response_tainting == Tainting::Basic {
        return Ok(Way::SameOrigin);
    }
    let after_redirect = request.redirect_count > 0;
    let verdict = if after_redirect { Verdict::BlockRedirect } else { Verdict::ApiError };
    match request.mode {
        RequestMode::SameOrigin => Err(NetworkError::new(verdict, Section::MainFetch, Reason::CrossOriginNotAllowed)
            .about(request.current_url().origin().serialize())),
        RequestMode::NoCors if request.redirect_mode != RedirectMode::Follow => {
            Err(NetworkError::new(verdict, Section::MainFetch, Reason::NoCorsMustFollowRedirects))
        }
        RequestMode::NoCors => Ok(Way::NoCors),
        RequestMode::Cors if needs_preflight(request, engine) => Ok(Way::CorsWithPreflight),
        RequestMode::Cors => Ok(Way::Cors),
    }
}

fn needs_preflight(request: &Request, engine: Engine) -> bool {
    request.use_cors_preflight
        || !is_cors_safelisted_method(&request.method)
        || !cors_unsafe_request_header_names(&request.headers, engine).is_empty()
        || (engine.preflights_for_removed_headers() && request.began_with_unsafe_headers)
}
