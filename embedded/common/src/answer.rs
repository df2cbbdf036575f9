//! A decision, together with what its headers are made from.

use corsac::{Decision, Policy, Request, RequestField, ResponseField, ValueId};

use crate::copy::RequestCopy;
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
    // Not inlined: what deciding needs would stay on the stack of a future while the handler runs.
    #[inline(never)]
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
    #[inline]
    pub const fn decision(&self) -> Decision {
        self.decision
    }

    /// What header values are taken from.
    pub const fn request(&self) -> &R {
        &self.request
    }

    /// The header line at this place, name and value: those of the CORS protocol, then `vary`, each at most once,
    /// except that several lines can follow for `access-control-allow-headers`. `None` behind the last.
    ///
    /// These are the lines of the decision's [plan](Decision::plan), found again for each place. That takes less flash
    /// and less memory than a plan that is kept; a test compares both.
    #[inline(never)]
    pub fn line(&self, place: usize) -> Option<(&'static str, &str)> {
        let policy = self.policy.policy();
        let mut left = place;
        for field in self.decision.fields().iter() {
            let mut line = 0usize;
            while let Some(value) = self.value(policy, field, line) {
                if left == 0 {
                    return Some((field.as_str(), value));
                }
                (left, line) = (left.saturating_sub(1), line.saturating_add(1));
            }
        }
        let vary = self.decision.vary();
        (left == 0 && !vary.is_empty()).then(|| ("vary", vary.as_str()))
    }

    /// All header lines but `vary`, in one pass.
    #[inline]
    pub(crate) fn each_cors_line<'v>(&'v self, mut take: impl FnMut(&'static str, &'v str)) {
        let policy = self.policy.policy();
        for field in self.decision.fields().iter() {
            let Some(id) = self.decision.value_id(field) else { continue };
            match origin_of(id) {
                Some(from) => {
                    for value in self.request.field_lines(from) {
                        take(field.as_str(), text(value));
                    }
                }
                None => {
                    if let Some(value) = policy.value(id) {
                        take(field.as_str(), value.as_str());
                    }
                }
            }
        }
    }

    /// All header lines, name and value.
    pub fn lines(&self) -> impl Iterator<Item = (&'static str, &str)> {
        (0..).map_while(|place| self.line(place))
    }

    /// The value of the field's line of this number. Only requested header names have several.
    #[inline]
    fn value<'v>(&'v self, policy: Policy<'v>, field: ResponseField, line: usize) -> Option<&'v str> {
        let id = self.decision.value_id(field)?;
        match origin_of(id) {
            Some(from) => self.request.field_lines(from).nth(line).map(text),
            None if line == 0 => policy.value(id).map(|value| value.as_str()),
            None => None,
        }
    }
}

impl<P: HeldPolicy, const N: usize> Answer<P, RequestCopy<N>> {
    /// Decides a request, and copies what the answer needs of it.
    #[inline(never)]
    pub fn copying<R: Request>(policy: P, request: &R) -> Answer<P, RequestCopy<N>> {
        let decision = policy.policy().decide(request);
        let mut answer = Answer { decision, policy, request: RequestCopy::EMPTY };
        answer.request.fill(decision, request);
        answer
    }
}

/// The field of the request that a value is taken from. Where it is the origin or the method, the request has one line
/// of it, or the decision would be another.
const fn origin_of(id: ValueId) -> Option<RequestField> {
    match id {
        ValueId::RequestOrigin => Some(RequestField::Origin),
        ValueId::RequestMethod => Some(RequestField::AccessControlRequestMethod),
        ValueId::RequestHeaders(_) => Some(RequestField::AccessControlRequestHeaders),
        _ => None,
    }
}

/// What is reflected was found to be an origin or tokens, so it is ASCII.
fn text(value: &[u8]) -> &str {
    core::str::from_utf8(value).unwrap_or_default()
}
