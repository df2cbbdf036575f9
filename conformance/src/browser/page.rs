//! What a page asks for.

use super::origin::Origin;
use super::url::{InvalidUrl, Url};

/// A call of `fetch()` or `XMLHttpRequest` as a page makes it, before any rule is applied.
///
/// The fields are free to set; the methods of the same names are a shorthand.
///
/// ```
/// use corsac_conformance::browser::{CredentialsMode, PageRequest};
///
/// let request = PageRequest::new("https://shop.example", "https://api.example/cart")?
///     .method("PUT")
///     .header("Content-Type", "application/json")
///     .credentials(CredentialsMode::Include);
/// # Ok::<(), corsac_conformance::browser::InvalidUrl>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageRequest {
    /// The page's origin.
    pub origin: Origin,
    /// The URL asked for.
    pub url: Url,
    /// The method as the page writes it.
    pub method: String,
    /// The headers as the page gives them, in order, duplicates kept.
    pub headers: Vec<(String, Vec<u8>)>,
    /// The credentials mode.
    pub credentials: CredentialsMode,
    /// The mode.
    pub mode: RequestMode,
    /// The redirect mode.
    pub redirect: RedirectMode,
    /// What kind of body there is.
    pub body: Body,
    /// Which of the two interfaces is called.
    pub api: Api,
    /// The referrer policy in force.
    pub referrer_policy: ReferrerPolicy,
    /// The network partition key, which is to say the site of the tab's top-level page.
    pub partition: Option<String>,
}

/// Credentials mode: whether cookies and the like go along.
///
/// <https://fetch.spec.whatwg.org/#concept-request-credentials-mode>
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum CredentialsMode {
    /// Never.
    Omit,
    /// Only to the page's own origin.
    #[default]
    SameOrigin,
    /// Always.
    Include,
}

/// Mode, as far as a script can choose it.
///
/// <https://fetch.spec.whatwg.org/#concept-request-mode>
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum RequestMode {
    /// Use the CORS protocol across origins.
    #[default]
    Cors,
    /// Send across origins without it, and get an opaque response.
    NoCors,
    /// Fail across origins.
    SameOrigin,
}

/// Redirect mode.
///
/// <https://fetch.spec.whatwg.org/#concept-request-redirect-mode>
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum RedirectMode {
    /// Follow redirects.
    #[default]
    Follow,
    /// A redirect is a failure.
    Error,
    /// A redirect ends the fetch with a closed response.
    Manual,
}

/// What kind of body a request has, which is all that CORS depends on.
///
/// <https://fetch.spec.whatwg.org/#bodyinit-unions>
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Body {
    /// None.
    #[default]
    None,
    /// A string, which brings `Content-Type: text/plain;charset=UTF-8`.
    Text,
    /// `URLSearchParams`, which bring `application/x-www-form-urlencoded;charset=UTF-8`.
    UrlSearchParams,
    /// `FormData`, which brings `multipart/form-data` with a boundary.
    FormData,
    /// A `Blob`, which brings its own type.
    Blob(String),
    /// An `ArrayBuffer` or a view of one, which brings no type.
    Bytes,
    /// A `ReadableStream`, which brings no type, sets the use-CORS-preflight flag and cannot be
    /// sent twice. What an engine does that lacks this feature is not modelled.
    Stream,
}

/// The interface a page calls.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Api {
    /// `fetch()`.
    #[default]
    Fetch,
    /// `XMLHttpRequest`: mode `cors`, redirects followed, repeated headers combined, no body with
    /// `GET` and `HEAD`, and credentials mode `omit` does not exist (`same-origin` takes its place).
    XmlHttpRequest {
        /// Whether a listener was registered on `upload` before `send()`; this sets the
        /// use-CORS-preflight flag.
        upload_listener: bool,
    },
}

/// Referrer policy.
///
/// <https://w3c.github.io/webappsec-referrer-policy/#referrer-policies>
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are the values")]
pub enum ReferrerPolicy {
    NoReferrer,
    NoReferrerWhenDowngrade,
    SameOrigin,
    Origin,
    StrictOrigin,
    OriginWhenCrossOrigin,
    #[default]
    StrictOriginWhenCrossOrigin,
    UnsafeUrl,
}

impl PageRequest {
    /// A `GET` with everything else at its default: what `fetch(url)` does.
    ///
    /// # Errors
    ///
    /// When either text is not as a browser writes it.
    pub fn new(origin: &str, url: &str) -> Result<Self, InvalidUrl> {
        Ok(Self {
            origin: Origin::parse(origin)?,
            url: Url::parse(url)?,
            method: "GET".to_owned(),
            headers: Vec::new(),
            credentials: CredentialsMode::default(),
            mode: RequestMode::default(),
            redirect: RedirectMode::default(),
            body: Body::default(),
            api: Api::default(),
            referrer_policy: ReferrerPolicy::default(),
            partition: None,
        })
    }

    /// The same with another method.
    #[must_use]
    pub fn method(self, method: impl Into<String>) -> Self {
        Self { method: method.into(), ..self }
    }

    /// The same with one header more.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<Vec<u8>>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// The same with another credentials mode.
    #[must_use]
    pub fn credentials(self, credentials: CredentialsMode) -> Self {
        Self { credentials, ..self }
    }

    /// The same with another mode.
    #[must_use]
    pub fn mode(self, mode: RequestMode) -> Self {
        Self { mode, ..self }
    }

    /// The same with another redirect mode.
    #[must_use]
    pub fn redirect(self, redirect: RedirectMode) -> Self {
        Self { redirect, ..self }
    }

    /// The same with another body.
    #[must_use]
    pub fn body(self, body: Body) -> Self {
        Self { body, ..self }
    }

    /// The same through another interface.
    #[must_use]
    pub fn api(self, api: Api) -> Self {
        Self { api, ..self }
    }
}
