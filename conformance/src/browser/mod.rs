//! A browser's side of CORS, as the Fetch standard describes it.
//!
//! ```text
//!  PageRequest ─► construct ─► main fetch ─► HTTP fetch ─► preflight (unless cached) ─┐
//!                     │            ▲             │                                    ▼
//!                 ApiError         │             └► request ─► CORS check ─► redirect ─► filter ─► Outcome
//!                                  └────────────────────────────────────────────┘
//! ```
//!
//! Each algorithm is one function, in the standard's order of steps, and links to its section. There
//! is no network: a [`Server`] answers, most often a closure.
//!
//! ```
//! use corsac_conformance::browser::{Browser, Engine, HttpRequest, HttpResponse, PageRequest, Verdict};
//!
//! let page = PageRequest::new("https://shop.example", "https://api.example/cart")?
//!     .method("PUT")
//!     .header("X-Token", "t");
//! let mut server = |_: &HttpRequest| {
//!     HttpResponse::new(204)
//!         .header("Access-Control-Allow-Origin", "https://shop.example")
//!         .header("Access-Control-Allow-Methods", "PUT")
//! };
//! let outcome = Browser::new(Engine::Spec).fetch(&page, &mut server);
//!
//! assert_eq!(outcome.verdict, Verdict::BlockPreflight);
//! let preflight = outcome.preflights().next().expect("a PUT is preflighted");
//! assert_eq!((preflight.method.as_str(), preflight.headers_line.as_deref()), ("PUT", Some("x-token")));
//! assert_eq!(
//!     outcome.failure.expect("it failed").to_string(),
//!     "CORS-preflight fetch: a header is not in Access-Control-Allow-Headers: x-token",
//! );
//! # Ok::<(), corsac_conformance::browser::InvalidUrl>(())
//! ```
//!
//! What is left out, because it is not CORS: navigations, WebSocket, service workers, the HTTP cache
//! (so a 304 is an answer like any other), mixed content, content security policy, blocked ports,
//! cross-origin resource policy, local network access, fetch metadata, authentication.

mod bytes;
mod cache;
mod construct;
mod cors_check;
mod engine;
mod extract;
mod filter;
mod forbidden;
mod header_list;
mod host;
mod http_fetch;
mod main_fetch;
mod max_age;
mod message;
mod method;
mod mime;
mod network;
mod origin;
mod outcome;
mod page;
mod preflight;
mod range;
mod reason;
mod request;
mod run;
mod safelist;
mod section;
mod unsafe_names;
mod url;

pub use cache::{Allowed, CacheEntry, PreflightCache};
pub use engine::{Engine, UnknownEngine};
pub use header_list::HeaderList;
pub use message::{HttpRequest, HttpResponse, PreflightRequest, RequestKind, Server};
pub use origin::Origin;
pub use outcome::{Exchange, Failure, Outcome, PageResponse, ResponseType, Step, Verdict};
pub use page::{Api, Body, CredentialsMode, PageRequest, RedirectMode, ReferrerPolicy, RequestMode};
pub use reason::Reason;
pub use section::Section;
pub use url::{InvalidUrl, Url, UrlProblem};

use main_fetch::Way;
use run::Run;

/// A browser: an engine's habits, a preflight cache, and a clock that only [`Browser::wait`] moves.
#[derive(Clone, Debug)]
pub struct Browser {
    engine: Engine,
    cache: PreflightCache,
    now: u64,
}

/// The requests that a page's call leads to, as long as no redirect comes between.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The preflight that an empty cache makes necessary.
    pub preflight: Option<HttpRequest>,
    /// The request itself.
    pub actual: HttpRequest,
}

impl Browser {
    /// A browser just started.
    #[must_use]
    pub const fn new(engine: Engine) -> Self {
        Self { engine, cache: PreflightCache::new(), now: 0 }
    }

    /// The engine.
    #[must_use]
    pub const fn engine(&self) -> Engine {
        self.engine
    }

    /// What it remembers of preflights.
    #[must_use]
    pub const fn cache(&self) -> &PreflightCache {
        &self.cache
    }

    /// What it remembers of preflights, to be cleared.
    pub const fn cache_mut(&mut self) -> &mut PreflightCache {
        &mut self.cache
    }

    /// Lets time pass.
    pub const fn wait(&mut self, seconds: u64) {
        self.now = self.now.saturating_add(seconds);
    }

    /// Does what a page asks for, asking `server` whatever a browser would ask, and says what came
    /// of it.
    ///
    /// <https://fetch.spec.whatwg.org/#concept-fetch>
    pub fn fetch(&mut self, page: &PageRequest, server: &mut dyn Server) -> Outcome {
        let mut run = Run {
            engine: self.engine,
            cache: &mut self.cache,
            now: self.now,
            server,
            exchanges: Vec::new(),
            steps: Vec::new(),
            max_age: None,
        };
        let mut verdict = Verdict::ApiError;
        let result = construct::construct(page, self.engine).and_then(|mut request| {
            let fetched = run.main_fetch(&mut request).map_err(|error| {
                verdict = error.verdict;
                error.failure
            })?;
            Ok(filter::filtered(&request, fetched.http, fetched.is_opaque_redirect))
        });
        let (verdict, failure, response) = match result {
            Ok(response) => (Verdict::Allow, None, Some(response)),
            Err(failure) => (verdict, Some(failure), None),
        };
        Outcome { verdict, failure, response, exchanges: run.exchanges, max_age: run.max_age, steps: run.steps }
    }

    /// The requests that `page` leads to with an empty preflight cache and without redirects.
    ///
    /// # Errors
    ///
    /// When the page's call itself fails, so that nothing is sent.
    pub fn plan(&self, page: &PageRequest) -> Result<Plan, Failure> {
        let mut request = construct::construct(page, self.engine)?;
        let way = main_fetch::way(&request, self.engine).map_err(|error| error.failure)?;
        request.response_tainting = way.tainting();
        let preflight = (way == Way::CorsWithPreflight).then(|| {
            let preflight = preflight::preflight_request(&request, self.engine);
            network::http_request(&preflight, RequestKind::Preflight, self.engine)
        });
        let actual = network::http_request(&request, RequestKind::Actual, self.engine);
        Ok(Plan { preflight, actual })
    }
}
