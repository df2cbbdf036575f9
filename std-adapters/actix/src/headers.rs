//! Answers and plans, applied to actix's header map.

use actix_web::http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, HeaderMap, HeaderName,
    HeaderValue, VARY,
};
use corsac::{ResponseField, ResponseFields, ResponseHeaders, Value, Vary};
use corsac_http::{Answer, AnswerValue, Judged};

use crate::request::ActixRequest;
use crate::values::Values;

/// Puts the headers of an answer on a response that is made now: that to a preflight, or a refusal.
pub(crate) fn apply_plan(judged: &Judged<'_>, values: &Values, request: &ActixRequest<'_>, headers: &mut HeaderMap) {
    judged.plan(request).apply(&mut Sink { values, request, headers });
}

/// Puts an answer on the application's response. Doing it twice changes nothing more.
pub(crate) fn apply(answer: &Answer<HeaderValue>, values: &Values, headers: &mut HeaderMap) {
    if !(answer.keeps_inner_headers() && headers.contains_key(ACCESS_CONTROL_ALLOW_ORIGIN)) {
        remove(headers, answer.removed());
        for (field, value) in answer.values() {
            let value = match value {
                AnswerValue::Origin(origin) => Some(origin),
                AnswerValue::Constant(id) => values.get(id),
            };
            if let Some(value) = value {
                headers.insert(name(field), value.clone());
            }
        }
    }
    add_vary(headers, answer.vary());
}

struct Sink<'a> {
    values: &'a Values,
    request: &'a ActixRequest<'a>,
    headers: &'a mut HeaderMap,
}

impl Sink<'_> {
    fn value(&self, value: Value<'_>) -> Option<HeaderValue> {
        self.values.get(value.id()).or_else(|| self.request.value(value.id())).cloned()
    }
}

impl ResponseHeaders for Sink<'_> {
    fn remove(&mut self, fields: ResponseFields) {
        remove(self.headers, fields);
    }

    fn set(&mut self, field: ResponseField, value: Value<'_>) {
        if let Some(value) = self.value(value) {
            self.headers.insert(name(field), value);
        }
    }

    fn append(&mut self, field: ResponseField, value: Value<'_>) {
        if let Some(value) = self.value(value) {
            self.headers.append(name(field), value);
        }
    }

    fn add_vary(&mut self, vary: Vary) {
        add_vary(self.headers, vary);
    }
}

#[inline]
const fn name(field: ResponseField) -> HeaderName {
    match field {
        ResponseField::AllowOrigin => ACCESS_CONTROL_ALLOW_ORIGIN,
        ResponseField::AllowCredentials => ACCESS_CONTROL_ALLOW_CREDENTIALS,
        ResponseField::ExposeHeaders => ACCESS_CONTROL_EXPOSE_HEADERS,
        ResponseField::AllowMethods => ACCESS_CONTROL_ALLOW_METHODS,
        ResponseField::AllowHeaders => ACCESS_CONTROL_ALLOW_HEADERS,
        ResponseField::MaxAge => ACCESS_CONTROL_MAX_AGE,
        _ => HeaderName::from_static("access-control-allow-private-network"),
    }
}

/// Removes the fields in one pass over the names, and in a second only if there are any.
#[inline]
fn remove(headers: &mut HeaderMap, fields: ResponseFields) {
    if headers.keys().any(|name| name.as_str().starts_with("access-control-")) {
        fields.iter().for_each(|field| drop(headers.remove(name(field))));
    }
}

/// Adds what is missing in all `Vary` lines together.
#[inline]
fn add_vary(headers: &mut HeaderMap, vary: Vary) {
    if vary.is_empty() {
        return;
    }
    let missing = vary.missing_from(headers.get_all(VARY).map(HeaderValue::as_bytes));
    if !missing.is_empty() {
        headers.append(VARY, vary_value(missing));
    }
}

fn vary_value(vary: Vary) -> HeaderValue {
    // Values made at build time; the others are checked again, byte by byte.
    match vary.as_str() {
        "origin" => const { HeaderValue::from_static("origin") },
        "origin, access-control-request-method" => {
            const { HeaderValue::from_static("origin, access-control-request-method") }
        }
        other => HeaderValue::from_static(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_the_fields() {
        for field in ResponseField::ALL {
            assert_eq!(name(field).as_str(), field.as_str());
        }
    }

    #[test]
    fn all_lines_of_a_name_are_removed_and_no_others() {
        let mut headers = HeaderMap::new();
        for (name, value) in [
            (ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
            (ACCESS_CONTROL_ALLOW_ORIGIN, "null"),
            (HeaderName::from_static("access-control-allow-private-network"), "true"),
            (HeaderName::from_static("access-control-request-method"), "PUT"),
            (VARY, "accept"),
        ] {
            headers.append(name, HeaderValue::from_static(value));
        }
        remove(&mut headers, ResponseFields::ALL);
        let mut left: Vec<_> = headers.keys().map(HeaderName::as_str).collect();
        left.sort_unstable();
        assert_eq!(left, ["access-control-request-method", "vary"]);
    }

    #[test]
    fn values_of_vary_are_its_text() {
        let request = actix_web::test::TestRequest::get().to_srv_request();
        for origins in [["https://a.example"], ["*"]] {
            let cors = corsac_http::Cors::compile(&corsac::Config::new().allow_origins(&origins).max_age(5)).unwrap();
            let vary = cors.judge(&ActixRequest::of(&request)).decision().vary();
            assert_eq!(vary_value(vary), vary.as_str());
        }
    }
}
