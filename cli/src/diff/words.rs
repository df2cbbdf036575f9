//! What a pattern means, in a sentence.

use corsac::pattern::{HostPattern, OriginPattern, PortPattern, TuplePattern};

/// Says who may now read responses, or may no longer.
pub(super) fn origins(pattern: &OriginPattern<'_>, added: bool, credentials: bool) -> String {
    let what = if credentials { "read responses with credentials" } else { "read responses" };
    let subject = match pattern {
        OriginPattern::Any => Subject::Each("origin".into()),
        OriginPattern::Null => Subject::Each("page that its author puts into a sandboxed frame".into()),
        OriginPattern::Tuple(tuple) if tuple.is_wildcard() => Subject::Each(wildcard(tuple)),
        OriginPattern::Tuple(_) => Subject::One(pattern.to_string()),
    };
    match (subject, added) {
        (Subject::Each(noun), true) => format!("any {noun} may now {what}"),
        (Subject::Each(noun), false) => format!("not every {noun} may {what} any longer"),
        (Subject::One(origin), true) => format!("{origin} may now {what}"),
        (Subject::One(origin), false) => format!("{origin} may no longer {what}"),
    }
}

enum Subject {
    One(String),
    Each(String),
}

/// What `any` or `every` stands before.
fn wildcard(pattern: &TuplePattern<'_>) -> String {
    let scheme = match pattern.scheme() {
        "https" => String::new(),
        "http" => " over http".into(),
        scheme => format!(" of the scheme {scheme}"),
    };
    let hosts = match pattern.host() {
        HostPattern::Exact(host) => return format!("port of {}://{}", pattern.scheme(), host.as_str()),
        HostPattern::Subdomains { base } => format!("subdomain of {base}"),
        HostPattern::Glob { prefix, suffix, base } => format!("host {prefix}*{suffix}.{base}"),
    };
    let port = match pattern.port() {
        PortPattern::Default => String::new(),
        PortPattern::Number(port) => format!(" on port {port}"),
        PortPattern::Any => " on any port".into(),
    };
    format!("{hosts}{port}{scheme}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences() {
        let say = |text, added, credentials| origins(&OriginPattern::parse(text).unwrap(), added, credentials);
        for (text, added, removed) in [
            ("*", "any origin may now", "not every origin may"),
            (
                "null",
                "any page that its author puts into a sandboxed frame may now",
                "not every page that its author puts into a sandboxed frame may",
            ),
            ("https://a.example:8443", "https://a.example:8443 may now", "https://a.example:8443 may no longer"),
            ("https://a.example:*", "any port of https://a.example may now", "not every port of https://a.example may"),
            ("https://*.a.example", "any subdomain of a.example may now", "not every subdomain of a.example may"),
            (
                "http://*.a.example:*",
                "any subdomain of a.example on any port over http may now",
                "not every subdomain of a.example on any port over http may",
            ),
            (
                "app://pr-*.a.example:81",
                "any host pr-*.a.example on port 81 of the scheme app may now",
                "not every host pr-*.a.example on port 81 of the scheme app may",
            ),
        ] {
            assert_eq!(say(text, true, false), format!("{added} read responses"));
            let end = if removed.starts_with("not") { " any longer" } else { "" };
            assert_eq!(say(text, false, true), format!("{removed} read responses with credentials{end}"));
        }
    }
}
