//! The report for code-scanning services:
//! [SARIF 2.1.0](https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html).

use std::collections::BTreeMap;
use std::path::{Component, Path};

use corsac::{Code, Severity};
use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};
use serde_json::{Value, json};

use super::explanation;
use super::file::{Checked, Finding};
use crate::policy::{Document, Place, Source};

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// Problems of files, which are no codes of the core.
const PROBLEMS: [(&str, &str); 4] = [
    ("invalid-encoding", "a policy document is UTF-8 text"),
    ("invalid-syntax", "the document cannot be taken apart"),
    ("invalid-document", "the document is no policy"),
    ("invalid-image", "the file is not the image of a policy"),
];

/// The results of all files.
#[derive(Default)]
pub(super) struct Run {
    /// Written already: as trees, many of them would take gigabytes.
    results: Vec<Box<RawValue>>,
}

#[derive(Serialize)]
pub(super) struct Log {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [LoggedRun; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LoggedRun {
    tool: Value,
    column_kind: &'static str,
    invocations: Value,
    results: Vec<Box<RawValue>>,
}

impl Run {
    pub(super) fn add(&mut self, file: &Checked, findings: &[Finding<'_>]) {
        let rules: BTreeMap<&str, usize> = rules().enumerate().map(|(index, (code, ..))| (code, index)).collect();
        let uri = uri(&file.path);
        for finding in findings {
            let index = rules.get(finding.code).copied().unwrap_or_default();
            self.results.extend(to_raw_value(&result(file, &uri, finding, index)));
        }
    }

    pub(super) fn end(self, failures: &[String]) -> Log {
        let rules = rules().map(|(code, summary, severity)| {
            json!({
                "id": code,
                "shortDescription": { "text": summary },
                "fullDescription": { "text": explanation::of(code).unwrap_or_else(|| summary.into()) },
                "help": { "text": explanation::of(code).unwrap_or_else(|| summary.into()) },
                "defaultConfiguration": { "level": severity.as_str() },
                "properties": { "tags": ["security", "cors"] },
            })
        });
        let version = env!("CARGO_PKG_VERSION");
        let driver = json!({ "name": "corsac", "semanticVersion": version, "rules": rules.collect::<Vec<_>>() });
        let notifications: Vec<Value> =
            failures.iter().map(|text| json!({ "level": "error", "message": { "text": text } })).collect();
        let run = LoggedRun {
            tool: json!({ "driver": driver }),
            column_kind: "unicodeCodePoints",
            invocations: json!([{
                "executionSuccessful": failures.is_empty(),
                "toolExecutionNotifications": notifications,
            }]),
            results: self.results,
        };
        Log { schema: SCHEMA, version: "2.1.0", runs: [run] }
    }
}

/// Every code with its summary and severity.
fn rules() -> impl Iterator<Item = (&'static str, &'static str, Severity)> {
    let codes = Code::ALL.iter().map(|code| (code.as_str(), code.summary(), code.severity()));
    codes.chain(PROBLEMS.map(|(code, summary)| (code, summary, Severity::Error)))
}

fn result(file: &Checked, uri: &str, finding: &Finding<'_>, rule: usize) -> Value {
    let artifact = json!({ "uri": uri });
    let region = match file.source().zip(finding.span.as_ref()) {
        Some((source, span)) => region(source, span),
        // Services want a line.
        None => json!({ "startLine": 1 }),
    };
    let entry = finding.diagnostic.as_ref().and_then(|diagnostic| diagnostic.index.map(|_| diagnostic.entry));
    let key = finding.diagnostic.as_ref().map_or("", |diagnostic| diagnostic.field.as_str());
    let subject = entry.unwrap_or(key);
    let text = match (&finding.diagnostic, entry) {
        // The line of the core says everything, but also what the other members say.
        (Some(diagnostic), _) => diagnostic.to_string().split_once("]: ").map(|(_, text)| text.to_string()),
        _ => None,
    };
    let mut result = json!({
        "ruleId": finding.code,
        "ruleIndex": rule,
        "level": finding.severity.as_str(),
        "message": { "text": text.unwrap_or_else(|| finding.message.clone()) },
        "locations": [{ "physicalLocation": { "artifactLocation": artifact, "region": region } }],
        // The same finding in another version of the file, though the lines before it have changed.
        "partialFingerprints": { "corsac/v1": fingerprint(&[finding.code, key, subject]) },
    });
    let input = file.content.as_ref().ok();
    if let Some(fix) = input.and_then(|input| input.document()).and_then(|document| fix(document, finding, &artifact)) {
        result["fixes"] = json!([fix]);
    }
    result
}

/// What to write instead of an entry. Removals need more of the text than the entry: `--fix` does them.
fn fix(document: &Document, finding: &Finding<'_>, artifact: &Value) -> Option<Value> {
    let diagnostic = finding.diagnostic.as_ref()?;
    let suggestion = diagnostic.suggestion().filter(|suggestion| !suggestion.is_removal())?;
    let whole = document.places.entry(diagnostic.field, diagnostic.index?)?;
    let start = crate::policy::text_start(document.source.text(), &whole, diagnostic.entry)?;
    let region = region(&document.source, &(start..start + diagnostic.entry.len()));
    let new = suggestion.to_string();
    Some(json!({
        "description": { "text": format!("write {new:?}") },
        "artifactChanges": [{
            "artifactLocation": artifact,
            "replacements": [{ "deletedRegion": region, "insertedContent": { "text": new } }],
        }],
    }))
}

fn region(source: &Source, span: &core::ops::Range<usize>) -> Value {
    let (Place { line, column }, end) = (source.place(span.start), source.place(span.end));
    json!({ "startLine": line, "startColumn": column, "endLine": end.line, "endColumn": end.column })
}

/// 64 bits of FNV-1a, as hexadecimal digits; the parts are ended by a byte that occurs in none of them.
fn fingerprint(parts: &[&str]) -> String {
    let bytes = parts.iter().flat_map(|part| part.bytes().chain([0xff]));
    let hash = bytes
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
    format!("{hash:016x}")
}

/// A path as a [URI reference](https://www.rfc-editor.org/rfc/rfc3986#section-4.1): relative ones stay relative.
fn uri(path: &Path) -> String {
    if path.as_os_str() == "-" {
        return "stdin".into();
    }
    let mut uri = String::new();
    for component in path.components() {
        match component {
            Component::RootDir => uri.push_str("file:///"),
            Component::CurDir => continue,
            _ => {}
        }
        if !uri.is_empty() && !uri.ends_with('/') {
            uri.push('/');
        }
        let part = component.as_os_str().to_string_lossy();
        for byte in part.bytes().filter(|_| component != Component::RootDir) {
            match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => uri.push(char::from(byte)),
                _ => uri.push_str(&format!("%{byte:02X}")),
            }
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_uris() {
        for (path, expected) in [
            ("a/b c.toml", "a/b%20c.toml"),
            ("./a/../b.toml", "a/../b.toml"),
            ("/srv/ä.toml", "file:///srv/%C3%A4.toml"),
            ("-", "stdin"),
        ] {
            assert_eq!(uri(Path::new(path)), expected);
        }
    }
}
