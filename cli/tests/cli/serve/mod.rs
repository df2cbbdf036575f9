//! `corsac serve`: the demo, the page, the proxy.

mod corpus;
mod demo;
mod page;
mod proxy;
mod reload;
mod secure;
mod sockets;

use crate::support::{assert_error, corsac, file};

/// One origin, with credentials.
const STRICT: &str = "examples/strict.toml";
const KNOWN: &str = "https://app.example.com";

#[test]
fn wrong_usage_is_an_error() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = taken.local_addr().unwrap().to_string();
    let broken = file("serve-broken.toml", b"allow_origins = [\"https://example.com/\"]\n");
    for (arguments, expected) in [
        (&["serve", "missing.toml"][..], "corsac: missing.toml: "),
        (&["serve", STRICT, "--listen", "8080"], "invalid value '8080' for '--listen"),
        (&["serve", STRICT, "--listen", &taken], &format!("corsac: {taken}: ")),
        (&["serve", STRICT, "--upstream", "localhost:3000"], "it must begin with http:// or https://"),
        (&["serve", STRICT, "--upstream", "http://localhost/?a"], "give a scheme, a host and maybe a path"),
        (&["serve", STRICT, "--keep-host"], "--upstream <URL>"),
        (&["serve", STRICT, "--format", "sarif"], "`--format sarif` is for `corsac check`"),
        (&["serve"], "<POLICY>"),
    ] {
        assert_error(&corsac(arguments), &[expected]);
    }
    let output = corsac(&["serve", &broken]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("the policy has errors"));
}
