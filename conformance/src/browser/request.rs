//! A request while it is being fetched.

use super::header_list::HeaderList;
use super::origin::Origin;
use super::page::{CredentialsMode, RedirectMode, ReferrerPolicy, RequestMode};
use super::url::Url;

/// A request.
///
/// <https://fetch.spec.whatwg.org/#concept-request>
#[derive(Clone, Debug)]
pub(super) struct Request {
    pub(super) method: String,
    // Invariant: never empty; the last one is the current URL.
    pub(super) url_list: Vec<Url>,
    pub(super) headers: HeaderList,
    pub(super) origin: Origin,
    pub(super) mode: RequestMode,
    pub(super) credentials: CredentialsMode,
    pub(super) redirect_mode: RedirectMode,
    pub(super) redirect_count: u8,
    pub(super) response_tainting: Tainting,
    pub(super) use_cors_preflight: bool,
    pub(super) body: RequestBody,
    pub(super) referrer_policy: ReferrerPolicy,
    pub(super) partition: Option<String>,
    /// Whether there was an unsafe header before any redirect. Only one engine looks at this.
    pub(super) began_with_unsafe_headers: bool,
}

/// Response tainting.
///
/// <https://fetch.spec.whatwg.org/#concept-request-response-tainting>
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tainting {
    Basic,
    Cors,
    Opaque,
}

/// A body, and whether it has a source to be sent again from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RequestBody {
    None,
    WithSource,
    Stream,
}

impl Request {
    /// <https://fetch.spec.whatwg.org/#concept-request-current-url>
    pub(super) fn current_url(&self) -> &Url {
        &self.url_list[self.url_list.len() - 1]
    }

    /// Whether the redirect-taint is "same-origin".
    ///
    /// The standard has two more values, "same-site" and "cross-site". Nothing modelled here tells
    /// them apart, so site is not computed.
    ///
    /// <https://fetch.spec.whatwg.org/#concept-request-tainted-origin>
    fn redirect_taint_is_same_origin(&self) -> bool {
        self.url_list.windows(2).all(|pair| {
            let (last, url) = (pair[0].origin(), pair[1].origin());
            url.is_same_origin(&last) || self.origin.is_same_origin(&last)
        })
    }

    /// Byte-serializing a request origin.
    ///
    /// <https://fetch.spec.whatwg.org/#byte-serializing-a-request-origin>
    pub(super) fn serialized_origin(&self) -> &str {
        if self.redirect_taint_is_same_origin() { self.origin.serialize() } else { "null" }
    }

    /// Whether the credentials mode is "include".
    pub(super) fn includes_credentials(&self) -> bool {
        self.credentials == CredentialsMode::Include
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::browser::construct::construct;
    use crate::browser::{Engine, PageRequest};

    #[test]
    fn the_origin_is_lost_on_leaving_another_origin() {
        let (own, api, cdn) = ("http://client.example/", "http://api.example/", "http://cdn.example/");
        for (urls, expected) in [
            (&[api][..], "http://client.example"),
            (&[own, api], "http://client.example"),
            (&[own, own, api, api], "http://client.example"),
            (&[api, own], "null"),
            (&[api, cdn], "null"),
            (&[own, api, cdn], "null"),
            (&[api, own, own], "null"),
        ] {
            let page = PageRequest::new("http://client.example", urls[0]).expect("valid");
            let mut request = construct(&page, Engine::Spec).expect("valid");
            request.url_list = urls.iter().map(|url| Url::parse(url).expect("valid")).collect();
            assert_eq!(request.serialized_origin(), expected, "{urls:?}");
        }
    }
}
