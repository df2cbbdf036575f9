//! Laws of deciding, for any policy and any request:
//!
//! - two requests that agree on the method and on every field that the answer's `Vary` names get the same answer;
//! - applying a plan twice changes nothing more; each field has one line, but for lists that are reflected;
//! - every header value is legal, and an origin that is not trusted gets none;
//! - work is bounded by the policy: no more field lines are asked for than the documented budget says, and what lies
//!   beyond it has no influence.

#![no_main]

use corsac::fetch::MAX_ORIGIN_LENGTH;
use corsac::{Operation, Policy, Reason, RequestField, ResponseField};
use corsac_fuzz::{Choices, Request, Response, policy, texts};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let choices = &mut Choices::new(bytes);
    let text = policy::policy(choices);
    let Ok(compiled) = text.compile() else { return };
    let policy = compiled.as_policy();
    let request = Request::from_choices(choices, &text.allow_origins);
    let other = Request::from_choices(choices, &text.allow_origins);
    let existing = existing(choices);
    check_work(policy, &request, Budget::of(&text.allow_headers));
    check_vary(policy, &request, &other, &existing);
    check_plan(policy, &request, &existing);
});

/// What a handler may have set.
fn existing(choices: &mut Choices<'_>) -> Response {
    const NAMES: &[&str] = &[
        "vary",
        "access-control-allow-origin",
        "access-control-allow-headers",
        "access-control-max-age",
        "etag",
        "access-control-allow-credentials",
        "access-control-expose-headers",
        "access-control-allow-methods",
        "access-control-allow-private-network",
    ];
    const VALUES: &[&str] = &["*", "Origin", "accept , ORIGIN", "true", "1", "access-control-request-method,accept"];
    let count = choices.below(4);
    Response::of((0..count).map(|_| (choices.pick(NAMES).to_owned(), texts::near(choices, VALUES))))
}

fn check_vary(policy: Policy<'_>, request: &Request, other: &Request, existing: &Response) {
    let decision = policy.decide(request);
    let mut twin = request.clone();
    for field in RequestField::ALL.into_iter().filter(|field| !decision.vary().contains(*field)) {
        *twin.lines_of_mut(field) = other.lines_of(field).to_vec();
    }
    assert_eq!(policy.decide(&twin).status(), decision.status(), "{policy:?}\n{request:?}\n{twin:?}");
    let (answer, twin_answer) = (existing.clone().answer(policy, request), existing.clone().answer(policy, &twin));
    assert_eq!(answer, twin_answer, "{policy:?}\n{request:?}\n{twin:?}");
}

fn check_plan(policy: Policy<'_>, request: &Request, existing: &Response) {
    let decision = policy.decide(request);
    let once = existing.clone().answer(policy, request);
    assert_eq!(once.clone().answer(policy, request), once, "{policy:?}\n{request:?}");
    let requested = request.lines_of(RequestField::AccessControlRequestHeaders);
    for field in ResponseField::ALL {
        let lines = once.lines_of(field.as_str());
        let reflected = field == ResponseField::AllowHeaders && lines == requested;
        assert!(lines.len() <= 1 || reflected, "{field:?} twice: {policy:?}\n{request:?}\n{once:?}");
        assert!(lines.is_empty() || decision.allows_origin() || decision.reason().is_none(), "{policy:?}\n{request:?}");
        assert!(lines.iter().flatten().all(|byte| matches!(byte, b' ' | b'\t' | 0x21..=0x7e)), "{once:?}");
    }
    let present = existing.vary();
    let expected = decision.vary().names().all(|name| once.vary().iter().any(|other| other == name));
    assert!(expected || present.iter().any(|name| name == "*"), "{policy:?}\n{request:?}\n{once:?}");
    // Doing the operations one by one is applying them.
    let mut one_by_one = existing.clone();
    use corsac::ResponseHeaders as _;
    for operation in decision.plan(policy, request) {
        match operation {
            Operation::Remove { fields } => one_by_one.remove(fields),
            Operation::Set { field, value } => one_by_one.set(field, value),
            Operation::Append { field, value } => one_by_one.append(field, value),
            Operation::AddVary(vary) => one_by_one.add_vary(vary),
            _ => unreachable!("there are no others"),
        }
    }
    assert_eq!(one_by_one, once, "{policy:?}\n{request:?}");
    if !decision.reads_request() {
        assert!(decision.plan(policy, &()).eq(decision.plan(policy, request)), "{policy:?}\n{request:?}");
    }
}

/// How much of a list of header names is looked at, from the documents of `core`.
struct Budget {
    lines: usize,
    bytes: usize,
}

impl Budget {
    fn of(names: &[String]) -> Budget {
        if names.iter().any(|name| name == "*") {
            // 160 lines, elements and bytes of white space, as many commas, 1024 bytes of names, and one name too many.
            return Budget { lines: 160, bytes: 2 * 160 + 1024 + 256 };
        }
        let units = 2 * names.len() + 32;
        // No name that is longer than all of the policy's together is read to its end.
        let longest = names.iter().map(|name| name.len() + 1).sum::<usize>();
        Budget { lines: units, bytes: (units + 1) * (longest + 2) }
    }
}

fn check_work(policy: Policy<'_>, request: &Request, budget: Budget) {
    request.take_count();
    let decision = policy.decide(request);
    // Two lines of each other field tell that there are several.
    let taken = request.take_count();
    assert!(taken <= budget.lines + 1 + 2 * 3, "{taken} lines taken: {policy:?}\n{request:?}");
    let _ = decision.plan(policy, request).count();
    let taken = request.take_count();
    assert!(taken <= (budget.lines + 2).pow(2) + 4, "{taken} lines taken for the plan: {policy:?}\n{request:?}");

    let mut cut = request.clone();
    let lines = cut.lines_of_mut(RequestField::AccessControlRequestHeaders);
    lines.truncate(budget.lines + 1);
    let mut left = budget.bytes;
    for line in lines.iter_mut() {
        line.truncate(left);
        left -= line.len();
    }
    for (field, limit) in
        [(RequestField::Origin, MAX_ORIGIN_LENGTH + 1), (RequestField::AccessControlRequestMethod, 65)]
    {
        let lines = cut.lines_of_mut(field);
        lines.truncate(2);
        lines.iter_mut().for_each(|line| line.truncate(limit));
    }
    assert_eq!(policy.decide(&cut), decision, "what is beyond the budget matters: {policy:?}\n{request:?}");
    let long_origin = request.lines_of(RequestField::Origin).first().is_some_and(|line| line.len() > MAX_ORIGIN_LENGTH);
    let trusts_all = policy.allow_origins().any(|pattern| pattern.as_str() == "*");
    assert!(!long_origin || trusts_all || decision.reason() == Some(Reason::MalformedOrigin), "{request:?}");
}
