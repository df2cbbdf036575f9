//! A policy's header values, as actix has them: of the version of `http` before the one that corsac makes them for.

use core::cell::Cell;
use core::ptr;
use std::sync::{Mutex, PoisonError};

use actix_web::http::header::HeaderValue;
use corsac::ValueId;
use corsac_http::Constants;

/// The values of [`Constants`], and like these made once and alive as long as the program.
#[derive(Debug)]
pub(crate) struct Values {
    of: &'static Constants,
    methods: Option<HeaderValue>,
    headers: Option<HeaderValue>,
    exposed_headers: Option<HeaderValue>,
    max_age: Option<HeaderValue>,
}

static ANY: HeaderValue = HeaderValue::from_static("*");
static TRUE: HeaderValue = HeaderValue::from_static("true");

static ALL: Mutex<Vec<&'static Values>> = Mutex::new(Vec::new());

impl Values {
    fn of(constants: &'static Constants) -> &'static Values {
        // A panic of another thread leaves the list as it was or with one more entry.
        let mut all = ALL.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(values) = all.iter().find(|values| ptr::eq(values.of, constants)) {
            return values;
        }
        let value = |id| constants.text(id).map(HeaderValue::from_static);
        let values: &'static Values = Box::leak(Box::new(Values {
            of: constants,
            methods: value(ValueId::Methods),
            headers: value(ValueId::Headers),
            exposed_headers: value(ValueId::ExposedHeaders),
            max_age: value(ValueId::MaxAge),
        }));
        all.push(values);
        values
    }

    /// A value. `None` for those that come from the request.
    #[inline]
    pub(crate) fn get(&self, id: ValueId) -> Option<&HeaderValue> {
        match id {
            ValueId::Any => Some(&ANY),
            ValueId::True => Some(&TRUE),
            ValueId::Methods => self.methods.as_ref(),
            ValueId::Headers => self.headers.as_ref(),
            ValueId::ExposedHeaders => self.exposed_headers.as_ref(),
            ValueId::MaxAge => self.max_age.as_ref(),
            _ => None,
        }
    }
}

/// The values that were asked for last: a service asks for others only after its policy was replaced.
#[derive(Debug)]
pub(crate) struct LastValues(Cell<&'static Values>);

impl LastValues {
    pub(crate) fn new(constants: &'static Constants) -> LastValues {
        LastValues(Cell::new(Values::of(constants)))
    }

    #[inline]
    pub(crate) fn of(&self, constants: &'static Constants) -> &'static Values {
        if !ptr::eq(self.0.get().of, constants) {
            self.0.set(Values::of(constants));
        }
        self.0.get()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use corsac_http::{Config, ServerPolicy};

    #[test]
    fn values_are_made_once_and_are_those_of_the_policy_asked_for() {
        let constants = |max_age| {
            let config = Config::new().allow_origins(&["https://a.example"]).max_age(max_age);
            ServerPolicy::compile(&config).unwrap().constants()
        };
        let last = LastValues::new(constants(600));
        for max_age in [600, 601, 601, 600] {
            let values = last.of(constants(max_age));
            assert_eq!(values.get(ValueId::MaxAge).unwrap(), max_age.to_string().as_str());
            assert!(ptr::eq(values, Values::of(constants(max_age))));
            assert_eq!(values.get(ValueId::Methods).unwrap(), "GET,HEAD,POST");
            assert_eq!(values.get(ValueId::ExposedHeaders), None);
            assert_eq!(values.get(ValueId::RequestOrigin), None);
        }
    }
}
