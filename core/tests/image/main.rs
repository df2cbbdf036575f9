//! Images made by hand: the format as `docs/image-format.md` tells it, and everything that is no image.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::panic,
    reason = "a test may panic"
)]
#![cfg(all(feature = "compile", feature = "alloc"))]

mod laws;
mod writer;

use corsac::{Config, ImageErrorKind as Kind, Policy};
use writer::*;

#[track_caller]
fn assert_refused(image: &[u8], kind: Kind, offset: usize) {
    let error = Policy::from_bytes(image).map(|policy| panic!("{kind:?} is taken: {policy:?}")).unwrap_err();
    assert_eq!((error.kind, error.offset), (kind, offset), "{error}");
}

#[track_caller]
fn assert_legal(sections: &Sections) {
    let image = sections.to_image();
    let policy = Policy::from_bytes(&image).unwrap_or_else(|error| panic!("{error}: {sections:?}"));
    assert_compiles_to_itself(policy);
}

/// Decoding and encoding again gives the same bytes.
#[track_caller]
fn assert_compiles_to_itself(policy: Policy<'_>) {
    match policy.config().compile_boxed(|_| ()) {
        Ok(again) => assert_eq!(again.as_bytes(), policy.as_bytes(), "{policy:?}"),
        Err(error) => panic!("{policy:?} does not compile: {error}"),
    }
}

/// A policy with everything that an image can hold.
fn full() -> Config<'static> {
    Config::new()
        .allow_origins(&[
            "https://example.com",
            "http://localhost:*",
            "https://*.example.org",
            "https://pr-*.preview.example.org:8443",
            "null",
            "http://[::1]:3000",
            "tauri://localhost",
            "https://*-x.example.net:*",
        ])
        .allow_methods(&["PUT", "DELETE", "GET"])
        .allow_headers(&["X-Token", "authorization", "Content-Type"])
        .expose_headers(&["ETag", "X-Total"])
        .allow_credentials(true)
        .max_age(600)
        .allow_private_network(true)
        .danger_allow_null_origin(true)
}

fn full_image() -> Vec<u8> {
    full().compile_boxed(|_| ()).unwrap().into_inner().into_vec()
}

/// What the document says, written a second time, gives the bytes that the compiler gives.
#[test]
fn the_compiler_writes_the_documented_format() {
    let origins: Vec<&str> = full().allow_origins.iter().collect();
    let written = Sections::of(&origins)
        .flags(CREDENTIALS | PRIVATE_NETWORK | NULL_ORIGIN)
        .methods("DELETE,GET,HEAD,POST,PUT")
        .headers("authorization,content-type,x-token")
        .exposed("etag,x-total")
        .max_age("600");
    assert_eq!(written.to_image(), full_image());

    let any = Sections::of(&[]).flags(ANY_ORIGIN | ANY_METHOD | ANY_HEADER).methods("*").headers("*,authorization");
    let config = Config::new().allow_origins(&["*"]).allow_methods(&["*"]).allow_headers(&["Authorization", "*"]);
    let image = config.expose_headers(&["*"]).max_age(0).compile_boxed(|_| ()).unwrap();
    assert_eq!(any.exposed("*").max_age("0").to_image(), image.as_bytes());

    for count in [1, 2, 3, 4, 5, 7, 8, 9, 31, 32, 33, 200] {
        let origins: Vec<String> = (0..count).map(|number| format!("https://tenant-{number}.example")).collect();
        let origins: Vec<&str> = origins.iter().map(String::as_str).collect();
        let image = Config::new().allow_origins(&origins).max_age(7200).compile_boxed(|_| ()).unwrap();
        assert_eq!(Sections::of(&origins).to_image(), image.as_bytes(), "{count}");
    }
}

#[test]
fn every_truncation_is_refused() {
    let image = full_image();
    for length in 0..image.len() {
        let offset = if length < 36 { length } else { 8 };
        assert_refused(&image[..length], Kind::Truncated, offset);
    }
    assert_refused(&[&image[..], b"\0"].concat(), Kind::WrongLength, 8);
}

/// Even one that says it is as long as it is, with the right checksum.
#[test]
fn every_sealed_truncation_is_refused() {
    let image = full_image();
    for length in 36..image.len() {
        let mut cut = image[..length].to_vec();
        cut[8..12].copy_from_slice(&(length as u32).to_le_bytes());
        assert_refused(&seal(cut), Kind::WrongLength, 16);
    }
}

#[test]
fn every_changed_bit_is_noticed() {
    let image = full_image();
    for bit in 0..8 * image.len() {
        let mut changed = image.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        let error = Policy::from_bytes(&changed).expect_err("the checksum is wrong");
        let expected = match bit / 8 {
            0..4 => Kind::BadMagic,
            4 => Kind::UnsupportedVersion,
            // Credentials and any origin contradict each other even before the checksum is looked at.
            5 | 7 => Kind::BadFlags,
            6 if bit % 8 == 0 => Kind::BadFlags,
            8..12 => error.kind,
            _ => Kind::WrongChecksum,
        };
        assert_eq!(error.kind, expected, "bit {bit}");
        assert!(matches!(error.kind, Kind::Truncated | Kind::WrongLength) || !(8..12).contains(&(bit / 8)));
    }
}

#[test]
fn the_header_is_looked_at_first() {
    let image = full_image();
    let changed = |offset: usize, value: u8| {
        let mut image = image.clone();
        image[offset] = value;
        seal(image)
    };
    for offset in 0..4 {
        assert_refused(&changed(offset, b'x'), Kind::BadMagic, 0);
    }
    assert_refused(&changed(4, 0), Kind::UnsupportedVersion, 4);
    assert_refused(&changed(4, 2), Kind::UnsupportedVersion, 4);
    assert_refused(&changed(5, 1), Kind::BadFlags, 5);
    assert_refused(&changed(7, 1), Kind::BadFlags, 5);
    assert_refused(&changed(6, (ANY_ORIGIN | CREDENTIALS) as u8), Kind::BadFlags, 5);
    assert_refused(&changed(8, image[8].wrapping_add(1)), Kind::Truncated, 8);
    assert_refused(&changed(8, image[8].wrapping_sub(1)), Kind::WrongLength, 8);
    for offset in 12..16 {
        let mut image = image.clone();
        image[offset] ^= 0x10;
        assert_refused(&image, Kind::WrongChecksum, 12);
    }
    // Lengths and counts that do not add up, however large.
    for (offset, value) in image.iter().enumerate().take(36).skip(16) {
        assert_refused(&changed(offset, value ^ 0x80), Kind::WrongLength, 16);
    }
    let mut huge = image;
    huge[16..36].fill(0xff);
    assert_refused(&seal(huge), Kind::WrongLength, 16);
}

#[test]
fn methods_have_a_legal_meaning() {
    let good = Sections::of(&["https://example.com"]);
    assert_legal(&good);
    assert_legal(&good.clone().methods("DELETE,GET,HEAD,POST,PUT,patch"));
    assert_legal(&good.clone().flags(ANY_METHOD).methods("*"));
    for methods in [
        "",
        "GET",
        "GET,POST",
        "GET,POST,HEAD",
        "HEAD,GET,POST",
        "GET,GET,HEAD,POST",
        "GET,HEAD,POST,",
        ",GET,HEAD,POST",
        "GET,,HEAD,POST",
        "GET, HEAD,POST",
        "GET,HEAD,POST,PUT\r\nset-cookie: a=b",
        "GET,HEAD,POST\0",
        "GET,HEAD,POST,TRACE",
        "GET,HEAD,POST,put",
        "*",
        "*,GET,HEAD,POST",
        "GET,HEAD,P\u{d6}ST,POST",
    ] {
        assert_refused(&good.clone().methods(methods).to_image(), Kind::BadMethods, 36);
    }
    let longest = format!("GET,HEAD,POST,{}", "X".repeat(64));
    assert_legal(&good.clone().methods(&longest));
    assert_refused(&good.clone().methods(&format!("{longest}X")).to_image(), Kind::BadMethods, 36);
    let any = good.flags(ANY_METHOD);
    assert_refused(&any.to_image(), Kind::BadMethods, 36);
    assert_refused(&any.methods("*,PUT").to_image(), Kind::BadMethods, 36);
}

#[test]
fn request_headers_have_a_legal_meaning() {
    let good = Sections::of(&["https://example.com"]);
    let at = good.offsets().headers;
    assert_legal(&good.clone().headers("authorization,x-token"));
    assert_legal(&good.clone().flags(ANY_HEADER).headers("*"));
    assert_legal(&good.clone().flags(ANY_HEADER).headers("*,authorization"));
    for headers in [
        "X-Token",
        "x-token,authorization",
        "x-token,x-token",
        "x-token,",
        ",x-token",
        "x-token, x-zoken",
        "x-token\r\nset-cookie: a=b",
        "x token",
        "cookie",
        "sec-fetch-site",
        "access-control-request-method",
        "*",
        "*,authorization",
        "n\u{e4}me",
    ] {
        assert_refused(&good.clone().headers(headers).to_image(), Kind::BadRequestHeaders, at);
    }
    assert_legal(&good.clone().headers(&"x".repeat(255)));
    assert_refused(&good.clone().headers(&"x".repeat(256)).to_image(), Kind::BadRequestHeaders, at);
    for headers in ["", "x-token", "*,x-token", "authorization", "*,authorization,x-token"] {
        assert_refused(&good.clone().flags(ANY_HEADER).headers(headers).to_image(), Kind::BadRequestHeaders, at);
    }
    for header_ends in [vec![], vec![1], vec![1, 2], vec![1, 4], vec![1, 3, 3], vec![3, 1], vec![0, 3]] {
        let sections = Sections { header_ends, ..good.clone().headers("a,b") };
        assert_refused(&sections.to_image(), Kind::BadRequestHeaders, at);
    }
}

#[test]
fn exposed_headers_have_a_legal_meaning() {
    let good = Sections::of(&["https://example.com"]).headers("x-token");
    let at = good.offsets().exposed;
    assert_legal(&good.clone().exposed("etag,x-total"));
    assert_legal(&good.clone().exposed("*"));
    for exposed in [
        "ETag",
        "x-total,etag",
        "etag,etag",
        "etag,",
        ",",
        "etag\r\n\r\n<script>",
        "etag\n",
        "set-cookie",
        "content-type",
        "origin",
        "access-control-max-age",
        "*,etag",
        "e tag",
    ] {
        assert_refused(&good.clone().exposed(exposed).to_image(), Kind::BadExposedHeaders, at);
    }
    let with_credentials = good.flags(CREDENTIALS);
    assert_refused(&with_credentials.clone().exposed("*").to_image(), Kind::BadExposedHeaders, at);
    assert_legal(&with_credentials.exposed("etag"));
}

#[test]
fn max_age_has_a_legal_meaning() {
    let good = Sections::of(&["https://example.com"]).exposed("etag");
    let at = good.offsets().max_age;
    for max_age in ["", "0", "5", "7200", "9999", "10000", "86399", "86400"] {
        assert_legal(&good.clone().max_age(max_age));
    }
    for max_age in [
        "86401", "99999", "100000", "864000", "-1", "+5", "05", "00", "1d", " 5", "5 ", "5\r\n", "0x10", "1,2",
        "\u{0665}",
    ] {
        assert_refused(&good.clone().max_age(max_age).to_image(), Kind::BadMaxAge, at);
    }
}

#[test]
fn origins_are_canonical_patterns() {
    for origin in [
        "",
        "https://example.com/",
        "https://Example.com",
        "https://example.com:443",
        "https://example.com:0443",
        "https://127.1",
        "http://[::01]:3000",
        "https://example.com\r\nset-cookie: a=b",
        "https://example.com ",
        "https://exam\0ple.com",
        "https://ex\u{e4}mple.com",
        "example.com",
        "wss://example.com",
        "NULL",
        "https://",
        "https://*",
        "https://a.*.example",
        "*",
    ] {
        let sections = Sections::of(&["https://first.example", origin]);
        assert_refused(&sections.to_image(), Kind::BadOrigin, sections.offsets().texts + 22);
    }
    let mut not_text = Sections::of(&["https://first.example"]);
    not_text.texts[9] = 0xff;
    assert_refused(&not_text.to_image(), Kind::BadOrigin, not_text.offsets().texts);
}

#[test]
fn origins_agree_with_the_flags() {
    let null = Sections::of(&["null"]);
    assert_refused(&null.to_image(), Kind::BadOrigin, null.offsets().texts);
    assert_legal(&null.flags(NULL_ORIGIN));

    for insecure in ["http://example.com", "http://*.example.com", "http://example.com:*", "file://"] {
        let sections = Sections::of(&[insecure]);
        assert_legal(&sections);
        assert_legal(&sections.clone().flags(CREDENTIALS | INSECURE_ORIGINS));
        assert_refused(&sections.clone().flags(CREDENTIALS).to_image(), Kind::BadOrigin, sections.offsets().texts);
    }
    for wide in ["https://*.com", "https://*.com.", "https://my-*.com:*"] {
        let sections = Sections::of(&[wide]);
        assert_legal(&sections);
        assert_legal(&sections.clone().flags(CREDENTIALS | PUBLIC_SUFFIX_WILDCARDS));
        assert_refused(&sections.clone().flags(CREDENTIALS).to_image(), Kind::BadOrigin, sections.offsets().texts);
    }
    for safe in ["http://localhost:*", "http://*.localhost", "https://*.localhost", "http://127.0.0.1:*", "app://*.x"] {
        assert_legal(&Sections::of(&[safe]).flags(CREDENTIALS));
    }
}

#[test]
fn origins_are_there_exactly_if_not_every_origin_is_allowed() {
    let none = Sections::of(&[]);
    assert_refused(&none.to_image(), Kind::BadOrigin, none.offsets().ends);
    assert_legal(&none.clone().flags(ANY_ORIGIN));
    let beside = Sections::of(&["https://example.com"]).flags(ANY_ORIGIN);
    assert_refused(&beside.to_image(), Kind::RedundantOrigin, beside.offsets().ends);
    let shape = Sections { shapes: vec![([128, 0, 0, 0], 0)], ..none.clone().flags(ANY_ORIGIN) };
    assert_refused(&shape.to_image(), Kind::RedundantOrigin, shape.offsets().ends);
    let texts = Sections { texts: b",".to_vec(), ..none.flags(ANY_ORIGIN) };
    assert_refused(&texts.to_image(), Kind::RedundantOrigin, texts.offsets().ends);
}

#[test]
fn ends_belong_to_the_texts() {
    let good = Sections::of(&["https://a.example", "https://*.b.example"]);
    assert_legal(&good);
    let texts = good.offsets().texts;
    let ends = |ends: [u32; 2]| Sections { ends: ends.into(), ..good.clone() }.to_image();
    assert_eq!(good.ends, [18, 38 | WILDCARD]);
    for first in [0, 17, 19, 38, 39, u32::MAX >> 1, 18 | WILDCARD, 18 | 1 << 30] {
        assert_refused(&ends([first, 38 | WILDCARD]), Kind::BadOrigin, texts);
    }
    for second in [0, 18, 37, 39, 38, 38 | WILDCARD | 1 << 30] {
        assert_refused(&ends([18, second]), Kind::BadOrigin, texts + 18);
    }
    // Texts that no end belongs to.
    let more = Sections { texts: [&good.texts[..], b"x,"].concat(), ..good.clone() };
    assert_refused(&more.to_image(), Kind::BadOrigin, texts + 38);
    let semicolon = Sections { texts: good.texts.iter().map(|b| if *b == b',' { b';' } else { *b }).collect(), ..good };
    assert_refused(&semicolon.to_image(), Kind::BadOrigin, texts);
}

#[test]
fn shapes_belong_to_the_wildcards() {
    let good =
        Sections::of(&["https://a.example", "https://*.b.example", "https://x-*.c.example", "https://*.d.example"]);
    let (subdomains, glob) = (([2, 1, 0, 0], 1), ([1, 2, 0, 0], 2));
    assert_eq!(good.shapes, [glob, subdomains]);
    assert_legal(&good);
    for shapes in [
        vec![],
        vec![glob],
        vec![subdomains],
        vec![subdomains, glob],
        vec![glob, glob, subdomains],
        vec![glob, subdomains, subdomains],
        // The first origin is not of this shape, or not the first, or not there.
        vec![glob, ([2, 1, 0, 0], 0)],
        vec![glob, ([2, 1, 0, 0], 2)],
        vec![glob, ([2, 1, 0, 0], 3)],
        vec![glob, ([2, 1, 0, 0], 4)],
        vec![glob, ([2, 1, 0, 0], u32::MAX)],
        // A shape that no origin has.
        vec![glob, ([2, 0, 0, 0], 1), subdomains],
        vec![glob, subdomains, ([130, 1, 0, 0], 1)],
        // Not a shape.
        vec![([0, 0, 0, 0], 0), glob, subdomains],
        vec![glob, subdomains, ([3, 0, 0, 0], 1)],
        vec![glob, ([2, 1, 0, 1], 1)],
        vec![glob, ([2, 1, 1, 0], 1)],
    ] {
        let sections = Sections { shapes, ..good.clone() };
        assert_refused(&sections.to_image(), Kind::BadIndex, good.offsets().shapes);
    }
}

#[test]
fn slots_belong_to_the_texts() {
    let names: Vec<String> = (0..9).map(|number| format!("https://tenant-{number}.example")).collect();
    let good = Sections::of(&names.iter().map(String::as_str).collect::<Vec<_>>());
    let at = good.offsets().boundaries;
    assert_legal(&good);
    assert_eq!((good.boundaries.len(), good.slots.len()), (3, 9));
    for place in 0..9 {
        // Bits of the hash and of the index.
        for bit in 0..32 {
            let mut wrong = good.clone();
            wrong.slots[place] ^= 1 << bit;
            assert_refused(&wrong.to_image(), Kind::BadIndex, at);
        }
        for other in 0..place {
            let mut wrong = good.clone();
            wrong.slots.swap(place, other);
            assert_refused(&wrong.to_image(), Kind::BadIndex, at);
            let mut wrong = good.clone();
            wrong.slots[place] = wrong.slots[other];
            assert_refused(&wrong.to_image(), Kind::BadIndex, at);
        }
    }
    for place in 0..3 {
        for boundary in (0..12).chain([u32::MAX]).filter(|boundary| *boundary != good.boundaries[place]) {
            let mut wrong = good.clone();
            wrong.boundaries[place] = boundary;
            assert_refused(&wrong.to_image(), Kind::BadIndex, at);
        }
    }
}

#[test]
fn no_origin_is_there_twice() {
    // The same text twice: its slots cannot be ordered.
    let twice = Sections::of(&["https://a.example", "https://a.example"]);
    assert_refused(&twice.to_image(), Kind::BadIndex, twice.offsets().boundaries);
    for (wide, narrow) in [
        ("https://*.example.com", "https://a.example.com"),
        ("https://*.example.com", "https://*.b.example.com"),
        ("https://*.example.com", "https://pr-*.example.com"),
        ("https://pr-*.example.com", "https://pr-1.example.com"),
        ("https://p*.example.com", "https://pr-*x.example.com"),
        ("https://example.com:*", "https://example.com"),
        ("https://example.com:*", "https://example.com:8443"),
        ("https://*.example.com:*", "https://a.example.com:8443"),
        ("https://*.example.com:*", "https://*.example.com"),
        ("http://[::1]:*", "http://[::1]:3000"),
    ] {
        let after = Sections::of(&[wide, narrow]);
        assert_refused(&after.to_image(), Kind::RedundantOrigin, after.offsets().texts + wide.len() + 1);
        let before = Sections::of(&[narrow, wide]);
        assert_refused(&before.to_image(), Kind::RedundantOrigin, before.offsets().texts);
    }
}
