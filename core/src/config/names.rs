//! Checks of the lists of methods and header names.

use super::{Config, List, normalized_header};
use crate::diagnostic::{Code, Diagnostic, Field, Span};
use crate::fetch::header_name::{self, MAX_HEADER_NAME_LENGTH};
use crate::fetch::method;

/// The most bytes that a joined list has in an image.
const MAX_JOINED_LENGTH: usize = u16::MAX as usize;

type Sink<'s, 'c> = &'s mut dyn FnMut(Diagnostic<'c>);

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
    let redundancy = Redundancy { code: Code::RedundantMethod, same: |a, b| a == b, beside_wildcard: |_| true };
    check_list(config.allow_methods, Field::AllowMethods, &redundancy, judge, sink);
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
    let redundancy = Redundancy {
        code: Code::RedundantHeader,
        same: str::eq_ignore_ascii_case,
        beside_wildcard: |entry| !is_authorization(entry),
    };
    check_list(config.allow_headers, Field::AllowHeaders, &redundancy, judge, sink);
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
    let redundancy =
        Redundancy { code: Code::RedundantExposedHeader, same: str::eq_ignore_ascii_case, beside_wildcard: |_| true };
    check_list(config.expose_headers, Field::ExposeHeaders, &redundancy, judge, sink);
}

fn is_authorization(entry: &str) -> bool {
    entry.eq_ignore_ascii_case("authorization")
}

/// When an entry says nothing that another one does not say.
struct Redundancy {
    code: Code,
    same: fn(&str, &str) -> bool,
    /// Is this entry redundant where the list also holds `*`?
    beside_wildcard: fn(&str) -> bool,
}

/// Judges every entry; one that passes without a word may still be redundant.
fn check_list<'c>(
    list: List<'c>,
    field: Field,
    redundancy: &Redundancy,
    mut judge: impl FnMut(&str, &mut dyn FnMut(Code)),
    sink: Sink<'_, 'c>,
) {
    let wildcard = list.iter().position(|entry| entry == "*");
    let mut length = "GET,HEAD,POST,".len();
    for (index, entry) in list.iter().enumerate() {
        length = length.saturating_add(entry.len()).saturating_add(1);
        let diagnostic = |code| Diagnostic::entry(code, field, index, entry, Span::whole(entry));
        let mut passed = true;
        judge(entry, &mut |code| {
            passed = false;
            sink(diagnostic(code));
        });
        let earlier = list.iter().take(index).position(|earlier| (redundancy.same)(earlier, entry));
        let beside_wildcard = wildcard.filter(|_| entry != "*" && (redundancy.beside_wildcard)(entry));
        if let Some(other) = earlier.or(beside_wildcard).filter(|_| passed) {
            sink(Diagnostic { other: Some(other), ..diagnostic(redundancy.code) });
        }
    }
    if length > MAX_JOINED_LENGTH && wildcard.is_none() {
        sink(Diagnostic::field(Code::TooManyEntries, field));
    }
}
