//! A corpus file as it is written.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::PolicyText;

/// One file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FileForm {
    /// What the cases are about, for people.
    #[serde(rename = "title")]
    pub(super) _title: String,
    /// The section for cases that name none.
    #[serde(default)]
    pub(super) section: Option<String>,
    /// The policy for cases that name none.
    #[serde(default)]
    pub(super) policy: Option<String>,
    /// Policies by name. Any file can use them.
    #[serde(default)]
    pub(super) policies: BTreeMap<String, PolicyText>,
    #[serde(default)]
    pub(super) cases: Vec<CaseForm>,
    #[serde(default)]
    pub(super) diagnoses: Vec<DiagnosisForm>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DiagnosisForm {
    pub(super) policy: PolicyText,
    #[serde(default)]
    pub(super) error: Option<String>,
    #[serde(default)]
    pub(super) warning: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CaseForm {
    pub(super) name: String,
    #[serde(default)]
    pub(super) section: Option<String>,
    #[serde(default)]
    pub(super) policy: Option<String>,
    pub(super) request: RequestForm,
    #[serde(default)]
    pub(super) handler: HandlerForm,
    pub(super) expect: ExpectForm,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RequestForm {
    pub(super) method: String,
    #[serde(default)]
    pub(super) headers: Vec<(String, ValueForm)>,
}

#[derive(Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
pub(super) struct HandlerForm {
    pub(super) status: Option<u16>,
    pub(super) headers: Vec<(String, ValueForm)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ExpectForm {
    pub(super) class: String,
    pub(super) verdict: String,
    #[serde(default)]
    pub(super) reason: Option<String>,
    pub(super) status: u16,
    #[serde(default)]
    pub(super) headers: Vec<(String, ValueForm)>,
    #[serde(default)]
    pub(super) vary: Vec<String>,
}

/// A field value: text, or pieces one after another.
#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum ValueForm {
    Text(String),
    Pieces(Vec<Piece>),
}

#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum Piece {
    Text(String),
    Hex(HexForm),
    Repeat(RepeatForm),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct HexForm {
    /// Bytes, two hexadecimal digits each.
    pub(super) hex: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RepeatForm {
    pub(super) repeat: String,
    pub(super) times: u32,
}

/// The most bytes of one value: a file shall not exhaust the memory of who reads it.
const LONGEST: usize = 1 << 21;

impl ValueForm {
    /// The bytes, or what is wrong with the form.
    pub(super) fn bytes(&self) -> Result<Vec<u8>, String> {
        let mut bytes = Vec::new();
        let pieces = match self {
            Self::Text(text) => return Ok(text.clone().into_bytes()),
            Self::Pieces(pieces) => pieces,
        };
        for piece in pieces {
            match piece {
                Piece::Text(text) => bytes.extend_from_slice(text.as_bytes()),
                Piece::Hex(HexForm { hex }) => {
                    bytes.extend(from_hex(hex).ok_or_else(|| format!("`{hex}` is not hexadecimal"))?);
                }
                Piece::Repeat(RepeatForm { repeat, times }) => {
                    let times = usize::try_from(*times).unwrap_or(usize::MAX);
                    if repeat.len().saturating_mul(times).saturating_add(bytes.len()) > LONGEST {
                        return Err(format!("a value of more than {LONGEST} bytes"));
                    }
                    bytes.extend_from_slice(repeat.repeat(times).as_bytes());
                }
            }
        }
        Ok(bytes)
    }
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    if !text.is_ascii() || !text.len().is_multiple_of(2) {
        return None;
    }
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(text.get(at..at + 2)?, 16).ok()).collect()
}
