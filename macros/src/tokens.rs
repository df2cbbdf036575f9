//! Reads a policy from the tokens of a macro call.

use litrs::Literal;
use proc_macro::{Delimiter, Span, TokenStream, TokenTree};

use crate::written::{Entry, Finding, Kind, Value, Written};

/// Why there are no constants here.
const LITERALS_ONLY: &str =
    "only a literal can stand here: the policy is compiled before constants and functions have values";

/// Reads `key: value` and so on, with commas between. What is wrong with one entry does not hide the others.
pub(crate) fn read(stream: TokenStream) -> Written<Span> {
    let mut written = Written { entries: Vec::new(), faults: Vec::new() };
    for part in split(stream, &mut written.faults) {
        read_entries(&part, &mut written);
    }
    written
}

/// The one literal text in these tokens.
pub(crate) fn read_text(stream: TokenStream) -> Result<(String, Span), Finding<Span>> {
    let mut faults = Vec::new();
    let mut parts = split(stream, &mut faults);
    let Some(part) = parts.pop() else {
        return Err(Finding::error(Span::call_site(), "write the path of the file in quotes"));
    };
    let value = read_value(&part, &mut faults);
    match (value.kind, parts.is_empty(), faults.pop()) {
        (_, _, Some(fault)) => Err(fault),
        (Kind::Text(text), true, None) => Ok((text, value.place)),
        _ => Err(Finding::error(value.place, "write one path, in quotes")),
    }
}

/// The tokens between the commas.
fn split(stream: TokenStream, faults: &mut Vec<Finding<Span>>) -> Vec<Vec<TokenTree>> {
    let (mut parts, mut part) = (Vec::new(), Vec::new());
    for token in stream {
        match &token {
            TokenTree::Punct(comma) if comma.as_char() == ',' => {
                if part.is_empty() {
                    faults.push(Finding::error(comma.span(), "nothing stands before this comma"));
                } else {
                    parts.push(core::mem::take(&mut part));
                }
            }
            _ => part.push(token),
        }
    }
    if !part.is_empty() {
        parts.push(part);
    }
    parts
}

/// One entry, or more if commas are missing.
fn read_entries(mut tokens: &[TokenTree], written: &mut Written<Span>) {
    while let [first, rest @ ..] = tokens {
        let TokenTree::Ident(key) = first else {
            written.faults.push(Finding::error(first.span(), "a key is expected here, such as `allow_origins`"));
            return;
        };
        let (key, key_place) = (key.to_string(), key.span());
        let value = match rest {
            [TokenTree::Punct(colon), value @ ..] if colon.as_char() == ':' && !value.is_empty() => value,
            [TokenTree::Punct(equals), value @ ..] if equals.as_char() == '=' && !value.is_empty() => {
                written.faults.push(Finding::error(equals.span(), "write `:` between a key and its value"));
                value
            }
            _ => {
                written.faults.push(Finding::error(key_place, format!("a value is missing; write `{key}: …`")));
                return;
            }
        };
        let next = value.windows(2).skip(1).position(|pair| match pair {
            [TokenTree::Ident(_), TokenTree::Punct(colon)] => colon.as_char() == ':',
            _ => false,
        });
        let (value, next) = value.split_at(next.map_or(value.len(), |place| place + 1));
        if let [next, ..] = next {
            written.faults.push(Finding::error(next.span(), "a comma is missing before this key"));
        }
        let value = read_value(value, &mut written.faults);
        written.entries.push(Entry { key, key_place, value });
        tokens = next;
    }
}

/// `tokens` is not empty.
fn read_value(tokens: &[TokenTree], faults: &mut Vec<Finding<Span>>) -> Value<Span> {
    let mut fault = |place: Span, message: &str| {
        faults.push(Finding::error(place, message));
        Value { place, kind: Kind::Faulty }
    };
    match tokens {
        [TokenTree::Literal(literal)] => match literal_kind(literal.clone()) {
            Ok(kind) => Value { place: literal.span(), kind },
            Err(message) => fault(literal.span(), message),
        },
        [TokenTree::Ident(name)] if matches!(name.to_string().as_str(), "true" | "false") => {
            Value { place: name.span(), kind: Kind::Boolean(name.to_string() == "true") }
        }
        [TokenTree::Punct(minus), TokenTree::Literal(literal)] if minus.as_char() == '-' => {
            Value { place: literal.span(), kind: Kind::Integer(None) }
        }
        [TokenTree::Group(group)] if group.delimiter() == Delimiter::Bracket => {
            let parts = split(group.stream(), faults);
            let list = parts.iter().map(|part| read_value(part, faults)).collect();
            Value { place: group.span(), kind: Kind::List(list) }
        }
        // A literal that came through another macro.
        [TokenTree::Group(group)] if group.delimiter() == Delimiter::None => {
            let inner: Vec<TokenTree> = group.stream().into_iter().collect();
            if inner.is_empty() { fault(group.span(), LITERALS_ONLY) } else { read_value(&inner, faults) }
        }
        [TokenTree::Literal(_), second @ TokenTree::Literal(_), ..] => {
            fault(second.span(), "a comma is missing before this literal")
        }
        [TokenTree::Literal(_), second, ..] => fault(second.span(), LITERALS_ONLY),
        [first, ..] => fault(first.span(), LITERALS_ONLY),
        [] => fault(Span::call_site(), LITERALS_ONLY),
    }
}

fn literal_kind(literal: proc_macro::Literal) -> Result<Kind<Span>, &'static str> {
    match Literal::from(literal) {
        literal if !matches!(literal.suffix(), "" | "u32") => Err("write this literal without its suffix"),
        Literal::String(text) => Ok(Kind::Text(text.into_value())),
        Literal::Integer(number) => Ok(Kind::Integer(number.value())),
        Literal::Bool(boolean) => Ok(Kind::Boolean(boolean.value())),
        Literal::Float(_) => Ok(Kind::Other("a number with a point")),
        Literal::Char(_) | Literal::Byte(_) => Ok(Kind::Other("a character")),
        _ => Ok(Kind::Other("a byte string")),
    }
}
