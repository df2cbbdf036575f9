//! What is kept of a decision while the application runs.

use corsac::{Decision, ResponseField, ResponseFields, ValueId, Vary};
use http::{HeaderMap, HeaderValue};

use crate::constants::Constants;
use crate::headers;
use crate::settings::InnerHeaders;

/// The headers of one answer, ready to be put on whatever response there will be: the application's, an error's, a
/// timeout's. It holds neither policy nor request; `O` is the value of `Origin` as the framework keeps it.
#[derive(Clone, Debug)]
pub struct Answer<O = HeaderValue> {
    decision: Decision,
    constants: &'static Constants,
    inner_headers: InnerHeaders,
    // Invariant: there, if the decision takes the origin from the request.
    origin: Option<O>,
}

/// Where a value of an [`Answer`] comes from.
#[derive(Clone, Copy, Debug)]
pub enum AnswerValue<'a, O> {
    /// One of the policy's: see [`Constants`].
    Constant(ValueId),
    /// The request's `Origin`.
    Origin(&'a O),
}

impl<O> Answer<O> {
    #[inline]
    pub(crate) fn new(
        decision: Decision,
        constants: &'static Constants,
        inner_headers: InnerHeaders,
        origin: impl FnOnce() -> Option<O>,
    ) -> Answer<O> {
        let echoes =
            matches!(decision.value_id(ResponseField::AllowOrigin), Some(ValueId::Origin(_) | ValueId::RequestOrigin));
        Answer { decision, constants, inner_headers, origin: if echoes { origin() } else { None } }
    }

    /// The decision.
    pub fn decision(&self) -> Decision {
        self.decision
    }

    /// The policy's header values.
    #[inline]
    pub fn constants(&self) -> &'static Constants {
        self.constants
    }

    /// Is a response to be left alone that has `Access-Control-Allow-Origin`? Only `Vary` is added to it then.
    #[inline]
    pub fn keeps_inner_headers(&self) -> bool {
        self.inner_headers == InnerHeaders::Keep
    }

    /// The fields to remove, before others are set.
    #[inline]
    pub fn removed(&self) -> ResponseFields {
        self.decision.fields().complement()
    }

    /// The fields to set, in place of any that are there.
    #[inline]
    pub fn values(&self) -> impl Iterator<Item = (ResponseField, AnswerValue<'_, O>)> {
        self.decision.fields().iter().filter_map(|field| {
            let value = match self.decision.value_id(field)? {
                ValueId::Origin(_) | ValueId::RequestOrigin => AnswerValue::Origin(self.origin.as_ref()?),
                constant => AnswerValue::Constant(constant),
            };
            Some((field, value))
        })
    }

    /// The names to add to `Vary`.
    #[inline]
    pub fn vary(&self) -> Vary {
        self.decision.vary()
    }
}

impl Answer<HeaderValue> {
    /// Changes the headers of a response of `http` 1.x. Nothing is allocated unless the map has to grow. Doing it
    /// twice changes nothing more.
    #[inline]
    pub fn apply(&self, headers: &mut HeaderMap) {
        if !(self.keeps_inner_headers() && headers.contains_key(headers::name(ResponseField::AllowOrigin))) {
            headers::remove(headers, self.removed());
            for (field, value) in self.values() {
                let value = match value {
                    AnswerValue::Origin(origin) => origin,
                    AnswerValue::Constant(id) => match self.constants.value(id) {
                        Some(value) => value,
                        None => continue,
                    },
                };
                headers.insert(headers::name(field), value.clone());
            }
        }
        headers::add_vary(headers, self.vary());
    }
}
