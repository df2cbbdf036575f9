//! The policy's file changes while the server runs.

use std::fs;
use std::path::Path;

use crate::http::send;
use crate::served::Served;
use crate::support::file;

fn policy(origin: &str) -> String {
    format!("allow_origins = [\"{origin}\"]\nmax_age = 600\n")
}

fn allows(served: &Served, origin: &str) -> bool {
    send(&served.url, &format!("GET /\nOrigin: {origin}")).get("access-control-allow-origin") == Some(origin)
}

#[test]
fn a_new_policy_is_taken_and_a_bad_one_is_not() {
    let path = file("serve-reload.toml", policy("https://a.example").as_bytes());
    let mut served = Served::start(&path, &[]);
    let next_policy_event = |served: &mut Served| loop {
        let line = served.line().unwrap();
        if line["event"] == "policy" {
            return line["error"].clone();
        }
    };
    // Of the same length, and at about the same time.
    fs::write(&path, policy("https://b.example")).unwrap();
    assert_eq!(next_policy_event(&mut served), serde_json::Value::Null);
    assert!(allows(&served, "https://b.example") && !allows(&served, "https://a.example"));

    fs::write(&path, policy("https://c.example/")).unwrap();
    let error = next_policy_event(&mut served).as_str().unwrap().to_owned();
    assert!(error.contains("the policy has errors"), "{error}");
    assert!(allows(&served, "https://b.example") && !allows(&served, "https://c.example"));

    fs::remove_file(&path).unwrap();
    let error = next_policy_event(&mut served).as_str().unwrap().to_owned();
    assert!(error.contains("serve-reload.toml"), "{error}");
    assert!(allows(&served, "https://b.example"));

    // As editors do it: another file takes the name.
    let other = file("serve-reload-new.toml", policy("https://d.example").as_bytes());
    fs::rename(Path::new(&other), Path::new(&path)).unwrap();
    assert_eq!(next_policy_event(&mut served), serde_json::Value::Null);
    assert!(allows(&served, "https://d.example"));
}
