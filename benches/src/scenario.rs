//! What is measured, and the answers that must come out.

use corsac::{Class, Reason, ResponseField, Verdict};

use crate::headers::{HeaderArray, Name};
use crate::policy::{Policies, PolicyKind, preview, subdomain, tenant};
use crate::request::{self, Fields, Pair, Pairs};
use crate::subject::{self, RivalVerdict};

/// The length of a hostile header list: what servers let through as one field line, or more.
const HOSTILE_LIST: usize = 16 * 1024;

/// How the request is kept.
#[derive(Clone, Copy)]
pub enum Source {
    /// Looked up already.
    Fields(Fields<'static>),
    /// The method, and twelve pairs to look through.
    Pairs(&'static [u8], &'static [Pair]),
}

/// The `Access-Control-Allow-Origin` that must come out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AllowedOrigin {
    /// None.
    None,
    /// `*`.
    Any,
    /// The origin of the request.
    Same,
}

/// The answer of corsac.
#[derive(Clone, Copy, Debug)]
pub struct Expected {
    /// The class of the request.
    pub class: Class,
    /// The verdict.
    pub verdict: Verdict,
    /// The origin that the response names.
    pub origin: AllowedOrigin,
    /// The number of header lines, `Vary` among them.
    pub lines: usize,
}

/// One request to one policy.
pub struct Scenario {
    /// The name on the command line and in the directory of results.
    pub id: &'static str,
    /// The name in the table.
    pub title: &'static str,
    /// The policy.
    pub policy: PolicyKind,
    /// The request.
    pub source: Source,
    /// The answer of corsac.
    pub expected: Expected,
    /// The answer of `cors-core`, where it has this policy: its verdict, and the number of its header lines.
    pub rival: Option<(RivalVerdict, usize)>,
}

impl Scenario {
    fn new(
        id: &'static str,
        title: &'static str,
        policy: PolicyKind,
        request: Fields<'static>,
        expected: Expected,
    ) -> Scenario {
        Scenario { id, title, policy, source: Source::Fields(request), expected, rival: None }
    }

    fn rival(self, verdict: RivalVerdict, lines: usize) -> Scenario {
        Scenario { rival: Some((verdict, lines)), ..self }
    }

    /// Decides once with corsac.
    ///
    /// # Panics
    ///
    /// If the answer is not the expected one.
    pub fn check(&self, policies: &Policies) {
        let (policy, mut headers) = (policies.get(self.policy), HeaderArray::new());
        let (decision, origin) = match &self.source {
            Source::Fields(request) => (subject::corsac(policy, request, &mut headers), request.origin),
            Source::Pairs(method, pairs) => {
                let request = Pairs::new(method, pairs.iter().copied());
                let origin = pairs.iter().find(|(name, _)| *name == b"Origin").map(|(_, value)| *value);
                (subject::corsac(policy, &request, &mut headers), origin)
            }
        };
        let Expected { class, verdict, origin: allowed, lines } = self.expected;
        assert_eq!((decision.class(), decision.verdict()), (class, verdict), "{}", self.id);
        assert_eq!(headers.len(), lines, "{}", self.id);
        let named = match allowed {
            AllowedOrigin::None => None,
            AllowedOrigin::Any => Some(&b"*"[..]),
            AllowedOrigin::Same => origin,
        };
        assert_eq!(headers.get(Name::Cors(ResponseField::AllowOrigin)), named, "{}", self.id);
        let vary = decision.vary();
        assert_eq!(headers.get(Name::Vary).unwrap_or_default(), vary.as_str().as_bytes(), "{}", self.id);
    }

    /// Decides once with `cors-core`.
    ///
    /// # Panics
    ///
    /// If the answer is not the expected one.
    pub fn check_rival(&self, cors: &cors_core::Cors, request: &Fields<'_>) {
        let mut headers = HeaderArray::new();
        let verdict = subject::rival(cors, request, &mut headers);
        assert_eq!(Some((verdict, headers.len())), self.rival, "{}", self.id);
        let named = match verdict {
            RivalVerdict::NotCors | RivalVerdict::Rejected => None,
            _ if self.policy == PolicyKind::Any => Some(&b"*"[..]),
            _ => request.origin,
        };
        assert_eq!(headers.get(Name::Cors(ResponseField::AllowOrigin)), named, "{}", self.id);
    }
}

const fn expected(class: Class, verdict: Verdict, origin: AllowedOrigin, lines: usize) -> Expected {
    Expected { class, verdict, origin, lines }
}

/// Only `Vary`.
const NOT_CORS: Expected = expected(Class::NotCors, Verdict::None, AllowedOrigin::None, 1);
/// Origin, credentials, exposed headers, `Vary`.
const HIT: Expected = expected(Class::Actual, Verdict::Allowed, AllowedOrigin::Same, 4);
/// Origin, credentials, methods, headers, maximum age, `Vary`.
const PREFLIGHT: Expected = expected(Class::Preflight, Verdict::Allowed, AllowedOrigin::Same, 6);

/// Only `Vary`.
const fn refused_origin(reason: Reason) -> Expected {
    expected(Class::Actual, Verdict::Refused(reason), AllowedOrigin::None, 1)
}

const fn refused_headers(reason: Reason, origin: AllowedOrigin, lines: usize) -> Expected {
    expected(Class::Preflight, Verdict::Refused(reason), origin, lines)
}

/// Every scenario.
pub fn all() -> Vec<Scenario> {
    ordinary().into_iter().chain(hostile()).collect()
}

/// What browsers send, in the order of the table.
pub fn ordinary() -> Vec<Scenario> {
    let mut all = vec![
        Scenario::new("no-origin", "no `Origin`", PolicyKind::Origins(1), Fields::plain(), NOT_CORS)
            .rival(RivalVerdict::NotCors, 0),
    ];
    all.extend(origins());
    all.extend(preflights());
    all
}

fn origins() -> Vec<Scenario> {
    let hit =
        |id, title, count| Scenario::new(id, title, PolicyKind::Origins(count), Fields::actual(tenant(count / 2)), HIT);
    let miss = |id, title, count| {
        let refused = refused_origin(Reason::OriginNotAllowed);
        Scenario::new(id, title, PolicyKind::Origins(count), Fields::actual(tenant(9_999_999)), refused)
    };
    let below = |id, title, count| {
        Scenario::new(id, title, PolicyKind::Subdomains(count), Fields::actual(subdomain(count / 2)), HIT)
    };
    let pairs = |id, title, origin| {
        let source = Source::Pairs(b"GET", Vec::leak(request::twelve_pairs(origin).to_vec()));
        Scenario { source, ..hit(id, title, 1) }
    };
    vec![
        hit("hit-1", "exact origin, the only one", 1).rival(RivalVerdict::Simple, 4),
        hit("hit-100", "exact origin among 100", 100).rival(RivalVerdict::Simple, 4),
        hit("hit-10000", "exact origin among 10,000", 10_000).rival(RivalVerdict::Simple, 4),
        hit("hit-1000000", "exact origin among 1,000,000", 1_000_000).rival(RivalVerdict::Simple, 4),
        miss("miss-1", "foreign origin, one allowed", 1).rival(RivalVerdict::Rejected, 0),
        miss("miss-100", "foreign origin, 100 allowed", 100).rival(RivalVerdict::Rejected, 0),
        miss("miss-10000", "foreign origin, 10,000 allowed", 10_000).rival(RivalVerdict::Rejected, 0),
        miss("miss-1000000", "foreign origin, 1,000,000 allowed", 1_000_000).rival(RivalVerdict::Rejected, 0),
        below("subdomain-1", "subdomain, one wildcard", 1),
        below("subdomain-100", "subdomain among 100 wildcards", 100),
        below("subdomain-10000", "subdomain among 10,000 wildcards", 10_000),
        Scenario::new("glob-1", "glob, the only one", PolicyKind::Glob, Fields::actual(preview()), HIT),
        pairs("pairs-12", "exact origin, found among 12 raw header fields", tenant(0)),
    ]
}

fn preflights() -> Vec<Scenario> {
    let preflight = |id, title, kind, headers: &str, expected| {
        Scenario::new(id, title, kind, Fields::preflight(tenant(0), headers), expected)
    };
    let three = "authorization,content-type,x-requested-with";
    let any = expected(Class::Preflight, Verdict::Allowed, AllowedOrigin::Any, 5);
    vec![
        preflight("preflight-1", "preflight, 1 header", PolicyKind::Origins(1), "content-type", PREFLIGHT)
            .rival(RivalVerdict::Preflight, 6),
        preflight("preflight-3", "preflight, 3 headers", PolicyKind::Origins(1), three, PREFLIGHT)
            .rival(RivalVerdict::Preflight, 6),
        preflight("preflight-any", "preflight, 2 headers, `*`", PolicyKind::Any, "content-type,x-requested-with", any)
            .rival(RivalVerdict::Preflight, 4),
        preflight(
            "preflight-reflecting",
            "preflight, 2 headers, `*` with credentials",
            PolicyKind::Reflecting,
            "content-type,x-requested-with",
            PREFLIGHT,
        )
        .rival(RivalVerdict::Preflight, 6),
    ]
}

/// What no browser sends, in the order of the table.
pub fn hostile() -> Vec<Scenario> {
    let list = |id, title, kind, unit: &str, expected, rival_lines| {
        let request = Fields::preflight(tenant(0), request::repeated(unit, HOSTILE_LIST));
        Scenario::new(id, title, kind, request, expected).rival(RivalVerdict::Preflight, rival_lines)
    };
    let ordinary = |reason| refused_headers(reason, AllowedOrigin::Same, 6);
    let any = |reason| refused_headers(reason, AllowedOrigin::Any, 5);
    let reflecting = |reason| refused_headers(reason, AllowedOrigin::Same, 5);
    let (budget, not_allowed) = (Reason::BudgetExceeded, Reason::HeaderNotAllowed);
    let (one, star, reflect) = (PolicyKind::Origins(1), PolicyKind::Any, PolicyKind::Reflecting);
    let origin = |id, title, kind, origin, reason| {
        Scenario::new(id, title, kind, Fields::actual(origin), refused_origin(reason))
    };
    let long = || request::repeated("https://a.example/", 8 * 1024);
    let miss = Reason::OriginNotAllowed;
    let (labels, maximal) = (request::origin_of_many_labels, request::origin_of_maximal_length);
    vec![
        list("list-repeated", "16 KiB list: an allowed name, repeated", one, "content-type,", ordinary(budget), 6),
        list("list-commas", "16 KiB list: commas", one, ",", ordinary(budget), 6),
        list("list-spaces", "16 KiB list: white space", one, " ", ordinary(budget), 6),
        list("list-token", "16 KiB list: one token", one, "x", ordinary(not_allowed), 6),
        list("list-any-repeated", "16 KiB list under `*`: short names", star, "a,", any(budget), 4),
        list("list-any-commas", "16 KiB list under `*`: commas", star, ",", any(budget), 4),
        list("list-any-token", "16 KiB list under `*`: one token", star, "x", any(budget), 4),
        list("list-any-names", "16 KiB list under `*`: names", star, "x-requested-with,", any(budget), 4),
        list("list-reflecting", "16 KiB list under `*` with credentials", reflect, "a,", reflecting(budget), 6),
        origin("origin-8k", "8 KiB origin", one, long(), Reason::MalformedOrigin).rival(RivalVerdict::Rejected, 0),
        origin("labels-4", "origin of 127 labels, 4 kinds of wildcards", PolicyKind::FourShapes, labels(), miss),
        origin("labels-16", "origin of 127 labels, 16 kinds of wildcards", PolicyKind::SixteenShapes, labels(), miss),
        origin("maximal-4", "longest origin, 4 kinds of wildcards", PolicyKind::FourShapes, maximal(), miss),
        origin("maximal-16", "longest origin, 16 kinds of wildcards", PolicyKind::SixteenShapes, maximal(), miss),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_answer_is_the_expected_one() {
        let policies = Policies::default();
        for scenario in all().iter().filter(|scenario| scenario.policy.count() < 1_000_000) {
            scenario.check(&policies);
            if let (Source::Fields(request), Some(_), Some(cors)) =
                (&scenario.source, scenario.rival, scenario.policy.rival())
            {
                scenario.check_rival(&cors, request);
            }
        }
    }
}
