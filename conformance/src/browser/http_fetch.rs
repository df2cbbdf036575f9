//! HTTP fetch and HTTP-redirect fetch.

use super::cors_check::cors_check;
use super::extract;
use super::message::{HttpResponse, RequestKind};
use super::outcome::Verdict;
use super::page::{RedirectMode, RequestMode};
use super::reason::Reason;
use super::request::{Request, RequestBody, Tainting};
use super::run::{NetworkError, Response, Run};
use super::section::Section;
use super::url::{Url, UrlProblem};

impl Run<'_> {
    /// HTTP fetch, without service workers.
    ///
    /// The cross-origin resource policy check, which concerns opaque responses only, is left out.
    ///
    /// <https://fetch.spec.whatwg.org/#concept-http-fetch>
    pub(super) fn http_fetch(
        &mut self,
        request: &mut Request,
        make_cors_preflight: bool,
    ) -> Result<Response, NetworkError> {
        if make_cors_preflight && !self.is_preflight_cached(request) {
            self.cors_preflight_fetch(request)?;
        }
        let response = self.http_network_or_cache_fetch(request, RequestKind::Actual);
        if request.response_tainting == Tainting::Cors {
            let checked = cors_check(request, &response);
            self.note_cors_check(&checked);
            if let Err(reason) = checked {
                return Err(NetworkError::new(Verdict::BlockResponse, Section::CorsCheck, reason)
                    .about(failed_value(reason, &response)));
            }
        }
        if !is_redirect_status(response.status) {
            return Ok(Response { http: response, is_opaque_redirect: false });
        }
        match request.redirect_mode {
            RedirectMode::Error => {
                Err(NetworkError::new(Verdict::BlockRedirect, Section::HttpFetch, Reason::RedirectNotAllowed))
            }
            RedirectMode::Manual => Ok(Response { http: response, is_opaque_redirect: true }),
            RedirectMode::Follow => self.http_redirect_fetch(request, response),
        }
    }

    /// HTTP-redirect fetch.
    ///
    /// A `Referrer-Policy` on the redirect is not looked at.
    ///
    /// <https://fetch.spec.whatwg.org/#concept-http-redirect-fetch>
    fn http_redirect_fetch(&mut self, request: &mut Request, response: HttpResponse) -> Result<Response, NetworkError> {
        let error = |reason| NetworkError::new(Verdict::BlockRedirect, Section::HttpRedirectFetch, reason);
        let Some(location_url) = location_url(request, &response).map_err(error)? else {
            return Ok(Response { http: response, is_opaque_redirect: false });
        };
        if request.redirect_count == MAX_REDIRECTS {
            return Err(error(Reason::TooManyRedirects));
        }
        request.redirect_count += 1;
        let location_origin = location_url.origin();
        let leaves_own_origin = !request.origin.is_same_origin(&location_origin);
        if request.mode == RequestMode::Cors && location_url.includes_credentials() && leaves_own_origin {
            return Err(error(Reason::LocationIncludesCredentials).about(location_url.to_string()));
        }
        if request.response_tainting == Tainting::Cors && location_url.includes_credentials() {
            return Err(error(Reason::LocationIncludesCredentials).about(location_url.to_string()));
        }
        if response.status != 303 && request.body == RequestBody::Stream {
            return Err(error(Reason::BodyCannotBeSentAgain));
        }
        if becomes_get(response.status, &request.method) {
            request.method = "GET".to_owned();
            request.body = RequestBody::None;
            for name in REQUEST_BODY_HEADER_NAMES {
                request.headers.delete(name);
            }
        }
        if !request.current_url().origin().is_same_origin(&location_origin) {
            request.headers.delete("Authorization");
        }
        self.step(Section::HttpRedirectFetch, format!("status {} leads to {location_url}", response.status));
        request.url_list.push(location_url);
        self.main_fetch(request)
    }

    pub(super) fn note_cors_check(&mut self, checked: &Result<(), Reason>) {
        let text = match checked {
            Ok(()) => "success".to_owned(),
            Err(reason) => format!("failure, {reason}"),
        };
        self.step(Section::CorsCheck, text);
    }
}

/// The value a failed CORS check is about, if it is one.
pub(super) fn failed_value(reason: Reason, response: &HttpResponse) -> String {
    let name = match reason {
        Reason::AllowOriginDiffers => "Access-Control-Allow-Origin",
        Reason::AllowCredentialsNotTrue => "Access-Control-Allow-Credentials",
        _ => return String::new(),
    };
    let value = response.headers.get(name).unwrap_or_default();
    String::from_utf8_lossy(&value).into_owned()
}

/// A response's location URL; `None` if it has none.
///
/// <https://fetch.spec.whatwg.org/#concept-response-location-url>
fn location_url(request: &Request, response: &HttpResponse) -> Result<Option<Url>, Reason> {
    let location = extract::single(&response.headers, "Location").map_err(|_| Reason::LocationMalformed)?;
    let Some(location) = location else {
        return Ok(None);
    };
    let location: String = location.iter().copied().map(char::from).collect();
    match request.current_url().join(&location) {
        Ok(url) => Ok(Some(url)),
        Err(error) if error.problem == UrlProblem::NotHttp => Err(Reason::LocationSchemeNotHttp),
        Err(_) => Err(Reason::LocationMalformed),
    }
}

/// Whether a redirect turns the request into a `GET` without a body.
fn becomes_get(status: u16, method: &str) -> bool {
    match status {
        301 | 302 => method == "POST",
        303 => !matches!(method, "GET" | "HEAD"),
        _ => false,
    }
}

/// <https://fetch.spec.whatwg.org/#redirect-status>
const fn is_redirect_status(status: u16) -> bool {
    matches!(status, 301 | 302 | 303 | 307 | 308)
}

const MAX_REDIRECTS: u8 = 20;

/// <https://fetch.spec.whatwg.org/#request-body-header-name>
const REQUEST_BODY_HEADER_NAMES: [&str; 4] =
    ["Content-Encoding", "Content-Language", "Content-Location", "Content-Type"];
