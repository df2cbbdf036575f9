//! The CORS check.

use super::message::HttpResponse;
use super::reason::Reason;
use super::request::Request;

/// CORS check: whether `response` shares itself with the origin of `request`.
///
/// <https://fetch.spec.whatwg.org/#concept-cors-check>
pub(super) fn cors_check(request: &Request, response: &HttpResponse) -> Result<(), Reason> {
    let Some(origin) = response.headers.get("Access-Control-Allow-Origin") else {
        return Err(Reason::AllowOriginMissing);
    };
    if !request.includes_credentials() && origin == b"*" {
        return Ok(());
    }
    if request.serialized_origin().as_bytes() != origin {
        // The standard knows one failure here; people want to know which mistake it was.
        let is_wildcard = origin == b"*";
        return Err(if is_wildcard { Reason::WildcardWithCredentials } else { Reason::AllowOriginDiffers });
    }
    if !request.includes_credentials() {
        return Ok(());
    }
    match response.headers.get("Access-Control-Allow-Credentials").as_deref() {
        Some(b"true") => Ok(()),
        Some(_) => Err(Reason::AllowCredentialsNotTrue),
        None => Err(Reason::AllowCredentialsMissing),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::browser::construct::construct;
    use crate::browser::{CredentialsMode, Engine, PageRequest};

    fn check(credentials: CredentialsMode, headers: &[(&str, &str)]) -> Result<(), Reason> {
        let page = PageRequest::new("https://a.example", "https://b.example/").expect("valid").credentials(credentials);
        let request = construct(&page, Engine::Spec).expect("valid");
        let response = HttpResponse { status: 200, headers: headers.iter().copied().collect() };
        cors_check(&request, &response)
    }

    #[test]
    fn without_credentials() {
        let check = |values: &[&str]| {
            let lines: Vec<_> = values.iter().map(|&value| ("access-control-allow-origin", value)).collect();
            check(CredentialsMode::SameOrigin, &lines)
        };
        assert_eq!(check(&[]), Err(Reason::AllowOriginMissing));
        assert_eq!(check(&["*"]), Ok(()));
        assert_eq!(check(&["https://a.example"]), Ok(()));
        for differs in ["", "null", "https://a.example/", "HTTPS://a.example", "https://b.example", "**"] {
            assert_eq!(check(&[differs]), Err(Reason::AllowOriginDiffers), "{differs}");
        }
        assert_eq!(check(&["*", "*"]), Err(Reason::AllowOriginDiffers));
        assert_eq!(check(&["https://a.example", "https://a.example"]), Err(Reason::AllowOriginDiffers));
    }

    #[test]
    fn with_credentials() {
        let origin = ("Access-Control-Allow-Origin", "https://a.example");
        let allow = |value| ("Access-Control-Allow-Credentials", value);
        let check = |headers: &[(&str, &str)]| check(CredentialsMode::Include, headers);
        assert_eq!(check(&[origin, allow("true")]), Ok(()));
        assert_eq!(check(&[origin]), Err(Reason::AllowCredentialsMissing));
        for value in ["True", "", "1", "\"true\""] {
            assert_eq!(check(&[origin, allow(value)]), Err(Reason::AllowCredentialsNotTrue), "{value}");
        }
        assert_eq!(check(&[origin, allow("true"), allow("true")]), Err(Reason::AllowCredentialsNotTrue));
        let wildcard = ("Access-Control-Allow-Origin", "*");
        assert_eq!(check(&[wildcard, allow("true")]), Err(Reason::WildcardWithCredentials));
    }
}
