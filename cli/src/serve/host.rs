//! By which name this server is called. A page whose own name was made to point to this machine is same-origin to what
//! it finds there, so names that are not ours are refused.

use core::net::{IpAddr, SocketAddr};

use hyper::Request;
use hyper::http::uri::Authority;

/// The name of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Name {
    authority: Option<Authority>,
}

impl Name {
    /// Host and port as they were sent; empty if none was, which no browser does.
    pub(super) fn authority(&self) -> &str {
        self.authority.as_ref().map_or("", Authority::as_str)
    }

    /// The name in lower case, without brackets.
    fn host(&self) -> String {
        let host = self.authority.as_ref().map_or("", Authority::host);
        host.trim_start_matches('[').trim_end_matches(']').to_ascii_lowercase()
    }
}

/// The name that a request is for: of its target if that has one, else of `Host`. `None` if it is not legal.
/// <https://www.rfc-editor.org/rfc/rfc9112#section-3.2>
pub(super) fn of<B>(request: &Request<B>) -> Option<Name> {
    let mut lines = request.headers().get_all("host").iter();
    let (first, second) = (lines.next(), lines.next());
    if second.is_some() {
        return None;
    }
    if let Some(authority) = request.uri().authority() {
        return legal(authority.clone());
    }
    match first {
        None => Some(Name { authority: None }),
        Some(value) => legal(Authority::try_from(value.as_bytes()).ok()?),
    }
}

fn legal(authority: Authority) -> Option<Name> {
    let (text, host) = (authority.as_str(), authority.host());
    let is_legal = text == host || (authority.port_u16().is_some() && !text.contains('@'));
    is_legal.then_some(Name { authority: Some(authority) })
}

/// May this name be served? Addresses cannot be made to point elsewhere, nor can localhost.
pub(super) fn is_allowed(name: &Name, allowed: &[String]) -> bool {
    let host = name.host();
    name.authority.is_none()
        || host.parse::<IpAddr>().is_ok()
        || host == "localhost"
        || host.ends_with(".localhost")
        || allowed.contains(&host)
}

/// May this name open the page? Only the address of the connection, localhost if that is a loopback address, and names
/// that were allowed.
pub(super) fn is_own(name: &Name, allowed: &[String], local: SocketAddr) -> bool {
    let host = name.host();
    let is_address = host.parse::<IpAddr>().is_ok_and(|address| address.to_canonical() == local.ip().to_canonical());
    let is_localhost = host == "localhost" && local.ip().to_canonical().is_loopback();
    let port = name.authority.as_ref().and_then(Authority::port_u16).unwrap_or(80);
    ((is_address || is_localhost) && port == local.port()) || allowed.contains(&host)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(host: &str) -> Option<Name> {
        of(&Request::builder().uri("/").header("host", host).body(()).unwrap())
    }

    #[test]
    fn names_that_can_be_pointed_anywhere_are_refused() {
        let allowed = ["dev.example".to_owned()];
        let local: SocketAddr = "127.0.0.1:8080".parse().unwrap();
        for (host, is_served, opens_page) in [
            ("127.0.0.1:8080", true, true),
            ("localhost:8080", true, true),
            ("LOCALHOST:8080", true, true),
            ("app.localhost:8080", true, false),
            ("192.168.0.7:8080", true, false),
            ("[::1]:8080", true, false),
            ("127.0.0.1:9", true, false),
            ("localhost", true, false),
            ("dev.example:8080", true, true),
            ("evil.example:8080", false, false),
            ("127.0.0.1.evil.example:8080", false, false),
            ("localhost.evil.example", false, false),
        ] {
            let name = name(host).unwrap();
            assert_eq!(is_allowed(&name, &allowed), is_served, "{host}");
            assert_eq!(is_own(&name, &allowed, local), opens_page, "{host}");
        }
    }

    #[test]
    fn illegal_names_are_none() {
        for host in ["", "a b", "me@localhost", "localhost:http"] {
            let found = name(host).filter(|name| is_allowed(name, &[]));
            assert_eq!(found, None, "{host:?}");
        }
        let two = Request::builder().header("host", "localhost").header("host", "localhost").body(()).unwrap();
        assert_eq!(of(&two), None);
    }

    #[test]
    fn the_target_goes_before_the_field() {
        let request = Request::builder().uri("http://evil.example/").header("host", "localhost").body(()).unwrap();
        assert!(!is_allowed(&of(&request).unwrap(), &[]));
    }
}
