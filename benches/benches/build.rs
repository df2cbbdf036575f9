//! Times compiling a policy, and loading (validating) its image; says how large the image is.

use core::hint::black_box;
use core::time::Duration;

use corsac::{List, Policy};
use corsac_benches::policy::{config, tenant, tenants};
use criterion::{Criterion, criterion_group, criterion_main};

/// What an origin may cost in an image beyond its text, in bytes.
const OVERHEAD: f64 = 12.0;

fn build(criterion: &mut Criterion) {
    let is_test = !std::env::args().any(|argument| argument == "--bench");
    let counts: &[usize] = if is_test { &[1, 1_000] } else { &[1, 1_000, 1_000_000] };
    for &count in counts {
        let origins = tenants(count);
        let config = config(&origins);
        let mut buffer = vec![0; config.image_length()];
        let length = config.compile_into(&mut buffer, |_| ()).expect("the policy has no error").len();
        buffer.truncate(length);
        assert!(Policy::from_bytes(&buffer).is_ok_and(|policy| policy.allows_origin(tenant(count / 2).as_bytes())));
        report(&origins, length);

        let mut group = criterion.benchmark_group("build");
        group.sample_size(10).warm_up_time(Duration::from_millis(100)).measurement_time(Duration::from_secs(3));
        let mut target = vec![0; config.image_length()];
        group.bench_function(format!("compile-{count}"), |bencher| {
            bencher.iter(|| config.compile_into(black_box(&mut target), |_| ()).map(<[u8]>::len).unwrap_or_default());
        });
        group.bench_function(format!("load-{count}"), |bencher| {
            bencher.iter(|| Policy::from_bytes(black_box(&buffer)).is_ok());
        });
    }
}

/// Prints how many bytes of the image belong to the origins, beyond their texts.
fn report(origins: &[String], length: usize) {
    let mut alone = config(origins);
    alone.allow_origins = List::new(&["https://a.example"]);
    let other = alone.compile::<512>().map_or(0, |image| image.as_bytes().len() - "https://a.example".len() - 9);
    let texts: usize = origins.iter().map(String::len).sum();
    let overhead = (length - other - texts) as f64 / origins.len() as f64;
    println!("{} origins: image of {length} bytes, {overhead:.2} bytes per origin beyond its text", origins.len());
    assert!(overhead <= OVERHEAD, "more than {OVERHEAD} bytes per origin");
}

criterion_group!(benches, build);
criterion_main!(benches);
