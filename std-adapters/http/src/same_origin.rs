//! Whether a request comes from the server's own pages, and whether it asks for a WebSocket.

use corsac::RequestField;
use corsac::fetch::Origin;

use crate::request::ServerRequest;

/// Is this a [same-origin](https://html.spec.whatwg.org/#same-origin) request, as far as a server can tell?
///
/// [`Sec-Fetch-Site`](https://w3c.github.io/webappsec-fetch-metadata/#sec-fetch-site-header) decides where it is sent:
/// no page can forge it. Browsers leave it out for servers that they do not trust (plain http); there host and port of
/// `Origin` are compared with those that the request was sent to. The scheme that the browser used is not known behind
/// a proxy, so it is not compared.
pub(crate) fn is_same_origin(request: &impl ServerRequest) -> bool {
    if let Some(site) = request.header("sec-fetch-site") {
        return site == b"same-origin";
    }
    let mut origins = request.field_lines(RequestField::Origin);
    let (Some(origin), None) = (origins.next(), origins.next()) else { return false };
    let Ok(Origin::Tuple(origin)) = Origin::parse(origin) else { return false };
    let Some(target) = request.header("host").or_else(|| request.authority()) else { return false };
    let Some((scheme, authority)) = origin.as_str().split_once("://") else { return false };
    let default_port: &[u8] = match scheme {
        "http" => b":80",
        "https" => b":443",
        _ => return false,
    };
    target.strip_suffix(default_port).unwrap_or(target).eq_ignore_ascii_case(authority.as_bytes())
}

/// Is this the [opening handshake of a WebSocket](https://www.rfc-editor.org/rfc/rfc6455#section-4.1), or its
/// [counterpart in HTTP/2](https://www.rfc-editor.org/rfc/rfc8441#section-4)? A server takes `CONNECT` for nothing else.
pub(crate) fn is_websocket_handshake(request: &impl ServerRequest) -> bool {
    let names_websocket = |upgrade: &[u8]| {
        upgrade.split(|byte| *byte == b',').any(|protocol| protocol.trim_ascii().eq_ignore_ascii_case(b"websocket"))
    };
    request.method() == b"CONNECT" || request.header("upgrade").is_some_and(names_websocket)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::request::HttpRequest;
    use http::Request;

    fn request(uri: &str, headers: &[(&'static str, &str)]) -> Request<()> {
        let builder = headers.iter().fold(Request::get(uri), |builder, (name, value)| builder.header(*name, *value));
        builder.body(()).unwrap()
    }

    #[test]
    fn fetch_metadata_decides_where_it_is_sent() {
        let origin = ("origin", "https://api.example");
        let host = ("host", "api.example");
        for (site, expected) in [("same-origin", true), ("same-site", false), ("cross-site", false), ("none", false)] {
            let request = request("/", &[origin, host, ("sec-fetch-site", site)]);
            assert_eq!(is_same_origin(&HttpRequest::of(&request)), expected, "{site}");
        }
    }

    #[test]
    fn without_it_host_and_port_are_compared() {
        for (origin, host, expected) in [
            ("https://api.example", "api.example", true),
            ("https://api.example", "API.example:443", true),
            ("http://api.example", "api.example:80", true),
            ("http://api.example:8080", "api.example:8080", true),
            ("http://[::1]:3000", "[::1]:3000", true),
            ("http://api.example", "api.example:443", false),
            ("https://api.example:8443", "api.example", false),
            ("https://evil.example", "api.example", false),
            ("https://api.example.evil.example", "api.example", false),
            ("null", "null", false),
            ("api.example", "api.example", false),
            ("chrome-extension://api.example", "api.example", false),
        ] {
            let request = request("/", &[("origin", origin), ("host", host)]);
            assert_eq!(is_same_origin(&HttpRequest::of(&request)), expected, "{origin} at {host}");
        }
        let http2 = request("https://api.example/path", &[("origin", "https://api.example")]);
        assert!(is_same_origin(&HttpRequest::of(&http2)), "the authority of HTTP/2");
        let twice =
            request("/", &[("origin", "https://a.example"), ("origin", "https://a.example"), ("host", "a.example")]);
        assert!(!is_same_origin(&HttpRequest::of(&twice)), "two Origin lines come from no browser");
    }

    #[test]
    fn handshakes_are_known_by_their_upgrade() {
        for (upgrade, expected) in
            [("websocket", true), ("h2c, WebSocket", true), ("h2c", false), ("websockets", false)]
        {
            let request = request("/", &[("upgrade", upgrade)]);
            assert_eq!(is_websocket_handshake(&HttpRequest::of(&request)), expected, "{upgrade}");
        }
        let mut connect = request("/", &[]);
        *connect.method_mut() = http::Method::CONNECT;
        assert!(is_websocket_handshake(&HttpRequest::of(&connect)));
    }
}
