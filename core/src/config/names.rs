//! Checks of the lists of methods and header names.

use super::{Config, List, normalized_header};
use crate::diagnostic::{Code, Diagnostic, Field, Span};
use crate::fetch::header_name::{self, MAX_HEADER_NAME_LENGTH};
use crate::fetch::method;

/// The most bytes that a joined list has in an image.
const MAX_JOINED_LENGTH: usize = u16::MAX as usize;

type Sink<'s, 'c> = &'s mut dyn FnMut(Diagnostic<'c>);

/// Reports what is wrong with one entry, whatever the others say.
type Judge<'j> = &'j dyn Fn(&str, &mut dyn FnMut(Code));

pub(super) fn check_methods<'c>(config: &Config<'c>, sink: Sink<'_, 'c>) {
    let judge = |entry: &str, report: &mut dyn FnMut(Code)| {
        let name = entry.as_bytes();
        if entry == "*" {
            if config.allow_credentials {
                report(Code::ReflectedMethods);
            }
        } else if !method::is_method(name) {
            report(Code::InvalidMethod);
        } else if method::is_forbidden(name) {
            report(Code::ForbiddenMethod);
        } else if method::normalized_spelling(name).is_some() {
            report(Code::UnnormalizedMethod);
        } else if method::is_cors_safelisted(name) {
            report(Code::SafelistedMethod);
        } else if entry == "OPTIONS" {
            report(Code::OptionsMethod);
        } else if name.iter().any(u8::is_ascii_lowercase) {
            report(Code::LowerCaseMethod);
        }
    };
    let rules = Rules {
        redundant: Code::RedundantMethod,
        same: |a, b| a == b,
        beside_wildcard: |_| true,
        adds: |entry| method::is_askable(entry.as_bytes()) && !method::is_cors_safelisted(entry.as_bytes()),
        always: "GET,HEAD,POST".len(),
    };
    check_list(config.allow_methods, Field::AllowMethods, &rules, &judge, sink);
}

pub(super) fn check_request_headers<'c>(config: &Config<'c>, sink: Sink<'_, 'c>) {
    let lists_authorization = config.allow_headers.iter().any(is_authorization);
    let judge = |entry: &str, report: &mut dyn FnMut(Code)| {
        if entry == "*" {
            if config.allow_credentials {
                report(Code::ReflectedHeaders);
            }
            if !lists_authorization {
                report(Code::AuthorizationNotListed);
            }
            return;
        }
        match normalized_header(entry, &mut [0; MAX_HEADER_NAME_LENGTH]) {
            None => report(Code::InvalidHeaderName),
            Some(name) if header_name::is_forbidden_request_header(name) => report(Code::ForbiddenRequestHeader),
            Some(name) if header_name::is_cors_response_header(name) => report(Code::ResponseHeaderName),
            Some(_) => {}
        }
    };
    let rules = Rules {
        redundant: Code::RedundantHeader,
        same: str::eq_ignore_ascii_case,
        beside_wildcard: |entry| !is_authorization(entry),
        adds: |entry| is_kept(entry, header_name::is_askable),
        always: 0,
    };
    check_list(config.allow_headers, Field::AllowHeaders, &rules, &judge, sink);
}

pub(super) fn check_exposed_headers<'c>(config: &Config<'c>, sink: Sink<'_, 'c>) {
    let judge = |entry: &str, report: &mut dyn FnMut(Code)| {
        if entry == "*" {
            let with_credentials = config.allow_credentials;
            return report(if with_credentials { Code::ExposedWildcardWithCredentials } else { Code::ExposedWildcard });
        }
        match normalized_header(entry, &mut [0; MAX_HEADER_NAME_LENGTH]) {
            None => report(Code::InvalidHeaderName),
            Some(name) if header_name::is_forbidden_response_header(name) => report(Code::ForbiddenResponseHeader),
            Some(name) if header_name::is_request_only(name) => report(Code::RequestHeaderName),
            Some(name) if header_name::is_preflight_only(name) => report(Code::PreflightHeaderName),
            Some(name) if header_name::is_safelisted_response_header(name) => report(Code::SafelistedResponseHeader),
            Some(_) => {}
        }
    };
    let rules = Rules {
        redundant: Code::RedundantExposedHeader,
        same: str::eq_ignore_ascii_case,
        beside_wildcard: |_| true,
        adds: |entry| is_kept(entry, header_name::is_exposable),
        always: 0,
    };
    check_list(config.expose_headers, Field::ExposeHeaders, &rules, &judge, sink);
}

fn is_authorization(entry: &str) -> bool {
    entry.eq_ignore_ascii_case("authorization")
}

/// Does this entry become a name in the image?
fn is_kept(entry: &str, keep: fn(&[u8]) -> bool) -> bool {
    normalized_header(entry, &mut [0; MAX_HEADER_NAME_LENGTH]).is_some_and(keep)
}

/// How the entries of one list relate to each other and to the image.
struct Rules {
    /// The code of an entry that says nothing that another one does not say.
    redundant: Code,
    same: fn(&str, &str) -> bool,
    /// Is this entry redundant where the list also holds `*`?
    beside_wildcard: fn(&str) -> bool,
    /// Does this entry make the joined list longer, unless it is there already?
    adds: fn(&str) -> bool,
    /// The length of what is always in the joined list.
    always: usize,
}

/// Judges every entry; one that passes without a word may still be redundant.
fn check_list<'c>(list: List<'c>, field: Field, rules: &Rules, judge: Judge<'_>, sink: Sink<'_, 'c>) {
    let wildcard = list.iter().position(|entry| entry == "*");
    let mut length = rules.always;
    for (index, entry) in list.iter().enumerate() {
        let diagnostic = |code| Diagnostic::entry(code, field, index, entry, Span::whole(entry));
        let mut passed = true;
        judge(entry, &mut |code| {
            passed = false;
            sink(diagnostic(code));
        });
        let earlier = list.iter().take(index).position(|earlier| (rules.same)(earlier, entry));
        if earlier.is_none() && (rules.adds)(entry) {
            length = length.saturating_add(usize::from(length > 0)).saturating_add(entry.len());
        }
        let beside_wildcard = wildcard.filter(|_| entry != "*" && (rules.beside_wildcard)(entry));
        if let Some(other) = earlier.or(beside_wildcard).filter(|_| passed) {
            sink(Diagnostic { other: Some(other), ..diagnostic(rules.redundant) });
        }
    }
    if length > MAX_JOINED_LENGTH && wildcard.is_none() {
        sink(Diagnostic::field(Code::TooManyEntries, field));
    }
}
