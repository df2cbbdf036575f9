//! The answer to preflights, made beforehand.

use corsac::{Policy, Request, RequestField, ResponseField, ResponseFields, ValueId, Vary};
use http::HeaderMap;
use http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue};

use crate::constants::Constants;
use crate::headers::{Sink, apply_plan};
use crate::judge::Judged;
use crate::request::HttpRequest;

/// The headers of the answer to every preflight from an allowed origin, but for the origin itself.
///
/// An origin that the policy trusts gets the whole truth, whatever it asks for, so there is but one answer. Cloning a
/// header map costs less than filling one.
#[derive(Debug)]
pub(crate) struct Preflight {
    fields: ResponseFields,
    vary: Vary,
    headers: HeaderMap,
}

impl Preflight {
    /// `None` where the answer is made of what the request asks for.
    pub(crate) fn of(policy: Policy<'_>, constants: &Constants) -> Option<Preflight> {
        let decision = policy.decide_with(&AnyPreflight, |_| true);
        let reflects = ResponseField::ALL
            .into_iter()
            .filter_map(|field| decision.value_id(field))
            .any(|id| matches!(id, ValueId::RequestMethod | ValueId::RequestHeaders(_)));
        if reflects || decision.status() != Some(204) {
            return None;
        }
        let mut headers = HeaderMap::with_capacity(7);
        let origin = const { HeaderValue::from_static(AnyPreflight::ORIGIN) };
        let request_value = |id| matches!(id, ValueId::RequestOrigin).then(|| origin.clone());
        let mut sink = Sink { constants, request_value, headers: &mut headers };
        decision.plan(policy, &AnyPreflight).apply(&mut sink);
        Some(Preflight { fields: decision.fields(), vary: decision.vary(), headers })
    }
}

/// A preflight that asks for next to nothing, from an origin that no policy holds but by a wildcard.
struct AnyPreflight;

impl AnyPreflight {
    const ORIGIN: &str = "https://corsac.invalid";
}

impl Request for AnyPreflight {
    fn method(&self) -> &[u8] {
        b"OPTIONS"
    }

    fn field_lines(&self, field: RequestField) -> impl Iterator<Item = &[u8]> {
        let line: Option<&[u8]> = match field {
            RequestField::Origin => Some(AnyPreflight::ORIGIN.as_bytes()),
            RequestField::AccessControlRequestMethod => Some(b"GET"),
            _ => None,
        };
        line.into_iter()
    }
}

/// The headers of a response that is made now: to a preflight, or to a request that is refused.
pub(crate) fn headers(judged: &Judged<'_>, request: &HttpRequest<'_>, made: Option<&Preflight>) -> HeaderMap {
    let decision = judged.decision();
    if let Some(made) = made
        && (decision.fields(), decision.vary()) == (made.fields, made.vary)
    {
        let mut headers = made.headers.clone();
        if decision.value_id(ResponseField::AllowOrigin) != Some(ValueId::Any)
            && let (Some(place), Some(origin)) = (headers.get_mut(ACCESS_CONTROL_ALLOW_ORIGIN), request.origin())
        {
            *place = origin.clone();
        }
        return headers;
    }
    let mut headers = HeaderMap::new();
    apply_plan(judged, request, &mut headers);
    headers
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Config, Cors};

    /// The plan is the oracle.
    #[test]
    fn what_was_made_beforehand_is_what_the_plan_says() {
        let base = Config::new().allow_origins(&["https://a.example", "https://*.b.example"]).max_age(600);
        let policies = [
            base,
            base.allow_credentials(true).allow_methods(&["PUT"]).allow_headers(&["x-a", "x-b"]),
            base.allow_methods(&["*"]).allow_headers(&["*"]).expose_headers(&["*"]),
            base.allow_credentials(true).allow_methods(&["*"]).allow_headers(&["x-a"]),
            base.allow_credentials(true).allow_headers(&["*"]),
            base.allow_private_network(true),
            Config::new().allow_origins(&["*"]).max_age(0).allow_headers(&["*", "authorization"]),
        ];
        let mut made = 0;
        for policy in policies {
            let cors = Cors::compile(&policy).unwrap().allow_origin_if(|origin| origin.as_str() == "https://c.example");
            for origin in
                ["https://a.example", "https://x.b.example", "https://c.example", "https://d.example", "null", "?"]
            {
                for (method, list) in
                    [("GET", None), ("PUT", Some("x-a")), ("PATCH", Some("x-c, x-d")), ("(", Some("("))]
                {
                    for private in [false, true] {
                        let mut request = http::Request::options("/").header("origin", origin);
                        request = request.header("access-control-request-method", method);
                        if let Some(list) = list {
                            request = request.header("access-control-request-headers", list);
                        }
                        if private {
                            request = request.header("access-control-request-private-network", "true");
                        }
                        let request = request.body(()).unwrap();
                        let head = HttpRequest::of(&request);
                        let judged = cors.judge(&head);
                        let mut planned = HeaderMap::new();
                        apply_plan(&judged, &head, &mut planned);
                        assert_eq!(judged.headers(&head), planned, "{policy:?} {request:?}");
                        made += usize::from(judged.decision().allows_origin());
                    }
                }
            }
        }
        assert!(made > 100, "{made}");
    }
}
