//! All errors and warnings of a policy at once.

use super::{Config, names, origins};
use crate::diagnostic::{Code, Diagnostic, Field};
use crate::fetch::header_name::MAX_HEADER_NAME_LENGTH;
use crate::pattern::OriginPattern;

/// The largest `max_age`, in seconds: Firefox keeps a preflight for a day, other browsers for less.
const LARGEST_MAX_AGE: u32 = 86_400;

/// The largest `max_age` that Chromium keeps, in seconds.
const CHROMIUM_MAX_AGE: u32 = 7_200;

impl<'c> Config<'c> {
    /// Reports every error, warning and note, in the order of the keys; redundant origins come last. Nothing is
    /// allocated.
    ///
    /// Compares every two origin patterns to find redundant ones: for more than some thousands,
    /// [`compile_into`](Config::compile_into) reports the same faster.
    ///
    /// ```
    /// use corsac::{Config, Severity};
    ///
    /// let mut errors = 0;
    /// Config::new().allow_origins(&["*", "null"]).allow_credentials(true).check(|diagnostic| {
    ///     errors += usize::from(diagnostic.severity() == Severity::Error);
    /// });
    /// assert_eq!(errors, 2);
    /// ```
    pub fn check(&self, mut sink: impl FnMut(Diagnostic<'c>)) {
        check_fields(self, &mut sink);
        if let Some(any) = self.allow_origins.iter().position(|entry| entry == "*") {
            return origins::report_beside_any(self.allow_origins, any, &mut sink);
        }
        for (index, entry) in self.allow_origins.iter().enumerate() {
            let Some(pattern) = OriginPattern::from_canonical(entry) else { continue };
            let covers = |(other, text): &(usize, &str)| {
                let other_pattern = OriginPattern::from_canonical(text);
                *other != index
                    && other_pattern.is_some_and(|other_pattern| {
                        other_pattern.covers(&pattern) && (other_pattern != pattern || *other < index)
                    })
            };
            if let Some((other, _)) = self.allow_origins.iter().enumerate().find(covers) {
                sink(origins::redundant(index, entry, other));
            }
        }
    }
}

/// Reports everything but redundant origins.
pub(crate) fn check_fields<'c>(config: &Config<'c>, sink: &mut dyn FnMut(Diagnostic<'c>)) {
    origins::check(config, sink);
    names::check_methods(config, sink);
    names::check_request_headers(config, sink);
    names::check_exposed_headers(config, sink);
    match config.max_age {
        None => sink(Diagnostic::field(Code::MissingMaxAge, Field::MaxAge)),
        Some(seconds) if seconds > LARGEST_MAX_AGE => sink(Diagnostic::field(Code::MaxAgeTooLarge, Field::MaxAge)),
        Some(seconds) if seconds > CHROMIUM_MAX_AGE => sink(Diagnostic::field(Code::LongMaxAge, Field::MaxAge)),
        Some(_) => {}
    }
    if config.allow_private_network {
        sink(Diagnostic::field(Code::LegacyPrivateNetwork, Field::AllowPrivateNetwork));
    }
}

/// The byte-lowercased name in `buffer`, if it is a header name.
pub(crate) fn normalized_header<'b>(name: &str, buffer: &'b mut [u8; MAX_HEADER_NAME_LENGTH]) -> Option<&'b [u8]> {
    let lower = buffer.get_mut(..name.len())?;
    lower.copy_from_slice(name.as_bytes());
    lower.make_ascii_lowercase();
    crate::fetch::header_name::is_header_name(lower).then_some(lower)
}
