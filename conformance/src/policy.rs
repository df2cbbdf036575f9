//! The text of a policy, owned: what corpus files and generators write.

use core::fmt;

use corsac::{Config, List, PolicyBox};
use serde::{Deserialize, Serialize};

/// A policy as it is written. The keys are those of [`corsac::Config`].
///
/// ```
/// use corsac_conformance::PolicyText;
///
/// let policy = PolicyText { allow_origins: vec!["https://example.com".to_owned()], ..PolicyText::default() };
/// assert!(policy.compile().is_ok());
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PolicyText {
    /// The origin patterns.
    pub allow_origins: Vec<String>,
    /// `*`, or methods.
    pub allow_methods: Vec<String>,
    /// `*`, or names of request headers.
    pub allow_headers: Vec<String>,
    /// `*`, or names of response headers.
    pub expose_headers: Vec<String>,
    /// Whether requests with credentials are meant, too.
    pub allow_credentials: bool,
    /// For how many seconds a preflight may be remembered.
    pub max_age: Option<u32>,
    /// Whether the private-network header is answered.
    pub allow_private_network: bool,
    /// Accept the pattern `null`.
    pub danger_allow_null_origin: bool,
    /// Accept origins without https together with credentials.
    pub danger_allow_insecure_origins: bool,
    /// Accept wildcards under public suffixes together with credentials.
    pub danger_allow_public_suffix_wildcards: bool,
}

/// The policy has an error, so there is nothing to serve.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidPolicy {
    message: String,
}

impl PolicyText {
    /// The same text, borrowed by the engine's own type.
    #[must_use]
    pub fn config(&self) -> Config<'_> {
        let mut config = Config::new();
        config.allow_origins = List::from_strings(&self.allow_origins);
        config.allow_methods = List::from_strings(&self.allow_methods);
        config.allow_headers = List::from_strings(&self.allow_headers);
        config.expose_headers = List::from_strings(&self.expose_headers);
        config.allow_credentials = self.allow_credentials;
        config.max_age = self.max_age;
        config.allow_private_network = self.allow_private_network;
        config.danger_allow_null_origin = self.danger_allow_null_origin;
        config.danger_allow_insecure_origins = self.danger_allow_insecure_origins;
        config.danger_allow_public_suffix_wildcards = self.danger_allow_public_suffix_wildcards;
        config
    }

    /// Compiles it with the engine.
    ///
    /// # Errors
    ///
    /// The first error the engine finds in the policy.
    pub fn compile(&self) -> Result<PolicyBox, InvalidPolicy> {
        self.config().compile_boxed(|_| ()).map_err(|error| InvalidPolicy { message: error.to_string() })
    }
}

impl fmt::Display for InvalidPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl core::error::Error for InvalidPolicy {}
