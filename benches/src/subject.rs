//! What is timed and counted: one request decided, and its headers written.

use cors_core::{Cors, CorsDecision};
use corsac::{Decision, PolicyBox, Request};

use crate::headers::{HeaderArray, Name};
use crate::request::Fields;

/// One decision by corsac, and its plan applied to an array that the caller has emptied: the compiler must not know,
/// as it does not know what a handler has put into a response.
#[inline(never)]
pub fn corsac<R: Request>(policy: &PolicyBox, request: &R, headers: &mut HeaderArray) -> Decision {
    let policy = policy.as_policy();
    let decision = policy.decide(request);
    decision.plan(policy, request).apply(headers);
    decision
}

/// The plan of a decision applied to such an array.
#[inline(never)]
pub fn apply<R: Request>(policy: &PolicyBox, decision: Decision, request: &R, headers: &mut HeaderArray) {
    decision.plan(policy.as_policy(), request).apply(headers);
}

/// What `cors-core` decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RivalVerdict {
    /// `CorsDecision::NotCors`.
    NotCors,
    /// `CorsDecision::Rejected`.
    Rejected,
    /// `CorsDecision::Simple`.
    Simple,
    /// `CorsDecision::Preflight`.
    Preflight,
}

const VARY_ORIGIN: &str = "origin";
const VARY_PREFLIGHT: &str = "origin, access-control-request-method, access-control-request-headers";

/// One decision by `cors-core`, and its headers copied to an empty array. Nothing is removed from the array, because
/// it names nothing to remove.
#[inline(never)]
pub fn rival(cors: &Cors, request: &Fields<'_>, headers: &mut HeaderArray) -> RivalVerdict {
    let decision =
        cors.evaluate(request.method, request.origin, request.request_method, request.request_headers, false);
    for (name, value) in decision.headers().into_iter().flatten() {
        match Name::from_bytes(name) {
            // One of two values, told apart by their lengths. Corsac does not pay for copying this one, either.
            Some(Name::Vary) if value.len() == VARY_ORIGIN.len() => headers.push_static(Name::Vary, VARY_ORIGIN),
            Some(Name::Vary) => headers.push_static(Name::Vary, VARY_PREFLIGHT),
            Some(name) => headers.push(name, value),
            None => {}
        }
    }
    match decision {
        CorsDecision::NotCors => RivalVerdict::NotCors,
        CorsDecision::Rejected => RivalVerdict::Rejected,
        CorsDecision::Simple(_) => RivalVerdict::Simple,
        CorsDecision::Preflight(_) => RivalVerdict::Preflight,
    }
}
