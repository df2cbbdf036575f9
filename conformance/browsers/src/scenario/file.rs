//! The form of a file of scenarios.

use serde::Deserialize;

use super::{Content, Context, Credentials, Interface, Mode, Redirect, Response};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    pub(super) scenarios: Vec<Entry>,
}

/// One scenario for each combination of what is a list.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Entry {
    pub(super) name: String,
    pub(super) page: Option<OneOrMany<String>>,
    #[serde(default)]
    pub(super) context: Context,
    #[serde(default)]
    pub(super) is_public: bool,
    pub(super) policy: OneOrMany<String>,
    /// Where it goes before: see [`super::Leg::redirecting`].
    #[serde(default)]
    pub(super) via: Vec<String>,
    #[serde(default)]
    pub(super) interface: Interface,
    pub(super) method: Option<OneOrMany<String>>,
    #[serde(default)]
    pub(super) headers: Vec<(String, String)>,
    pub(super) credentials: Option<OneOrMany<Credentials>>,
    #[serde(default)]
    pub(super) mode: Mode,
    #[serde(default)]
    pub(super) redirect: Redirect,
    #[serde(default)]
    pub(super) body: Content,
    #[serde(default)]
    pub(super) response: Response,
    /// Further calls of the same URL: the first one but for what is written here.
    #[serde(default)]
    pub(super) then: Vec<Then>,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Then {
    /// Seconds to wait before.
    #[serde(default)]
    pub(super) wait: u64,
    pub(super) method: Option<String>,
    pub(super) headers: Option<Vec<(String, String)>>,
    pub(super) credentials: Option<Credentials>,
}

#[derive(Clone, Deserialize)]
#[serde(untagged)]
pub(super) enum OneOrMany<T> {
    One(T),
    Many(Vec<T>),
}

impl<T: Clone> OneOrMany<T> {
    /// The values, and whether there is a choice.
    pub(super) fn values(this: Option<&Self>, default: T) -> (Vec<T>, bool) {
        match this {
            None => (vec![default], false),
            Some(Self::One(value)) => (vec![value.clone()], false),
            Some(Self::Many(values)) => (values.clone(), true),
        }
    }
}
