//! A connection that adds the headers of a policy.

use core::fmt;

use corsac::{Decision, Request};
use corsac_embedded::{Answer, HeldPolicy, TooManyLines, merge};
use embedded_svc::http::{Headers, Method, Query};
use embedded_svc::io::ErrorType;

/// A connection whose responses get the headers of a policy. A handler's own lines of the CORS protocol are left out,
/// and of `Vary` only what is missing is added.
pub struct CorsConnection<'x, C> {
    pub(crate) inner: &'x mut C,
    pub(crate) lines: &'x dyn Lines,
}

/// The header lines of an answer. One type, so that there is one connection type for all sizes of copies.
pub(crate) trait Lines {
    fn decision(&self) -> Decision;

    fn merge<'l, 'v>(
        &'v self,
        own: &[(&'v str, &'v str)],
        lines: &'l mut [(&'v str, &'v str)],
    ) -> Result<&'l [(&'v str, &'v str)], TooManyLines>;
}

impl<P: HeldPolicy, R: Request> Lines for Answer<P, R> {
    fn decision(&self) -> Decision {
        Answer::decision(self)
    }

    fn merge<'l, 'v>(
        &'v self,
        own: &[(&'v str, &'v str)],
        lines: &'l mut [(&'v str, &'v str)],
    ) -> Result<&'l [(&'v str, &'v str)], TooManyLines> {
        merge(own, self, lines)
    }
}

impl<C> CorsConnection<'_, C> {
    /// What the policy decided.
    #[must_use]
    pub fn decision(&self) -> Decision {
        self.lines.decision()
    }
}

impl<C> fmt::Debug for CorsConnection<'_, C> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("CorsConnection").field("decision", &self.decision()).finish_non_exhaustive()
    }
}

impl<C: ErrorType> ErrorType for CorsConnection<'_, C> {
    type Error = C::Error;
}

impl<C: Query> Query for CorsConnection<'_, C> {
    fn uri(&self) -> &str {
        self.inner.uri()
    }

    fn method(&self) -> Method {
        self.inner.method()
    }
}

impl<C: Headers> Headers for CorsConnection<'_, C> {
    fn header(&self, name: &str) -> Option<&str> {
        self.inner.header(name)
    }
}
