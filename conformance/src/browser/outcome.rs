//! What came of a fetch: verdict, failed step, what was sent, what the page sees.

use core::fmt;

use super::header_list::HeaderList;
use super::message::{HttpRequest, HttpResponse, PreflightRequest, RequestKind};
use super::reason::Reason;
use super::section::Section;
use super::url::Url;

/// How a fetch ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// A response reached the page (an opaque one, if that is what the page asked for).
    Allow,
    /// A response came and did not pass the CORS check.
    BlockResponse,
    /// The preflight failed, so the request itself was never sent.
    BlockPreflight,
    /// A redirect could not be followed.
    BlockRedirect,
    /// The page's call failed before anything was sent.
    ApiError,
}

impl Verdict {
    /// Every verdict.
    pub const ALL: [Self; 5] =
        [Self::Allow, Self::BlockResponse, Self::BlockPreflight, Self::BlockRedirect, Self::ApiError];

    /// The name used in files of cases.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::BlockResponse => "block-response",
            Self::BlockPreflight => "block-preflight",
            Self::BlockRedirect => "block-redirect",
            Self::ApiError => "api-error",
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The step that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Where the standard has the step.
    pub section: Section,
    /// What went wrong.
    pub reason: Reason,
    /// The method, header or value it went wrong with; empty if there is none to name.
    pub subject: String,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.section.title(), self.reason)?;
        if !self.subject.is_empty() {
            write!(f, ": {}", self.subject.escape_debug())?;
        }
        Ok(())
    }
}

impl core::error::Error for Failure {}

/// One step of the run, in words, for people who want to follow it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Where the standard has it.
    pub section: Section,
    /// What was found or done.
    pub text: String,
}

/// One request the browser sent, and the server's answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exchange {
    /// What was sent.
    pub request: HttpRequest,
    /// What came back.
    pub response: HttpResponse,
}

/// What kind of response the page holds.
///
/// <https://fetch.spec.whatwg.org/#concept-response-type>
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ResponseType {
    /// Same-origin.
    Basic,
    /// Cross-origin and shared.
    Cors,
    /// Cross-origin and closed: neither status, headers nor body can be read.
    Opaque,
    /// A redirect that the page asked not to be followed; closed as well.
    OpaqueRedirect,
}

/// The response as the page sees it, a filtered response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageResponse {
    /// Its kind.
    pub kind: ResponseType,
    /// Its status; 0 if the page cannot know it.
    pub status: u16,
    /// The headers the page can read.
    pub headers: HeaderList,
    /// Where it came from, after redirects.
    pub url: Url,
}

/// Everything that came of one fetch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// How it ended.
    pub verdict: Verdict,
    /// The step that failed, unless the verdict is [`Verdict::Allow`].
    pub failure: Option<Failure>,
    /// What the page holds, if the verdict is [`Verdict::Allow`].
    pub response: Option<PageResponse>,
    /// Every request sent, preflights too, in order, with its answer.
    pub exchanges: Vec<Exchange>,
    /// For how many seconds the last successful preflight may be kept; zero or less means not at all.
    pub max_age: Option<i64>,
    /// The run in words.
    pub steps: Vec<Step>,
}

impl Outcome {
    /// Whether the page can read the response.
    #[must_use]
    pub fn is_readable(&self) -> bool {
        self.response.as_ref().is_some_and(|response| matches!(response.kind, ResponseType::Basic | ResponseType::Cors))
    }

    /// Whether any preflight was sent.
    #[must_use]
    pub fn preflighted(&self) -> bool {
        self.preflights().next().is_some()
    }

    /// The preflights that were sent, in order: at most one per URL of the redirect chain.
    pub fn preflights(&self) -> impl Iterator<Item = PreflightRequest> {
        self.requests(RequestKind::Preflight).filter_map(PreflightRequest::of)
    }

    /// The requests proper that were sent, in order: one per URL of the redirect chain.
    pub fn actual_requests(&self) -> impl Iterator<Item = &HttpRequest> {
        self.requests(RequestKind::Actual)
    }

    /// The `Origin` header of the last request sent.
    #[must_use]
    pub fn final_origin(&self) -> Option<String> {
        let request = &self.exchanges.last()?.request;
        Some(String::from_utf8_lossy(&request.headers.get("Origin")?).into_owned())
    }

    /// The names of the response headers the page can read: lower case, sorted, each once.
    #[must_use]
    pub fn exposed(&self) -> Vec<String> {
        self.response.as_ref().map_or_else(Vec::new, |response| {
            super::header_list::sorted_lowercase_set(response.headers.iter().map(|(name, _)| name))
        })
    }

    fn requests(&self, kind: RequestKind) -> impl Iterator<Item = &HttpRequest> {
        self.exchanges.iter().map(|exchange| &exchange.request).filter(move |request| request.kind == kind)
    }
}
