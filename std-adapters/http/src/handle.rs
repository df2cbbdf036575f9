//! Replacing a policy while it serves.

use std::path::Path;
use std::sync::Arc;

use arc_swap::ArcSwap;

use crate::error::PolicyError;
use crate::policy::ServerPolicy;

/// The place where the policy of a [`Cors`](crate::Cors) and of all its clones lies.
///
/// Requests read it without a lock. A request is decided by one policy from beginning to end: one that was decided
/// before a replacement gets the answer of the policy before.
///
/// ```
/// use corsac_http::{Config, Cors, ServerPolicy};
///
/// let cors = Cors::compile(&Config::new().allow_origins(&["https://example.com"]).max_age(7200))?;
/// let handle = cors.handle();
/// assert!(handle.replace_by_file("missing.toml").is_err(), "and the policy stays");
/// handle.replace(ServerPolicy::compile(&Config::new().allow_origins(&["https://example.org"]).max_age(7200))?);
/// assert!(handle.policy().as_policy().allows_origin(b"https://example.org"));
/// # Ok::<(), corsac_http::PolicyError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Handle(Arc<ArcSwap<ServerPolicy>>);

impl Handle {
    pub(crate) fn new(policy: ServerPolicy) -> Handle {
        Handle(Arc::new(ArcSwap::from_pointee(policy)))
    }

    /// Puts another policy in force, for all requests that come from now on.
    pub fn replace(&self, policy: impl Into<ServerPolicy>) {
        self.0.store(Arc::new(policy.into()));
    }

    /// Reads a policy from a file, and puts it in force if it is good: see [`ServerPolicy::from_file`].
    ///
    /// # Errors
    ///
    /// If the file has no good policy. The one before stays in force.
    pub fn replace_by_file(&self, path: impl AsRef<Path>) -> Result<(), PolicyError> {
        self.replace(ServerPolicy::from_file(path)?);
        Ok(())
    }

    /// The policy in force.
    pub fn policy(&self) -> Arc<ServerPolicy> {
        self.0.load_full()
    }

    #[inline]
    pub(crate) fn load(&self) -> arc_swap::Guard<Arc<ServerPolicy>> {
        self.0.load()
    }
}
