//! Checks of `allow_origins` and of the keys that concern it.

use super::{Config, List};
use crate::diagnostic::{Code, Diagnostic, Field, Span};
use crate::pattern::{self, HostPattern, OriginPattern, PortPattern, TuplePattern};

/// The most origins that an image can hold: the index of an origin shares four bytes with its hash.
pub(crate) const MAX_ORIGINS: usize = 1 << 24;

/// Which of the keys that weaken safety this policy needs.
#[derive(Default)]
struct Needed {
    null_origin: bool,
    insecure_origins: bool,
    public_suffix_wildcards: bool,
}

pub(super) fn check<'c>(config: &Config<'c>, sink: &mut dyn FnMut(Diagnostic<'c>)) {
    let mut needed = Needed::default();
    let mut count = 0usize;
    for (index, entry) in config.allow_origins.iter().enumerate() {
        count = count.saturating_add(1);
        let mut report = |code, span| sink(Diagnostic::entry(code, Field::AllowOrigins, index, entry, span));
        let Ok(pattern) = OriginPattern::parse(entry) else {
            pattern::explain(entry, &mut report);
            continue;
        };
        pattern::lint(&pattern, &mut report);
        check_meaning(config, &pattern, &mut needed, &mut |code| report(code, Span::whole(entry)));
    }
    if count == 0 {
        sink(Diagnostic::field(Code::MissingOrigins, Field::AllowOrigins));
    }
    if count > MAX_ORIGINS {
        sink(Diagnostic::field(Code::TooManyEntries, Field::AllowOrigins));
    }
    let keys = [
        (config.danger_allow_null_origin, needed.null_origin, Field::DangerAllowNullOrigin),
        (config.danger_allow_insecure_origins, needed.insecure_origins, Field::DangerAllowInsecureOrigins),
        (
            config.danger_allow_public_suffix_wildcards,
            needed.public_suffix_wildcards,
            Field::DangerAllowPublicSuffixWildcards,
        ),
    ];
    for (set, needed, field) in keys {
        if set && !needed {
            sink(Diagnostic::field(Code::UnusedDangerKey, field));
        }
    }
}

/// Another entry allows all that this one does.
pub(crate) fn redundant(index: usize, entry: &str, other: usize) -> Diagnostic<'_> {
    let diagnostic = Diagnostic::entry(Code::RedundantOrigin, Field::AllowOrigins, index, entry, Span::whole(entry));
    Diagnostic { other: Some(other), ..diagnostic }
}

/// Reports every entry beside `*`, which stands at `any`.
pub(crate) fn report_beside_any<'c>(entries: List<'c>, any: usize, sink: &mut dyn FnMut(Diagnostic<'c>)) {
    for (index, entry) in entries.iter().enumerate() {
        if index != any && OriginPattern::from_canonical(entry).is_some() {
            sink(redundant(index, entry, any));
        }
    }
}

/// What the pattern means in this policy.
fn check_meaning(config: &Config<'_>, pattern: &OriginPattern<'_>, needed: &mut Needed, report: &mut dyn FnMut(Code)) {
    match pattern {
        OriginPattern::Any if config.allow_credentials => report(Code::WildcardWithCredentials),
        OriginPattern::Any => {}
        OriginPattern::Null => {
            needed.null_origin = true;
            report(if config.danger_allow_null_origin { Code::NullOriginAllowed } else { Code::NullOrigin });
        }
        OriginPattern::Tuple(pattern) => check_tuple(config, pattern, needed, report),
    }
}

fn check_tuple(config: &Config<'_>, pattern: &TuplePattern<'_>, needed: &mut Needed, report: &mut dyn FnMut(Code)) {
    if pattern.is_insecure() {
        needed.insecure_origins |= config.allow_credentials;
        let error = config.allow_credentials && !config.danger_allow_insecure_origins;
        let warning = if pattern.scheme() == "file" { None } else { Some(Code::InsecureOrigin) };
        if let Some(code) = if error { Some(Code::InsecureOriginWithCredentials) } else { warning } {
            report(code);
        }
    }
    if pattern::is_under_public_suffix(pattern) {
        needed.public_suffix_wildcards |= config.allow_credentials;
        let error = config.allow_credentials && !config.danger_allow_public_suffix_wildcards;
        report(if error { Code::PublicSuffixWildcardWithCredentials } else { Code::PublicSuffixWildcard });
    } else if config.allow_credentials && !matches!(pattern.host(), HostPattern::Exact(_)) {
        report(Code::SubdomainsWithCredentials);
    }
    let loopback = match pattern.host() {
        HostPattern::Exact(host) => host.is_loopback(),
        HostPattern::Subdomains { base } | HostPattern::Glob { base, .. } => crate::fetch::is_loopback(base.as_bytes()),
    };
    if config.allow_credentials && pattern.port() == PortPattern::Any && !loopback {
        report(Code::AnyPortWithCredentials);
    }
}
