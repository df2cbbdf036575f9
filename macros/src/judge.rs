//! From a policy as it was written to its image, and all that is to be said about it.

use std::collections::BTreeMap;

use corsac_compiler::{Code, CompileError, Diagnostic, Field, PolicyDocument, Severity};
use serde::Deserialize;
use serde::de::value::{Error, MapDeserializer};

use crate::message;
use crate::written::{Finding, Kind, Takes, Value, Written, takes};

/// The most origins of which every two are compared. Beyond that the compiler finds redundant ones in good time, though
/// only where there is no error.
const MOST_COMPARED: usize = 2_000;

/// Everything to tell, and the image if none of it is an error.
pub(crate) struct Judgement<P> {
    pub(crate) findings: Vec<Finding<P>>,
    pub(crate) image: Option<Vec<u8>>,
}

/// Checks and compiles a policy. What is wrong with one part does not keep the others from being checked.
pub(crate) fn judge<P: Copy>(written: Written<P>) -> Judgement<P> {
    let mut reader = Reader { document: PolicyDocument::default(), given: BTreeMap::new(), findings: written.faults };
    for entry in written.entries {
        match field(&entry.key) {
            Err(message) => reader.findings.push(Finding::error(entry.key_place, message)),
            Ok(field) if reader.given.contains_key(&field) => {
                let message = format!("the key `{}` is written twice", field.as_str());
                reader.findings.push(Finding::error(entry.key_place, message));
            }
            Ok(field) => reader.read(field, entry.value),
        }
    }
    let Reader { document, given, mut findings } = reader;
    // What seems to be missing may be what could not be read.
    let all_was_read = findings.is_empty();
    let mut report = |diagnostic: Diagnostic<'_>| {
        let missing = matches!(diagnostic.code, Code::MissingOrigins | Code::MissingMaxAge);
        if diagnostic.severity() != Severity::Note && (all_was_read || !missing) {
            findings.push(finding(&diagnostic, &document, &given));
        }
    };
    let config = document.config();
    let few = document.allow_origins.len() <= MOST_COMPARED;
    if few {
        config.check(&mut report);
    }
    let compiled = config.compile_boxed(|diagnostic| {
        if !few {
            report(diagnostic);
        }
    });
    if let Err(CompileError::BufferTooSmall) = compiled {
        let message = "the policy is too large for an image".to_string();
        findings.push(Finding { place: None, severity: Severity::Error, message });
    }
    let accepted = findings.iter().all(|finding| finding.severity != Severity::Error);
    let image = compiled.ok().filter(|_| accepted).map(|policy| policy.as_policy().as_bytes().to_vec());
    Judgement { findings, image }
}

/// The key of this name, or which one is nearest.
fn field(key: &str) -> Result<Field, String> {
    Field::ALL.into_iter().find(|field| field.as_str() == key).ok_or_else(|| {
        // Documents know the nearest key.
        let document = MapDeserializer::<_, Error>::new([(key, false)].into_iter());
        PolicyDocument::deserialize(document).err().map(|error| error.to_string()).unwrap_or_default()
    })
}

/// Where the value of a key stands, and where each entry of its list.
struct Given<P> {
    value: P,
    entries: Vec<P>,
}

struct Reader<P> {
    document: PolicyDocument,
    given: BTreeMap<Field, Given<P>>,
    findings: Vec<Finding<P>>,
}

impl<P: Copy> Reader<P> {
    fn read(&mut self, field: Field, value: Value<P>) {
        let place = value.place;
        let mut entries = Vec::new();
        match (takes(field), value.kind) {
            (_, Kind::Faulty) => {}
            (Takes::Texts, Kind::List(list)) => entries = self.read_list(field, list),
            (Takes::Boolean, Kind::Boolean(value)) => self.set(field, value),
            (Takes::Seconds, Kind::Integer(Some(seconds))) => self.document.max_age = Some(seconds),
            (Takes::Seconds, Kind::Null) => {}
            (_, kind) => self.findings.push(Finding::error(place, message::wrong_kind(field, &kind))),
        }
        self.given.insert(field, Given { value: place, entries });
    }

    /// Where each entry stands that was read.
    fn read_list(&mut self, field: Field, list: Vec<Value<P>>) -> Vec<P> {
        let document = &mut self.document;
        let texts = match field {
            Field::AllowMethods => &mut document.allow_methods,
            Field::AllowHeaders => &mut document.allow_headers,
            Field::ExposeHeaders => &mut document.expose_headers,
            _ => &mut document.allow_origins,
        };
        let mut places = Vec::new();
        for Value { place, kind } in list {
            match kind {
                Kind::Text(text) => {
                    texts.push(text);
                    places.push(place);
                }
                Kind::Faulty => {}
                kind => {
                    let message = format!("`{}` is a list of texts in quotes, not of {}", field.as_str(), kind.name());
                    self.findings.push(Finding::error(place, message));
                }
            }
        }
        places
    }

    fn set(&mut self, field: Field, value: bool) {
        let document = &mut self.document;
        match field {
            Field::AllowCredentials => document.allow_credentials = value,
            Field::AllowPrivateNetwork => document.allow_private_network = value,
            Field::DangerAllowNullOrigin => document.danger_allow_null_origin = value,
            Field::DangerAllowInsecureOrigins => document.danger_allow_insecure_origins = value,
            Field::DangerAllowPublicSuffixWildcards => document.danger_allow_public_suffix_wildcards = value,
            _ => {}
        }
    }
}

/// A diagnostic with the place it is about.
fn finding<P: Copy>(
    diagnostic: &Diagnostic<'_>,
    document: &PolicyDocument,
    given: &BTreeMap<Field, Given<P>>,
) -> Finding<P> {
    let place = given.get(&diagnostic.field).map(|given| match diagnostic.index {
        Some(index) => given.entries.get(index).copied().unwrap_or(given.value),
        None => given.value,
    });
    let other = diagnostic.other.and_then(|other| list(document, diagnostic.field).get(other));
    let message = message::diagnosis(diagnostic, other.map(String::as_str), place.is_some());
    Finding { place, severity: diagnostic.severity(), message }
}

fn list(document: &PolicyDocument, field: Field) -> &[String] {
    match field {
        Field::AllowOrigins => &document.allow_origins,
        Field::AllowMethods => &document.allow_methods,
        Field::AllowHeaders => &document.allow_headers,
        Field::ExposeHeaders => &document.expose_headers,
        _ => &[],
    }
}
