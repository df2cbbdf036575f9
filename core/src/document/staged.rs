//! A document's values in a fixed piece of memory, until they are compiled.

use super::visitor::Target;
use crate::config::{Config, List};
use crate::diagnostic::Field;

/// Ends each entry. The byte occurs in no text.
const END: u8 = 0xff;

/// The texts of all lists, one list after the other.
#[derive(Default)]
pub(super) struct Staged<const N: usize> {
    texts: heapless::Vec<u8, N>,
    /// Where each list begins and ends.
    lists: [(usize, usize); 4],
    /// All that is not a list.
    rest: Config<'static>,
}

impl<const N: usize> Staged<N> {
    /// The policy that was read.
    pub(super) fn config(&self) -> Config<'_> {
        let [allow_origins, allow_methods, allow_headers, expose_headers] =
            self.lists.map(|(start, end)| List::joined(self.texts.get(start..end).unwrap_or_default(), END));
        Config { allow_origins, allow_methods, allow_headers, expose_headers, ..self.rest }
    }

    fn list(&mut self, field: Field) -> Option<&mut (usize, usize)> {
        let [allow_origins, allow_methods, allow_headers, expose_headers] = &mut self.lists;
        match field {
            Field::AllowOrigins => Some(allow_origins),
            Field::AllowMethods => Some(allow_methods),
            Field::AllowHeaders => Some(allow_headers),
            Field::ExposeHeaders => Some(expose_headers),
            _ => None,
        }
    }
}

impl<const N: usize> Target for Staged<N> {
    fn begin(&mut self, field: Field) {
        let start = self.texts.len();
        if let Some(list) = self.list(field) {
            *list = (start, start);
        }
    }

    fn push(&mut self, field: Field, entry: &str) -> bool {
        let fits = self.texts.extend_from_slice(entry.as_bytes()).is_ok() && self.texts.push(END).is_ok();
        let end = self.texts.len();
        match self.list(field) {
            Some(list) => list.1 = end,
            None => return false,
        }
        fits
    }

    fn set(&mut self, field: Field, value: bool) {
        self.rest = match field {
            Field::AllowCredentials => self.rest.allow_credentials(value),
            Field::AllowPrivateNetwork => self.rest.allow_private_network(value),
            Field::DangerAllowNullOrigin => self.rest.danger_allow_null_origin(value),
            Field::DangerAllowInsecureOrigins => self.rest.danger_allow_insecure_origins(value),
            Field::DangerAllowPublicSuffixWildcards => self.rest.danger_allow_public_suffix_wildcards(value),
            _ => self.rest,
        };
    }

    fn set_max_age(&mut self, seconds: Option<u32>) {
        self.rest.max_age = seconds;
    }
}
