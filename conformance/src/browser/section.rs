//! Where in the standards a rule is written.

use core::fmt;

/// A section or algorithm of a standard, for people to look up.
///
/// ```
/// use corsac_conformance::browser::Section;
///
/// assert_eq!(Section::CorsCheck.title(), "CORS check");
/// assert_eq!(Section::CorsCheck.link(), "https://fetch.spec.whatwg.org/#cors-check");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Section {
    /// Which methods are forbidden, and which change case.
    Methods,
    /// What a header name and a header value are.
    Headers,
    /// Which headers a page cannot set.
    ForbiddenRequestHeader,
    /// Which of a page's headers make a preflight necessary.
    CorsUnsafeRequestHeaderNames,
    /// The constructor behind `fetch()`.
    RequestClass,
    /// `XMLHttpRequest`.
    XmlHttpRequest,
    /// The top of the algorithm: what kind of fetch this is.
    MainFetch,
    /// Preflight, request, CORS check, redirect.
    HttpFetch,
    /// What happens at each redirect.
    HttpRedirectFetch,
    /// Which headers the user agent adds.
    HttpNetworkOrCacheFetch,
    /// The `Origin` header and its values.
    OriginHeader,
    /// The preflight and what its response must say.
    CorsPreflightFetch,
    /// When a preflight is not needed again.
    CorsPreflightCache,
    /// Whether a response may be shared.
    CorsCheck,
    /// Which response headers a page can read.
    CorsSafelistedResponseHeaderName,
}

impl Section {
    /// The title, in the standard's words.
    #[must_use]
    pub const fn title(self) -> &'static str {
        self.title_and_link().0
    }

    /// The link.
    #[must_use]
    pub const fn link(self) -> &'static str {
        self.title_and_link().1
    }

    const fn title_and_link(self) -> (&'static str, &'static str) {
        match self {
            Self::Methods => ("Methods", "https://fetch.spec.whatwg.org/#methods"),
            Self::Headers => ("Headers", "https://fetch.spec.whatwg.org/#terminology-headers"),
            Self::ForbiddenRequestHeader => {
                ("forbidden request-header", "https://fetch.spec.whatwg.org/#forbidden-request-header")
            }
            Self::CorsUnsafeRequestHeaderNames => {
                ("CORS-unsafe request-header names", "https://fetch.spec.whatwg.org/#cors-unsafe-request-header-names")
            }
            Self::RequestClass => ("Request class", "https://fetch.spec.whatwg.org/#request-class"),
            Self::XmlHttpRequest => {
                ("Interface XMLHttpRequest", "https://xhr.spec.whatwg.org/#interface-xmlhttprequest")
            }
            Self::MainFetch => ("Main fetch", "https://fetch.spec.whatwg.org/#main-fetch"),
            Self::HttpFetch => ("HTTP fetch", "https://fetch.spec.whatwg.org/#http-fetch"),
            Self::HttpRedirectFetch => ("HTTP-redirect fetch", "https://fetch.spec.whatwg.org/#http-redirect-fetch"),
            Self::HttpNetworkOrCacheFetch => {
                ("HTTP-network-or-cache fetch", "https://fetch.spec.whatwg.org/#http-network-or-cache-fetch")
            }
            Self::OriginHeader => ("Origin header", "https://fetch.spec.whatwg.org/#origin-header"),
            Self::CorsPreflightFetch => ("CORS-preflight fetch", "https://fetch.spec.whatwg.org/#cors-preflight-fetch"),
            Self::CorsPreflightCache => ("CORS-preflight cache", "https://fetch.spec.whatwg.org/#cors-preflight-cache"),
            Self::CorsCheck => ("CORS check", "https://fetch.spec.whatwg.org/#cors-check"),
            Self::CorsSafelistedResponseHeaderName => (
                "CORS-safelisted response-header name",
                "https://fetch.spec.whatwg.org/#cors-safelisted-response-header-name",
            ),
        }
    }
}

impl fmt::Display for Section {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.title(), self.link())
    }
}
