//! What a person writes: the keys of a policy, borrowed, not yet checked.

#[cfg(feature = "compile")]
mod check;
mod list;
#[cfg(feature = "compile")]
mod names;
#[cfg(feature = "compile")]
mod origins;

pub use list::{List, ListIter};

#[cfg(feature = "compile")]
pub(crate) use check::{check_fields, normalized_header};
#[cfg(feature = "compile")]
pub(crate) use origins::{redundant, report_beside_any};

/// A policy as it is written. The keys carry the names of the response headers they govern.
///
/// ```
/// use corsac::Config;
///
/// let policy = Config::new()
///     .allow_origins(&["https://example.com", "https://*.example.com"])
///     .allow_methods(&["PUT", "DELETE"])
///     .allow_headers(&["Authorization", "Content-Type"])
///     .allow_credentials(true)
///     .max_age(7200)
///     .compile::<512>()
///     .unwrap();
/// assert!(policy.as_policy().allows_origin(b"https://api.example.com"));
/// ```
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct Config<'c> {
    /// The [patterns](crate::pattern) of the origins that may read responses. At least one.
    pub allow_origins: List<'c>,
    /// `*`, or the methods that preflights may ask for, beside GET, HEAD and POST, which are always allowed.
    pub allow_methods: List<'c>,
    /// `*`, or the request headers that preflights may ask for. `*` does not cover `authorization`.
    pub allow_headers: List<'c>,
    /// `*`, or the response headers that scripts may read, beside those they can always read.
    pub expose_headers: List<'c>,
    /// Do the allowed origins also get responses to requests with cookies, TLS client certificates or HTTP
    /// authentication?
    pub allow_credentials: bool,
    /// For how many seconds browsers may remember the answer to a preflight: 0 to 86400. 0 turns that off; without a
    /// value browsers use 5.
    pub max_age: Option<u32>,
    /// Answer `Access-Control-Request-Private-Network`? A legacy of Chromium before version 142.
    pub allow_private_network: bool,
    /// Accept the pattern `null`, which anyone can send.
    pub danger_allow_null_origin: bool,
    /// Accept origins without https together with credentials.
    pub danger_allow_insecure_origins: bool,
    /// Accept wildcards under which anyone can register a name together with credentials.
    pub danger_allow_public_suffix_wildcards: bool,
}

impl<'c> Config<'c> {
    /// A policy without a key. It does not compile: there is no default for `allow_origins`.
    pub const fn new() -> Config<'c> {
        Config {
            allow_origins: List::new(&[]),
            allow_methods: List::new(&[]),
            allow_headers: List::new(&[]),
            expose_headers: List::new(&[]),
            allow_credentials: false,
            max_age: None,
            allow_private_network: false,
            danger_allow_null_origin: false,
            danger_allow_insecure_origins: false,
            danger_allow_public_suffix_wildcards: false,
        }
    }

    /// Sets [`allow_origins`](Config::allow_origins).
    pub const fn allow_origins(self, patterns: &'c [&'c str]) -> Config<'c> {
        Config { allow_origins: List::new(patterns), ..self }
    }

    /// Sets [`allow_methods`](Config::allow_methods).
    pub const fn allow_methods(self, methods: &'c [&'c str]) -> Config<'c> {
        Config { allow_methods: List::new(methods), ..self }
    }

    /// Sets [`allow_headers`](Config::allow_headers).
    pub const fn allow_headers(self, names: &'c [&'c str]) -> Config<'c> {
        Config { allow_headers: List::new(names), ..self }
    }

    /// Sets [`expose_headers`](Config::expose_headers).
    pub const fn expose_headers(self, names: &'c [&'c str]) -> Config<'c> {
        Config { expose_headers: List::new(names), ..self }
    }

    /// Sets [`allow_credentials`](Config::allow_credentials).
    pub const fn allow_credentials(self, allow: bool) -> Config<'c> {
        Config { allow_credentials: allow, ..self }
    }

    /// Sets [`max_age`](Config::max_age), in seconds.
    pub const fn max_age(self, seconds: u32) -> Config<'c> {
        Config { max_age: Some(seconds), ..self }
    }

    /// Sets [`allow_private_network`](Config::allow_private_network).
    pub const fn allow_private_network(self, allow: bool) -> Config<'c> {
        Config { allow_private_network: allow, ..self }
    }

    /// Sets [`danger_allow_null_origin`](Config::danger_allow_null_origin).
    pub const fn danger_allow_null_origin(self, allow: bool) -> Config<'c> {
        Config { danger_allow_null_origin: allow, ..self }
    }

    /// Sets [`danger_allow_insecure_origins`](Config::danger_allow_insecure_origins).
    pub const fn danger_allow_insecure_origins(self, allow: bool) -> Config<'c> {
        Config { danger_allow_insecure_origins: allow, ..self }
    }

    /// Sets [`danger_allow_public_suffix_wildcards`](Config::danger_allow_public_suffix_wildcards).
    pub const fn danger_allow_public_suffix_wildcards(self, allow: bool) -> Config<'c> {
        Config { danger_allow_public_suffix_wildcards: allow, ..self }
    }
}
