//! Reads a policy from a document.

mod json;
mod toml;

use std::fs;
use std::path::{Path, PathBuf};

use crate::judge::{Judgement, judge};
use crate::written::Finding;

/// The document at `name`, which is relative to the folder of the crate's `Cargo.toml`.
pub(crate) struct Document {
    pub(crate) path: PathBuf,
    text: String,
}

impl Document {
    /// Reads the file.
    pub(crate) fn open(folder: &Path, name: &str) -> Result<Document, String> {
        let path = folder.join(name);
        let bytes = fs::read(&path)
            .map_err(|error| format!("{name}: {error}; the path is relative to the folder of Cargo.toml"))?;
        let text = String::from_utf8(bytes)
            .map_err(|error| format!("{name}: not UTF-8 at byte {}", error.utf8_error().valid_up_to()))?;
        Ok(Document { path, text })
    }

    /// Checks and compiles the policy: JSON if the name ends in `.json`, else TOML. Every message begins with the name
    /// of the file, the line and the column.
    pub(crate) fn judge(&self, name: &str) -> Judgement<usize> {
        let is_json = self.path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json"));
        let written = if is_json { json::read(&self.text) } else { toml::read(&self.text) };
        let mut judgement = judge(written);
        judgement.findings.sort_by_key(|finding| finding.place);
        for finding in &mut judgement.findings {
            finding.message = format!("{}: {}", locate(name, &self.text, finding), finding.message);
        }
        judgement
    }
}

/// The name of the file, and where in it.
fn locate(name: &str, text: &str, finding: &Finding<usize>) -> String {
    let Some(before) = finding.place.and_then(|offset| text.get(..offset)) else { return name.into() };
    let line_start = before.rfind('\n').map_or(0, |place| place + 1);
    let line = before.matches('\n').count() + 1;
    let column = before.get(line_start..).unwrap_or_default().chars().count() + 1;
    format!("{name}:{line}:{column}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn messages(name: &str, text: &str) -> Vec<String> {
        let document = Document { path: name.into(), text: text.into() };
        document.judge(name).findings.into_iter().map(|finding| finding.message).collect()
    }

    #[test]
    fn every_finding_of_a_toml_document_has_its_line_and_column() {
        let text = r#"# A policy with many faults.
max_age = "600"
allow_origin = ["https://example.com"]
allow_origins = [
    "https://example.com:443", 7,
    "https://*.example.com", "https://app.example.com",
]
allow_methods = "PUT"
allow_credentials = 1979-05-27
[danger]
"#;
        assert_eq!(
            messages("cors.toml", text),
            [
                "cors.toml:2:11: `max_age` is a number of seconds, not a text; write 600",
                "cors.toml:3:1: unknown key `allow_origin`; did you mean `allow_origins`?",
                "cors.toml:5:5: default-port: browsers leave out the default port of a scheme; write \"https://example.com\"\
             \n    \"https://example.com:443\"\n                        ^^^^",
                "cors.toml:5:32: `allow_origins` is a list of texts in quotes, not of a number",
                "cors.toml:6:30: redundant-origin: another entry allows all of this: \"https://*.example.com\"; \
             remove it",
                "cors.toml:8:17: `allow_methods` is a list of texts, not a text; write [\"PUT\"]",
                "cors.toml:9:21: `allow_credentials` is true or false, not a date",
                "cors.toml:10:2: unknown key `danger`; did you mean `max_age`?",
            ]
        );
    }

    #[test]
    fn every_finding_of_a_json_document_has_its_line_and_column() {
        let text = r#"{
  "max_age": 100000, "max_age": null,
  "allow_origins": [ "https://EXAMPLE.com" , null ],
  "allow_headers": {}, "allow_methods": ["delete"],
  "allow_credentials": 1.5,
  "allow\u0020": true
}"#;
        assert_eq!(
            messages("cors.json", text),
            [
                "cors.json:2:14: max-age-too-large: no browser keeps a preflight longer than a day; write 7200",
                "cors.json:2:22: the key `max_age` is written twice",
                "cors.json:3:22: upper-case: browsers send the scheme and the host in lower case; write \"https://example.com\"\
             \n    \"https://EXAMPLE.com\"\n             ^^^^^^^^^^^",
                "cors.json:3:46: `allow_origins` is a list of texts in quotes, not of null",
                "cors.json:4:20: `allow_headers` is a list of texts in quotes, not an object",
                "cors.json:4:42: unnormalized-method: browsers always send this method in upper case; the entry is left out; \
             write \"DELETE\"",
                "cors.json:5:24: `allow_credentials` is true or false, not a number with a point",
                "cors.json:6:18: unknown key `allow `; did you mean `max_age`?",
            ]
        );
    }

    #[test]
    fn what_is_missing_has_no_place() {
        assert_eq!(
            messages("cors.json", "{}"),
            [
                "cors.json: missing-origins: a policy names the origins it allows; there is no default",
                "cors.json: missing-max-age: without `max_age` browsers ask again after 5 seconds; add `max_age` with 7200",
            ]
        );
    }

    #[test]
    fn broken_documents_are_located() {
        for (name, text, expected) in [
            ("a.json", "{\n\"max_age\" 6", vec!["a.json:2:11: expected `:`"]),
            ("a.json", "[]", vec!["a.json:1:1: invalid type: sequence, expected a CORS policy"]),
            ("a.json", "{\"max_age\": 1,\n \"x\": 1,,", vec!["a.json:2:9: key must be a string"]),
            ("a.toml", "max_age = \n[x\n", vec!["a.toml:1:11: string values must be quoted, expected literal string"]),
            ("a.toml", "max_age = 1\nmax_age = 2\n", vec!["a.toml:2:1: duplicate key"]),
        ] {
            assert_eq!(messages(name, text), expected);
        }
    }

    #[test]
    fn good_documents_make_the_same_image() {
        let image = |name: &str, text: &str| {
            let document = Document { path: name.into(), text: text.into() };
            document.judge(name).image.unwrap()
        };
        let toml = "max_age = 0x258\nallow_origins = ['https://example.com']\nallow_headers = [\"X-Token\"]\n";
        let json = r#"{"allow_headers": ["X-Tok\u0065n"], "allow_origins": ["https:\/\/example.com"], "max_age": 600}"#;
        let names = ["X-Token"];
        let config = corsac_compiler::Config::new().allow_origins(&["https://example.com"]).allow_headers(&names);
        let expected = config.max_age(600).compile::<256>().unwrap();
        assert_eq!(image("a.toml", toml), expected.as_bytes());
        assert_eq!(image("a.JSON", json), expected.as_bytes());
    }
}
