//! Whole policies: a subset never allows a request that the other refuses.

use corsac::{Config, PolicyBox, RequestParts, ResponseField, Verdict};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

#[derive(Clone, Debug)]
struct Written {
    origins: Vec<&'static str>,
    methods: Vec<&'static str>,
    headers: Vec<&'static str>,
    exposed: Vec<&'static str>,
    credentials: bool,
    private_network: bool,
    max_age: u32,
}

const ORIGINS: [&str; 3] = ["https://a.example", "https://*.a.example", "https://x.a.example"];

fn written() -> impl Strategy<Value = Written> {
    (
        subsequence(&ORIGINS[..], 1..=3),
        subsequence(&["GET", "PUT", "DELETE", "*"][..], 0..=3),
        subsequence(&["x-a", "X-B", "Authorization", "*"][..], 0..=3),
        subsequence(&["x-a", "ETag", "Content-Type", "*"][..], 0..=3),
        any::<bool>(),
        any::<bool>(),
        select(&[5, 600][..]),
    )
        .prop_map(|(origins, methods, headers, mut exposed, credentials, private_network, max_age)| {
            exposed.retain(|name| !credentials || *name != "*");
            Written { origins, methods, headers, exposed, credentials, private_network, max_age }
        })
}

impl Written {
    fn compile(&self) -> PolicyBox {
        Config::new()
            .allow_origins(&self.origins)
            .allow_methods(&self.methods)
            .allow_headers(&self.headers)
            .expose_headers(&self.exposed)
            .allow_credentials(self.credentials)
            .allow_private_network(self.private_network)
            .max_age(self.max_age)
            .compile_boxed(|_| ())
            .unwrap()
    }
}

/// What a page can do, asked of the engine.
fn abilities(policy: &PolicyBox) -> Vec<bool> {
    let mut abilities = Vec::new();
    for origin in ["https://a.example", "https://x.a.example", "https://y.a.example"] {
        let methods = ["GET", "PUT", "DELETE", "PATCH"];
        let headers = ["x-a", "x-b", "authorization", "x-other"];
        for (method, header) in methods.into_iter().flat_map(|method| headers.map(|header| (method, header))) {
            let fields: [(&[u8], &[u8]); 4] = [
                (b"origin", origin.as_bytes()),
                (b"access-control-request-method", method.as_bytes()),
                (b"access-control-request-headers", header.as_bytes()),
                (b"access-control-request-private-network", b"true"),
            ];
            for count in [2, 3, 4] {
                let request = RequestParts::new(b"OPTIONS", fields[..count].iter().copied());
                let decision = policy.as_policy().decide(&request);
                let sets = |field| {
                    let mut plan = decision.plan(policy.as_policy(), &request);
                    plan.any(|operation| matches!(operation, corsac::Operation::Set { field: set, .. } if set == field))
                };
                let allowed = decision.verdict() == Verdict::Allowed;
                abilities.push(allowed);
                abilities.push(allowed && sets(ResponseField::AllowCredentials));
                abilities.push(sets(ResponseField::AllowPrivateNetwork));
            }
        }
        let fields: [(&[u8], &[u8]); 1] = [(b"origin", origin.as_bytes())];
        let request = RequestParts::new(b"GET", fields.iter().copied());
        let decision = policy.as_policy().decide(&request);
        for name in ["x-a", "etag", "x-other"] {
            let mut plan = decision.plan(policy.as_policy(), &request);
            abilities.push(plan.any(|operation| match operation {
                corsac::Operation::Set { field: ResponseField::ExposeHeaders, value } => {
                    value.as_str() == "*" || value.as_str().split(',').any(|exposed| exposed == name)
                }
                _ => false,
            }));
        }
    }
    abilities
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    /// The requests tell all names and origins apart that these policies tell apart, so this holds both ways.
    #[test]
    fn a_subset_is_what_can_do_no_more(a in written(), b in written(), same in proptest::collection::vec(any::<bool>(), 6)) {
        let mut b = b;
        if same[0] { b.origins = a.origins.clone(); }
        if same[1] { b.methods = a.methods.clone(); }
        if same[2] { b.headers = a.headers.clone(); }
        if same[3] && !(b.credentials && a.exposed.contains(&"*")) { b.exposed = a.exposed.clone(); }
        if same[4] && !b.exposed.contains(&"*") { b.credentials = a.credentials; }
        if same[5] { b.private_network = a.private_network; }
        let (compiled_a, compiled_b) = (a.compile(), b.compile());
        let no_more = abilities(&compiled_a).iter().zip(abilities(&compiled_b)).all(|(a, b)| b || !a);
        prop_assert_eq!(compiled_a.as_policy().is_subset_of(&compiled_b.as_policy()), no_more, "{:?} {:?}", a, b);
    }
}
