//! Where a request finds the policy in force.

use corsac::Policy;

/// Where a request finds the policy in force.
///
/// The simplest source is a reference to a policy in flash. A [`LivePolicy`](crate::LivePolicy) can be replaced.
pub trait PolicySource {
    /// Keeps one policy in place.
    type Held<'s>: HeldPolicy
    where
        Self: 's;

    /// Takes hold of the policy in force. A request does this once, so that its headers come from the policy that it
    /// was decided by, even if that is replaced meanwhile.
    fn hold(&self) -> Self::Held<'_>;
}

/// A policy that stays in place for as long as this lives.
pub trait HeldPolicy {
    /// The policy.
    fn policy(&self) -> Policy<'_>;
}

impl PolicySource for &Policy<'_> {
    type Held<'s>
        = &'s Policy<'s>
    where
        Self: 's;

    fn hold(&self) -> &Policy<'_> {
        self
    }
}

impl PolicySource for Policy<'_> {
    type Held<'s>
        = &'s Policy<'s>
    where
        Self: 's;

    fn hold(&self) -> &Policy<'_> {
        self
    }
}

impl HeldPolicy for &Policy<'_> {
    #[inline]
    fn policy(&self) -> Policy<'_> {
        **self
    }
}
