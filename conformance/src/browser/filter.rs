//! What of a response a page can see.

use super::extract;
use super::forbidden::is_forbidden_response_header_name;
use super::header_list::HeaderList;
use super::message::HttpResponse;
use super::outcome::{PageResponse, ResponseType};
use super::request::{Request, Tainting};

/// The step of main fetch that turns a response into a filtered response.
///
/// <https://fetch.spec.whatwg.org/#concept-filtered-response>
pub(super) fn filtered(request: &Request, response: HttpResponse, is_redirect: bool) -> PageResponse {
    let url = request.current_url().clone();
    let closed = |kind| PageResponse { kind, status: 0, headers: HeaderList::new(), url: url.clone() };
    if is_redirect {
        return closed(ResponseType::OpaqueRedirect);
    }
    let keep = |kind, is_visible: &dyn Fn(&str) -> bool| PageResponse {
        kind,
        status: response.status,
        headers: response.headers.iter().filter(|(name, _)| is_visible(name)).collect(),
        url: url.clone(),
    };
    match request.response_tainting {
        Tainting::Opaque => closed(ResponseType::Opaque),
        Tainting::Basic => keep(ResponseType::Basic, &|name| !is_forbidden_response_header_name(name)),
        Tainting::Cors => {
            let exposed = cors_exposed_header_names(request, &response.headers);
            keep(ResponseType::Cors, &|name| is_cors_safelisted_response_header_name(name, &exposed))
        }
    }
}

/// The CORS-exposed header-name list of a response, as main fetch sets it.
///
/// The text says to take the list when it is "non-null or failure". A failure is no list, and every
/// engine exposes nothing then, so it is read as "neither null nor failure".
///
/// <https://fetch.spec.whatwg.org/#concept-response-cors-exposed-header-name-list>
fn cors_exposed_header_names(request: &Request, headers: &HeaderList) -> Vec<String> {
    let names = match extract::tokens(headers, "Access-Control-Expose-Headers") {
        Ok(Some(names)) => names,
        Ok(None) | Err(extract::Malformed) => return Vec::new(),
    };
    if !request.includes_credentials() && names.iter().any(|name| name == "*") {
        return headers.iter().map(|(name, _)| name.to_owned()).collect();
    }
    names
}

/// Whether `name` is a CORS-safelisted response-header name, given the exposed ones.
///
/// <https://fetch.spec.whatwg.org/#cors-safelisted-response-header-name>
fn is_cors_safelisted_response_header_name(name: &str, exposed: &[String]) -> bool {
    ALWAYS_SAFE.iter().any(|safe| safe.eq_ignore_ascii_case(name))
        || (exposed.iter().any(|exposed| exposed.eq_ignore_ascii_case(name))
            && !is_forbidden_response_header_name(name))
}

const ALWAYS_SAFE: [&str; 7] =
    ["Cache-Control", "Content-Language", "Content-Length", "Content-Type", "Expires", "Last-Modified", "Pragma"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn never_a_cookie() {
        let exposed = ["set-cookie".to_owned(), "X-A".to_owned()];
        assert!(is_cors_safelisted_response_header_name("x-a", &exposed));
        assert!(is_cors_safelisted_response_header_name("PRAGMA", &[]));
        assert!(!is_cors_safelisted_response_header_name("Set-Cookie", &exposed));
        assert!(!is_cors_safelisted_response_header_name("x-b", &exposed));
    }
}
