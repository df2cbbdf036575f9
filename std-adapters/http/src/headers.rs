//! Plans, applied to the header map of `http` 1.x.

use corsac::{ResponseField, ResponseFields, ResponseHeaders, Value, ValueId, Vary};
use http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, Entry, HeaderMap, HeaderName,
    HeaderValue, VARY,
};

use crate::constants::Constants;
use crate::judge::Judged;
use crate::request::HttpRequest;

/// Puts the headers of an answer on a response that is made now: that to a preflight, or a refusal. Where they come
/// from the request, their values are clones that copy no bytes.
pub fn apply_plan(judged: &Judged<'_>, request: &HttpRequest<'_>, headers: &mut HeaderMap) {
    let request_value = |id| request.value(id).cloned();
    judged.plan(request).apply(&mut Sink { constants: judged.constants(), request_value, headers });
}

/// Where a plan puts its values.
pub(crate) struct Sink<'a, V> {
    pub(crate) constants: &'a Constants,
    /// The values of the request.
    pub(crate) request_value: V,
    pub(crate) headers: &'a mut HeaderMap,
}

impl<V: Fn(ValueId) -> Option<HeaderValue>> Sink<'_, V> {
    fn value(&self, value: Value<'_>) -> Option<HeaderValue> {
        match self.constants.value(value.id()) {
            Some(constant) => Some(constant.clone()),
            // Text of the request: legal, or the core would not have given it.
            None => (self.request_value)(value.id()).or_else(|| HeaderValue::from_bytes(value.as_bytes()).ok()),
        }
    }
}

impl<V: Fn(ValueId) -> Option<HeaderValue>> ResponseHeaders for Sink<'_, V> {
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

/// The name of a field. But for the last, a number inside the `http` crate, which costs nothing to compare.
#[inline]
pub(crate) const fn name(field: ResponseField) -> HeaderName {
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
pub(crate) fn remove(headers: &mut HeaderMap, fields: ResponseFields) {
    let is_ours = |name: &HeaderName| {
        let name = name.as_str();
        name.len() >= "access-control-max-age".len() && name.starts_with("access-control-")
    };
    if headers.keys().any(is_ours) {
        remove_each(headers, fields);
    }
}

#[cold]
fn remove_each(headers: &mut HeaderMap, fields: ResponseFields) {
    for field in fields.iter() {
        headers.remove(name(field));
    }
}

/// Adds what is missing in all `Vary` lines together.
#[inline]
pub(crate) fn add_vary(headers: &mut HeaderMap, vary: Vary) {
    if vary.is_empty() {
        return;
    }
    match headers.entry(VARY) {
        Entry::Vacant(entry) => {
            entry.insert(vary_value(vary));
        }
        Entry::Occupied(mut entry) => {
            let missing = vary.missing_from(entry.iter().map(HeaderValue::as_bytes));
            if !missing.is_empty() {
                entry.append(vary_value(missing));
            }
        }
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
    use corsac::Vary;

    fn headers(lines: &[(&'static str, &'static str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(*name, HeaderValue::from_static(value));
        }
        headers
    }

    #[test]
    fn every_name_is_the_fields() {
        for field in ResponseField::ALL {
            assert_eq!(name(field).as_str(), field.as_str());
        }
    }

    #[test]
    fn all_lines_of_a_name_are_removed_and_no_others() {
        let mut map = headers(&[
            ("access-control-allow-origin", "*"),
            ("access-control-allow-origin", "null"),
            ("access-control-request-method", "PUT"),
            ("content-type", "text/html"),
        ]);
        remove(&mut map, ResponseFields::ALL);
        assert_eq!(map, headers(&[("access-control-request-method", "PUT"), ("content-type", "text/html")]));
    }

    #[test]
    fn vary_is_merged_over_all_lines() {
        let origin = |lines: &[(&'static str, &'static str)]| {
            let mut map = headers(lines);
            let request = http::Request::get("/").body(()).unwrap();
            let cors = crate::Cors::compile(&corsac::Config::new().allow_origins(&["https://a.example"]).max_age(5));
            cors.unwrap().judge(&HttpRequest::of(&request)).answer(|| None).apply(&mut map);
            map
        };
        assert_eq!(origin(&[]), headers(&[("vary", "origin")]));
        let two = [("vary", "accept"), ("vary", "accept-encoding")];
        assert_eq!(origin(&two), headers(&[two[0], two[1], ("vary", "origin")]));
        let has = [("vary", "accept"), ("vary", "cookie, ORIGIN")];
        assert_eq!(origin(&has), headers(&has));
        assert_eq!(origin(&[("vary", "*")]), headers(&[("vary", "*")]));
        assert_eq!(Vary::NONE.as_str(), "");
    }
}
