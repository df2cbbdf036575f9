//! YAML documents, as far as a policy needs them: one document, texts, numbers, `true` and `false`, lists, one map.
//! Plain scalars are read by the [core schema](https://yaml.org/spec/1.2.2/#103-core-schema).

use core::iter;
use core::ops::Range;
use std::borrow::Cow;
use std::collections::HashMap;

use saphyr_parser::{Event, Parser, ScalarStyle, ScanError, Span, StrInput};

use super::Problem;
use super::node::{DEEPEST, Member, Node, Value};

/// How many values aliases may add: a policy repeats a handful, an attack a billion.
const MOST_ALIASED: usize = 100_000;

/// Takes a document apart.
pub(super) fn parse(text: &str) -> Result<Node<'_>, Vec<Problem>> {
    let mut reader = Reader {
        parser: Parser::new_from_str(text),
        places: Places::new(text),
        anchors: HashMap::new(),
        aliased: 0,
        depth: 0,
    };
    reader.document().map_err(|problem| vec![problem])
}

struct Reader<'i> {
    parser: Parser<'i, StrInput<'i>>,
    places: Places<'i>,
    anchors: HashMap<usize, Node<'i>>,
    aliased: usize,
    depth: usize,
}

impl<'i> Reader<'i> {
    fn document(&mut self) -> Result<Node<'i>, Problem> {
        let mut root = None;
        loop {
            let (event, span) = self.next()?;
            match event {
                Event::StreamStart | Event::DocumentEnd | Event::Nothing => {}
                Event::DocumentStart(_) if root.is_some() => {
                    return Err(problem("a second document; a policy is one".into(), span));
                }
                Event::DocumentStart(_) => {}
                Event::StreamEnd => break,
                event => root = Some(self.node(event, span)?),
            }
        }
        match root {
            // As a TOML document without a key.
            None | Some(Node { value: Value::Null, .. }) => Ok(Node { value: Value::Map(Vec::new()), span: 0..0 }),
            Some(root) => Ok(root),
        }
    }

    fn next(&mut self) -> Result<(Event<'i>, Range<usize>), Problem> {
        match self.parser.next_event() {
            Some(Ok((event, span))) => Ok((event, self.places.bytes(&span))),
            Some(Err(error)) => Err(self.syntax(&error)),
            None => Ok((Event::StreamEnd, 0..0)),
        }
    }

    fn syntax(&mut self, error: &ScanError) -> Problem {
        let place = self.places.bytes(&Span::empty(*error.marker()));
        let is_star =
            self.places.text.get(place.start..).is_some_and(|rest| rest.trim_start_matches('*').len() < rest.len());
        let hint = if is_star { "; in YAML, `*` is written in quotes" } else { "" };
        problem(format!("{}{hint}", error.info()), place)
    }

    fn node(&mut self, event: Event<'i>, span: Range<usize>) -> Result<Node<'i>, Problem> {
        if self.depth == DEEPEST {
            return Err(problem("nested too deeply".into(), span));
        }
        self.depth += 1;
        let (anchor, node) = match event {
            Event::Scalar(text, style, anchor, tag) => {
                let plain = style == ScalarStyle::Plain && tag.is_none();
                (anchor, Node { value: if plain { scalar(text) } else { Value::Text(text) }, span })
            }
            Event::SequenceStart(anchor, _) => (anchor, self.list(span)?),
            Event::MappingStart(anchor, _) => (anchor, self.map(span)?),
            Event::Alias(anchor) => {
                let node = self.anchors.get(&anchor).cloned();
                let node = node.ok_or_else(|| problem("an alias of what it stands in".into(), span.clone()))?;
                self.aliased += size(&node);
                if self.aliased > MOST_ALIASED {
                    return Err(problem("aliases repeat too much".into(), span));
                }
                (0, node)
            }
            _ => return Err(problem("a value is missing".into(), span)),
        };
        if anchor != 0 {
            self.anchors.insert(anchor, node.clone());
        }
        self.depth -= 1;
        Ok(node)
    }

    fn list(&mut self, start: Range<usize>) -> Result<Node<'i>, Problem> {
        let mut entries = Vec::new();
        loop {
            match self.next()? {
                (Event::SequenceEnd, end) => {
                    let span = around(&start, &end, entries.iter().map(|entry: &Node<'_>| &entry.span));
                    return Ok(Node { value: Value::List(entries), span });
                }
                (event, span) => entries.push(self.node(event, span)?),
            }
        }
    }

    fn map(&mut self, start: Range<usize>) -> Result<Node<'i>, Problem> {
        let mut members: Vec<Member<'i>> = Vec::new();
        loop {
            let (key, key_span) = match self.next()? {
                (Event::MappingEnd, end) => {
                    let span = around(&start, &end, members.iter().map(|member| &member.value.span));
                    return Ok(Node { value: Value::Map(members), span });
                }
                (Event::Scalar(key, ..), span) => (key, span),
                (_, span) => return Err(problem("a key is a text".into(), span)),
            };
            let (event, span) = self.next()?;
            members.push(Member { key, key_span, value: self.node(event, span)? });
        }
    }
}

/// From the start to what ends a flow collection, or to the end of the last part of a block.
fn around<'s>(
    start: &Range<usize>,
    end: &Range<usize>,
    mut parts: impl DoubleEndedIterator<Item = &'s Range<usize>>,
) -> Range<usize> {
    let last = parts.next_back().map_or(start.end, |part| part.end);
    start.start..if start.is_empty() { last } else { end.end.max(last) }
}

/// How many values there are in this one.
fn size(node: &Node<'_>) -> usize {
    let parts: Box<dyn Iterator<Item = &Node<'_>>> = match &node.value {
        Value::List(entries) => Box::new(entries.iter()),
        Value::Map(members) => Box::new(members.iter().map(|member| &member.value)),
        _ => Box::new(iter::empty()),
    };
    parts.map(size).sum::<usize>() + 1
}

/// What a text without quotes means.
fn scalar(text: Cow<'_, str>) -> Value<'_> {
    match &*text {
        "" | "~" | "null" | "Null" | "NULL" => return Value::Null,
        "true" | "True" | "TRUE" => return Value::Bool(true),
        "false" | "False" | "FALSE" => return Value::Bool(false),
        _ => {}
    }
    let integer = match (text.strip_prefix("0x"), text.strip_prefix("0o")) {
        (Some(digits), _) => i64::from_str_radix(digits, 16),
        (_, Some(digits)) => i64::from_str_radix(digits, 8),
        _ => text.parse(),
    };
    if let Ok(integer) = integer {
        return Value::Integer(integer);
    }
    let looks_like_a_number = text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'e' | b'E' | b'+' | b'-'));
    match text.parse() {
        Ok(float) if looks_like_a_number => Value::Float(float),
        _ => Value::Text(text),
    }
}

fn problem(message: String, span: Range<usize>) -> Problem {
    Problem { code: "invalid-syntax", message, span }
}

/// From places in characters, which the parser counts, to places in bytes. It asks for them nearly in order.
struct Places<'i> {
    text: &'i str,
    is_ascii: bool,
    /// A place in characters, and the same in bytes.
    known: (usize, usize),
}

impl<'i> Places<'i> {
    fn new(text: &'i str) -> Places<'i> {
        Places { text, is_ascii: text.is_ascii(), known: (0, 0) }
    }

    fn bytes(&mut self, span: &Span) -> Range<usize> {
        let start = self.byte(span.start.index());
        start..self.byte(span.end.index()).max(start)
    }

    fn byte(&mut self, character: usize) -> usize {
        if self.is_ascii {
            return character.min(self.text.len());
        }
        let (known, byte) = self.known;
        let after = self.text.get(byte..).unwrap_or_default();
        let found = match character.checked_sub(known) {
            Some(more) => byte + after.char_indices().nth(more).map_or(after.len(), |(place, _)| place),
            None => {
                let before = self.text.get(..byte).unwrap_or_default();
                before.char_indices().rev().nth(known - character - 1).map_or(0, |(place, _)| place)
            }
        };
        self.known = (character, found);
        found
    }
}
