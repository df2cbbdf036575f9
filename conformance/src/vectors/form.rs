//! A case as it is written in a file.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer};

use crate::browser::Verdict;

pub(super) type Headers = Vec<(String, String)>;
pub(super) type Unknown = BTreeMap<String, serde::de::IgnoredAny>;

#[derive(Deserialize)]
pub(super) struct CaseForm {
    pub(super) id: String,
    #[serde(rename = "kind")]
    _kind: Kind,
    #[serde(rename = "source", default)]
    _source: Option<String>,
    #[serde(rename = "note", default)]
    _note: Option<String>,
    pub(super) request: RequestForm,
    #[serde(default)]
    pub(super) redirects: Vec<RedirectForm>,
    #[serde(default)]
    pub(super) preflight_response_headers: Headers,
    #[serde(default)]
    pub(super) preflight_status: Option<u16>,
    #[serde(default)]
    pub(super) response_headers: Headers,
    #[serde(default)]
    pub(super) response_status: Option<u16>,
    #[serde(deserialize_with = "verdict")]
    pub(super) verdict: Verdict,
    #[serde(default)]
    pub(super) expect_preflight: Option<bool>,
    #[serde(default, deserialize_with = "present")]
    pub(super) expect_acrm: Option<Option<String>>,
    #[serde(default, deserialize_with = "present")]
    pub(super) expect_acrh: Option<Option<String>>,
    #[serde(default)]
    pub(super) expect_exposed: BTreeMap<String, bool>,
    #[serde(default, deserialize_with = "present")]
    pub(super) expect_final_origin_header: Option<Option<String>>,
    #[serde(default)]
    pub(super) effective_max_age_seconds: BTreeMap<String, i64>,
    #[serde(default)]
    pub(super) second_request_preflights_immediately: BTreeMap<String, bool>,
    #[serde(default)]
    pub(super) engines: BTreeMap<String, Statement>,
    #[serde(default)]
    pub(super) live: BTreeMap<String, Statement>,
    #[serde(flatten)]
    pub(super) unknown: Unknown,
}

/// What a case is about; the fields that are there say what is checked.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Kind {
    Fetch,
    MaxAge,
}

#[derive(Deserialize)]
pub(super) struct RequestForm {
    pub(super) origin: String,
    pub(super) method: String,
    #[serde(default)]
    pub(super) headers: Headers,
    pub(super) credentials: Credentials,
    #[serde(default)]
    pub(super) url_origin: Option<String>,
    #[serde(default)]
    pub(super) mode: Mode,
    #[serde(default)]
    pub(super) redirect: Redirect,
    #[serde(default)]
    pub(super) body: BodyKind,
    #[serde(default)]
    pub(super) upload_listener: bool,
    #[serde(flatten)]
    pub(super) unknown: Unknown,
}

#[derive(Deserialize)]
pub(super) struct RedirectForm {
    pub(super) to_origin: String,
    pub(super) status: u16,
    #[serde(default)]
    pub(super) userinfo: String,
    #[serde(default)]
    pub(super) response_headers: Headers,
    #[serde(default)]
    pub(super) preflight_response_headers: Headers,
    #[serde(default)]
    pub(super) preflight_status: Option<u16>,
    #[serde(flatten)]
    pub(super) unknown: Unknown,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Credentials {
    Omit,
    SameOrigin,
    Include,
}

#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Mode {
    #[default]
    Cors,
    NoCors,
    SameOrigin,
}

#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Redirect {
    #[default]
    Follow,
    Error,
    Manual,
}

#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum BodyKind {
    #[default]
    None,
    Text,
    UrlSearchParams,
    FormData,
    Bytes,
    Stream,
}

/// What a case says of one engine.
#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum Statement {
    Deviates { deviates: Box<Deviation> },
    Text(#[expect(dead_code, reason = "only its being text counts")] String),
}

#[derive(Clone, Deserialize)]
pub(super) struct Deviation {
    #[serde(default, deserialize_with = "some_verdict")]
    pub(super) verdict: Option<Verdict>,
    #[serde(default)]
    pub(super) preflight: Option<bool>,
    #[serde(default, deserialize_with = "present")]
    pub(super) acrm: Option<Option<String>>,
    #[serde(default, deserialize_with = "present")]
    pub(super) acrh: Option<Option<String>>,
    #[serde(default)]
    pub(super) exposed: BTreeMap<String, bool>,
    #[serde(default, deserialize_with = "present")]
    pub(super) final_origin_header: Option<Option<String>>,
    #[serde(flatten)]
    pub(super) unknown: Unknown,
}

impl CaseForm {
    /// The fields that this form does not have, with what they stand in.
    pub(super) fn unknown_fields(&self) -> Vec<String> {
        let below = |prefix: &'static str, unknown: &Unknown| -> Vec<String> {
            unknown.keys().map(|field| format!("{prefix}{field}")).collect()
        };
        let mut fields = below("", &self.unknown);
        fields.extend(below("request.", &self.request.unknown));
        for redirect in &self.redirects {
            fields.extend(below("redirects.", &redirect.unknown));
        }
        for statement in self.engines.values().chain(self.live.values()) {
            if let Statement::Deviates { deviates } = statement {
                fields.extend(below("deviates.", &deviates.unknown));
            }
        }
        fields
    }
}

/// Tells `null` from a field that is not there.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<String>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

fn some_verdict<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Verdict>, D::Error> {
    verdict(deserializer).map(Some)
}

fn verdict<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Verdict, D::Error> {
    let name = String::deserialize(deserializer)?;
    Verdict::ALL
        .into_iter()
        .find(|verdict| verdict.name() == name)
        .ok_or_else(|| serde::de::Error::custom(format_args!("`{name}` is not a verdict")))
}
