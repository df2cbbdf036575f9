//! Answers and plans, applied to the headers of Rocket's response. Every value is borrowed: from the request, or from
//! constants.

use corsac::{ResponseField, ResponseFields, ResponseHeaders, Value, ValueId, Vary};
use corsac_http::{Answer, AnswerValue, Judged};
use rocket::Response;
use rocket::http::Status;

use crate::request::RocketRequest;

/// A response without the application.
pub(crate) fn respond<'r>(judged: &Judged<'_>, request: &RocketRequest<'r>, status: u16) -> Response<'r> {
    let mut response = Response::new();
    response.set_status(Status::new(status));
    judged.plan(request).apply(&mut Sink { judged, request, response: &mut response });
    response
}

/// Puts an answer on the application's response. Doing it twice changes nothing more.
pub(crate) fn apply<'r>(answer: &Answer<()>, request: &RocketRequest<'r>, response: &mut Response<'r>) {
    let name = ResponseField::AllowOrigin.as_str();
    if !(answer.keeps_inner_headers() && response.headers().contains(name)) {
        remove(response, answer.removed());
        for (field, value) in answer.values() {
            let value = match value {
                AnswerValue::Origin(()) => request.value(ValueId::RequestOrigin),
                AnswerValue::Constant(id) => answer.constants().text(id),
            };
            if let Some(value) = value {
                response.set_raw_header(field.as_str(), value);
            }
        }
    }
    add_vary(response, answer.vary());
}

struct Sink<'a, 'r> {
    judged: &'a Judged<'a>,
    request: &'a RocketRequest<'r>,
    response: &'a mut Response<'r>,
}

impl<'r> Sink<'_, 'r> {
    fn value(&self, value: Value<'_>) -> Option<&'r str> {
        self.judged.constants().text(value.id()).or_else(|| self.request.value(value.id()))
    }
}

impl ResponseHeaders for Sink<'_, '_> {
    fn remove(&mut self, fields: ResponseFields) {
        remove(self.response, fields);
    }

    fn set(&mut self, field: ResponseField, value: Value<'_>) {
        if let Some(value) = self.value(value) {
            self.response.set_raw_header(field.as_str(), value);
        }
    }

    fn append(&mut self, field: ResponseField, value: Value<'_>) {
        if let Some(value) = self.value(value) {
            self.response.adjoin_raw_header(field.as_str(), value);
        }
    }

    fn add_vary(&mut self, vary: Vary) {
        add_vary(self.response, vary);
    }
}

/// Removes the fields in one pass over the names, and in a second only if there are any.
fn remove(response: &mut Response<'_>, fields: ResponseFields) {
    const PREFIX: &str = "access-control-";
    let is_ours = |name: &str| name.get(..PREFIX.len()).is_some_and(|start| start.eq_ignore_ascii_case(PREFIX));
    if response.headers().iter().any(|header| is_ours(header.name().as_str())) {
        fields.iter().for_each(|field| response.remove_header(field.as_str()));
    }
}

/// Adds what is missing in all `Vary` lines together.
fn add_vary(response: &mut Response<'_>, vary: Vary) {
    if vary.is_empty() {
        return;
    }
    let missing = vary.missing_from(response.headers().get("vary").map(str::as_bytes));
    if !missing.is_empty() {
        response.adjoin_raw_header("vary", missing.as_str());
    }
}
