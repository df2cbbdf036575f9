//! Laws of images: whatever loads is what compiling makes.

use corsac::{Config, List, Policy};
use proptest::prelude::*;
use proptest::sample::{Index, select, subsequence};

use super::writer::*;
use super::*;

/// Parts of policies, most of them legal.
fn sections() -> impl Strategy<Value = Sections> {
    let origins = vec![
        "https://example.com",
        "https://example.com:8443",
        "https://a.example.com",
        "https://*.example.com",
        "https://*.a.example.com",
        "https://a*.example.com",
        "https://*.example.com:*",
        "https://*.shop.example",
        "http://shop.example",
        "http://localhost:*",
        "http://[::1]:3000",
        "https://*.com",
        "null",
        "file://",
        "tauri://localhost",
    ];
    let any_origins = subsequence(origins, 0..=5).prop_shuffle();
    let lists = (
        select(vec!["GET,HEAD,POST", "GET,HEAD,POST,PUT", "GET,HEAD,PATCH,POST,patch", "*", "GET"]),
        select(vec!["", "x-a", "authorization,x-a", "x-a,x-b", "*", "*,authorization", "X-A", "b,a"]),
        select(vec!["", "etag", "*", "etag,x-total", "Etag"]),
        select(vec!["", "0", "600", "86400", "86401"]),
    );
    let flags = prop_oneof![Just(0u16), Just(CREDENTIALS), 0u16..256];
    (any_origins, lists, flags).prop_map(|(origins, (methods, headers, exposed, max_age), flags)| {
        // Mostly as the lists ask for.
        let origins = if flags & ANY_ORIGIN == 0 { origins } else { Vec::new() };
        let wildcards =
            if methods == "*" { ANY_METHOD } else { 0 } | if headers.starts_with('*') { ANY_HEADER } else { 0 };
        let flags = flags & !(ANY_METHOD | ANY_HEADER) | wildcards;
        Sections::of(&origins).flags(flags).methods(methods).headers(headers).exposed(exposed).max_age(max_age)
    })
}

/// Loads; what loads compiles to itself.
fn check_any(image: &[u8]) -> bool {
    match Policy::from_bytes(image) {
        Ok(policy) => {
            assert_compiles_to_itself(policy);
            true
        }
        Err(error) => {
            assert!(error.offset <= image.len(), "{error}");
            false
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    #[test]
    fn arbitrary_bytes_do_nothing(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        check_any(&bytes);
        let mut image = [b"CORS\x01\x00", &bytes[..]].concat();
        image.resize(image.len().max(36), 0);
        let length = image.len() as u32;
        image[8..12].copy_from_slice(&length.to_le_bytes());
        check_any(&seal(image));
    }

    /// The lengths of the sections add up, what is in them is arbitrary.
    #[test]
    fn arbitrary_sections_do_nothing(
        flags in 0u16..256,
        values in proptest::array::uniform4(proptest::collection::vec(any::<u8>(), 0..12)),
        header_ends in proptest::collection::vec(0u16..12, 0..3),
        ends in proptest::collection::vec(prop_oneof![0u32..64, any::<u32>()], 0..4),
        texts in proptest::collection::vec(any::<u8>(), 0..40),
        shapes in proptest::collection::vec((any::<[u8; 4]>(), 0u32..4), 0..3),
        slots in proptest::collection::vec(any::<u32>(), 4),
    ) {
        let [methods, headers, exposed, max_age] = values;
        let slots = slots[..ends.len()].to_vec();
        check_any(&Sections { flags, methods, headers, header_ends, exposed, max_age, ends, texts, shapes, boundaries: Vec::new(), slots }.to_image());
    }

    #[test]
    fn nearly_legal_sections_load_or_not(sections in sections()) {
        check_any(&sections.to_image());
    }

    /// Changes a few bytes of an image, and seals it again.
    #[test]
    fn changed_images_load_or_not(changes in proptest::collection::vec((any::<Index>(), any::<u8>()), 1..4)) {
        let mut image = full_image();
        for (place, value) in changes {
            let place = place.index(image.len());
            image[place] = value;
        }
        check_any(&seal(image));
    }
}

/// The strategy above is worth something only if much of what it makes is legal.
#[test]
fn nearly_legal_sections_are_often_legal() {
    use proptest::strategy::ValueTree;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let loaded =
        (0..1000).filter(|_| check_any(&sections().new_tree(&mut runner).unwrap().current().to_image())).count();
    assert!(loaded > 50, "{loaded} of 1000");
}

/// A list as long as an image can hold it.
#[test]
fn the_longest_lists_compile_to_themselves() {
    let names: Vec<String> = (0..6000).map(|number| format!("x-{number:07}")).collect();
    let mut joined = names.join(",");
    joined.truncate(65_520);
    let headers: Vec<String> = joined.split(',').map(String::from).collect();
    let config = Config::new().allow_origins(&["https://example.com"]).max_age(5);
    let mut with_headers = config;
    with_headers.allow_headers = List::from_strings(&headers);
    let policy = with_headers.compile_boxed(|_| ()).unwrap();
    assert_compiles_to_itself(policy.as_policy());
}
