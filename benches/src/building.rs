//! Policies made from origins by each library, and images loaded: how long it takes, and what is kept.

use core::any::Any;
use core::hint::black_box;

use corsac::{Config, Policy, PolicyBox};

use crate::case::{CORSAC, Case};
use crate::engine::RIVAL;
use crate::measure::{Making, Repeated, Subject, Work};
use crate::memory;
use crate::policy::{config, cors_core, middling, tenant, tenants};

/// The numbers of origins with which policies are made.
pub const COUNTS: [usize; 4] = [1, 1_000, 100_000, 1_000_000];

/// The name of loading, beside that of making.
pub const LOAD: &str = "corsac, loading its image";

/// A library that makes a policy from origins.
pub struct Library {
    /// The name in the tables.
    pub name: &'static str,
    /// Makes it. Anything that answers requests, and all that it keeps.
    pub make: fn(&[String]) -> Box<dyn Any>,
}

/// All libraries.
pub fn libraries() -> Vec<Library> {
    let mut all = vec![
        Library { name: CORSAC, make: |origins| Box::new(compile(&config(origins))) },
        Library { name: RIVAL, make: |origins| Box::new(cors_core(origins)) },
    ];
    #[cfg(feature = "frameworks")]
    all.extend(crate::frameworks::libraries::all());
    all.sort_by_key(|library| library.name != CORSAC);
    all
}

/// The name of the case with so many origins.
pub fn id(count: usize) -> String {
    format!("make-{count}")
}

/// Policies made from more and more origins.
pub fn cases() -> Vec<Case> {
    COUNTS.map(|count| Case::new(id(count), count, false, move || subjects(count))).into()
}

fn subjects(count: usize) -> Vec<Subject> {
    let mut subjects = vec![Subject { name: LOAD, work: load(&tenants(count)) }];
    for Library { name, make } in libraries() {
        let origins = tenants(count);
        subjects.push(Subject::new(name, Making::new(move || make(black_box(&origins)))));
    }
    subjects
}

fn compile(config: &Config<'_>) -> PolicyBox {
    let policy = config.compile_boxed(|_| ()).expect("the policies of the benchmarks have no error");
    assert!(policy.as_policy().allows_origin(tenant(0).as_bytes()));
    policy
}

/// An image of these origins read from bytes, all of it validated.
fn load(origins: &[String]) -> Box<dyn Work> {
    let image = compile(&config(origins)).as_bytes().to_vec();
    assert!(Policy::from_bytes(&image).is_ok_and(|policy| policy.allows_origin(origins[0].as_bytes())));
    Box::new(Repeated(move || {
        black_box(Policy::from_bytes(black_box(&image)).is_ok());
    }))
}

/// A hundred origins compiled into a buffer that is there.
pub fn compile_middling() -> impl Work {
    let origins = middling();
    let mut buffer = vec![0; config(&origins).image_length()];
    drop(compile(&config(&origins)));
    Repeated(move || {
        let config = config(black_box(&origins));
        black_box(config.compile_into(black_box(&mut buffer), |_| ()).is_ok());
    })
}

/// The image of a hundred origins, loaded.
pub fn load_middling() -> Box<dyn Work> {
    load(&middling())
}

/// Heap bytes that a library keeps for each origin more, text included: from one to so many.
pub fn bytes_per_origin(library: &Library, count: usize) -> f64 {
    let kept = |count| {
        let origins = tenants(count);
        memory::kept(|| (library.make)(&origins))
    };
    (kept(count) as f64 - kept(1) as f64) / (count - 1) as f64
}

/// The length of the text of an origin, in bytes.
pub fn origin_length() -> usize {
    tenant(0).len()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What an origin may cost in an image beyond its text, in bytes.
    const OVERHEAD: f64 = 12.0;

    #[test]
    fn an_image_keeps_few_bytes_per_origin_beyond_its_text() {
        let length = |count| compile(&config(&tenants(count))).as_bytes().len();
        let overhead = (length(10_000) - length(1)) as f64 / 9_999.0 - origin_length() as f64;
        assert!((0.0..=OVERHEAD).contains(&overhead), "{overhead}");
    }
}
