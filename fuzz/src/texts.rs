//! Texts that are patterns, origins, methods and names, or nearly so. They are made of few words, so that they meet.

use corsac::pattern::OriginPattern;

use crate::Choices;

/// Methods, askable or not.
pub const METHODS: &[&str] =
    &["PUT", "GET", "DELETE", "PATCH", "patch", "POST", "HEAD", "put", "OPTIONS", "QUERY", "TRACE", "X-Y", "*"];

/// Names of request and response headers.
pub const NAMES: &[&str] = &[
    "x-a",
    "x-b",
    "x-ab",
    "x",
    "authorization",
    "content-type",
    "X-A",
    "etag",
    "accept",
    "cookie",
    "sec-a",
    "x-a-b",
    "set-cookie",
    "origin",
    "user-agent",
];

const SCHEMES: &[&str] = &["https", "http", "app", "https", "tauri", "file", "chrome-extension", "x"];
const HOSTS: &[&str] = &[
    "a",
    "b",
    "foo",
    "bar",
    "barfoo",
    "com",
    "x-1",
    "a_b",
    "-a-",
    "xn--a",
    "localhost",
    "1",
    "127.0.0.1",
    "[::1]",
    "[2001:db8::1]",
    "a.",
    "0x1",
    "A",
    "a+b",
    "127",
];
const GLOBS: &[&str] = &["*.", "a*.", "*b.", "a*b.", "x-*.", "f*o.", "fo*.", "bar*oo.", "*-1.", "*-a-."];
const PORTS: &[&str] = &["", "", ":*", ":81", ":444", ":65535", ":8080", ":443", ":80", ":1", ":0", ":65536"];
/// What may stand, or may not quite stand, in place of a `*`.
const STARS: &[&str] = &["a", "b", "foo", "x.a", "a.b.c", "", "-", "A", "a_b", "~", "oo", "*", ".", "0", "a.", "é"];

/// Pairs of texts whose hashes in an image agree in all 32 bits: they share a slot, and only the text tells them apart.
const COLLIDING: &[&str] = &[
    "https://omcz0ut.example",
    "https://dg1mecq.example",
    "https://ciikvh7.example",
    "https://m9dfg6x.example",
    "https://*.89wg5xm.example",
    "https://*.xg2kw0f.example",
    "https://*.2zvq4yr.example",
    "https://*.q9vwuc3.example",
    "https://1w8e6oo-*.example",
    "https://nag7mv9-*.example",
];

/// Bytes with a meaning somewhere.
const EDITS: &[u8] = b"a.*:-/0_b1A[],@%?# \t\0\x7f\xff9zf+";

/// Changes a few bytes, most often none.
pub fn edit(choices: &mut Choices<'_>, text: &mut Vec<u8>) {
    for _ in 0..[0, 0, 0, 0, 1, 1, 2, 3][choices.below(8)] {
        let operation = choices.below(4);
        let at = choices.below(text.len() + 1);
        let byte = EDITS[choices.below(EDITS.len())];
        match operation {
            0 => text.insert(at, byte),
            1 if at < text.len() => text[at] = byte,
            2 if at < text.len() => drop(text.remove(at)),
            _ if at < text.len() => text[at] ^= 0x20,
            _ => {}
        }
    }
}

/// A text of the table, or one that is nearly that.
pub fn near(choices: &mut Choices<'_>, table: &[&str]) -> Vec<u8> {
    let mut text = choices.pick(table).as_bytes().to_vec();
    edit(choices, &mut text);
    text
}

/// A text that looks like an origin pattern.
pub fn pattern_like(choices: &mut Choices<'_>) -> String {
    let kind = choices.below(16);
    let mut text = match kind {
        0 => return choices.pick(COLLIDING).to_owned(),
        1 => return choices.pick(&["null", "file://", "*"]).to_owned(),
        _ => format!("{}://", choices.pick(SCHEMES)),
    };
    if kind < 10 {
        text.push_str(choices.pick(GLOBS));
    }
    let labels: Vec<&str> = (0..choices.below(4) + 1).map(|_| choices.pick(HOSTS)).collect();
    text.push_str(&labels.join("."));
    text.push_str(choices.pick(PORTS));
    let mut text = text.into_bytes();
    edit(choices, &mut text);
    String::from_utf8_lossy(&text).into_owned()
}

/// An origin pattern.
pub fn pattern(choices: &mut Choices<'_>) -> String {
    let text = pattern_like(choices);
    if OriginPattern::parse(&text).is_ok() { text } else { "https://a.foo".to_owned() }
}

/// An origin that one of the patterns allows, or nearly so.
pub fn origin_near(choices: &mut Choices<'_>, patterns: &[String]) -> Vec<u8> {
    let text = match patterns.get(choices.below(patterns.len() + 2)) {
        Some(pattern) => pattern.clone(),
        None => pattern_like(choices),
    };
    let (host, any_port) = text.strip_suffix(":*").map_or((&*text, false), |host| (host, true));
    let mut origin = host.replacen('*', choices.pick(STARS), 1);
    if any_port || choices.one_in(4) {
        origin.push_str(choices.pick(PORTS));
    }
    if choices.one_in(32) {
        // Too long, or just not.
        let label = "a".repeat(choices.below(330));
        origin = origin.replacen("://", &format!("://{label}."), 1);
    }
    let mut origin = origin.into_bytes();
    edit(choices, &mut origin);
    origin
}
