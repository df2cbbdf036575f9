//! Why a text is not an origin pattern: every fault, with its place.
//!
//! [`OriginPattern::from_canonical`](super::OriginPattern::from_canonical) decides what is a pattern. The grammar here
//! is wider: it takes any text apart, so that each part can be blamed on its own. Law, tested below: a text has at
//! least one fault if and only if it is not a pattern.
//!
//! All delimiters are ASCII, so everything but the white space around a text is looked at in bytes: that takes half
//! the flash of searching in text.

use nom::branch::alt;
use nom::bytes::complete::{tag, take_till};
use nom::character::complete::char;
use nom::combinator::{cond, opt, recognize, rest};
use nom::sequence::{delimited, pair, preceded, terminated};
use nom::{IResult, Offset, Parser};

use super::{LONGEST_GLOB, OriginPattern};
use crate::diagnostic::{Code, Span};
use crate::fetch::{self, MAX_ORIGIN_LENGTH, port, scheme};
use crate::syntax::bytes;

/// Takes each fault.
type Report<'r> = &'r mut dyn FnMut(Code, Span);

/// Reports every fault of a text that is not a pattern, left to right within each part.
pub(crate) fn explain(text: &str, report: Report<'_>) {
    if OriginPattern::from_canonical(text).is_some() {
        return;
    }
    let body = text.trim();
    if body.is_empty() {
        return report(Code::EmptyOrigin, Span::whole(text));
    }
    if explain_whole(text, body, report) {
        return;
    }
    let Ok((_, parts)) = entry(body.as_bytes()) else { return };
    let explainer = Explainer { text: text.as_bytes(), body: body.as_bytes(), parts };
    explainer.scheme(report);
    explainer.host(report);
    explainer.port(report);
    explainer.surroundings(report);
    if text.len() > MAX_ORIGIN_LENGTH {
        // A character across the limit is beyond it.
        let mut start = MAX_ORIGIN_LENGTH;
        while !text.is_char_boundary(start) {
            start = start.saturating_sub(1);
        }
        report(Code::OriginTooLong, Span { start, end: text.len() });
    }
}

/// Faults that concern the text before it is taken apart; `true` if taking it apart makes no sense.
fn explain_whole(text: &str, body: &str, report: Report<'_>) -> bool {
    let (text, body) = (text.as_bytes(), body.as_bytes());
    let whole = span_in(text, body);
    if whole.start > 0 {
        report(Code::WhiteSpace, Span { start: 0, end: whole.start });
    }
    if whole.end < text.len() {
        report(Code::WhiteSpace, Span { start: whole.end, end: text.len() });
    }
    if bytes::equal_lowercased(body, b"null") {
        if body != b"null" {
            report(Code::UpperCase, whole);
        }
        return true;
    }
    if body == b"*" {
        return true;
    }
    let scheme = bytes::split_once(body, b':').map_or(b"" as &[u8], |(scheme, _)| scheme);
    let mut lower = [0u8; scheme::MAX_SCHEME_LENGTH];
    if scheme::is_impossible(lower_cased(scheme, &mut lower)) && !bytes::holds(body, b"://") {
        report(Code::ImpossibleScheme, span_in(text, scheme));
        return true;
    }
    let is_expression = matches!(body, [b'^', ..] | [.., b'$'])
        || body.iter().any(|byte| matches!(byte, b'\\' | b'('))
        || bytes::holds(body, b"://.*");
    if is_expression {
        report(Code::RegularExpression, whole);
        return true;
    }
    let mut elements = body.splitn(2, |byte| matches!(byte, b',' | b';' | b' ' | b'\t' | b'\n' | b'\r'));
    if let Some(second) = elements.nth(1) {
        let list = body.contains(&b',') || bytes::holds(second, b"://");
        report(if list { Code::OriginList } else { Code::WhiteSpace }, whole);
        return true;
    }
    false
}

/// A text taken apart at its delimiters, whatever stands between them.
struct Parts<'t> {
    scheme: Option<&'t [u8]>,
    /// With its `@`.
    user_info: Option<&'t [u8]>,
    host: &'t [u8],
    /// With its colon.
    port: Option<&'t [u8]>,
    /// From the first `/`, `?` or `#` after the authority.
    tail: &'t [u8],
}

/// Never fails: every part may be missing or wrong.
fn entry(input: &[u8]) -> IResult<&[u8], Parts<'_>> {
    let is_delimiter = |byte| matches!(byte, b'/' | b'?' | b'#');
    let (input, scheme) =
        opt(terminated(take_till(|byte| byte == b':' || is_delimiter(byte)), tag("://"))).parse(input)?;
    // After a scheme, two more slashes begin a path: there is no host.
    let (input, _) = cond(scheme.is_none(), opt(tag("//"))).parse(input)?;
    let (tail, authority) = take_till(is_delimiter).parse(input)?;
    let (host_and_port, user_info) = user_info(authority)?;
    let (_, (host, port)) = pair(host, opt(recognize(preceded(char(':'), rest)))).parse(host_and_port)?;
    Ok((b"", Parts { scheme, user_info, host, port, tail }))
}

/// All up to the last `@`.
fn user_info(authority: &[u8]) -> IResult<&[u8], Option<&[u8]>> {
    let after = authority.iter().rposition(|byte| *byte == b'@').map(|at| at.saturating_add(1));
    match after.and_then(|after| authority.split_at_checked(after)) {
        Some((user_info, host_and_port)) => Ok((host_and_port, Some(user_info))),
        None => Ok((authority, None)),
    }
}

/// A bracketed address and what follows it up to a colon; a bare IPv6 address; or all up to the colon of the port.
fn host(input: &[u8]) -> IResult<&[u8], &[u8]> {
    let up_to_colon = || take_till(|byte| byte == b':');
    let bracketed = recognize(pair(delimited(char('['), take_till(|byte| byte == b']'), char(']')), up_to_colon()));
    let bare = |input| match fetch::parse_ipv6_loosely(input) {
        Some(_) => rest(input),
        None if input.starts_with(b"[") => rest(input),
        None => up_to_colon().parse(input),
    };
    alt((bracketed, bare)).parse(input)
}

struct Explainer<'t> {
    text: &'t [u8],
    /// Without the white space around it.
    body: &'t [u8],
    parts: Parts<'t>,
}

impl Explainer<'_> {
    fn span(&self, part: &[u8]) -> Span {
        span_in(self.text, part)
    }

    /// A text without a scheme is judged as if it began with `https://`.
    fn is_http(&self) -> bool {
        self.parts
            .scheme
            .is_none_or(|scheme| bytes::equal_lowercased(scheme, b"http") || bytes::equal_lowercased(scheme, b"https"))
    }

    fn scheme(&self, report: Report<'_>) {
        let Some(scheme) = self.parts.scheme else {
            let host_start = self.span(self.parts.user_info.unwrap_or(self.parts.host)).start;
            return report(Code::MissingScheme, Span { start: self.span(self.body).start, end: host_start });
        };
        let mut lower = [0u8; scheme::MAX_SCHEME_LENGTH];
        let lower = lower_cased(scheme, &mut lower);
        if scheme.contains(&b'*') {
            report(Code::MisplacedWildcard, self.span(scheme));
        } else if !scheme::is_scheme(lower) {
            report(Code::InvalidScheme, self.span(scheme));
        } else if scheme::is_impossible(lower) {
            report(Code::ImpossibleScheme, self.span(scheme));
        }
        if scheme != lower && scheme::is_scheme(lower) {
            report(Code::UpperCase, self.span(scheme));
        }
    }

    fn host(&self, report: Report<'_>) {
        let host = self.parts.host;
        if self.is_file() {
            if !host.is_empty() || self.parts.port.is_some() {
                let end = self.span(host).end.saturating_add(self.parts.port.map_or(0, <[u8]>::len));
                report(Code::FileHost, Span { start: self.span(host).start, end });
            }
        } else if host.is_empty() {
            report(Code::EmptyHost, self.span(host));
        } else if host.starts_with(b"[") {
            self.ipv6(host, report);
        } else if fetch::parse_ipv6_loosely(host).is_some() {
            report(Code::UnbracketedIpv6, self.span(host));
        } else {
            self.name(host, report);
        }
    }

    fn is_file(&self) -> bool {
        self.parts.scheme == Some(b"file")
    }

    fn ipv6(&self, host: &[u8], report: Report<'_>) {
        let mut address = without_leading(host, b'[');
        while let [rest @ .., b']'] = address {
            address = rest;
        }
        let (bare, zone) = cut_before(address, b'%');
        if !zone.is_empty() {
            report(Code::Ipv6ZoneId, self.span(zone));
        }
        let well_bracketed = host.get(1..host.len().saturating_sub(1)) == Some(address);
        match fetch::parse_ipv6_loosely(bare) {
            Some(_) if fetch::is_ipv6(bare) && well_bracketed => {}
            Some(_) if well_bracketed => report(Code::NonCanonicalIpv6, self.span(bare)),
            _ => report(Code::InvalidIpv6, self.span(host)),
        }
    }

    /// A domain, an IPv4 address, an opaque host, or one of those with a wildcard.
    fn name(&self, host: &[u8], report: Report<'_>) {
        if !host.is_ascii() {
            report(Code::NonAscii, self.span(host));
        }
        if self.is_http() && host.is_ascii() && host.iter().any(u8::is_ascii_uppercase) {
            report(Code::UpperCase, self.span(host));
        }
        let is_forbidden = |byte: &[u8]| byte.is_ascii() && !self.is_host_character(byte);
        if let Some(character) = host.chunks(1).find(|byte| is_forbidden(byte)) {
            report(Code::ForbiddenHostCharacter, self.span(character));
        }
        self.wildcards(host, report);
        self.labels(host, report);
        if self.is_http() && host.is_ascii() && fetch::last_label_is_numeric(host) {
            match fetch::parse_ipv4_loosely(host) {
                Some(_) if fetch::is_ipv4(host) => {}
                Some(_) => report(Code::NonCanonicalIpv4, self.span(host)),
                None => report(Code::NumericLastLabel, self.span(host)),
            }
        }
    }

    fn is_host_character(&self, character: &[u8]) -> bool {
        let mut lower = [0u8; 1];
        let character = lower_cased(character, &mut lower);
        character == b"*" || character == b"." || fetch::is_name(character, self.is_http())
    }

    fn wildcards(&self, host: &[u8], report: Report<'_>) {
        let is_star = |byte: &u8| *byte == b'*';
        let Some(star) = host.iter().position(is_star) else { return };
        let second = host.iter().rposition(is_star).filter(|second| *second != star);
        let (label, base) = cut_before(host, b'.');
        let in_first_label = star < label.len() && base.len() > 1;
        let fault = second.or((!in_first_label).then_some(star));
        if let Some(fault) = fault.and_then(|at| host.get(at..at.saturating_add(1))) {
            return report(Code::MisplacedWildcard, self.span(fault));
        }
        if label.len() > LONGEST_GLOB.saturating_add(1) {
            report(Code::LongGlob, self.span(label));
        }
    }

    fn labels(&self, host: &[u8], report: Report<'_>) {
        let labels = match host {
            [labels @ .., b'.'] if !labels.is_empty() => labels,
            _ => host,
        };
        if let Some(empty) = labels.split(|byte| *byte == b'.').find(|label| label.is_empty()) {
            report(Code::EmptyLabel, self.span(empty));
        }
    }

    fn port(&self, report: Report<'_>) {
        let Some(port) = self.parts.port.filter(|_| !self.is_file()) else { return };
        let mut lower = [0u8; scheme::MAX_SCHEME_LENGTH];
        let default = scheme::default_port(lower_cased(self.parts.scheme.unwrap_or(b"https"), &mut lower));
        let digits = without_leading(port, b':');
        let number = without_leading(digits, b'0');
        let code = match port::parse(number) {
            _ if port.starts_with(b"::") => Code::InvalidPort,
            _ if digits.is_empty() => Code::EmptyPort,
            _ if digits == b"*" => return,
            _ if digits.contains(&b'*') => Code::MisplacedWildcard,
            _ if !digits.iter().all(u8::is_ascii_digit) => Code::InvalidPort,
            _ if number.is_empty() => Code::BlockedPort,
            None => Code::PortOutOfRange,
            Some(_) if digits.starts_with(b"0") => Code::PortLeadingZero,
            number if number == default => Code::DefaultPort,
            Some(number) if self.is_http() && port::is_bad(number) => Code::BlockedPort,
            Some(_) => return,
        };
        let part = if matches!(code, Code::EmptyPort | Code::DefaultPort) { port } else { digits };
        report(code, self.span(part));
    }

    /// What stands around scheme, host and port.
    fn surroundings(&self, report: Report<'_>) {
        if let Some(user_info) = self.parts.user_info {
            report(Code::UserInfo, self.span(user_info));
        }
        let (before_fragment, fragment) = cut_before(self.parts.tail, b'#');
        let (path, query) = cut_before(before_fragment, b'?');
        match path {
            b"" => {}
            b"/" => report(Code::TrailingSlash, self.span(path)),
            _ => report(Code::Path, self.span(path)),
        }
        if !query.is_empty() {
            report(Code::Query, self.span(query));
        }
        if !fragment.is_empty() {
            report(Code::Fragment, self.span(fragment));
        }
    }
}

fn without_leading(mut text: &[u8], byte: u8) -> &[u8] {
    while let [first, rest @ ..] = text
        && *first == byte
    {
        text = rest;
    }
    text
}

fn cut_before(text: &[u8], delimiter: u8) -> (&[u8], &[u8]) {
    text.split_at_checked(bytes::position(text, delimiter).unwrap_or(text.len())).unwrap_or((text, b""))
}

fn span_in(text: &[u8], part: &[u8]) -> Span {
    let start = text.offset(part);
    Span { start, end: start.saturating_add(part.len()) }
}

/// The text in lower case, or as it is where it does not fit.
fn lower_cased<'b>(text: &'b [u8], buffer: &'b mut [u8]) -> &'b [u8] {
    let Some(target) = buffer.get_mut(..text.len()) else { return text };
    target.copy_from_slice(text);
    target.make_ascii_lowercase();
    target
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::{string::String, vec, vec::Vec};

    fn faults(text: &str) -> Vec<(&'static str, &str)> {
        let mut found = Vec::new();
        explain(text, &mut |code, span| {
            found.push((code.as_str(), text.get(span.start..span.end).unwrap_or("(no span)")))
        });
        found
    }

    /// Texts that are nearly patterns.
    fn near_patterns() -> impl Strategy<Value = String> {
        let scheme = prop_oneof![
            8 => Just("https://"), 4 => Just("http://"), 1 => Just("app://"), 1 => Just("file://"), 1 => Just("wss://"),
            1 => Just("HTTPS://"), 1 => Just("https:/"), 1 => Just("//"), 1 => Just(""), 1 => Just("*://"), 1 => Just(" https://"),
        ];
        let host = prop_oneof![
            4 => "(\\*\\.|[a-z-]{1,3}\\*[a-z]{0,2}\\.)?[a-z0-9_-]{1,5}(\\.[a-z0-9-]{1,4}){0,3}\\.?",
            3 => "[a-zA-Z0-9.*_%+,é@:\\[\\]-]{0,12}",
            1 => "[0-9x.]{1,9}",
            1 => "\\[[0-9a-fA-F:.%]{0,9}\\]",
        ];
        let port = prop_oneof![6 => Just(""), 1 => Just(":"), 1 => Just(":*")].prop_map(String::from).boxed();
        let port = prop_oneof![2 => port, 2 => ":[0-9]{1,6}", 1 => ":[0-9*a+]{0,3}"];
        let tail = prop_oneof![12 => Just(""), 1 => Just("/"), 1 => Just("/a?b#c"), 1 => Just("?"), 1 => Just("#"), 1 => Just(" ")];
        (scheme, host, port, tail).prop_map(|(scheme, host, port, tail)| [scheme, &host, &port, tail].concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]
        #[test]
        fn a_text_has_a_fault_iff_it_is_no_pattern(text in prop_oneof![9 => near_patterns(), 1 => any::<String>()]) {
            let is_pattern = OriginPattern::from_canonical(&text).is_some();
            let found = faults(&text);
            prop_assert_eq!(found.is_empty(), is_pattern, "{:?}: {:?}", text, found);
            prop_assert!(found.iter().all(|(_, part)| *part != "(no span)"), "{:?}: {:?}", text, found);
        }
    }

    #[test]
    fn every_fault_of_an_entry_is_found_with_its_place() {
        let cases: &[(&str, &[(&str, &str)])] = &[
            ("", &[("empty-origin", "")]),
            ("  ", &[("empty-origin", "  ")]),
            ("Null", &[("upper-case", "Null")]),
            (" * ", &[("white-space", " "), ("white-space", " ")]),
            ("example.com", &[("missing-scheme", "")]),
            ("//example.com", &[("missing-scheme", "//")]),
            ("*.example.com", &[("missing-scheme", "")]),
            ("localhost:3000", &[("missing-scheme", "")]),
            (
                "HTTPS://Example.com:443/",
                &[
                    ("upper-case", "HTTPS"),
                    ("upper-case", "Example.com"),
                    ("default-port", ":443"),
                    ("trailing-slash", "/"),
                ],
            ),
            (
                "https://u:p@example.com:0443/a/b?c#d",
                &[
                    ("port-leading-zero", "0443"),
                    ("user-info", "u:p@"),
                    ("path", "/a/b"),
                    ("query", "?c"),
                    ("fragment", "#d"),
                ],
            ),
            ("1http://a", &[("invalid-scheme", "1http")]),
            ("data:text/html,x", &[("impossible-scheme", "data")]),
            ("JavaScript:alert(1)", &[("impossible-scheme", "JavaScript")]),
            ("about:blank", &[("impossible-scheme", "about")]),
            ("*://example.com", &[("misplaced-wildcard", "*")]),
            ("wss://example.com", &[("impossible-scheme", "wss")]),
            ("https://exämple.com", &[("non-ascii", "exämple.com")]),
            (" https://a.example ", &[("white-space", " "), ("white-space", " ")]),
            ("https://a b.example", &[("white-space", "https://a b.example")]),
            ("https://a.example,https://b.example", &[("origin-list", "https://a.example,https://b.example")]),
            ("https://a.example https://b.example", &[("origin-list", "https://a.example https://b.example")]),
            ("^https://.*\\.example\\.com$", &[("regular-expression", "^https://.*\\.example\\.com$")]),
            ("https://", &[("empty-host", "")]),
            // Found by the fuzz target `pattern`: it had no fault, and compiled.
            ("https:////example.com", &[("empty-host", ""), ("path", "//example.com")]),
            ("https://a..example", &[("empty-label", "")]),
            ("https://.example.com", &[("empty-label", "")]),
            ("https://a%2Ab.example", &[("upper-case", "a%2Ab.example"), ("forbidden-host-character", "%")]),
            ("https://a<b.example", &[("forbidden-host-character", "<")]),
            ("https://example.1", &[("numeric-last-label", "example.1")]),
            ("https://127.1", &[("non-canonical-ipv4", "127.1")]),
            ("https://[::01]:3000", &[("non-canonical-ipv6", "::01")]),
            ("https://[fe80::1%25eth0]", &[("ipv6-zone-id", "%25eth0")]),
            ("https://[127.0.0.1]", &[("invalid-ipv6", "[127.0.0.1]")]),
            ("https://[::1", &[("invalid-ipv6", "[::1")]),
            ("https://::1", &[("unbracketed-ipv6", "::1")]),
            ("https://*", &[("misplaced-wildcard", "*")]),
            ("https://a.*.example", &[("misplaced-wildcard", "*")]),
            ("https://*.*.example", &[("misplaced-wildcard", "*")]),
            ("https://*.127.0.0.1", &[("numeric-last-label", "*.127.0.0.1")]),
            ("https://a.example:", &[("empty-port", ":")]),
            ("https://a.example:http", &[("invalid-port", "http")]),
            ("https://a.example:8*", &[("misplaced-wildcard", "8*")]),
            ("https://a.example:65536", &[("port-out-of-range", "65536")]),
            ("https://a.example:443", &[("default-port", ":443")]),
            ("https://a.example:6667", &[("blocked-port", "6667")]),
            ("file:///", &[("trailing-slash", "/")]),
            ("file://host:1", &[("file-host", "host:1")]),
        ];
        for (text, expected) in cases {
            assert_eq!(faults(text), *expected, "{text}");
        }
        let long = std::format!("https://{}", "a".repeat(320));
        assert_eq!(faults(&long), [("origin-too-long", "a")]);
        let label = std::format!("{}*", "a".repeat(63));
        assert_eq!(faults(&std::format!("https://{label}.example")), [("long-glob", label.as_str())]);
    }
}
