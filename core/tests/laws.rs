//! Laws that hold for every policy and every request, hostile ones included.

#![cfg(all(feature = "compile", feature = "alloc"))]
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "a test may panic")]

mod common;

use common::{Fields, Lines};
use corsac::{Config, Operation, PolicyBox, RequestField, ResponseHeaders};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

/// Policies of every kind, with few names, so that requests meet them often.
fn policy() -> impl Strategy<Value = PolicyBox> {
    let origins = subsequence(
        vec![
            "https://a.example",
            "https://*.a.example",
            "http://localhost:*",
            "https://b-*.example.com",
            "null",
            "app://x",
        ],
        1..4,
    );
    let origins = prop_oneof![3 => origins, 1 => Just(vec!["*"])];
    let methods = subsequence(vec!["PUT", "patch", "DELETE", "*"], 0..3);
    let headers = subsequence(vec!["x-a", "x-b", "authorization", "content-type", "*"], 0..4);
    let exposed = subsequence(vec!["x-a", "etag"], 0..2);
    let flags = (any::<bool>(), any::<bool>(), select(vec![None, Some(0), Some(600)]));
    (origins, methods, headers, exposed, flags).prop_map(|(origins, methods, headers, exposed, flags)| {
        let (credentials, private_network, max_age) = flags;
        let config = Config::new()
            .allow_origins(&origins)
            .allow_methods(&methods)
            .allow_headers(&headers)
            .expose_headers(&exposed)
            .allow_credentials(credentials && origins != ["*"])
            .allow_private_network(private_network)
            .danger_allow_null_origin(true);
        let config = max_age.map_or(config, |seconds| config.max_age(seconds));
        config.compile_boxed(|_| ()).unwrap()
    })
}

/// Likely, nearly right, and arbitrary bytes.
fn value(likely: &'static [&'static str]) -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        12 => select(likely).prop_map(|text| text.as_bytes().to_vec()),
        1 => "[ -~]{0,20}".prop_map(String::into_bytes),
        1 => proptest::collection::vec(any::<u8>(), 0..20),
    ]
}

fn request() -> impl Strategy<Value = Fields> {
    let method = select(vec!["OPTIONS", "OPTIONS", "OPTIONS", "GET", "PUT", "options"]);
    let origin = value(&[
        "https://a.example",
        "https://x.a.example",
        "http://localhost:1",
        "https://b-1.example.com",
        "null",
        "https://evil.example",
        "https://A.example",
    ]);
    let requested = value(&["PUT", "GET", "DELETE", "patch", "PURGE", ""]);
    let headers = value(&["x-a", "x-a,x-b", "authorization", "X-B , x-a", "x-c", "", ","]);
    let network = value(&["true", "false"]);
    let lines = |values, most| proptest::collection::vec(values, 0..most);
    (
        method,
        lines(origin.boxed(), 3),
        lines(requested.boxed(), 3),
        lines(headers.boxed(), 3),
        lines(network.boxed(), 2),
    )
        .prop_map(|(method, origins, methods, headers, networks)| {
            let mut request = Fields::new(method);
            for (field, values) in RequestField::ALL.into_iter().zip([origins, methods, headers, networks]) {
                request = values.into_iter().fold(request, |request, value| request.with(field, value));
            }
            request
        })
}

/// All that an adapter does: the status of a preflight, and the headers.
fn answer(policy: &PolicyBox, request: &Fields, mut lines: Lines) -> (Option<u16>, Lines) {
    let decision = policy.as_policy().decide(request);
    decision.plan(policy.as_policy(), request).apply(&mut lines);
    (decision.status(), lines)
}

/// The lines in the order of their names: only the order of lines of one name has a meaning.
fn by_name(lines: &Lines) -> Vec<(String, Vec<u8>)> {
    let mut lines = lines.0.clone();
    lines.sort_by_key(|(name, _)| name.to_lowercase());
    lines
}

/// The request with the lines of one field replaced by those of another request.
fn exchange(request: &Fields, other: &Fields, field: RequestField) -> Fields {
    let own = request.lines.iter().filter(|(name, _)| *name != field);
    let others = other.lines.iter().filter(|(name, _)| *name == field);
    Fields { method: request.method.clone(), lines: own.chain(others).cloned().collect() }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20_000))]

    #[test]
    fn requests_that_agree_on_the_fields_of_vary_get_the_same_answer(
        policy in policy(),
        request in request(),
        other in request(),
    ) {
        let vary = policy.as_policy().decide(&request).vary();
        let twin = RequestField::ALL
            .into_iter()
            .filter(|field| !vary.contains(*field))
            .fold(request.clone(), |twin, field| exchange(&twin, &other, field));
        let (expected, found) = (answer(&policy, &request, Lines::default()), answer(&policy, &twin, Lines::default()));
        prop_assert_eq!(expected, found, "{:?} and {:?}", request, twin);
    }

    #[test]
    fn applying_a_plan_twice_changes_nothing_more(
        policy in policy(),
        request in request(),
        existing in subsequence(vec![
            ("vary", "accept"), ("Vary", "Origin, accept-encoding"), ("vary", "*"), ("ACCESS-CONTROL-ALLOW-ORIGIN", "*"),
            ("access-control-allow-headers", "x"), ("access-control-max-age", "1"), ("etag", "1"),
        ], 0..7),
    ) {
        let existing = Lines(existing.into_iter().map(|(name, value)| (name.into(), value.into())).collect());
        let (_, once) = answer(&policy, &request, existing);
        let (_, twice) = answer(&policy, &request, once.clone());
        prop_assert_eq!(by_name(&once), by_name(&twice));
        // What no operation names stays.
        prop_assert!(once.values("etag").count() <= 1);
        for name in ["access-control-allow-origin", "access-control-max-age", "access-control-allow-credentials"] {
            prop_assert!(once.values(name).count() <= 1, "{} twice", name);
        }
    }

    #[test]
    fn values_are_legal_whatever_the_request_says(policy in policy(), request in request()) {
        let decision = policy.as_policy().decide(&request);
        for operation in decision.plan(policy.as_policy(), &request) {
            if let Operation::Set { value, .. } | Operation::Append { value, .. } = operation {
                let legal = value.as_bytes().iter().all(|byte| matches!(byte, b' ' | b'\t' | 0x21..=0x7e));
                prop_assert!(legal, "{:?}", value);
                prop_assert_eq!(value.as_str().as_bytes(), value.as_bytes());
            }
        }
    }

    #[test]
    fn applying_a_plan_is_doing_its_operations_one_by_one(policy in policy(), request in request(), skip in 0usize..9) {
        let plan = policy.as_policy().decide(&request).plan(policy.as_policy(), &request);
        let (mut applied, mut expected) = (Lines::default(), Lines::default());
        let mut rest = plan.clone();
        rest.by_ref().take(skip).for_each(drop);
        rest.apply(&mut applied);
        for operation in plan.skip(skip) {
            match operation {
                Operation::Set { field, value } => expected.set(field, value),
                Operation::Append { field, value } => expected.append(field, value),
                Operation::Remove { fields } => expected.remove(fields),
                Operation::AddVary(vary) => expected.add_vary(vary),
                _ => unreachable!(),
            }
        }
        prop_assert_eq!(applied, expected);
    }

    #[test]
    fn without_reading_the_request_the_plan_is_the_same(policy in policy(), request in request()) {
        let decision = policy.as_policy().decide(&request);
        if !decision.reads_request() {
            let alone: Vec<_> = decision.plan(policy.as_policy(), &()).collect();
            prop_assert_eq!(alone, decision.plan(policy.as_policy(), &request).collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_refused_origin_gets_no_header(policy in policy(), request in request()) {
        let decision = policy.as_policy().decide(&request);
        let (status, lines) = answer(&policy, &request, Lines::default());
        if decision.reason().is_some() && !decision.allows_origin() {
            prop_assert!(lines.0.iter().all(|(name, _)| name == "vary"), "{:?}", lines);
            prop_assert_eq!(status, decision.is_preflight().then_some(403));
        }
    }
}
