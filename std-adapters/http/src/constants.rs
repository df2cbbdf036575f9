//! The header values of a policy, made once.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use corsac::{Policy, ValueId};
use http::HeaderValue;

/// The header values that are the same for every answer of a policy.
///
/// They live as long as the program, so that a clone of one touches no reference count that processors would have to
/// pass around. Policies with the same values share them: a policy that is replaced a thousand times by one with other
/// origins leaves nothing behind.
#[derive(Debug)]
pub struct Constants {
    methods: Option<Constant>,
    headers: Option<Constant>,
    exposed_headers: Option<Constant>,
    max_age: Option<Constant>,
}

#[derive(Debug)]
struct Constant {
    text: &'static str,
    value: HeaderValue,
}

const SOURCES: [ValueId; 4] = [ValueId::Methods, ValueId::Headers, ValueId::ExposedHeaders, ValueId::MaxAge];

static ANY: Constant = Constant { text: "*", value: HeaderValue::from_static("*") };
static TRUE: Constant = Constant { text: "true", value: HeaderValue::from_static("true") };

type Texts = [Option<Box<str>>; 4];

static ALL: Mutex<BTreeMap<Texts, &'static Constants>> = Mutex::new(BTreeMap::new());

impl Constants {
    /// The values of a policy.
    pub(crate) fn of(policy: Policy<'_>) -> &'static Constants {
        let texts: Texts = SOURCES.map(|id| policy.value(id).map(|value| value.as_str().into()));
        // A panic of another thread leaves the map as it was or with one more entry.
        let mut all = ALL.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(constants) = all.get(&texts) {
            return constants;
        }
        let [methods, headers, exposed_headers, max_age] = texts.clone().map(|text| text.and_then(Constant::new));
        let constants = Box::leak(Box::new(Constants { methods, headers, exposed_headers, max_age }));
        all.insert(texts, constants);
        constants
    }

    /// A value as text. `None` for those that come from the request.
    pub fn text(&self, id: ValueId) -> Option<&'static str> {
        self.constant(id).map(|constant| constant.text)
    }

    /// A value as `http` 1.x has it. `None` for those that come from the request.
    #[inline]
    pub fn value(&self, id: ValueId) -> Option<&HeaderValue> {
        self.constant(id).map(|constant| &constant.value)
    }

    #[inline]
    fn constant(&self, id: ValueId) -> Option<&Constant> {
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

impl Constant {
    fn new(text: Box<str>) -> Option<Constant> {
        // The core promises legal values; should it ever not, the header is left out.
        HeaderValue::from_str(&text).ok()?;
        let text: &'static str = Box::leak(text);
        Some(Constant { text, value: HeaderValue::from_static(text) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use corsac::Config;

    #[test]
    fn equal_values_are_made_once() {
        let constants = |origin: &str, max_age| {
            Constants::of(Config::new().allow_origins(&[origin]).max_age(max_age).compile::<256>().unwrap().as_policy())
        };
        let first = constants("https://a.example", 600);
        assert!(core::ptr::eq(first, constants("https://b.example", 600)));
        assert!(!core::ptr::eq(first, constants("https://a.example", 601)));
        assert_eq!(first.text(ValueId::MaxAge), Some("600"));
        assert_eq!(first.value(ValueId::Methods).unwrap(), "GET,HEAD,POST");
        assert_eq!(first.text(ValueId::ExposedHeaders), None);
        assert_eq!(first.text(ValueId::RequestOrigin), None);
    }
}
