//! The JSON of requests and decisions. docs/cli.md describes it.

use core::fmt;
use std::borrow::Cow;

use corsac::{Decision, Operation, Policy, Request};
use serde::de::{Deserializer, Error, MapAccess, Visitor};
use serde::{Deserialize, Serialize};

/// A request.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RequestLine<'l> {
    #[serde(borrow)]
    pub(super) method: Bytes<'l>,
    #[serde(borrow, default)]
    pub(super) headers: Vec<(Bytes<'l>, Bytes<'l>)>,
}

/// A text, or bytes in hexadecimal digits.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Bytes<'l>(Cow<'l, [u8]>);

impl<'l> RequestLine<'l> {
    /// Takes a line apart, or says what is wrong and at which byte.
    pub(super) fn parse(line: &'l [u8]) -> Result<RequestLine<'l>, String> {
        serde_json::from_slice(line).map_err(|error| {
            let text = error.to_string();
            // It counts lines in what is one line.
            let message = text.split_once(" at line ").map_or(&*text, |(message, _)| message);
            format!("byte {}: {message}", error.column())
        })
    }
}

impl Bytes<'_> {
    pub(super) fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl<'de: 'l, 'l> Deserialize<'de> for Bytes<'l> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Bytes<'l>, D::Error> {
        deserializer.deserialize_any(BytesVisitor).map(Bytes)
    }
}

struct BytesVisitor;

impl<'de> Visitor<'de> for BytesVisitor {
    type Value = Cow<'de, [u8]>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a text or {\"hex\":\"...\"}")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(text.as_bytes()))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(text.as_bytes().to_vec()))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let not_hex = || A::Error::custom("bytes are {\"hex\":\"...\"} and nothing else");
        match map.next_entry::<Cow<'de, str>, Cow<'de, str>>()? {
            Some((key, digits)) if key == "hex" => {
                let bytes =
                    from_hex(&digits).ok_or_else(|| A::Error::custom("an odd number of digits, or no digit"))?;
                match map.next_key::<Cow<'de, str>>()? {
                    None => Ok(Cow::Owned(bytes)),
                    Some(_) => Err(not_hex()),
                }
            }
            _ => Err(not_hex()),
        }
    }
}

fn from_hex(digits: &str) -> Option<Vec<u8>> {
    let digit = |byte: &u8| char::from(*byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let pairs = digits.as_bytes().chunks(2);
    pairs.map(|pair| if let [high, low] = pair { Some(digit(high)? << 4 | digit(low)?) } else { None }).collect()
}

/// A line that is no request.
#[derive(Serialize)]
pub(super) struct FaultyLine<'e> {
    pub(super) line: u64,
    pub(super) error: &'e str,
}

/// A decision and its plan.
#[derive(Serialize)]
pub(super) struct DecisionLine<'d> {
    class: &'static str,
    verdict: &'static str,
    reason: Option<&'static str>,
    pattern: Option<&'d str>,
    status: Option<u16>,
    /// Legal values are visible ASCII, so all are texts.
    set: Vec<(&'static str, &'d str)>,
    remove: Vec<&'static str>,
    vary: Vec<&'static str>,
}

impl<'d> DecisionLine<'d> {
    pub(super) fn new<R: Request>(decision: &Decision, policy: Policy<'d>, request: &'d R) -> DecisionLine<'d> {
        let pattern = decision.pattern().and_then(|index| policy.allow_origin(index));
        let mut line = DecisionLine {
            class: decision.class().as_str(),
            verdict: decision.verdict().as_str(),
            reason: decision.reason().map(corsac::Reason::as_str),
            pattern: pattern.map(|pattern| pattern.as_str()),
            status: decision.status(),
            set: Vec::new(),
            remove: Vec::new(),
            vary: Vec::new(),
        };
        for operation in decision.plan(policy, request) {
            match operation {
                Operation::Set { field, value } | Operation::Append { field, value } => {
                    line.set.push((field.as_str(), value.as_str()));
                }
                Operation::Remove { fields } => line.remove.extend(fields.iter().map(corsac::ResponseField::as_str)),
                Operation::AddVary(vary) => line.vary.extend(vary.names()),
                _ => {}
            }
        }
        line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_texts_or_hexadecimal_digits() {
        let line = br#"{"method":{"hex":"474554"},"headers":[["Origin","\u0061"],["X",{"hex":"fF00"}]]}"#;
        let request = RequestLine::parse(line).unwrap();
        assert_eq!(request.method.as_bytes(), b"GET");
        let values: Vec<&[u8]> = request.headers.iter().map(|(_, value)| value.as_bytes()).collect();
        assert_eq!(values, [&b"a"[..], b"\xff\x00"]);
    }

    #[test]
    fn what_is_wrong_is_said_with_its_byte() {
        for (line, expected) in [
            (&b"x"[..], "byte 1: expected value"),
            (br#"{"headers":[]}"#, "byte 14: missing field `method`"),
            (br#"{"method":"GET","header":[]}"#, "byte 24: unknown field `header`, expected `method` or `headers`"),
            (br#"{"method":7}"#, "byte 11: invalid type: integer `7`, expected a text or {\"hex\":\"...\"}"),
            (br#"{"method":{"hex":"0"}}"#, "byte 21: an odd number of digits, or no digit"),
            (br#"{"method":{"hexx":"00"}}"#, "byte 23: bytes are {\"hex\":\"...\"} and nothing else"),
            (br#"{"method":{}}"#, "byte 12: bytes are {\"hex\":\"...\"} and nothing else"),
            (br#"{"method":"GET"} x"#, "byte 18: trailing characters"),
            (b"{\"method\":\"\xff\"}", "byte 12: invalid unicode code point"),
        ] {
            assert_eq!(RequestLine::parse(line).unwrap_err(), expected, "{}", line.escape_ascii());
        }
    }
}
