//! What one policy allows beyond another, against the naive matcher: nothing is missed, nothing is made up.

#![cfg(all(feature = "compile", feature = "alloc"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    reason = "a test may panic"
)]

mod exhaustive;
mod limits;
mod policies;
mod random;

use corsac::fetch::Origin;
use corsac::pattern::OriginPattern;
use corsac::{Config, PolicyBox};

/// Compiles a policy of these origins.
fn compile<T: AsRef<str>>(patterns: &[T]) -> PolicyBox {
    let texts: Vec<&str> = patterns.iter().map(AsRef::as_ref).collect();
    let config = Config::new().allow_origins(&texts).danger_allow_null_origin(true).max_age(5);
    config.compile_boxed(|_| ()).expect("patterns are legal")
}

/// The definition of what a list of patterns allows.
struct Naive<'p>(Vec<OriginPattern<'p>>);

impl<'p> Naive<'p> {
    fn new<T: AsRef<str>>(patterns: &'p [T]) -> Naive<'p> {
        Naive(patterns.iter().map(|text| OriginPattern::parse(text.as_ref()).unwrap()).collect())
    }

    fn allows(&self, origin: &Origin<'_>) -> bool {
        self.0.iter().any(|pattern| pattern.matches(origin))
    }
}

/// Asks what the first list of patterns allows beyond the second, and compares with the definition: every example must
/// be one, and of these origins none may be missed.
fn check<A: AsRef<str>, B: AsRef<str>>(
    a: &[A],
    b: &[B],
    universe: impl Iterator<Item = String>,
) -> Result<Vec<String>, String> {
    let (policy_a, policy_b) = (compile(a), compile(b));
    let (naive_a, naive_b) = (Naive::new(a), Naive::new(b));
    let beyond: Vec<_> = policy_a.as_policy().origins_beyond(&policy_b.as_policy()).collect();
    for found in &beyond {
        let origin = found.example.as_origin();
        let example = found.pattern.matches(&origin)
            && !naive_b.allows(&origin)
            && policy_a.as_policy().allows_origin(found.example.as_str().as_bytes())
            && !policy_b.as_policy().allows_origin(found.example.as_str().as_bytes());
        if !example {
            return Err(format!("{} is no example of {}", found.example, found.pattern));
        }
    }
    for text in universe {
        let Ok(origin) = Origin::parse(text.as_bytes()) else { continue };
        if naive_a.allows(&origin)
            && !naive_b.allows(&origin)
            && !beyond.iter().any(|found| found.pattern.matches(&origin))
        {
            return Err(format!("{origin} was missed"));
        }
    }
    let subset = policy_a.as_policy().is_subset_of(&policy_b.as_policy());
    if subset != beyond.is_empty() {
        return Err(format!("is_subset_of says {subset}"));
    }
    Ok(beyond.iter().map(|found| found.example.to_string()).collect())
}
