//! Which header names make a preflight necessary, and how they are listed in it.

use super::engine::Engine;
use super::header_list::{HeaderList, sorted_lowercase_list, sorted_lowercase_set};
use super::safelist::is_cors_safelisted_request_header;

/// CORS-unsafe request-header names: sorted, in lower case.
///
/// <https://fetch.spec.whatwg.org/#cors-unsafe-request-header-names>
pub(super) fn cors_unsafe_request_header_names(headers: &HeaderList, engine: Engine) -> Vec<String> {
    let combined;
    let headers = if engine.combines_same_names() {
        combined = headers.combined();
        &combined
    } else {
        headers
    };
    let mut unsafe_names = Vec::new();
    let mut potentially_unsafe_names = Vec::new();
    let mut safelist_value_size = 0;
    for (name, value) in headers.iter() {
        if is_cors_safelisted_request_header(name, value, engine) {
            potentially_unsafe_names.push(name);
            safelist_value_size += value.len();
        } else {
            unsafe_names.push(name);
        }
    }
    if engine.limits_safelisted_sum() && safelist_value_size > MAX_SAFELISTED_SUM {
        unsafe_names.append(&mut potentially_unsafe_names);
    }
    if engine.repeats_request_header_names() {
        sorted_lowercase_list(unsafe_names)
    } else {
        sorted_lowercase_set(unsafe_names)
    }
}

/// The most bytes that safelisted values may have together.
const MAX_SAFELISTED_SUM: usize = 1024;

#[cfg(test)]
mod tests {
    use super::*;

    fn names(headers: &[(&str, &str)], engine: Engine) -> Vec<String> {
        cors_unsafe_request_header_names(&headers.iter().copied().collect(), engine)
    }

    #[test]
    fn one_byte_over_the_sum_makes_all_of_them_unsafe() {
        let long = "a".repeat(128);
        let mut headers = vec![("Accept", long.as_str()); 8];
        assert!(names(&headers, Engine::Spec).is_empty());
        headers.push(("Accept-Language", "a"));
        assert_eq!(names(&headers, Engine::Spec), ["accept", "accept-language"]);
        assert_eq!(names(&headers, Engine::Chromium), ["accept"]);
        assert!(names(&headers, Engine::Firefox).is_empty());
    }

    #[test]
    fn unsafe_headers_do_not_count_towards_the_sum() {
        let huge = "a".repeat(2000);
        assert_eq!(names(&[("X-A", &huge), ("Accept", "b")], Engine::Spec), ["x-a"]);
    }

    #[test]
    fn repetitions_stay_only_in_firefox() {
        let headers = [("X-B", "1"), ("x-b", "2"), ("X-A", "3")];
        assert_eq!(names(&headers, Engine::Spec), ["x-a", "x-b"]);
        assert_eq!(names(&headers, Engine::Firefox), ["x-a", "x-b", "x-b"]);
        assert_eq!(names(&headers, Engine::Chromium), ["x-a", "x-b"]);
    }
}
