//! Law: arbitrary bytes are an image or an error with an offset, never a panic. What loads has a legal meaning: all its
//! header values are legal and could have been written as a policy, it answers as its patterns do, and compiling what it
//! says gives the same bytes.
//!
//! The checksum and the length are put right, or hardly an input would get past them. Some inputs are images with
//! changed bytes; others choose the contents of the sections, legal or not, and then change bytes.

#![no_main]

#[path = "../../core/tests/image/writer.rs"]
#[allow(dead_code, reason = "shared with the tests of `core`")]
mod writer;

use corsac::fetch::Origin;
use corsac::{Operation, Policy, ValueId};
use corsac_fuzz::{Choices, Request, texts};
use libfuzzer_sys::fuzz_target;

use writer::Sections;

fuzz_target!(|bytes: &[u8]| {
    // As it is.
    let _ = Policy::from_bytes(bytes).map(|policy| check(policy, &mut Choices::new(&[])));
    let choices = &mut Choices::new(bytes);
    let image = if choices.one_in(2) { chosen_sections(choices) } else { choices.rest().to_vec() };
    let image = sealed(image);
    match Policy::from_bytes(&image) {
        Ok(policy) => check(policy, choices),
        Err(error) => assert!(error.offset <= image.len() && !error.to_string().is_empty(), "{error}"),
    }
});

/// Puts right what no meaning depends on: the magic, the version, the length and the checksum.
fn sealed(mut image: Vec<u8>) -> Vec<u8> {
    image.resize(image.len().max(36), 0);
    image[..6].copy_from_slice(b"CORS\x01\x00");
    let length = image.len() as u32;
    image[8..12].copy_from_slice(&length.to_le_bytes());
    writer::seal(image)
}

/// Sections whose lengths add up, with an index that fits the texts; then some bytes are changed.
fn chosen_sections(choices: &mut Choices<'_>) -> Vec<u8> {
    let flags = u16::from(choices.byte());
    let origins: Vec<String> = choices.some(9, texts::pattern_like);
    let origins: Vec<&str> = origins.iter().map(String::as_str).collect();
    let methods = text(choices, &["GET,HEAD,POST", "GET,HEAD,POST,PUT", "GET,HEAD,PATCH,POST,patch", "*"]);
    let headers =
        text(choices, &["", "x-a", "authorization,x-a", "x-a,x-b", "*", "*,authorization", "X-A", "b,a", "cookie"]);
    let exposed = text(choices, &["", "etag", "*", "etag,x-total", "Etag", "set-cookie"]);
    let max_age = text(choices, &["7200", "", "0", "600", "86400", "86401", "07"]);
    // Mostly the flags that the lists ask for.
    let wildcards = u16::from(methods == "*") << 2 | u16::from(headers.starts_with('*')) << 3;
    let flags = if choices.one_in(8) { flags } else { flags & !0b1100 | wildcards };
    let sections = Sections::of(&origins).flags(flags).methods(&methods).headers(&headers).exposed(&exposed);
    let mut image = sections.max_age(&max_age).to_image();
    for _ in 0..choices.below(4) {
        let at = choices.below(image.len());
        image[at] = choices.byte();
    }
    image
}

fn text(choices: &mut Choices<'_>, table: &[&str]) -> String {
    String::from_utf8_lossy(&texts::near(choices, table)).into_owned()
}

fn check(policy: Policy<'_>, choices: &mut Choices<'_>) {
    let config = policy.config();
    let again = config.compile_boxed(|_| ()).unwrap_or_else(|error| panic!("{error}: {config:?}"));
    assert_eq!(again.as_bytes(), policy.as_bytes(), "{config:?}");
    check_values(policy);
    let patterns: Vec<String> = policy.allow_origins().map(|pattern| pattern.to_string()).collect();
    for pattern in &patterns {
        let origin = pattern.trim_end_matches(":*").replace('*', "a");
        assert!(
            policy.allows_origin(origin.as_bytes()) || Origin::parse(origin.as_bytes()).is_err(),
            "{origin} in {policy:?}"
        );
    }
    for _ in 0..2 {
        let request = Request::from_choices(choices, &patterns);
        for operation in policy.decide(&request).plan(policy, &request) {
            if let Operation::Set { value, .. } | Operation::Append { value, .. } = operation {
                assert!(is_field_value(value.as_bytes()), "{value:?}");
            }
        }
    }
}

/// By the grammars of RFC 9110 and Fetch, and by nothing that `core` says.
fn check_values(policy: Policy<'_>) {
    let value = |id| policy.value(id).map(|value| value.as_bytes());
    for id in [ValueId::Methods, ValueId::Headers, ValueId::ExposedHeaders] {
        for element in value(id).into_iter().flat_map(|list| list.split(|byte| *byte == b',')) {
            assert!(!element.is_empty() && element.iter().all(|byte| is_token_byte(*byte)), "{id:?} in {policy:?}");
        }
    }
    if let Some(digits) = value(ValueId::MaxAge) {
        let seconds = core::str::from_utf8(digits).ok().and_then(|digits| digits.parse::<u32>().ok());
        assert!(seconds.is_some_and(|seconds| seconds <= 86_400 && seconds.to_string().as_bytes() == digits));
    }
    let credentials = policy.config().allow_credentials;
    assert!(!(credentials && policy.allow_origins().any(|pattern| pattern.as_str() == "*")), "{policy:?}");
    for index in 0.. {
        let Some(pattern) = policy.allow_origin(index) else { break };
        assert!(pattern.as_str().bytes().all(|byte| byte.is_ascii_graphic() && byte != b','), "{pattern}");
    }
}

fn is_token_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

fn is_field_value(value: &[u8]) -> bool {
    value.iter().all(|byte| matches!(byte, b' ' | b'\t' | 0x21..=0x7e))
}
