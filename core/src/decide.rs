//! From a request to a decision: pure, and without the text of a single response header.
//!
//! # The work bound
//!
//! Work is bounded by the policy, not by the request. With *o* = 327 (the longest origin), *s* the number of kinds of
//! wildcards in the policy, *m* the length of its joined methods, *k* the number of its request headers and *h* the
//! length of their joined names, a decision looks at no more than
//!
//! ```text
//! 6·o + s·(2·o + 1) + 66 + m + (2·k + 32)·(1 + (3 + log₂ k)·h) + h + 1
//! ```
//!
//! bytes and index entries; where `allow_headers` holds `*`, the terms with *k* and *h* become 160 + 2·1024. A
//! test counts the steps of requests of a megabyte. Two origins of a policy whose hashes agree in all bits add a
//! comparison; among a million origins, about one in ten thousand has such a partner.

use crate::decision::{AllowedOrigin, Class, Decision, Reason, Verdict};
use crate::fetch::{Origin, header_name, method};
use crate::image::Flags;
use crate::plan::{ResponseField, ResponseFields};
use crate::policy::{OriginMatch, Policy};
use crate::request::{Request, RequestField};
use crate::steps;
use crate::syntax::{Budget, Element, ListScanner, bytes};
use crate::vary::Vary;

impl Policy<'_> {
    /// Decides a request.
    ///
    /// The order is that of the standard: origin ([CORS check](https://fetch.spec.whatwg.org/#cors-check)), then, for
    /// a preflight, method and header names
    /// ([CORS-preflight fetch](https://fetch.spec.whatwg.org/#cors-preflight-fetch)).
    ///
    /// ```
    /// use corsac::{Class, Config, Reason, RequestParts, Verdict};
    ///
    /// let policy = Config::new().allow_origins(&["https://example.com"]).max_age(7200).compile::<256>().unwrap();
    /// let headers: [(&[u8], &[u8]); 2] =
    ///     [(b"origin", b"https://example.com"), (b"access-control-request-method", b"PUT")];
    /// let decision = policy.as_policy().decide(&RequestParts::new(b"OPTIONS", headers.into_iter()));
    /// assert_eq!(decision.class(), Class::Preflight);
    /// assert_eq!(decision.verdict(), Verdict::Refused(Reason::MethodNotAllowed));
    /// assert_eq!(decision.status(), Some(204), "the browser refuses by itself");
    /// ```
    #[inline]
    pub fn decide<R: Request>(&self, request: &R) -> Decision {
        self.decide_by(request, None::<fn(Origin<'_>) -> bool>)
    }

    /// Decides a request, and asks `allow` about an origin that the policy does not hold: one that is kept in a
    /// database, say.
    ///
    /// `allow` is asked at most once, and only about a canonical tuple origin: never about `null`, which
    /// identifies nobody, or about bytes that no browser sends.
    ///
    /// ```
    /// use corsac::{Config, RequestParts};
    ///
    /// let policy = Config::new().allow_origins(&["https://example.com"]).max_age(7200).compile::<256>().unwrap();
    /// let headers: [(&[u8], &[u8]); 1] = [(b"origin", b"https://tenant.example")];
    /// let request = RequestParts::new(b"GET", headers.into_iter());
    /// let decision = policy.as_policy().decide_with(&request, |origin| origin.as_str() == "https://tenant.example");
    /// assert!(decision.allows_origin());
    /// ```
    #[inline]
    pub fn decide_with<R: Request>(&self, request: &R, allow: impl FnOnce(Origin<'_>) -> bool) -> Decision {
        self.decide_by(request, Some(allow))
    }

    #[inline]
    fn decide_by<R: Request>(&self, request: &R, allow: Option<impl FnOnce(Origin<'_>) -> bool>) -> Decision {
        let is_options = bytes::equal(request.method(), b"OPTIONS");
        let mut origins = request.field_lines(RequestField::Origin);
        let Some(origin) = origins.next() else { return self.not_cors(is_options) };
        let mut decision = self.check_origin(origin, origins.next().is_some());
        if let (Verdict::Refused(Reason::OriginNotAllowed), Some(allow)) = (decision.verdict, allow)
            && let Ok(origin @ Origin::Tuple(_)) = Origin::parse(origin)
            && allow(origin)
        {
            (decision.origin, decision.verdict) = (AllowedOrigin::Dynamic, Verdict::Allowed);
        }
        if is_options {
            decision.vary = decision.vary.with(RequestField::Origin).with(RequestField::AccessControlRequestMethod);
            let mut methods = request.field_lines(RequestField::AccessControlRequestMethod);
            if let Some(method) = methods.next() {
                decision.class = Class::Preflight;
                if decision.allows_origin() {
                    self.preflight(&mut decision, request, (method, methods.next().is_some()));
                }
                return decision;
            }
        }
        if decision.allows_origin() {
            decision.set = self.shared_fields().with(ResponseField::ExposeHeaders, !self.exposed().is_empty());
        }
        decision
    }

    /// The [CORS check](https://fetch.spec.whatwg.org/#cors-check), as far as the origin goes.
    fn check_origin(&self, origin: &[u8], several: bool) -> Decision {
        let (origin, verdict) = match self.match_origin(origin) {
            // Where any origin is allowed, the answer does not depend on what the lines say.
            OriginMatch::Any => (AllowedOrigin::Any, Verdict::Allowed),
            _ if several => (AllowedOrigin::None, Verdict::Refused(Reason::MalformedOrigin)),
            OriginMatch::Exact(index) => (AllowedOrigin::Policy(index), Verdict::Allowed),
            OriginMatch::Wildcard(index) => (AllowedOrigin::Wildcard(index), Verdict::Allowed),
            OriginMatch::Malformed => (AllowedOrigin::None, Verdict::Refused(Reason::MalformedOrigin)),
            OriginMatch::None => (AllowedOrigin::None, Verdict::Refused(Reason::OriginNotAllowed)),
        };
        Decision { origin, class: Class::Actual, verdict, ..self.no_origin() }
    }

    /// The decision about a request without an origin, as far as it does not depend on the method.
    #[inline]
    fn no_origin(&self) -> Decision {
        // Whether there is an Origin at all matters to every answer, except where `*` goes on all of them.
        let any_origin = self.has(Flags::ANY_ORIGIN);
        Decision {
            origin: if any_origin { AllowedOrigin::Any } else { AllowedOrigin::None },
            class: Class::NotCors,
            verdict: Verdict::None,
            set: ResponseFields::NONE,
            vary: if any_origin { Vary::NONE } else { Vary::NONE.with(RequestField::Origin) },
            reflects_method: false,
            reflects_headers: false,
        }
    }

    fn not_cors(&self, is_options: bool) -> Decision {
        let mut decision = self.no_origin();
        if is_options {
            decision.vary = decision.vary.with(RequestField::Origin);
        }
        if self.has(Flags::ANY_ORIGIN) {
            decision.set = self.shared_fields().with(ResponseField::ExposeHeaders, !self.exposed().is_empty());
        }
        decision
    }

    /// An origin that is trusted gets the whole truth, whatever it asks for.
    fn preflight<R: Request>(&self, decision: &mut Decision, request: &R, (method, several): (&[u8], bool)) {
        let method_refusal = if several { Some(Reason::MalformedMethod) } else { self.check_method(method) };
        let lines = request.field_lines(RequestField::AccessControlRequestHeaders);
        let (header_refusal, asks_for_headers) = self.check_headers(lines);
        if let Some(reason) = method_refusal.or(header_refusal) {
            decision.verdict = Verdict::Refused(reason);
        }
        // With credentials `*` is an ordinary name to browsers: they have to be told what they asked for.
        let reflects = |any| self.has(any) && self.has(Flags::CREDENTIALS);
        let (reflects_method, reflects_headers) = (reflects(Flags::ANY_METHOD), reflects(Flags::ANY_HEADER));
        decision.reflects_method = reflects_method && method_refusal.is_none();
        decision.reflects_headers = reflects_headers && header_refusal.is_none() && asks_for_headers;
        let mut set = self.shared_fields().with(ResponseField::MaxAge, !self.max_age_value().is_empty());
        set = set.with(ResponseField::AllowMethods, !reflects_method || decision.reflects_method);
        if reflects_headers {
            decision.vary = decision.vary.with(RequestField::AccessControlRequestHeaders);
            set = set.with(ResponseField::AllowHeaders, decision.reflects_headers);
        } else {
            set = set.with(ResponseField::AllowHeaders, !self.headers().is_empty());
        }
        if self.has(Flags::PRIVATE_NETWORK) {
            decision.vary = decision.vary.with(RequestField::AccessControlRequestPrivateNetwork);
            let mut lines = request.field_lines(RequestField::AccessControlRequestPrivateNetwork);
            let asked = lines.next().is_some_and(|value| bytes::equal(value, b"true")) && lines.next().is_none();
            set = set.with(ResponseField::AllowPrivateNetwork, asked);
        }
        decision.set = set;
    }

    /// What an allowed origin gets on every answer.
    #[inline]
    const fn shared_fields(&self) -> ResponseFields {
        ResponseFields::NONE
            .with(ResponseField::AllowOrigin, true)
            .with(ResponseField::AllowCredentials, self.has(Flags::CREDENTIALS))
    }

    /// [CORS-preflight fetch](https://fetch.spec.whatwg.org/#cors-preflight-fetch), the step about the method.
    fn check_method(&self, requested: &[u8]) -> Option<Reason> {
        steps::count(requested.len().min(method::MAX_METHOD_LENGTH).saturating_add(1));
        if !method::is_method(requested) {
            return Some(Reason::MalformedMethod);
        }
        let allowed = if self.has(Flags::ANY_METHOD) {
            !method::is_forbidden(requested)
        } else {
            // The list holds the safelisted methods, too.
            steps::count(self.methods().len());
            bytes::is_listed(requested, self.methods())
        };
        if allowed { None } else { Some(Reason::MethodNotAllowed) }
    }

    /// [CORS-preflight fetch](https://fetch.spec.whatwg.org/#cors-preflight-fetch), the steps about header names; and
    /// whether the request names any.
    fn check_headers<'r>(&self, lines: impl Iterator<Item = &'r [u8]>) -> (Option<Reason>, bool) {
        let any = self.has(Flags::ANY_HEADER);
        let listed = self.request_header_count();
        let budget = if any { ANY_HEADER_BUDGET } else { self.header_budget(listed) };
        let (mut asks, mut likely) = (false, 0usize);
        let mut scanner = ListScanner::new(lines, budget);
        loop {
            // Browsers send names sorted, as the policy keeps them: then the next one is close behind the last.
            if !any && self.request_header(likely).is_some_and(|name| scanner.take_exact(name)) {
                (asks, likely) = (true, likely.saturating_add(1));
                continue;
            }
            let Some(element) = scanner.next() else { return (None, asks) };
            let name = match element {
                Element::Token(name) if any && name.len() > header_name::MAX_HEADER_NAME_LENGTH => {
                    return (Some(Reason::BudgetExceeded), true);
                }
                Element::Token(name) => name,
                Element::Malformed => return (Some(Reason::HeaderNotAllowed), true),
                Element::OverBudget => return (Some(Reason::BudgetExceeded), true),
            };
            asks = true;
            // `*` stands for every name but this one.
            let covered = any && !bytes::equal_lowercased(name, b"authorization");
            if !covered {
                match self.find_request_header(name, likely) {
                    Some(place) => likely = place.saturating_add(1),
                    None => return (Some(Reason::HeaderNotAllowed), true),
                }
            }
        }
    }

    /// Room for every name with a space after its comma, for some names twice, and for what intermediaries add.
    fn header_budget(&self, listed: usize) -> Budget {
        Budget { units: listed.saturating_mul(2).saturating_add(32), bytes: usize::MAX, longest: self.headers().len() }
    }
}

/// Under `*` the policy sets no bound, so this does. No page asks for that much.
const ANY_HEADER_BUDGET: Budget = Budget { units: 160, bytes: 1024, longest: header_name::MAX_HEADER_NAME_LENGTH };

#[cfg(all(test, feature = "compile", feature = "alloc"))]
mod tests {
    use std::vec::Vec;
    use std::{format, string::String, vec};

    use super::*;
    use crate::config::Config;
    use crate::fetch::MAX_ORIGIN_LENGTH;
    use crate::request::RequestParts;

    /// The formula at the top of this file.
    fn bound(policy: &Policy<'_>, shapes: usize) -> usize {
        let (o, h, k) = (MAX_ORIGIN_LENGTH, policy.headers().len(), policy.request_header_count());
        let lists = if policy.has(Flags::ANY_HEADER) {
            160 + 2 * 1024
        } else {
            (2 * k + 32) * (1 + (2 + k.max(1).ilog2() as usize + 1) * h) + h + 1
        };
        6 * o + shapes * (2 * o + 1) + 66 + policy.methods().len() + lists
    }

    fn hostile_values() -> Vec<Vec<u8>> {
        let mega = 1 << 20;
        vec![
            vec![b','; mega],
            vec![b' '; mega],
            vec![b'x'; mega],
            vec![0xff; mega],
            b"x-a,".repeat(mega / 4),
            b"x-b,x-a,".repeat(mega / 8),
            b"x-zz, ".repeat(mega / 6),
            b"x-very-long-name-that-is-almost-liste,".repeat(mega / 38),
        ]
    }

    #[test]
    fn the_work_is_bounded_by_the_policy() {
        let names: Vec<String> = (0..40).map(|number| format!("x-very-long-name-{number}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let base = Config::new().allow_origins(&["https://a.example"]).allow_methods(&["PUT"]).max_age(5);
        let wild = ["https://*.a.example", "https://a*.b.example", "https://*b.c.d.example:*", "https://a.example:*"];
        let policies = [
            (base, 0),
            (base.allow_headers(&["x-a", "x-b"]), 0),
            (base.allow_headers(&names), 0),
            (base.allow_headers(&["*"]), 0),
            (base.allow_headers(&["*", "authorization"]).allow_credentials(true).allow_methods(&["*"]), 0),
            (base.allow_origins(&wild).allow_headers(&["x-a", "x-very-long-name-that-is-almost-listed"]), 4),
        ];
        let mut origins: Vec<Vec<u8>> = hostile_values();
        origins.push(b"https://a.example".to_vec());
        origins.push(format!("https://{}a.example", "a.".repeat(150)).into_bytes());
        origins.push(format!("https://a{}.b.example", "a".repeat(290)).into_bytes());
        for (config, shapes) in policies {
            let compiled = config.compile_boxed(|_| ()).unwrap();
            let policy = compiled.as_policy();
            let bound = bound(&policy, shapes);
            let mut most = 0;
            for origin in &origins {
                for list in hostile_values() {
                    let fields: [(&[u8], &[u8]); 4] = [
                        (b"origin", origin),
                        (b"access-control-request-method", &list),
                        (b"access-control-request-headers", &list),
                        (b"access-control-request-headers", &list),
                    ];
                    let request = RequestParts::new(b"OPTIONS", fields.into_iter());
                    let (steps, decision) = steps::measure(|| policy.decide(&request));
                    assert!(steps <= bound, "{steps} steps, the bound is {bound}: {decision:?}");
                    most = most.max(steps);
                }
            }
            assert!(most > MAX_ORIGIN_LENGTH / 20, "the counter counts: {most}");
        }
    }

    #[test]
    fn a_thousand_empty_lines_end_early() {
        let compiled =
            Config::new().allow_origins(&["*"]).allow_headers(&["x-a"]).max_age(5).compile_boxed(|_| ()).unwrap();
        let mut fields: Vec<(&[u8], &[u8])> =
            vec![(b"origin", b"https://a.example"), (b"access-control-request-method", b"PUT")];
        fields.resize(1_000, (b"access-control-request-headers", b""));
        let request = RequestParts::new(b"OPTIONS", fields.into_iter());
        let (steps, decision) = steps::measure(|| compiled.as_policy().decide(&request));
        assert_eq!(decision.reason(), Some(Reason::MethodNotAllowed));
        assert!(steps < 100, "{steps}");
    }
}
