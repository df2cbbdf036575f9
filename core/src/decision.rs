//! What was decided: the class of a request, the verdict and its reason.

use core::fmt;

use crate::plan::{Plan, ResponseField, ResponseFields, ValueId};
use crate::policy::Policy;
use crate::request::Request;
use crate::vary::Vary;

/// What kind of request it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// Not a [CORS request](https://fetch.spec.whatwg.org/#cors-request): it has no `Origin`.
    NotCors,
    /// A CORS request that the application answers. It need not be cross-origin.
    Actual,
    /// A [CORS-preflight request](https://fetch.spec.whatwg.org/#cors-preflight-request): `OPTIONS` with `Origin` and
    /// `Access-Control-Request-Method`. It is answered without the application.
    Preflight,
}

impl Class {
    /// `not-cors`, `actual` or `preflight`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Class::NotCors => "not-cors",
            Class::Actual => "actual",
            Class::Preflight => "preflight",
        }
    }
}

/// What the policy says of the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// Nothing: it is not a CORS request.
    None,
    /// The page may read the response, or go on to the request that the preflight announced.
    Allowed,
    /// The page may not.
    Refused(Reason),
}

impl Verdict {
    /// `none`, `allowed` or `refused`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Verdict::None => "none",
            Verdict::Allowed => "allowed",
            Verdict::Refused(_) => "refused",
        }
    }
}

/// Why a request is refused: the first step of the standard that fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Reason {
    /// There are several `Origin` lines, or the value is not an origin that a browser serializes.
    MalformedOrigin,
    /// No pattern allows the origin ([CORS check](https://fetch.spec.whatwg.org/#cors-check)).
    OriginNotAllowed,
    /// There are several `Access-Control-Request-Method` lines, or the value is not a token of at most 64 bytes.
    MalformedMethod,
    /// The policy does not list the method
    /// ([CORS-preflight fetch](https://fetch.spec.whatwg.org/#cors-preflight-fetch), the step about methods).
    MethodNotAllowed,
    /// The policy does not list one of the requested headers
    /// ([CORS-preflight fetch](https://fetch.spec.whatwg.org/#cors-preflight-fetch), the steps about header names).
    HeaderNotAllowed,
    /// `Access-Control-Request-Headers` is longer than this policy could ever allow; the rest was not read.
    BudgetExceeded,
}

impl Reason {
    /// Every reason, in the order in which they are looked for.
    pub const ALL: [Reason; 6] = [
        Reason::MalformedOrigin,
        Reason::OriginNotAllowed,
        Reason::MalformedMethod,
        Reason::MethodNotAllowed,
        Reason::HeaderNotAllowed,
        Reason::BudgetExceeded,
    ];

    /// The stable kebab-case name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Reason::MalformedOrigin => "malformed-origin",
            Reason::OriginNotAllowed => "origin-not-allowed",
            Reason::MalformedMethod => "malformed-method",
            Reason::MethodNotAllowed => "method-not-allowed",
            Reason::HeaderNotAllowed => "header-not-allowed",
            Reason::BudgetExceeded => "budget-exceeded",
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// Whose origin the answer names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AllowedOrigin {
    None,
    Any,
    /// The text of this pattern, which is the request's origin.
    Policy(u32),
    /// The request's, which this wildcard allows.
    Wildcard(u32),
    /// The request's, which the caller allows.
    Dynamic,
}

/// The answer to one request: `Copy`, at most 24 bytes, without a borrow of policy or request.
///
/// It is known before the application runs, so what it says can also be put on errors, timeouts and panics.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decision {
    pub(crate) origin: AllowedOrigin,
    pub(crate) class: Class,
    pub(crate) verdict: Verdict,
    pub(crate) set: ResponseFields,
    pub(crate) vary: Vary,
    // Whether methods and headers come from the request.
    pub(crate) reflects_method: bool,
    pub(crate) reflects_headers: bool,
}

const _: () = assert!(size_of::<Decision>() <= 24);

impl Decision {
    /// The class of the request.
    pub const fn class(&self) -> Class {
        self.class
    }

    /// Is this a CORS-preflight request? Then it should not reach the application.
    pub const fn is_preflight(&self) -> bool {
        matches!(self.class, Class::Preflight)
    }

    /// The verdict.
    pub const fn verdict(&self) -> Verdict {
        self.verdict
    }

    /// Why the request is refused, if it is.
    pub const fn reason(&self) -> Option<Reason> {
        match self.verdict {
            Verdict::Refused(reason) => Some(reason),
            _ => None,
        }
    }

    /// Is the origin of the request one that the policy trusts, whatever else may be refused?
    pub const fn allows_origin(&self) -> bool {
        !matches!((self.origin, self.class), (AllowedOrigin::None, _) | (_, Class::NotCors))
    }

    /// The pattern that allowed the origin: its place in [`Policy::allow_origins`]. `None` where nothing did, or where
    /// the function given to [`Policy::decide_with`] did.
    pub const fn pattern(&self) -> Option<u32> {
        match (self.origin, self.class) {
            (_, Class::NotCors) | (AllowedOrigin::None | AllowedOrigin::Dynamic, _) => None,
            (AllowedOrigin::Any, _) => Some(0),
            (AllowedOrigin::Policy(index) | AllowedOrigin::Wildcard(index), _) => Some(index),
        }
    }

    /// The status of the answer to a preflight: 204 if the origin is allowed, else 403. `None` for other requests,
    /// whose status is the application's business.
    ///
    /// A preflight from an allowed origin for something that is not allowed gets 204, too, and the same headers as
    /// any other: the browser then refuses by itself, and its console names what is missing.
    pub const fn status(&self) -> Option<u16> {
        match (self.class, self.origin) {
            (Class::Preflight, AllowedOrigin::None) => Some(403),
            (Class::Preflight, _) => Some(204),
            _ => None,
        }
    }

    /// The request fields on which this answer depends. Two requests that agree on the method and on these fields get
    /// the same answer.
    pub const fn vary(&self) -> Vary {
        self.vary
    }

    /// Does the plan take a value from the request? If not, it can be made without one:
    /// `decision.plan(policy, &())`. That is so unless a wildcard or a function allowed the origin, or credentials
    /// meet `*` in methods or request headers.
    pub const fn reads_request(&self) -> bool {
        matches!(self.origin, AllowedOrigin::Wildcard(_) | AllowedOrigin::Dynamic)
            || self.reflects_method
            || self.reflects_headers
    }

    /// The fields that the answer sets; its plan removes all others.
    #[inline]
    pub const fn fields(&self) -> ResponseFields {
        self.set
    }

    /// Where the value of a field comes from, if the answer sets it: what [`plan`](Decision::plan) says, without the
    /// bytes. With it, an adapter that has made its values beforehand can answer long after policy and request are
    /// gone, as long as nothing but the origin comes from the request: that is, for all but preflights.
    ///
    /// ```
    /// use corsac::{Config, RequestParts, ResponseField, ValueId};
    ///
    /// let policy = Config::new().allow_origins(&["https://example.com"]).max_age(7200).compile::<256>().unwrap();
    /// let headers: [(&[u8], &[u8]); 1] = [(b"origin", b"https://example.com")];
    /// let decision = policy.as_policy().decide(&RequestParts::new(b"GET", headers.into_iter()));
    /// assert_eq!(decision.value_id(ResponseField::AllowOrigin), Some(ValueId::Origin(0)));
    /// assert_eq!(decision.value_id(ResponseField::MaxAge), None);
    /// ```
    #[inline]
    pub const fn value_id(&self, field: ResponseField) -> Option<ValueId> {
        if !self.set.contains(field) {
            return None;
        }
        Some(match field {
            ResponseField::AllowOrigin => match self.origin {
                AllowedOrigin::None => return None,
                AllowedOrigin::Any => ValueId::Any,
                AllowedOrigin::Policy(index) => ValueId::Origin(index),
                AllowedOrigin::Wildcard(_) | AllowedOrigin::Dynamic => ValueId::RequestOrigin,
            },
            ResponseField::AllowCredentials | ResponseField::AllowPrivateNetwork => ValueId::True,
            ResponseField::ExposeHeaders => ValueId::ExposedHeaders,
            ResponseField::AllowMethods if self.reflects_method => ValueId::RequestMethod,
            ResponseField::AllowMethods => ValueId::Methods,
            ResponseField::AllowHeaders if self.reflects_headers => ValueId::RequestHeaders(0),
            ResponseField::AllowHeaders => ValueId::Headers,
            ResponseField::MaxAge => ValueId::MaxAge,
        })
    }

    /// What to do to the response's headers. Takes the policy and the request that this decision was made from; with
    /// others, values may be missing, but none is made up.
    ///
    /// ```
    /// use corsac::{Config, Operation, RequestParts};
    ///
    /// let policy = Config::new().allow_origins(&["https://example.com"]).max_age(7200).compile::<256>().unwrap();
    /// let headers: [(&[u8], &[u8]); 1] = [(b"origin", b"https://example.com")];
    /// let request = RequestParts::new(b"GET", headers.into_iter());
    /// let decision = policy.as_policy().decide(&request);
    /// let Some(Operation::Set { field, value }) = decision.plan(policy.as_policy(), &request).nth(1) else { panic!() };
    /// assert_eq!((field.as_str(), value.as_str()), ("access-control-allow-origin", "https://example.com"));
    /// ```
    #[inline]
    pub const fn plan<'v, R: Request>(&self, policy: Policy<'v>, request: &'v R) -> Plan<'v, R> {
        Plan::new(*self, policy, request)
    }
}
