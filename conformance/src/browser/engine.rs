//! Which browser the model plays, and every known way in which one departs from the standard.

use core::fmt;
use core::str::FromStr;

/// Which browser the model plays.
///
/// [`Engine::Spec`] follows the Fetch standard to the letter. The others differ from it only where a
/// difference is known, from tests run against Chromium 156 and Firefox ESR 153, or from reading the
/// engine's source (all that is known of WebKit). Each difference is one method below.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Engine {
    /// The Fetch standard, with no limit on `Access-Control-Max-Age`.
    Spec,
    /// Chromium and everything built on it.
    Chromium,
    /// Firefox.
    Firefox,
    /// WebKit, as in Safari.
    Webkit,
}

impl Engine {
    /// Every engine.
    pub const ALL: [Self; 4] = [Self::Spec, Self::Chromium, Self::Firefox, Self::Webkit];

    /// The name it is called by on a command line and in files of cases.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Spec => "spec",
            Self::Chromium => "chromium",
            Self::Firefox => "firefox",
            Self::Webkit => "webkit",
        }
    }

    /// `*` in `Access-Control-Allow-Headers` allows `Authorization`, which the standard denies.
    pub(super) const fn wildcard_covers_authorization(self) -> bool {
        !matches!(self, Self::Spec)
    }

    /// Headers with the same name become one, values combined, before any of them is judged.
    pub(super) const fn combines_same_names(self) -> bool {
        matches!(self, Self::Chromium | Self::Webkit)
    }

    /// Safelisted values of more than 1024 bytes together are not safelisted.
    pub(super) const fn limits_safelisted_sum(self) -> bool {
        matches!(self, Self::Spec | Self::Chromium)
    }

    /// A name given twice stands twice in `Access-Control-Request-Headers`.
    pub(super) const fn repeats_request_header_names(self) -> bool {
        matches!(self, Self::Firefox)
    }

    /// A page's own `User-Agent` is dropped, as if the header were still forbidden.
    pub(super) const fn drops_user_agent(self) -> bool {
        matches!(self, Self::Chromium)
    }

    /// Client hints and a few more names are safelisted.
    pub(super) const fn safelists_client_hints(self) -> bool {
        matches!(self, Self::Chromium)
    }

    /// Once the page has set an unsafe header, each cross-origin URL gets a preflight, even where a
    /// redirect has removed the header.
    pub(super) const fn preflights_for_removed_headers(self) -> bool {
        matches!(self, Self::Firefox)
    }

    /// The referrer policy can turn the `Origin` of a no-cors request into `null`.
    pub(super) const fn applies_referrer_policy_to_origin(self) -> bool {
        !matches!(self, Self::Chromium)
    }

    /// A listener on `upload` has no effect where nothing is uploaded.
    pub(super) const fn ignores_upload_listeners_without_body(self) -> bool {
        matches!(self, Self::Chromium)
    }

    /// Nothing is remembered of preflights for an opaque origin, not even for the very frame that has it.
    pub(super) const fn forgets_preflights_of_opaque_origins(self) -> bool {
        matches!(self, Self::Chromium)
    }

    /// The preflight of a request that redirects have tainted has the page's origin; the request itself `null`.
    pub(super) const fn preflights_with_untainted_origin(self) -> bool {
        matches!(self, Self::Firefox)
    }

    /// How the preflight cache stores and finds what it knows.
    pub(super) const fn cache_kind(self) -> CacheKind {
        match self {
            Self::Spec => CacheKind::Entries,
            Self::Chromium | Self::Webkit => CacheKind::LastResult,
            Self::Firefox => CacheKind::Literal,
        }
    }
}

/// The three kinds of preflight cache.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CacheKind {
    /// One entry per method and per header name, as in the standard.
    Entries,
    /// The last preflight's result per origin and URL; a request it does not cover evicts it.
    LastResult,
    /// One entry per method and header name, where `*` is only a name; methods other than `GET` and
    /// `POST` must be listed; requests with and without credentials never share.
    Literal,
}

impl fmt::Display for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The text names no engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownEngine;

impl fmt::Display for UnknownEngine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not an engine: expected spec, chromium, firefox or webkit")
    }
}

impl core::error::Error for UnknownEngine {}

impl FromStr for Engine {
    type Err = UnknownEngine;

    fn from_str(text: &str) -> Result<Self, UnknownEngine> {
        Self::ALL.into_iter().find(|engine| engine.name() == text).ok_or(UnknownEngine)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_round_trip() {
        for engine in Engine::ALL {
            assert_eq!(engine.to_string().parse(), Ok(engine));
        }
        assert_eq!("Chromium".parse::<Engine>(), Err(UnknownEngine));
        assert_eq!(UnknownEngine.to_string(), "not an engine: expected spec, chromium, firefox or webkit");
    }
}
