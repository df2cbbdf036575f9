//! From a decision to what a server does with the request.

use std::sync::Arc;

use arc_swap::Guard;
use corsac::fetch::Origin;
use corsac::{Decision, Plan, Policy, Reason, Request, RequestField};
use http::HeaderMap;

use crate::answer::Answer;
use crate::constants::Constants;
use crate::cors::Cors;
use crate::policy::ServerPolicy;
use crate::preflight;
use crate::refusal::Refusal;
use crate::request::{HttpRequest, ServerRequest};
use crate::same_origin::{is_same_origin, is_websocket_handshake};
use crate::settings::Refuse;

/// A decision together with the policy that it was made by.
///
/// It holds on to the policy in a way that is meant to be short: make an [`Answer`] of it before the application runs.
#[derive(Debug)]
pub struct Judged<'c> {
    cors: &'c Cors,
    policy: Guard<Arc<ServerPolicy>>,
    decision: Decision,
}

/// What to do with a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[must_use]
pub enum Action {
    /// Answer with this status, the headers of [`Judged::plan`], and no body. The application does not see it: it is a
    /// preflight.
    Preflight(u16),
    /// Answer with 403, the headers of [`Judged::plan`], and no body: see [`Refuse`].
    Refuse,
    /// Let the application answer, and put the [`Answer`] on what comes out.
    PassOn,
}

impl Action {
    /// The status to answer with, if the application does not.
    pub const fn status(self) -> Option<u16> {
        match self {
            Action::Preflight(status) => Some(status),
            Action::Refuse => Some(403),
            Action::PassOn => None,
        }
    }
}

impl<'c> Judged<'c> {
    #[inline]
    pub(crate) fn new(cors: &'c Cors, policy: Guard<Arc<ServerPolicy>>, decision: Decision) -> Judged<'c> {
        Judged { cors, policy, decision }
    }

    /// What to do with the request. If it is refused, this also tells those who want to know: ask once.
    #[inline]
    pub fn action(&self, request: &impl ServerRequest) -> Action {
        let refused = match self.decision.reason() {
            None => false,
            Some(reason) => self.refused(request, reason),
        };
        match self.decision.status() {
            Some(204) => Action::Preflight(self.cors.settings().preflight_status.code()),
            Some(status) => Action::Preflight(status),
            None if refused => Action::Refuse,
            None => Action::PassOn,
        }
    }

    /// Reports a refusal. Is the request itself to be refused?
    #[cold]
    fn refused(&self, request: &impl ServerRequest, reason: Reason) -> bool {
        // A page of the server itself needs no permission, so there is nothing to report.
        if !self.decision.is_preflight() && is_same_origin(request) {
            return false;
        }
        let refused = !self.decision.is_preflight()
            && match self.cors.settings().refuse {
                Refuse::Nothing => false,
                Refuse::WebSocketUpgrades => is_websocket_handshake(request),
                Refuse::CrossOriginRequests => true,
            };
        let origin = request.field_lines(RequestField::Origin).next().unwrap_or_default();
        self.cors.observer().report(&Refusal::new(&self.decision, reason, origin, refused));
        refused
    }

    /// The origin of a request that was refused only because nothing known here allows it: one to ask another source
    /// about. If that allows it, go on with [`Cors::judge_allowed`].
    pub fn unknown_origin<'r>(&self, request: &'r impl Request) -> Option<Origin<'r>> {
        if self.decision.reason() != Some(Reason::OriginNotAllowed) {
            return None;
        }
        let origin = request.field_lines(RequestField::Origin).next()?;
        Origin::parse(origin).ok().filter(|origin| matches!(origin, Origin::Tuple(_)))
    }

    /// The decision.
    pub fn decision(&self) -> Decision {
        self.decision
    }

    /// The policy that it was made by.
    #[inline]
    pub fn policy(&self) -> Policy<'_> {
        self.policy.as_policy()
    }

    /// The header values of that policy.
    #[inline]
    pub fn constants(&self) -> &'static Constants {
        self.policy.constants()
    }

    /// What to do to the headers of a response that is made now.
    pub fn plan<'v, R: Request>(&'v self, request: &'v R) -> Plan<'v, R> {
        self.decision.plan(self.policy(), request)
    }

    /// The headers of a response of `http` 1.x that is made now: to a preflight, or to a request that is refused.
    pub fn headers(&self, request: &HttpRequest<'_>) -> HeaderMap {
        preflight::headers(self, request, self.policy.preflight())
    }

    /// What to do to the headers of the application's response. `origin` is asked for the value of the request's
    /// `Origin`, in the form in which the framework has it, if the answer names it.
    #[inline]
    pub fn answer<O>(&self, origin: impl FnOnce() -> Option<O>) -> Answer<O> {
        Answer::new(self.decision, self.constants(), self.cors.settings().inner_headers, origin)
    }
}
