//! A request that was sent, and what came back.

use core::time::Duration;

use corsac::{Request, RequestField};

/// A request before it is sent.
#[derive(Clone, Debug)]
pub(super) struct Probe {
    pub(super) method: &'static str,
    pub(super) url: String,
    pub(super) headers: Vec<(&'static str, String)>,
}

impl Probe {
    /// A `GET`.
    pub(super) fn get(url: &str) -> Probe {
        Probe { method: "GET", url: url.into(), headers: Vec::new() }
    }

    /// A CORS-preflight request.
    pub(super) fn preflight(url: &str, origin: &str, method: &str) -> Probe {
        let probe = Probe { method: "OPTIONS", url: url.into(), headers: Vec::new() };
        probe.header("origin", origin).header("access-control-request-method", method)
    }

    pub(super) fn origin(self, origin: &str) -> Probe {
        self.header("origin", origin)
    }

    pub(super) fn header(mut self, name: &'static str, value: impl Into<String>) -> Probe {
        self.headers.push((name, value.into()));
        self
    }

    pub(super) fn is_preflight(&self) -> bool {
        self.method == "OPTIONS"
    }

    /// The value of a field.
    pub(super) fn value(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(other, _)| *other == name).map(|(_, value)| value.as_str())
    }
}

/// What the policy would decide on.
impl Request for Probe {
    fn method(&self) -> &[u8] {
        self.method.as_bytes()
    }

    fn field_lines(&self, field: RequestField) -> impl Iterator<Item = &[u8]> {
        self.headers.iter().filter(move |(name, _)| *name == field.as_str()).map(|(_, value)| value.as_bytes())
    }
}

/// What came back: the status, and header lines with names in lower case.
#[derive(Clone, Debug)]
pub(super) struct Response {
    pub(super) status: u16,
    pub(super) headers: Vec<(String, Vec<u8>)>,
}

/// A request and the response to it.
#[derive(Debug)]
pub(super) struct Exchange {
    pub(super) probe: Probe,
    /// The response, or why there is none.
    pub(super) result: Result<Response, String>,
    /// From the request to the head of the response.
    pub(super) took: Duration,
}

impl Exchange {
    /// The status; 0 if there is no response.
    pub(super) fn status(&self) -> u16 {
        self.result.as_ref().map_or(0, |response| response.status)
    }

    pub(super) fn is_ok(&self) -> bool {
        (200..300).contains(&self.status())
    }

    pub(super) fn is_redirect(&self) -> bool {
        (300..400).contains(&self.status()) && self.status() != 304
    }

    pub(super) fn is_error(&self) -> bool {
        self.status() >= 400
    }

    /// The lines of a response field, other bytes than UTF-8 replaced.
    pub(super) fn lines(&self, name: &str) -> Vec<String> {
        let headers = self.result.as_ref().map_or(&[][..], |response| &response.headers);
        let lines = headers.iter().filter(|(other, _)| other == name);
        lines.map(|(_, value)| String::from_utf8_lossy(value).into_owned()).collect()
    }

    /// The lines of a field as browsers [get](https://fetch.spec.whatwg.org/#concept-header-list-get) it: joined.
    pub(super) fn joined(&self, name: &str) -> Option<String> {
        let lines = self.lines(name);
        (!lines.is_empty()).then(|| lines.join(", "))
    }

    /// The elements of a list.
    pub(super) fn list(&self, name: &str) -> Vec<String> {
        let joined = self.joined(name).unwrap_or_default();
        joined.split(',').map(str::trim).filter(|element| !element.is_empty()).map(str::to_owned).collect()
    }

    /// May a page of the origin that was sent read this, without credentials? The
    /// [CORS check](https://fetch.spec.whatwg.org/#cors-check).
    pub(super) fn is_granted(&self) -> bool {
        let allowed = self.joined("access-control-allow-origin");
        allowed.is_some_and(|allowed| allowed == "*" || Some(allowed.as_str()) == self.probe.value("origin"))
    }

    /// Is the origin that was sent named, maybe among others?
    pub(super) fn names_origin(&self) -> bool {
        let origin = self.probe.value("origin");
        self.list("access-control-allow-origin").iter().any(|allowed| Some(allowed.as_str()) == origin)
    }

    /// Are credentials allowed?
    pub(super) fn allows_credentials(&self) -> bool {
        self.lines("access-control-allow-credentials").iter().any(|value| value == "true")
    }

    /// Do caches tell requests of different origins apart?
    pub(super) fn varies_by_origin(&self) -> bool {
        self.list("vary").iter().any(|name| name == "*" || name.eq_ignore_ascii_case("origin"))
    }

    /// May caches not keep it at all?
    pub(super) fn is_never_stored(&self) -> bool {
        self.list("cache-control").iter().any(|directive| directive.eq_ignore_ascii_case("no-store"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exchange(headers: &[(&str, &str)]) -> Exchange {
        let headers = headers.iter().map(|(name, value)| ((*name).into(), value.as_bytes().to_vec())).collect();
        Exchange {
            probe: Probe::get("http://api.example/").origin("https://a.example"),
            result: Ok(Response { status: 200, headers }),
            took: Duration::ZERO,
        }
    }

    #[test]
    fn a_browser_joins_the_lines_before_it_compares() {
        const FIELD: &str = "access-control-allow-origin";
        for (lines, is_granted, names_origin) in [
            (&[][..], false, false),
            (&["*"], true, false),
            (&["https://a.example"], true, true),
            (&["https://a.example/"], false, false),
            (&["https://a.example", "https://a.example"], false, true),
            (&["https://b.example, https://a.example"], false, true),
        ] {
            let lines: Vec<_> = lines.iter().map(|line| (FIELD, *line)).collect();
            let exchange = exchange(&lines);
            assert_eq!((exchange.is_granted(), exchange.names_origin()), (is_granted, names_origin), "{lines:?}");
        }
    }
}
