//! The smallest change of a policy that would let a page read its response.
//!
//! It is found by trying: refused, the one thing that the refusal names is changed, and the request is made again;
//! what then turns out not to be needed is taken back. So what is suggested has been seen to compile and to allow.

use corsac::{Code, Config, Field, PolicyBox, PolicyDocument, RequestField, Severity};
use corsac_conformance::browser::{Engine, Outcome, PageRequest, Reason};
use serde::Serialize;

use super::{page, steps};
use crate::request::Received;

/// How many things are tried to change. Each names what was not named before.
const MOST_TRIES: usize = 64;

/// What would allow a request.
#[derive(Debug, Serialize)]
pub(super) struct Suggestion {
    /// In the order in which they were found; none if nothing helps.
    pub(super) changes: Vec<Change>,
    /// Why nothing helps.
    pub(super) impossible: Option<String>,
}

/// One change of a policy, and what is bad about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Change {
    key: &'static str,
    #[serde(flatten)]
    action: Action,
    pub(super) risk: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum Action {
    /// An entry of the list.
    Add(String),
    /// All entries of this text.
    Remove(String),
    Set(bool),
}

impl Change {
    /// In words.
    pub(super) fn text(&self) -> String {
        match &self.action {
            Action::Add(entry) => format!("{}: add {entry:?}", self.key),
            Action::Remove(entry) => format!("{}: remove {entry:?}", self.key),
            Action::Set(value) => format!("{} = {value}", self.key),
        }
    }
}

/// Looks for the smallest change. The policy compiles, and refuses the page.
pub(super) fn suggest(policy: &Config<'_>, page: &PageRequest, engine: Engine) -> Suggestion {
    let policy = document(policy);
    let mut changes: Vec<Change> = Vec::new();
    for _ in 0..MOST_TRIES {
        let needed = match judge(&changed(&policy, &changes), page, engine) {
            Judgement::Allowed => {
                let changes = without_superfluous(&policy, changes, page, engine);
                return Suggestion { changes, impossible: None };
            }
            Judgement::Needs(needed) => needed,
            Judgement::Hopeless(problem) => return impossible(problem),
        };
        let new: Vec<Change> = needed.into_iter().filter(|change| !changes.contains(change)).collect();
        if new.is_empty() {
            return impossible("what it needs is listed already".into());
        }
        changes.extend(new);
    }
    impossible("it asks for too much".into())
}

fn impossible(problem: String) -> Suggestion {
    Suggestion { changes: Vec::new(), impossible: Some(problem) }
}

/// A change that was needed may not be any more when others were made.
fn without_superfluous(
    policy: &PolicyDocument,
    mut changes: Vec<Change>,
    page: &PageRequest,
    engine: Engine,
) -> Vec<Change> {
    for index in (0..changes.len()).rev() {
        let mut fewer = changes.clone();
        fewer.remove(index);
        if matches!(judge(&changed(policy, &fewer), page, engine), Judgement::Allowed) {
            changes = fewer;
        }
    }
    changes
}

enum Judgement {
    Allowed,
    /// Without all of these it goes no further.
    Needs(Vec<Change>),
    Hopeless(String),
}

fn judge(policy: &PolicyDocument, page: &PageRequest, engine: Engine) -> Judgement {
    let mut needs = Vec::new();
    let mut hopeless = None;
    let compiled = policy.config().compile_boxed(|diagnostic| {
        if diagnostic.severity() == Severity::Error {
            match for_error(diagnostic.code, page) {
                Some(more) => needs.extend(more),
                None => hopeless = Some(diagnostic.code.summary().to_string()),
            }
        }
    });
    needs.dedup();
    match (compiled, hopeless) {
        (Ok(compiled), _) => judge_compiled(&compiled, policy, page, engine),
        (Err(_), Some(problem)) => Judgement::Hopeless(problem),
        (Err(error), None) if needs.is_empty() => Judgement::Hopeless(error.to_string()),
        (Err(_), None) => Judgement::Needs(needs),
    }
}

fn judge_compiled(compiled: &PolicyBox, written: &PolicyDocument, page: &PageRequest, engine: Engine) -> Judgement {
    let outcome = page::fetch(compiled.as_policy(), page, engine);
    if outcome.is_readable() {
        return Judgement::Allowed;
    }
    let Some(last) = outcome.exchanges.last() else { return Judgement::Hopeless(reason(&outcome)) };
    let received = Received::from_browser(&last.request);
    let decision = compiled.as_policy().decide(&received);
    let first = |field| received.first(field).unwrap_or_default();
    match decision.reason() {
        Some(corsac::Reason::OriginNotAllowed) => {
            Judgement::Needs(vec![allow_origin(&first(RequestField::Origin), written.allow_credentials)])
        }
        Some(corsac::Reason::MethodNotAllowed) => {
            Judgement::Needs(vec![allow_method(first(RequestField::AccessControlRequestMethod))])
        }
        Some(corsac::Reason::HeaderNotAllowed | corsac::Reason::BudgetExceeded) => {
            let names = steps::refused_headers(compiled.as_policy(), &received);
            Judgement::Needs(names.into_iter().map(allow_header).collect())
        }
        Some(other) => Judgement::Hopeless(format!("the request is malformed ({other})")),
        None => match outcome.failure.as_ref().map(|failure| failure.reason) {
            Some(
                Reason::WildcardWithCredentials | Reason::AllowCredentialsMissing | Reason::AllowCredentialsNotTrue,
            ) => Judgement::Needs(vec![allow_credentials()]),
            Some(Reason::AuthorizationNotAllowed) => Judgement::Needs(vec![allow_header("authorization".into())]),
            _ => Judgement::Hopeless(reason(&outcome)),
        },
    }
}

fn reason(outcome: &Outcome) -> String {
    outcome.failure.as_ref().map_or_else(|| "the response is opaque".into(), ToString::to_string)
}

/// What makes a policy compile that does not because of a change.
fn for_error(code: Code, page: &PageRequest) -> Option<Vec<Change>> {
    let set = |field: Field, risk: &str| Change { key: field.as_str(), action: Action::Set(true), risk: risk.into() };
    let remove = |field: Field, risk: String| Change { key: field.as_str(), action: Action::Remove("*".into()), risk };
    Some(match code {
        Code::NullOrigin => vec![set(
            Field::DangerAllowNullOrigin,
            "anyone can send `null`: any page can put its script into a sandboxed frame",
        )],
        Code::InsecureOriginWithCredentials => vec![set(
            Field::DangerAllowInsecureOrigins,
            "anyone on the network between can speak for an origin without https, and use the credentials",
        )],
        Code::PublicSuffixWildcardWithCredentials => vec![set(
            Field::DangerAllowPublicSuffixWildcards,
            "anyone can register a name that the wildcard matches, and use the credentials",
        )],
        Code::WildcardWithCredentials => vec![
            remove(
                Field::AllowOrigins,
                "every other origin is refused from then on: list those that are to read responses".into(),
            ),
            allow_origin(&page.origin.to_string(), true),
        ],
        Code::ExposedWildcardWithCredentials => vec![remove(
            Field::ExposeHeaders,
            "scripts read only CORS-safelisted response headers from then on: list those they need".into(),
        )],
        _ => return None,
    })
}

fn allow_origin(origin: &str, with_credentials: bool) -> Change {
    let cookies = if with_credentials { ", with the visitor's cookies" } else { "" };
    let risk = match origin {
        "null" => "`null` is the origin of every sandboxed frame and data: URL, whoever wrote it".into(),
        _ if origin.starts_with("http://") => {
            format!("every page of it, and whoever is on the network between, reads responses{cookies}")
        }
        _ => format!("every page of it, and every script in those pages, reads responses{cookies}"),
    };
    Change { key: Field::AllowOrigins.as_str(), action: Action::Add(origin.into()), risk }
}

fn allow_method(method: String) -> Change {
    let risk = format!("pages of every allowed origin can have {method} requests sent");
    Change { key: Field::AllowMethods.as_str(), action: Action::Add(method), risk }
}

fn allow_header(name: String) -> Change {
    let risk = match &*name {
        "authorization" => "pages of every allowed origin can send tokens, stolen ones too".into(),
        _ => format!("pages of every allowed origin can send {name}, with any value"),
    };
    Change { key: Field::AllowHeaders.as_str(), action: Action::Add(name), risk }
}

fn allow_credentials() -> Change {
    Change {
        key: Field::AllowCredentials.as_str(),
        action: Action::Set(true),
        risk: "pages of every allowed origin act and read as the visitor who is logged in".into(),
    }
}

/// The policy with changes made.
fn changed(policy: &PolicyDocument, changes: &[Change]) -> PolicyDocument {
    let mut policy = policy.clone();
    for Change { key, action, .. } in changes {
        let list = match *key {
            "allow_origins" => Some(&mut policy.allow_origins),
            "allow_methods" => Some(&mut policy.allow_methods),
            "allow_headers" => Some(&mut policy.allow_headers),
            "expose_headers" => Some(&mut policy.expose_headers),
            _ => None,
        };
        match (action, list) {
            (Action::Add(entry), Some(list)) => list.push(entry.clone()),
            (Action::Remove(entry), Some(list)) => list.retain(|listed| listed != entry),
            (Action::Set(value), _) => match *key {
                "allow_credentials" => policy.allow_credentials = *value,
                "danger_allow_null_origin" => policy.danger_allow_null_origin = *value,
                "danger_allow_insecure_origins" => policy.danger_allow_insecure_origins = *value,
                _ => policy.danger_allow_public_suffix_wildcards = *value,
            },
            _ => {}
        }
    }
    policy
}

/// The policy with texts of its own.
fn document(config: &Config<'_>) -> PolicyDocument {
    let texts = |list: corsac::List<'_>| list.iter().map(str::to_string).collect();
    let mut document = PolicyDocument::default();
    document.allow_origins = texts(config.allow_origins);
    document.allow_methods = texts(config.allow_methods);
    document.allow_headers = texts(config.allow_headers);
    document.expose_headers = texts(config.expose_headers);
    document.allow_credentials = config.allow_credentials;
    document.max_age = config.max_age;
    document.allow_private_network = config.allow_private_network;
    document.danger_allow_null_origin = config.danger_allow_null_origin;
    document.danger_allow_insecure_origins = config.danger_allow_insecure_origins;
    document.danger_allow_public_suffix_wildcards = config.danger_allow_public_suffix_wildcards;
    document
}

#[cfg(test)]
mod tests;
