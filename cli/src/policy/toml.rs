//! TOML documents.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::Problem;
use super::node::{Member, Node, Value};

/// Takes a document apart; reports every fault of its syntax.
pub(super) fn parse(text: &str) -> Result<Node<'_>, Vec<Problem>> {
    let (table, errors) = DeTable::parse_recoverable(text);
    if errors.is_empty() {
        let span = 0..text.len();
        return Ok(Node { value: map(table.into_inner()), span });
    }
    let problem = |error: toml::de::Error| Problem {
        code: "invalid-syntax",
        message: error.message().into(),
        span: error.span().unwrap_or(0..0),
    };
    let mut problems: Vec<Problem> = errors.into_iter().map(problem).collect();
    problems.sort_by_key(|problem| problem.span.start);
    Err(problems)
}

fn map(table: DeTable<'_>) -> Value<'_> {
    let member = |(key, value): (Spanned<_>, Spanned<_>)| Member {
        key_span: key.span(),
        key: key.into_inner(),
        value: node(value),
    };
    let mut members: Vec<Member<'_>> = table.into_iter().map(member).collect();
    // A table forgets the order.
    members.sort_by_key(|member| member.key_span.start);
    Value::Map(members)
}

fn node(value: Spanned<DeValue<'_>>) -> Node<'_> {
    let span = value.span();
    let value = match value.into_inner() {
        DeValue::String(text) => Value::Text(text),
        DeValue::Integer(number) => match i64::from_str_radix(number.as_str(), number.radix()) {
            Ok(number) => Value::Integer(number),
            Err(_) => Value::Other("a number of more than 64 bits"),
        },
        DeValue::Float(number) => number.as_str().parse().map_or(Value::Other("a number"), Value::Float),
        DeValue::Boolean(value) => Value::Bool(value),
        DeValue::Datetime(_) => Value::Other("a date or a time"),
        DeValue::Array(entries) => Value::List(entries.into_iter().map(node).collect()),
        DeValue::Table(table) => map(table),
    };
    Node { value, span }
}
