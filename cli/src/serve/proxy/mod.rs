//! The proxy: requests go to a server that knows nothing of CORS, responses come back.

mod fields;
mod tunnel;

use core::hash::BuildHasher;
use core::net::IpAddr;
use core::time::Duration;
use std::hash::RandomState;

use http_body_util::BodyExt;
use hyper::header::{HOST, HeaderValue, LOCATION, VIA};
use hyper::http::uri::{Authority, PathAndQuery, Scheme};
use hyper::{Request, Response, StatusCode, Uri, Version};

use super::events::Entry;
use super::host;
use super::service::{Body, text};
use crate::client::{self, Client};
use crate::text::visible;
pub(super) use tunnel::is_websocket;

/// How long the upstream may take to accept a connection.
const LONGEST_CONNECT: Duration = Duration::from_secs(10);

/// The server that requests go to.
pub(super) struct Upstream {
    url: String,
    scheme: Scheme,
    authority: Authority,
    // Invariant: ends with no slash.
    path: String,
    keeps_host: bool,
    // By which this process recognizes its own requests.
    via: HeaderValue,
    client: Client<Body>,
}

impl Upstream {
    /// Reads the URL of a server, whose path goes before that of every request.
    pub(super) fn new(url: &str, keeps_host: bool) -> Result<Upstream, String> {
        let uri: Uri = url.parse().map_err(|error| format!("{error}"))?;
        let parts = uri.into_parts();
        let scheme = parts.scheme.filter(|scheme| *scheme == Scheme::HTTP || *scheme == Scheme::HTTPS);
        let scheme = scheme.ok_or("it must begin with http:// or https://")?;
        let authority = parts.authority.ok_or("it has no host")?;
        let path = parts.path_and_query.unwrap_or(PathAndQuery::from_static("/"));
        if authority.as_str().contains('@') || path.query().is_some() || url.contains('#') {
            return Err("give a scheme, a host and maybe a path, nothing else".into());
        }
        let number = RandomState::new().hash_one(std::process::id());
        let via = HeaderValue::try_from(format!("1.1 corsac-{number:016x}")).map_err(|error| error.to_string())?;
        let client = client::new(scheme == Scheme::HTTPS, LONGEST_CONNECT)?;
        let path = path.path().trim_end_matches('/').to_owned();
        Ok(Upstream { url: url.into(), scheme, authority, path, keeps_host, via, client })
    }

    /// As it was given.
    pub(super) fn url(&self) -> &str {
        &self.url
    }

    /// Sends a request on, and gives the response; an error is a response, too.
    pub(super) async fn respond(&self, mut request: Request<Body>, peer: IpAddr, entry: &mut Entry) -> Response<Body> {
        if request.headers().get_all(VIA).iter().any(|via| *via == self.via) {
            return text(StatusCode::LOOP_DETECTED, "The upstream is this server itself.\n");
        }
        let Some(uri) = self.target(request.uri()) else {
            return text(StatusCode::BAD_REQUEST, "The target of the request must be a path.\n");
        };
        let upgrade = tunnel::take(&mut request);
        let name = host::of(&request);
        fields::prepare_request(request.headers_mut(), peer, name.as_ref().map_or("", host::Name::authority));
        request.headers_mut().append(VIA, self.via.clone());
        if !self.keeps_host {
            // The client sets that of the URI.
            request.headers_mut().remove(HOST);
        }
        if upgrade.is_some() {
            tunnel::ask(request.headers_mut());
        }
        *request.uri_mut() = uri;
        *request.version_mut() = Version::HTTP_11;
        let mut response = match self.client.request(request).await {
            Ok(response) => response,
            Err(error) => return self.failed(&error, entry),
        };
        let is_switched = response.status() == StatusCode::SWITCHING_PROTOCOLS;
        fields::remove_hop_by_hop(response.headers_mut());
        self.localize(response.headers_mut());
        *response.version_mut() = Version::HTTP_11;
        match (is_switched, upgrade) {
            (true, Some(client)) => {
                tunnel::ask(response.headers_mut());
                tunnel::join(client, hyper::upgrade::on(&mut response));
            }
            (true, None) => return text(StatusCode::BAD_GATEWAY, "The upstream switched protocols unasked.\n"),
            (false, _) => {}
        }
        response.map(BodyExt::boxed)
    }

    /// The URI at the upstream.
    fn target(&self, uri: &Uri) -> Option<Uri> {
        let path = uri.path_and_query().map_or("", PathAndQuery::as_str);
        if !path.starts_with('/') {
            return None;
        }
        let builder = Uri::builder().scheme(self.scheme.clone()).authority(self.authority.clone());
        builder.path_and_query(format!("{}{path}", self.path)).build().ok()
    }

    /// A redirect within the upstream leads back to this server, not around it.
    fn localize(&self, headers: &mut hyper::HeaderMap) {
        let location = headers.get(LOCATION).and_then(|location| location.to_str().ok());
        let origin = format!("{}://{}", self.scheme, self.authority);
        let Some(rest) = location.and_then(|location| location.strip_prefix(&origin)) else { return };
        let path = rest.strip_prefix(&self.path).filter(|path| path.is_empty() || path.starts_with(['/', '?', '#']));
        let Some(path) = path else { return };
        // Two slashes would begin a host.
        let path = format!("/{}", path.trim_start_matches('/'));
        if let Ok(value) = HeaderValue::try_from(path) {
            headers.insert(LOCATION, value);
        }
    }

    /// The upstream gave no response.
    fn failed(&self, error: &hyper_util::client::legacy::Error, entry: &mut Entry) -> Response<Body> {
        let cause = visible(&client::chain(error));
        entry.note(format!("upstream: {cause}"));
        text(StatusCode::BAD_GATEWAY, format!("{} gave no response: {cause}\n", visible(&self.url)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn location(upstream: &str, location: &'static str) -> String {
        let mut headers = hyper::HeaderMap::new();
        headers.insert(LOCATION, HeaderValue::from_static(location));
        Upstream::new(upstream, false).unwrap().localize(&mut headers);
        headers[LOCATION].to_str().unwrap().into()
    }

    #[test]
    fn redirects_within_the_upstream_stay_behind_the_policy() {
        const UPSTREAM: &str = "http://127.0.0.1:3000/v1/";
        for (given, expected) in [
            ("http://127.0.0.1:3000/v1/login?next=/", "/login?next=/"),
            ("http://127.0.0.1:3000/v1", "/"),
            ("http://127.0.0.1:3000/v1?a=1", "/?a=1"),
            ("http://127.0.0.1:3000/v1//evil.example/", "/evil.example/"),
            ("http://127.0.0.1:3000/v12/", "http://127.0.0.1:3000/v12/"),
            ("http://127.0.0.1:30001/v1/", "http://127.0.0.1:30001/v1/"),
            ("https://127.0.0.1:3000/v1/", "https://127.0.0.1:3000/v1/"),
            ("/v1/login", "/v1/login"),
        ] {
            assert_eq!(location(UPSTREAM, given), expected, "{given}");
        }
        assert_eq!(location("http://127.0.0.1:3000", "http://127.0.0.1:30001/"), "http://127.0.0.1:30001/");
    }

    #[test]
    fn upstreams_are_servers() {
        for (url, message) in [
            ("127.0.0.1:3000", "it must begin with http:// or https://"),
            ("ftp://127.0.0.1/", "it must begin with http:// or https://"),
            ("http://me@127.0.0.1/", "give a scheme, a host and maybe a path, nothing else"),
            ("http://127.0.0.1/?a", "give a scheme, a host and maybe a path, nothing else"),
        ] {
            assert_eq!(Upstream::new(url, false).err().as_deref(), Some(message), "{url}");
        }
    }

    #[test]
    fn the_path_of_the_upstream_goes_first() {
        let upstream = Upstream::new("https://api.example/v1/", false).unwrap();
        let target = |text: &str| upstream.target(&text.parse().unwrap()).map(|uri| uri.to_string());
        assert_eq!(target("/a?b").as_deref(), Some("https://api.example/v1/a?b"));
        assert_eq!(target("http://other.example/a").as_deref(), Some("https://api.example/v1/a"));
        assert_eq!(target("*"), None);
    }
}
