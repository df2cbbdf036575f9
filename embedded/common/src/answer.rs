//! A decision, together with what its headers are made from.

use corsac::{Decision, Operation, Request};

use crate::source::HeldPolicy;

/// A decision, together with the policy and the request that its header lines are made from.
///
/// Lines are made one at a time, when they are written: nothing but a number has to be kept meanwhile.
#[derive(Clone, Copy, Debug)]
pub struct Answer<P, R> {
    decision: Decision,
    policy: P,
    request: R,
}

impl<P: HeldPolicy, R: Request> Answer<P, R> {
    /// Decides a request.
    #[inline]
    pub fn new(policy: P, request: R) -> Answer<P, R> {
        let decision = policy.policy().decide(&request);
        Answer { decision, policy, request }
    }

    /// An answer whose values come from another request than the one decided: from a copy, where the request itself
    /// is gone when the headers are written.
    #[inline]
    pub const fn from_parts(decision: Decision, policy: P, request: R) -> Answer<P, R> {
        Answer { decision, policy, request }
    }

    /// The decision.
    pub const fn decision(&self) -> Decision {
        self.decision
    }

    /// What header values are taken from.
    pub const fn request(&self) -> &R {
        &self.request
    }

    /// The header line at this place, name and value: those of the CORS protocol, then `vary`, each at most once,
    /// except that several lines can follow for `access-control-allow-headers`. `None` behind the last.
    #[inline(never)]
    pub fn line(&self, place: usize) -> Option<(&'static str, &str)> {
        self.operations().filter_map(line).nth(place)
    }

    /// All header lines, name and value.
    pub fn lines(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.operations().filter_map(line)
    }

    pub(crate) fn operations(&self) -> impl Iterator<Item = Operation<'_>> {
        self.decision.plan(self.policy.policy(), &self.request)
    }
}

fn line(operation: Operation<'_>) -> Option<(&'static str, &str)> {
    match operation {
        Operation::Set { field, value } | Operation::Append { field, value } => Some((field.as_str(), value.as_str())),
        Operation::AddVary(vary) => Some(("vary", vary.as_str())),
        _ => None,
    }
}
