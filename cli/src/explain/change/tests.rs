//! What is suggested is tried here once more, with the policy written as a document and read again.

use corsac_conformance::browser::{Api, CredentialsMode};
use proptest::prelude::*;

use super::*;

const ORIGINS: [&str; 10] = [
    "*",
    "https://a.example",
    "https://*.a.example",
    "https://pr-*.b.example",
    "https://b.example:*",
    "https://*.github.io",
    "http://c.example",
    "http://localhost:*",
    "null",
    "tauri://localhost",
];
const PAGES: [&str; 8] = [
    "https://a.example",
    "https://x.a.example",
    "https://pr-1.b.example",
    "https://evil.example",
    "http://c.example",
    "http://localhost:5173",
    "null",
    "tauri://localhost",
];
const METHODS: [&str; 7] = ["*", "PUT", "DELETE", "patch", "PURGE", "GET", "put"];
const HEADERS: [&str; 7] = ["*", "authorization", "x-a", "X-B", "content-type", "cookie", "etag"];

fn some(pool: &'static [&'static str], most: usize) -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec(prop::sample::select(pool).prop_map(str::to_string), 0..=most)
}

prop_compose! {
    fn policy()(
        allow_origins in some(&ORIGINS, 3),
        allow_methods in some(&METHODS, 2),
        allow_headers in some(&HEADERS, 3),
        expose_headers in some(&["*", "etag", "x-a"], 2),
        [allow_credentials, null, insecure, public] in any::<[bool; 4]>(),
    ) -> PolicyDocument {
        let mut policy = PolicyDocument::default();
        policy.allow_origins = allow_origins;
        policy.allow_methods = allow_methods;
        policy.allow_headers = allow_headers;
        policy.expose_headers = expose_headers;
        policy.allow_credentials = allow_credentials;
        policy.danger_allow_null_origin = null;
        policy.danger_allow_insecure_origins = insecure;
        policy.danger_allow_public_suffix_wildcards = public;
        policy
    }
}

prop_compose! {
    fn request()(
        origin in prop::sample::select(&PAGES[..]),
        method in prop::sample::select(&METHODS[1..]),
        headers in some(&HEADERS[1..], 3),
        credentials in any::<bool>(),
        upload_listener in any::<bool>(),
    ) -> PageRequest {
        let page = PageRequest::new(origin, "https://api.example/").unwrap().method(method);
        let page = headers.iter().fold(page, |page, name| page.header(name, "1"));
        let mode = if credentials { CredentialsMode::Include } else { CredentialsMode::SameOrigin };
        page.credentials(mode).api(if upload_listener { Api::XmlHttpRequest { upload_listener } } else { Api::Fetch })
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, max_global_rejects: 20_000, ..ProptestConfig::default() })]

    /// A suggestion compiles and allows; there always is one; and with any change less, it would not do.
    #[test]
    fn what_is_suggested_allows_and_nothing_less(
        policy in policy(),
        page in request(),
        engine in prop::sample::select(&Engine::ALL[..]),
    ) {
        let reads = |policy: &PolicyDocument| {
            let document = toml::to_string(&policy.config()).unwrap();
            let policy: PolicyDocument = toml::from_str(&document).unwrap();
            let compiled = policy.config().compile_boxed(|_| ()).ok();
            compiled.map(|compiled| page::fetch(compiled.as_policy(), &page, engine).is_readable())
        };
        prop_assume!(reads(&policy) == Some(false));
        let suggestion = suggest(&policy.config(), &page, engine);
        prop_assert_eq!(&suggestion.impossible, &None);
        prop_assert_eq!(reads(&changed(&policy, &suggestion.changes)), Some(true), "{:?}", suggestion);
        for index in 0..suggestion.changes.len() {
            let mut fewer = suggestion.changes.clone();
            fewer.remove(index);
            prop_assert_ne!(reads(&changed(&policy, &fewer)), Some(true), "{:?}", suggestion);
        }
    }
}

fn texts(policy: &PolicyDocument, page: &PageRequest) -> Vec<String> {
    suggest(&policy.config(), page, Engine::Spec).changes.iter().map(Change::text).collect()
}

#[test]
fn each_refusal_leads_to_its_own_change() {
    let mut policy = PolicyDocument::default();
    policy.allow_origins = vec!["*".into()];
    policy.expose_headers = vec!["*".into()];
    let page = PageRequest::new("http://a.example", "https://api.example/").unwrap();
    let page = page.method("PURGE").header("X-A", "1").header("Authorization", "1");
    let listed =
        [r#"allow_methods: add "PURGE""#, r#"allow_headers: add "authorization""#, r#"allow_headers: add "x-a""#];
    assert_eq!(texts(&policy, &page), listed);
    let page = PageRequest::new("http://a.example", "https://api.example/").unwrap();
    assert_eq!(
        texts(&policy, &page.credentials(CredentialsMode::Include)),
        [
            "allow_credentials = true",
            r#"allow_origins: remove "*""#,
            r#"allow_origins: add "http://a.example""#,
            r#"expose_headers: remove "*""#,
            "danger_allow_insecure_origins = true",
        ]
    );
}

#[test]
fn where_no_policy_helps_the_reason_is_said() {
    let mut policy = PolicyDocument::default();
    policy.allow_origins = vec!["https://a.example".into()];
    let page = PageRequest::new("https://a.example", "https://api.example/").unwrap().method("TRACE");
    let suggestion = suggest(&policy.config(), &page, Engine::Spec);
    assert_eq!(suggestion.impossible.as_deref(), Some("Methods: the method is forbidden: TRACE"));
    assert_eq!(suggestion.changes, []);
}
