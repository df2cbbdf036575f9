//! Times one decision with its header plan applied, for every scenario, by corsac and by `cors-core`.

use core::hint::black_box;
use core::time::Duration;

use corsac_benches::headers::HeaderArray;
use corsac_benches::policy::{Policies, PolicyKind, tenant};
use corsac_benches::request::{Fields, Pairs};
use corsac_benches::scenario::{self, Scenario, Source};
use corsac_benches::subject;
use criterion::{Bencher, Criterion, criterion_group, criterion_main};

/// In a test every answer is checked once; a million origins would take it seconds.
fn is_test() -> bool {
    !std::env::args().any(|argument| argument == "--bench")
}

fn time_corsac(bencher: &mut Bencher<'_>, scenario: &Scenario, policies: &Policies) {
    scenario.check(policies);
    let (policy, mut headers) = (policies.get(scenario.policy), HeaderArray::new());
    match &scenario.source {
        Source::Fields(request) => bencher.iter(|| {
            headers.clear();
            black_box(subject::corsac(black_box(policy), black_box(request), black_box(&mut headers)));
        }),
        Source::Pairs(method, pairs) => bencher.iter(|| {
            let request = Pairs::new(method, black_box(*pairs).iter().copied());
            headers.clear();
            black_box(subject::corsac(black_box(policy), &request, black_box(&mut headers)));
        }),
    }
}

fn time_rival(bencher: &mut Bencher<'_>, scenario: &Scenario, cors: &cors_core::Cors, request: &Fields<'_>) {
    scenario.check_rival(cors, request);
    let mut headers = HeaderArray::new();
    bencher.iter(|| {
        headers.clear();
        black_box(subject::rival(black_box(cors), black_box(request), black_box(&mut headers)));
    });
}

fn decide(criterion: &mut Criterion) {
    let policies = Policies::default();
    for scenario in scenario::all() {
        if is_test() && scenario.policy == PolicyKind::Origins(1_000_000) {
            continue;
        }
        let mut group = criterion.benchmark_group(scenario.id);
        group.bench_function("corsac", |bencher| time_corsac(bencher, &scenario, &policies));
        if let (Some(_), Source::Fields(request)) = (scenario.rival, &scenario.source) {
            let mut built = None;
            group.bench_function("cors-core", |bencher| {
                let cors = built.get_or_insert_with(|| scenario.policy.rival());
                time_rival(bencher, &scenario, cors.as_ref().expect("the scenario names a rival"), request);
            });
        }
    }
    if !is_test() {
        another_origin_each_time(criterion, &policies);
    }
}

/// The other scenarios ask for one origin again and again, whose part of the image is in the cache. This one asks for
/// another each time.
fn another_origin_each_time(criterion: &mut Criterion, policies: &Policies) {
    let mut group = criterion.benchmark_group("hit-1000000-cold");
    group.bench_function("corsac", |bencher| {
        let policy = policies.get(PolicyKind::Origins(1_000_000));
        // A multiplier without a common factor visits every place.
        let requests: Vec<Fields<'_>> =
            (0..65_536).map(|number| Fields::actual(tenant(number * 618_033 % 1_000_000))).collect();
        let mut headers = HeaderArray::new();
        for request in &requests {
            headers.clear();
            assert!(subject::corsac(policy, request, &mut headers).pattern().is_some() && headers.len() == 4);
        }
        let mut next = requests.iter().cycle();
        bencher.iter(|| {
            let request = next.next().expect("a cycle has no end");
            headers.clear();
            black_box(subject::corsac(black_box(policy), black_box(request), black_box(&mut headers)));
        });
    });
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(1))
        .sample_size(50);
    targets = decide
}
criterion_main!(benches);
