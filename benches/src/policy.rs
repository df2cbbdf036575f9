//! Policies, built when a scenario first needs them, for corsac and for `cors-core`.

use core::cell::RefCell;
use core::time::Duration;

use cors_core::{AllowHeaders, AllowOrigin, Cors};
use corsac::{Config, List, PolicyBox};

const METHODS: &[&str] = &["PUT", "PATCH", "DELETE"];
const HEADERS: &[&str] = &["authorization", "content-type", "x-csrf-token", "x-request-id", "x-requested-with"];
const EXPOSED: &[&str] = &["x-request-id"];
const MAX_AGE: u32 = 7200;

/// Kinds of wildcards that a company may well have, in one policy.
const FOUR_SHAPES: &[&str] =
    &["https://*.example.com", "https://*.eu.example.org", "https://pr-*.preview.example.net", "http://localhost:*"];

/// As many kinds as no company has.
const SIXTEEN_SHAPES: &[&str] = &[
    "https://*.example.com",
    "https://*.a.example.org",
    "https://*.a.b.example.org",
    "https://*.a.b.c.example.org",
    "https://*.a.b.c.d.example.org",
    "https://*.a.b.c.d.e.example.org",
    "https://*.a.b.c.d.e.f.example.org",
    "https://*.a.b.c.d.e.f.g.example.org",
    "https://a-*.preview.example.net",
    "https://aa-*.preview.example.net",
    "https://aaa-*.preview.example.net",
    "https://*-a.preview.example.net",
    "https://*-aa.preview.example.net",
    "https://*-aaa.preview.example.net",
    "http://localhost:*",
    "https://*.local.example.net:*",
];

/// A policy that a scenario names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PolicyKind {
    /// This many origins, with credentials and ordinary lists of methods and headers.
    Origins(usize),
    /// The same with this many patterns for subdomains.
    Subdomains(usize),
    /// One pattern with a `*` inside of a label.
    Glob,
    /// `*` as origin, method and request header.
    Any,
    /// One origin with credentials, `*` as method and request header: the request is reflected.
    Reflecting,
    /// Four wildcards of different shapes.
    FourShapes,
    /// Sixteen wildcards of different shapes.
    SixteenShapes,
}

/// The origin at this place of a policy. All are equally long, so that only the number of origins differs.
pub fn tenant(index: usize) -> String {
    format!("https://tenant-{index:07}.example.com")
}

/// The first `count` origins.
pub fn tenants(count: usize) -> Vec<String> {
    (0..count).map(tenant).collect()
}

/// An origin below the one at this place.
pub fn subdomain(index: usize) -> String {
    tenant(index).replacen("://", "://app.", 1)
}

/// An origin that [`PolicyKind::Glob`] allows.
pub fn preview() -> String {
    "https://pr-12345.preview.example.net".to_owned()
}

/// The origins of a policy as companies have them: 97 exact ones, three with wildcards.
pub fn middling() -> Vec<String> {
    let mut origins = tenants(97);
    origins.extend(FOUR_SHAPES.iter().filter(|pattern| pattern.starts_with("https://")).map(|&pattern| pattern.into()));
    assert_eq!(origins.len(), 100);
    origins
}

/// The configuration of all policies but [`PolicyKind::Any`].
pub fn config(origins: &[String]) -> Config<'_> {
    let mut config = Config::new()
        .allow_methods(METHODS)
        .allow_headers(HEADERS)
        .expose_headers(EXPOSED)
        .allow_credentials(true)
        .max_age(MAX_AGE);
    config.allow_origins = List::from_strings(origins);
    config
}

fn owned(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

/// The same policy for `cors-core`.
pub fn cors_core(origins: &[String]) -> Cors {
    Cors::builder()
        .allow_origin(AllowOrigin::exact(origins.iter().cloned()))
        .allow_methods(METHODS)
        .allow_headers(AllowHeaders::list(HEADERS))
        .expose_headers(EXPOSED)
        .allow_credentials(true)
        .max_age(Duration::from_secs(MAX_AGE.into()))
        .build()
        .expect("the policies of the benchmarks have no error")
}

fn compile(config: &Config<'_>) -> PolicyBox {
    config.compile_boxed(|_| ()).expect("the policies of the benchmarks have no error")
}

impl PolicyKind {
    /// The number of its origins, if that is what it varies in; else few.
    pub fn count(self) -> usize {
        match self {
            PolicyKind::Origins(count) | PolicyKind::Subdomains(count) => count,
            _ => 1,
        }
    }

    fn build(self) -> PolicyBox {
        match self {
            PolicyKind::Origins(count) => compile(&config(&tenants(count))),
            PolicyKind::Subdomains(count) => {
                let patterns: Vec<String> = (0..count).map(|index| tenant(index).replacen("://", "://*.", 1)).collect();
                compile(&config(&patterns))
            }
            PolicyKind::Glob => compile(&config(&owned(&["https://pr-*.preview.example.net"]))),
            PolicyKind::Any => compile(
                &Config::new().allow_origins(&["*"]).allow_methods(&["*"]).allow_headers(&["*"]).max_age(MAX_AGE),
            ),
            PolicyKind::Reflecting => compile(&config(&tenants(1)).allow_methods(&["*"]).allow_headers(&["*"])),
            // `http://localhost:*` is an insecure origin, which credentials would have to be allowed for.
            PolicyKind::FourShapes => compile(&config(&owned(FOUR_SHAPES)).allow_credentials(false)),
            PolicyKind::SixteenShapes => compile(&config(&owned(SIXTEEN_SHAPES)).allow_credentials(false)),
        }
    }

    /// The same policy for `cors-core`, where it has one.
    pub fn rival(self) -> Option<Cors> {
        let builder = Cors::builder().max_age(Duration::from_secs(MAX_AGE.into()));
        let builder = match self {
            PolicyKind::Origins(count) => return Some(cors_core(&tenants(count))),
            PolicyKind::Any => {
                builder.allow_origin(AllowOrigin::Any).allow_methods(["*"]).allow_headers(AllowHeaders::Any)
            }
            PolicyKind::Reflecting => builder
                .allow_origin(AllowOrigin::exact(tenants(1)))
                .allow_methods(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"])
                .allow_headers(AllowHeaders::Mirror)
                .expose_headers(EXPOSED)
                .allow_credentials(true),
            // Its suffixes match other origins than subdomains.
            PolicyKind::Subdomains(_) | PolicyKind::Glob | PolicyKind::FourShapes | PolicyKind::SixteenShapes => {
                return None;
            }
        };
        Some(builder.build().expect("the policies of the benchmarks have no error"))
    }
}

/// The policies built so far. They live to the end of the process.
#[derive(Default)]
pub struct Policies(RefCell<Vec<(PolicyKind, &'static PolicyBox)>>);

impl Policies {
    /// The policy, built now if it was not before.
    pub fn get(&self, kind: PolicyKind) -> &'static PolicyBox {
        let built = self.0.borrow().iter().find(|(other, _)| *other == kind).map(|(_, policy)| *policy);
        built.unwrap_or_else(|| {
            let policy: &'static PolicyBox = Box::leak(Box::new(kind.build()));
            self.0.borrow_mut().push((kind, policy));
            policy
        })
    }
}
