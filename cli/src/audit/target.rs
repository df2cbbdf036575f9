//! What is probed: a URL, and nothing but its host.

use corsac::fetch::Origin;
use hyper::Uri;

/// A URL that can be probed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Target {
    /// The URL, without a fragment.
    pub(super) url: String,
    /// Its origin, as browsers serialize it.
    pub(super) origin: String,
    // Invariant: begins with a slash, ends with none, has no query.
    path: String,
}

impl Target {
    /// Reads an http(s) URL.
    ///
    /// # Errors
    ///
    /// What is wrong with the text.
    pub(super) fn parse(text: &str) -> Result<Target, String> {
        let (text, _fragment) = text.split_once('#').unwrap_or((text, ""));
        let uri: Uri =
            text.parse().map_err(|error| format!("{error}: write it as browsers send it, hosts in punycode"))?;
        let scheme = match uri.scheme_str() {
            Some(scheme @ ("http" | "https")) => scheme,
            _ => return Err("it must begin with http:// or https://".into()),
        };
        let (Some(authority), Some(host)) = (uri.authority(), uri.host()) else { return Err("it has no host".into()) };
        if authority.as_str().contains('@') {
            return Err("it holds a user name; give credentials with --header".into());
        }
        let host = host.to_ascii_lowercase();
        let port = uri.port_u16().filter(|port| *port != if scheme == "https" { 443 } else { 80 });
        let origin = port.map_or(format!("{scheme}://{host}"), |port| format!("{scheme}://{host}:{port}"));
        if !matches!(Origin::parse(origin.as_bytes()), Ok(Origin::Tuple(_))) {
            return Err("its host is not written as browsers write it".into());
        }
        let query = uri.query().map_or(String::new(), |query| format!("?{query}"));
        let path = uri.path().trim_end_matches('/').to_owned();
        let url = format!("{origin}{}{query}", if uri.path().is_empty() { "/" } else { uri.path() });
        Ok(Target { url, origin, path })
    }

    /// The URL of something below this one that is not there.
    pub(super) fn missing(&self) -> String {
        format!("{}{}/corsac-audit-missing", self.origin, self.path)
    }

    /// A URL below this one that many servers do not accept: its percent-encoding is broken.
    pub(super) fn malformed(&self) -> String {
        format!("{}{}/corsac-audit-%zz", self.origin, self.path)
    }

    pub(super) fn is_https(&self) -> bool {
        self.origin.starts_with("https:")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_are_read_as_browsers_do() {
        for (text, url, origin, missing) in [
            (
                "https://API.example",
                "https://api.example/",
                "https://api.example",
                "https://api.example/corsac-audit-missing",
            ),
            (
                "https://a.example:443/v1/?q=1#top",
                "https://a.example/v1/?q=1",
                "https://a.example",
                "https://a.example/v1/corsac-audit-missing",
            ),
            ("http://[::1]:80/x", "http://[::1]/x", "http://[::1]", "http://[::1]/x/corsac-audit-missing"),
            (
                "http://127.0.0.1:8080/",
                "http://127.0.0.1:8080/",
                "http://127.0.0.1:8080",
                "http://127.0.0.1:8080/corsac-audit-missing",
            ),
        ] {
            let target = Target::parse(text).unwrap();
            assert_eq!(
                (target.url.as_str(), target.origin.as_str(), target.missing().as_str()),
                (url, origin, missing)
            );
        }
    }

    #[test]
    fn what_is_no_url_is_refused() {
        for (text, message) in [
            ("example.com", "it must begin with http:// or https://"),
            ("ftp://example.com/", "it must begin with http:// or https://"),
            ("https://me:secret@example.com/", "it holds a user name; give credentials with --header"),
            ("https://127.1/", "its host is not written as browsers write it"),
            ("https://exämple.com/", "invalid uri character: write it as browsers send it, hosts in punycode"),
        ] {
            assert_eq!(Target::parse(text).unwrap_err(), message, "{text}");
        }
    }
}
