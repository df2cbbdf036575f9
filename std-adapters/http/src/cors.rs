//! What a server is to do: the policy, and the few things beside it.

use core::fmt;
use std::path::Path;
use std::sync::Arc;

use corsac::Config;
use corsac::fetch::Origin;

use crate::error::PolicyError;
use crate::handle::Handle;
use crate::judge::Judged;
use crate::policy::ServerPolicy;
use crate::refusal::{Observer, Refusal};
use crate::request::ServerRequest;
use crate::settings::{InnerHeaders, PreflightStatus, Refuse};

/// A policy in force, and how a server goes about it.
///
/// A clone is a reference count, whatever the number of origins; all clones share one policy, which [`Cors::handle`]
/// replaces.
///
/// ```
/// use corsac_http::{Config, Cors, Refuse};
///
/// let cors = Cors::compile(&Config::new().allow_origins(&["https://example.com"]).max_age(7200))?
///     .refuse(Refuse::WebSocketUpgrades)
///     .on_refusal(|refusal| eprintln!("{refusal}"));
/// # Ok::<(), corsac_http::PolicyError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Cors(Arc<Inner>);

#[derive(Clone, Debug)]
struct Inner {
    policy: Handle,
    settings: Settings,
    allow: Option<Allow>,
    observer: Observer,
}

#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Settings {
    pub(crate) preflight_status: PreflightStatus,
    pub(crate) refuse: Refuse,
    pub(crate) inner_headers: InnerHeaders,
}

#[derive(Clone)]
struct Allow(Arc<dyn Fn(Origin<'_>) -> bool + Send + Sync>);

impl Cors {
    /// Puts a policy in force.
    pub fn new(policy: impl Into<ServerPolicy>) -> Cors {
        Cors(Arc::new(Inner {
            policy: Handle::new(policy.into()),
            settings: Settings::default(),
            allow: None,
            observer: Observer::default(),
        }))
    }

    /// Checks and compiles a policy, and puts it in force: see [`ServerPolicy::compile`].
    ///
    /// # Errors
    ///
    /// All that was found, if there is an error among it.
    pub fn compile(config: &Config<'_>) -> Result<Cors, PolicyError> {
        ServerPolicy::compile(config).map(Cors::new)
    }

    /// Reads a policy from a file, and puts it in force: see [`ServerPolicy::from_file`].
    ///
    /// # Errors
    ///
    /// If the file has no good policy.
    pub fn from_file(path: impl AsRef<Path>) -> Result<Cors, PolicyError> {
        ServerPolicy::from_file(path).map(Cors::new)
    }

    /// What replaces the policy at run time.
    pub fn handle(&self) -> Handle {
        self.0.policy.clone()
    }

    /// The status of the answer to a preflight from an allowed origin. 204 if not said. From other origins it is 403.
    pub fn preflight_status(mut self, status: PreflightStatus) -> Cors {
        self.change().settings.preflight_status = status;
        self
    }

    /// Which requests of other origins are answered with 403. None if not said.
    pub fn refuse(mut self, refuse: Refuse) -> Cors {
        self.change().settings.refuse = refuse;
        self
    }

    /// What becomes of `Access-Control-*` headers that the application sets. They are removed if not said.
    pub fn inner_headers(mut self, inner_headers: InnerHeaders) -> Cors {
        self.change().settings.inner_headers = inner_headers;
        self
    }

    /// Asks `allow` about origins that the policy does not hold: those of tenants, say.
    ///
    /// It is asked only about a parsed, canonical origin with scheme and host, never about `null` or about text that
    /// no browser sends; and once per request, so it should be quick. What it allows, it allows with the policy's
    /// credentials.
    ///
    /// ```
    /// use std::collections::HashSet;
    ///
    /// use corsac_http::{Config, Cors};
    ///
    /// let tenants = HashSet::from(["https://tenant.example".to_owned()]);
    /// let cors = Cors::compile(&Config::new().allow_origins(&["https://example.com"]).max_age(7200))?
    ///     .allow_origin_if(move |origin| tenants.contains(origin.as_str()));
    /// # Ok::<(), corsac_http::PolicyError>(())
    /// ```
    pub fn allow_origin_if(mut self, allow: impl Fn(Origin<'_>) -> bool + Send + Sync + 'static) -> Cors {
        self.change().allow = Some(Allow(Arc::new(allow)));
        self
    }

    /// Calls `observe` for every refusal, in place of a callback that was given before. For metrics; it is called
    /// before the request is answered, so it should be quick.
    pub fn on_refusal(mut self, observe: impl Fn(&Refusal<'_>) + Send + Sync + 'static) -> Cors {
        self.change().observer.callback(observe);
        self
    }

    /// How many events a second the feature `tracing` may emit for refusals: 10 if not said. The next event says how
    /// many were left out.
    #[cfg(feature = "tracing")]
    pub fn refusal_events_per_second(mut self, limit: u32) -> Cors {
        self.change().observer.limit(limit);
        self
    }

    /// Is there a request that is refused, preflights aside? See [`Cors::refuse`]. For frameworks where that has to be
    /// prepared.
    pub fn refuses_requests(&self) -> bool {
        self.0.settings.refuse != Refuse::Nothing
    }

    /// Decides a request by the policy in force, and by the function of [`Cors::allow_origin_if`].
    #[inline]
    pub fn judge(&self, request: &impl ServerRequest) -> Judged<'_> {
        let policy = self.0.policy.load();
        let decision = match &self.0.allow {
            None => policy.as_policy().decide(request),
            Some(Allow(allow)) => policy.as_policy().decide_with(request, |origin| allow(origin)),
        };
        Judged::new(self, policy, decision)
    }

    /// Decides a request as [`Cors::judge`] does, where another source has said that its origin is allowed: see
    /// [`Judged::unknown_origin`].
    pub fn judge_allowed(&self, request: &impl ServerRequest) -> Judged<'_> {
        let policy = self.0.policy.load();
        let decision = policy.as_policy().decide_with(request, |_| true);
        Judged::new(self, policy, decision)
    }

    #[inline]
    pub(crate) fn settings(&self) -> Settings {
        self.0.settings
    }

    pub(crate) fn observer(&self) -> &Observer {
        &self.0.observer
    }

    /// A clone that was made before keeps its settings; the policy stays shared.
    fn change(&mut self) -> &mut Inner {
        Arc::make_mut(&mut self.0)
    }
}

impl From<ServerPolicy> for Cors {
    fn from(policy: ServerPolicy) -> Cors {
        Cors::new(policy)
    }
}

impl fmt::Debug for Allow {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Allow(_)")
    }
}
