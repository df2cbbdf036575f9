//! JSON documents, by the letter: no comments, no trailing commas.

use jsonc_parser::ast::{self, ObjectPropName};
use jsonc_parser::common::Ranged;
use jsonc_parser::{CollectOptions, ParseOptions};

use super::Problem;
use super::node::{Member, Node, Value};

const STRICT: ParseOptions = ParseOptions {
    allow_comments: false,
    allow_loose_object_property_names: false,
    allow_trailing_commas: false,
    allow_missing_commas: false,
    allow_single_quoted_strings: false,
    allow_hexadecimal_numbers: false,
    allow_unary_plus_numbers: false,
    allow_bare_decimal_point_numbers: false,
    allow_non_finite_numbers: false,
    allow_extended_string_escapes: false,
};

/// Takes a document apart.
pub(super) fn parse(text: &str) -> Result<Node<'_>, Vec<Problem>> {
    let problem = |message: String, start, end| vec![Problem { code: "invalid-syntax", message, span: start..end }];
    match jsonc_parser::parse_to_ast(text, &CollectOptions::default(), &STRICT) {
        Ok(parsed) => match parsed.value {
            Some(value) => Ok(node(value)),
            None => Err(problem("the document is empty".into(), 0, 0)),
        },
        Err(error) => Err(problem(error.kind().to_string(), error.range().start, error.range().end)),
    }
}

fn node(value: ast::Value<'_>) -> Node<'_> {
    let range = value.range();
    let value = match value {
        ast::Value::StringLit(text) => Value::Text(text.value),
        ast::Value::NumberLit(number) => match (number.value.parse(), number.value.parse()) {
            (Ok(integer), _) => Value::Integer(integer),
            (_, Ok(float)) => Value::Float(float),
            _ => Value::Other("a number"),
        },
        ast::Value::BooleanLit(value) => Value::Bool(value.value),
        ast::Value::Array(array) => Value::List(array.elements.into_iter().map(node).collect()),
        ast::Value::Object(object) => Value::Map(object.properties.into_iter().map(member).collect()),
        ast::Value::NullKeyword(_) => Value::Null,
    };
    Node { value, span: range.start..range.end }
}

fn member(property: ast::ObjectProp<'_>) -> Member<'_> {
    let range = property.name.range();
    let key = match property.name {
        ObjectPropName::String(name) => name.value,
        ObjectPropName::Word(name) => name.value.into(),
    };
    Member { key, key_span: range.start..range.end, value: node(property.value) }
}
