//! http and https URLs: enough of the URL standard to follow redirects.

use core::fmt;

use super::host;
use super::origin::Origin;

/// An absolute http or https URL.
///
/// A URL is read as the URL standard reads it, with two limits: hosts must be ASCII and free of
/// percent signs (no IDNA, no percent-decoding), and IPv4 addresses must be written with four
/// decimal numbers. The fragment is dropped, since it never leaves the browser.
///
/// <https://url.spec.whatwg.org/#concept-url-parser>
///
/// ```
/// use corsac_conformance::browser::Url;
///
/// let url = Url::parse("HTTPS://API.example:443/a/../b?q")?;
/// assert_eq!(url.to_string(), "https://api.example/b?q");
/// assert_eq!(url.origin().serialize(), "https://api.example");
/// # Ok::<(), corsac_conformance::browser::InvalidUrl>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Url {
    scheme: &'static str,
    username: String,
    password: String,
    host: String,
    port: Option<u16>,
    // Invariant: starts with `/`; holds the query with its `?`, if there is one.
    path: String,
}

/// A URL or an origin could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidUrl {
    /// What is wrong.
    pub problem: UrlProblem,
    /// The byte where it is.
    pub at: usize,
}

/// What is wrong with a URL or an origin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum UrlProblem {
    /// There is no scheme, or it is not one.
    Scheme,
    /// The scheme is neither http nor https.
    NotHttp,
    /// The host is missing or not a host.
    Host,
    /// The port is not a number up to 65535.
    Port,
    /// There is more than an origin.
    NotAnOrigin,
    /// A browser would write this origin in another way.
    NotSerialized,
}

impl Url {
    /// Reads an absolute URL.
    ///
    /// # Errors
    ///
    /// Says what is wrong with it, and where.
    pub fn parse(text: &str) -> Result<Self, InvalidUrl> {
        let text = text.trim_matches(is_c0_control_or_space);
        let Some((scheme, rest)) = split_scheme(text) else {
            return Err(InvalidUrl { problem: UrlProblem::Scheme, at: 0 });
        };
        let scheme = http_scheme(scheme)?;
        Self::parse_after_slashes(scheme, rest, text.len() - rest.len())
    }

    /// Reads a URL that may be relative to this one.
    ///
    /// # Errors
    ///
    /// Says what is wrong with it, and where.
    pub fn join(&self, text: &str) -> Result<Self, InvalidUrl> {
        let text: String = text
            .trim_matches(is_c0_control_or_space)
            .chars()
            .filter(|char| !matches!(char, '\t' | '\n' | '\r'))
            .collect();
        let mut rest = text.as_str();
        if let Some((scheme, after)) = split_scheme(&text) {
            let scheme = http_scheme(scheme)?;
            if scheme != self.scheme || after.starts_with("//") {
                return Self::parse_after_slashes(scheme, after, text.len() - after.len());
            }
            rest = after;
        }
        let is_slash = |at: usize| matches!(rest.as_bytes().get(at), Some(b'/' | b'\\'));
        if is_slash(0) && is_slash(1) {
            return Self::parse_after_slashes(self.scheme, rest, text.len() - rest.len());
        }
        let rest = without_fragment(rest);
        let (own_path, _) = split_query(&self.path);
        let path = match rest.as_bytes().first() {
            None => self.path.clone(),
            Some(b'/' | b'\\') => normal_path(rest),
            Some(b'?') => format!("{own_path}{}", encode(rest)),
            Some(_) => {
                let directory = own_path.rfind('/').map_or("", |last| &own_path[..last]);
                normal_path(&format!("{directory}/{rest}"))
            }
        };
        Ok(Self { path, ..self.clone() })
    }

    fn parse_after_slashes(scheme: &'static str, rest: &str, offset: usize) -> Result<Self, InvalidUrl> {
        let after = rest.trim_start_matches(['/', '\\']);
        let offset = offset + rest.len() - after.len();
        let after = without_fragment(after);
        let authority_end = after.find(['/', '\\', '?']).unwrap_or(after.len());
        let (authority, path) = after.split_at(authority_end);
        let (userinfo, host_and_port) = authority.rsplit_once('@').unwrap_or(("", authority));
        let (username, password) = userinfo.split_once(':').unwrap_or((userinfo, ""));
        let (host, port) = parse_authority(scheme, host_and_port, offset + authority.len() - host_and_port.len())?;
        Ok(Self {
            scheme,
            username: username.to_owned(),
            password: password.to_owned(),
            host,
            port,
            path: normal_path(path),
        })
    }

    /// `http` or `https`.
    #[must_use]
    pub const fn scheme(&self) -> &'static str {
        self.scheme
    }

    /// The host as serialized.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The port, unless it is the scheme's default.
    #[must_use]
    pub const fn port(&self) -> Option<u16> {
        self.port
    }

    /// Path and query: what stands in the request line.
    #[must_use]
    pub fn path_and_query(&self) -> &str {
        &self.path
    }

    /// The origin.
    ///
    /// <https://url.spec.whatwg.org/#concept-url-origin>
    #[must_use]
    pub fn origin(&self) -> Origin {
        Origin::tuple(self.scheme, &self.host, self.port)
    }

    /// Whether there is a user name or a password.
    ///
    /// <https://url.spec.whatwg.org/#include-credentials>
    #[must_use]
    pub fn includes_credentials(&self) -> bool {
        !self.username.is_empty() || !self.password.is_empty()
    }
}

impl fmt::Display for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://", self.scheme)?;
        if self.includes_credentials() {
            f.write_str(&self.username)?;
            if !self.password.is_empty() {
                write!(f, ":{}", self.password)?;
            }
            f.write_str("@")?;
        }
        f.write_str(&self.host)?;
        if let Some(port) = self.port {
            write!(f, ":{port}")?;
        }
        f.write_str(&self.path)
    }
}

impl fmt::Display for InvalidUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let problem = match self.problem {
            UrlProblem::Scheme => "not a scheme",
            UrlProblem::NotHttp => "neither http nor https",
            UrlProblem::Host => "not a host",
            UrlProblem::Port => "not a port",
            UrlProblem::NotAnOrigin => "more than an origin",
            UrlProblem::NotSerialized => "not as a browser writes it",
        };
        write!(f, "{problem} at byte {}", self.at)
    }
}

impl core::error::Error for InvalidUrl {}

/// Reads `host` or `host:port`, `offset` bytes into the whole text.
pub(super) fn parse_authority(scheme: &str, text: &str, offset: usize) -> Result<(String, Option<u16>), InvalidUrl> {
    let after_bracket = text.rfind(']').map_or(0, |at| at + 1);
    let (host, port) = match text[after_bracket..].find(':') {
        Some(colon) => text.split_at(after_bracket + colon),
        None => (text, ""),
    };
    let special = matches!(scheme, "http" | "https");
    let parsed = if special { host::parse(host) } else { host::parse_opaque(host) };
    let parsed = parsed.ok_or(InvalidUrl { problem: UrlProblem::Host, at: offset })?;
    let digits = port.strip_prefix(':').unwrap_or("");
    let number = digits.bytes().try_fold(0_u16, |number, byte| {
        let digit = byte.is_ascii_digit().then(|| u16::from(byte - b'0'))?;
        number.checked_mul(10)?.checked_add(digit)
    });
    let number = number.ok_or(InvalidUrl { problem: UrlProblem::Port, at: offset + host.len() })?;
    let default = match scheme {
        "http" => Some(80),
        "https" => Some(443),
        _ => None,
    };
    let port = (!digits.is_empty() && Some(number) != default).then_some(number);
    Ok((parsed, port))
}

/// Whether `text` is a scheme, in any case.
pub(super) fn is_scheme(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'))
}

fn split_scheme(text: &str) -> Option<(&str, &str)> {
    text.split_once(':').filter(|(scheme, _)| is_scheme(scheme))
}

fn http_scheme(scheme: &str) -> Result<&'static str, InvalidUrl> {
    ["http", "https"]
        .into_iter()
        .find(|known| known.eq_ignore_ascii_case(scheme))
        .ok_or(InvalidUrl { problem: UrlProblem::NotHttp, at: 0 })
}

fn is_c0_control_or_space(char: char) -> bool {
    char <= ' '
}

fn without_fragment(text: &str) -> &str {
    text.split_once('#').map_or(text, |(before, _)| before)
}

fn split_query(path: &str) -> (&str, &str) {
    path.split_at(path.find('?').unwrap_or(path.len()))
}

/// Removes dot segments, turns backslashes round, and encodes what must not stand in a path.
fn normal_path(path: &str) -> String {
    let (path, query) = split_query(path);
    let mut segments: Vec<String> = Vec::new();
    let path = path.strip_prefix(['/', '\\']).unwrap_or(path);
    let mut parts = path.split(['/', '\\']).peekable();
    while let Some(part) = parts.next() {
        let last = parts.peek().is_none();
        match part.to_ascii_lowercase().replace("%2e", ".").as_str() {
            "." if last => segments.push(String::new()),
            "." => {}
            ".." => {
                segments.pop();
                if last {
                    segments.push(String::new());
                }
            }
            _ => segments.push(encode(part)),
        }
    }
    format!("/{}{}", segments.join("/"), encode(query))
}

fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte <= b' ' || byte >= 0x7F || matches!(byte, b'"' | b'<' | b'>') {
            encoded.push_str(&format!("%{byte:02X}"));
        } else {
            encoded.push(char::from(byte));
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(text: &str) -> Result<String, UrlProblem> {
        let base = Url::parse("http://u:p@api.example:8080/a/b?q").expect("the base is fine");
        base.join(text).map(|url| url.to_string()).map_err(|error| error.problem)
    }

    #[test]
    fn joins_as_browsers_do() {
        for (text, expected) in [
            ("https://cdn.example", "https://cdn.example/"),
            (" //cdn.example/x ", "http://cdn.example/x"),
            ("\\\\cdn.example\\x", "http://cdn.example/x"),
            ("HTTPS:cdn.example/x", "https://cdn.example/x"),
            ("http:x", "http://u:p@api.example:8080/a/x"),
            ("http:/x", "http://u:p@api.example:8080/x"),
            ("http:///cdn.example", "http://cdn.example/"),
            ("/x#fragment", "http://u:p@api.example:8080/x"),
            ("c/../d/./e/..", "http://u:p@api.example:8080/a/d/"),
            ("../../../x", "http://u:p@api.example:8080/x"),
            ("?x=/../y", "http://u:p@api.example:8080/a/b?x=/../y"),
            ("", "http://u:p@api.example:8080/a/b?q"),
            ("/é \"", "http://u:p@api.example:8080/%C3%A9%20%22"),
            ("http://@cdn.example/", "http://cdn.example/"),
            ("http://:@cdn.example/", "http://cdn.example/"),
        ] {
            assert_eq!(joined(text).as_deref(), Ok(expected), "{text}");
        }
        assert_eq!(joined("data:,x"), Err(UrlProblem::NotHttp));
        assert_eq!(joined("http://cdn.example:99999"), Err(UrlProblem::Port));
        assert_eq!(joined("http://a b/"), Err(UrlProblem::Host));
    }

    #[test]
    fn credentials_and_origin() {
        for (text, credentials, origin) in [
            ("http://u@h/", true, "http://h"),
            ("http://:p@h/", true, "http://h"),
            ("http://a@b@h:81/", true, "http://h:81"),
            ("http://@h:80/", false, "http://h"),
            ("https://[0:0::1]:444/", false, "https://[::1]:444"),
        ] {
            let url = Url::parse(text).expect(text);
            assert_eq!((url.includes_credentials(), url.origin().serialize()), (credentials, origin), "{text}");
        }
    }

    #[test]
    fn errors_say_where() {
        let message = |text| Url::parse(text).map_err(|error| error.to_string());
        assert_eq!(message("//h"), Err("not a scheme at byte 0".into()));
        assert_eq!(message("ftp://h"), Err("neither http nor https at byte 0".into()));
        assert_eq!(message("http://u@a<b/"), Err("not a host at byte 9".into()));
        assert_eq!(message("http://h:8a/"), Err("not a port at byte 8".into()));
    }
}
