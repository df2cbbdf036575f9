//! The core beside `cors-core`: one decision, and its header plan applied.

use core::hint::black_box;

use crate::case::{CORSAC, Case};
use crate::headers::HeaderArray;
use crate::measure::{Repeated, Subject, Work};
use crate::policy::{Policies, PolicyKind, tenant};
use crate::request::{Fields, Pairs};
use crate::scenario::{self, Scenario, Source};
use crate::subject;

/// The case whose policy and request no cache knows.
pub const COLD: (&str, &str) = ("hit-1000000-cold", "another of 1,000,000 exact origins each time");

/// The name of the other library.
pub const RIVAL: &str = "cors-core";

/// All scenarios.
pub fn cases(policies: &'static Policies) -> Vec<Case> {
    let mut cases: Vec<Case> = scenario::all().into_iter().map(|scenario| case(scenario, policies)).collect();
    let cold = move || vec![Subject::new(CORSAC, another_origin_each_time(policies))];
    cases.push(Case::new(COLD.0.to_owned(), 1_000_000, false, cold));
    cases
}

fn case(scenario: Scenario, policies: &'static Policies) -> Case {
    let count = scenario.policy.count();
    Case::new(scenario.id.to_owned(), count, true, move || {
        let mut subjects = vec![Subject { name: CORSAC, work: decide(&scenario, policies) }];
        if let (Some(_), Source::Fields(request)) = (scenario.rival, scenario.source) {
            let cors = scenario.policy.rival().expect("the scenario names a rival");
            scenario.check_rival(&cors, &request);
            let mut headers = HeaderArray::new();
            let run = move || {
                headers.clear();
                black_box(subject::rival(black_box(&cors), black_box(&request), black_box(&mut headers)));
            };
            subjects.push(Subject::new(RIVAL, Repeated(run)));
        }
        subjects
    })
}

/// A decision by corsac and its plan, after its answer was asserted.
pub fn decide(scenario: &Scenario, policies: &Policies) -> Box<dyn Work> {
    scenario.check(policies);
    let (policy, mut headers) = (policies.get(scenario.policy), HeaderArray::new());
    match scenario.source {
        Source::Fields(request) => Box::new(Repeated(move || {
            headers.clear();
            black_box(subject::corsac(black_box(policy), black_box(&request), black_box(&mut headers)));
        })),
        Source::Pairs(method, pairs) => Box::new(Repeated(move || {
            let request = Pairs::new(method, black_box(pairs).iter().copied());
            headers.clear();
            black_box(subject::corsac(black_box(policy), &request, black_box(&mut headers)));
        })),
    }
}

/// The plan alone: its headers written, the decision made before.
pub fn plan(scenario: &Scenario, policies: &Policies) -> Box<dyn Work> {
    scenario.check(policies);
    let (policy, mut headers) = (policies.get(scenario.policy), HeaderArray::new());
    let Source::Fields(request) = scenario.source else { panic!("{} has no fields", scenario.id) };
    let decision = policy.as_policy().decide(&request);
    Box::new(Repeated(move || {
        headers.clear();
        subject::apply(black_box(policy), black_box(decision), black_box(&request), black_box(&mut headers));
    }))
}

/// The other scenarios ask for one origin again and again, whose part of the image is in the cache. This one asks for
/// another each time.
fn another_origin_each_time(policies: &Policies) -> impl Work + use<> {
    let policy = policies.get(PolicyKind::Origins(1_000_000));
    // A multiplier without a common factor visits every place.
    let requests: Vec<Fields<'_>> =
        (0..65_536).map(|number| Fields::actual(tenant(number * 618_033 % 1_000_000))).collect();
    let mut headers = HeaderArray::new();
    for request in &requests {
        headers.clear();
        assert!(subject::corsac(policy, request, &mut headers).pattern().is_some() && headers.len() == 4);
    }
    let mut next = requests.into_iter().cycle();
    Repeated(move || {
        let request = next.next().expect("a cycle has no end");
        headers.clear();
        black_box(subject::corsac(black_box(policy), black_box(&request), black_box(&mut headers)));
    })
}
