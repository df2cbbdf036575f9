//! The values of a plan belong to the policy or to the request.

use corsac::{Operation, OwnedPolicy, RequestParts};

fn main() {
    let headers: [(&[u8], &[u8]); 1] = [(b"origin", b"https://example.com")];
    let value = {
        let policy = OwnedPolicy::new(std::fs::read("policy.img").unwrap()).unwrap();
        let request = RequestParts::new(b"GET", headers.into_iter());
        let decision = policy.as_policy().decide(&request);
        let operation = decision.plan(policy.as_policy(), &request).next();
        match operation {
            Some(Operation::Set { value, .. }) => value,
            _ => return,
        }
    };
    println!("{}", value.as_str());
}
