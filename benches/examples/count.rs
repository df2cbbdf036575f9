//! Runs one scenario many times, for a tool that counts instructions:
//!
//! ```text
//! cargo build --release -p corsac-benches --example count
//! valgrind --tool=callgrind --toggle-collect='corsac_benches::subject::*' target/release/examples/count hit-1 corsac 1000
//! ```
//!
//! Without arguments it lists the scenarios.

use core::hint::black_box;

use corsac_benches::headers::HeaderArray;
use corsac_benches::policy::Policies;
use corsac_benches::request::Pairs;
use corsac_benches::scenario::{self, Source};
use corsac_benches::subject;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let (id, library) = (arguments.next().unwrap_or_default(), arguments.next().unwrap_or_default());
    let times: usize = arguments.next().and_then(|times| times.parse().ok()).unwrap_or(1);
    let all = scenario::all();
    let Some(scenario) = all.iter().find(|scenario| scenario.id == id) else {
        for scenario in &all {
            println!("{}", scenario.id);
        }
        return;
    };
    let policies = Policies::default();
    let (policy, rival, mut headers) = (policies.get(scenario.policy), scenario.policy.rival(), HeaderArray::new());
    for _ in 0..times {
        headers.clear();
        match (&scenario.source, &rival) {
            (Source::Fields(request), Some(cors)) if library == "cors-core" => {
                black_box(subject::rival(black_box(cors), black_box(request), black_box(&mut headers)));
            }
            (Source::Fields(request), _) => {
                black_box(subject::corsac(black_box(policy), black_box(request), black_box(&mut headers)));
            }
            (Source::Pairs(method, pairs), _) => {
                let request = Pairs::new(method, black_box(*pairs).iter().copied());
                black_box(subject::corsac(black_box(policy), &request, black_box(&mut headers)));
            }
        }
    }
}
