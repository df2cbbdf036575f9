//! The page `/__corsac`: what it shows, and to whom.

use serde_json::{Value, json};

use super::{KNOWN, STRICT};
use crate::http::{Message, connect, read_chunk, send, write_head};
use crate::served::Served;

/// The next event of a stream: its kind and its data.
fn next_event(stream: &mut impl std::io::BufRead) -> (String, Value) {
    let text = String::from_utf8(read_chunk(stream).unwrap()).unwrap();
    let field = |name: &str| text.lines().find_map(|line| line.strip_prefix(name)).unwrap().to_owned();
    (field("event: "), serde_json::from_str(&field("data: ")).unwrap())
}

fn attempt(served: &Served, body: &Value, headers: &str) -> Message {
    let body = body.to_string();
    let mut stream = connect(&served.url);
    write_head(&mut stream, &served.url, &format!("POST /__corsac/try\nContent-Length: {}\n{headers}", body.len()));
    std::io::Write::write_all(stream.get_mut(), body.as_bytes()).unwrap();
    Message::read(&mut stream).unwrap()
}

fn from_page(served: &Served) -> String {
    format!("Origin: {}\nContent-Type: application/json", served.url)
}

#[test]
fn it_is_plain_and_closed_to_others() {
    let served = Served::start(STRICT, &[]);
    let page = send(&served.url, "GET /__corsac");
    assert_eq!((page.status(), page.get("content-type")), (200, Some("text/html; charset=utf-8")));
    let policy = page.get("content-security-policy").unwrap();
    let nonce = policy.split("'nonce-").nth(1).unwrap().split('\'').next().unwrap();
    assert!(policy.starts_with("default-src 'none';") && policy.contains("frame-ancestors 'none'"), "{policy}");
    assert!(!policy.contains("unsafe"));
    assert_eq!(page.text().matches(&format!("nonce=\"{nonce}\"")).count(), 2);
    assert!(!page.text().contains("{{"));
    // What others say never becomes markup.
    for way in ["innerHTML", "outerHTML", "insertAdjacent", "document.write", "eval("] {
        assert!(!page.text().contains(way), "{way}");
    }
    assert!(!page.text().contains("http://") && !page.text().contains("src="), "it asks nobody else");
    assert_ne!(send(&served.url, "GET /__corsac").get("content-security-policy"), Some(policy));

    // Not across origins, whatever the policy says.
    for path in ["/__corsac", "/__corsac/", "/__corsac/events", "/__corsac/try", "/__corsac/none"] {
        for request in [
            format!("GET {path}\nOrigin: {KNOWN}"),
            format!("OPTIONS {path}\nOrigin: {KNOWN}\nAccess-Control-Request-Method: POST"),
        ] {
            let answer = send(&served.url, &request);
            assert_eq!(answer.status(), 403, "{request}");
            assert!(answer.headers.iter().all(|(name, _)| !name.starts_with("access-control-")), "{request}");
            assert_eq!(answer.get("cross-origin-resource-policy"), Some("same-origin"));
        }
    }
    assert_eq!(send(&served.url, "GET /__corsac/events\nSec-Fetch-Site: cross-site").status(), 403);
    assert_eq!(send(&served.url, "GET /__corsac/events\nSec-Fetch-Site: same-site").status(), 403);
    assert_eq!(send(&served.url, "GET /__corsac/none").status(), 404);
    assert_eq!(send(&served.url, "GET /__corsac/try").status(), 405);
    // Something else that begins alike.
    assert!(send(&served.url, "GET /__corsacs").get("x-corsac-demo").is_some());
}

#[test]
fn only_the_address_of_the_server_opens_it() {
    let served = Served::start(STRICT, &["--allow-host", "dev.example"]);
    let port = served.url.rsplit(':').next().unwrap();
    for (host, status) in [
        (format!("127.0.0.1:{port}"), 200),
        (format!("localhost:{port}"), 200),
        (format!("dev.example:{port}"), 200),
        ("127.0.0.1".into(), 421),
        (format!("192.168.0.1:{port}"), 421),
        (format!("app.localhost:{port}"), 421),
        (format!("evil.example:{port}"), 421),
    ] {
        assert_eq!(send(&served.url, &format!("GET /__corsac\nHost: {host}")).status(), status, "{host}");
    }
}

#[test]
fn it_shows_decisions_as_they_happen() {
    let served = Served::start(STRICT, &[]);
    send(&served.url, "GET /before");
    let mut stream = connect(&served.url);
    write_head(&mut stream, &served.url, "GET /__corsac/events");
    assert_eq!(Message::read_head(&mut stream).unwrap().get("content-type"), Some("text/event-stream"));
    let (kind, policy) = next_event(&mut stream);
    assert_eq!((kind.as_str(), &policy["allow_origins"]), ("start", &json!([KNOWN])));
    let (kind, before) = next_event(&mut stream);
    assert_eq!(
        (kind.as_str(), &before["target"], &before["class"]),
        ("decision", &json!("/before"), &json!("not-cors"))
    );
    send(&served.url, "GET /%3Cscript%3E\nOrigin: https://evil.example\nCookie: a=secret");
    let (kind, after) = next_event(&mut stream);
    assert_eq!(kind, "decision");
    assert_eq!(after["reason"], "origin-not-allowed");
    assert_eq!(after["request"], json!([["origin", "https://evil.example"]]));
    assert_eq!(after["set"], json!([]));
    assert_eq!(after["vary"], json!(["origin"]));
    assert!(!after.to_string().contains("secret"));
}

#[test]
fn it_tries_requests_as_a_browser_would() {
    let served = Served::start(STRICT, &[]);
    let mut request = json!({
        "origin": KNOWN, "method": "PUT", "path": "/status/404", "headers": [["Content-Type", "application/json"]],
        "credentials": true, "engine": "chromium",
    });
    let answer = attempt(&served, &request, &from_page(&served));
    assert_eq!(answer.status(), 200, "{}", answer.text());
    let outcome: Value = serde_json::from_slice(&answer.body).unwrap();
    assert_eq!((&outcome["is_readable"], &outcome["status"]), (&json!(true), &json!(404)));
    let kinds: Vec<_> = outcome["exchanges"].as_array().unwrap().iter().map(|sent| &sent["is_preflight"]).collect();
    assert_eq!(kinds, [&json!(true), &json!(false)]);
    // The custom header is not exposed.
    let readable = outcome["readable"].to_string();
    assert!(readable.contains("content-type") && !readable.contains("x-corsac-demo"), "{readable}");

    request["origin"] = "https://evil.example".into();
    let answer = attempt(&served, &request, &from_page(&served));
    let outcome: Value = serde_json::from_slice(&answer.body).unwrap();
    assert_eq!((&outcome["is_readable"], &outcome["verdict"]), (&json!(false), &json!("block-preflight")));

    for (key, value, message) in [
        ("origin", json!("https://evil.example/"), "no browser sends that as an origin"),
        ("path", json!("/__corsac/try"), "not be that of this page"),
        ("path", json!("http://other.example/"), "must begin with a slash"),
        ("engine", json!("mosaic"), "not an engine"),
        ("more", json!(1), "unknown field"),
    ] {
        let mut wrong = request.clone();
        wrong[key] = value;
        let answer = attempt(&served, &wrong, &from_page(&served));
        assert_eq!(answer.status(), 400, "{key}");
        assert!(answer.text().contains(message), "{}", answer.text());
    }
}

#[test]
fn nobody_else_tries_requests() {
    let served = Served::start(STRICT, &[]);
    let request = json!({ "origin": KNOWN, "method": "GET", "path": "/", "engine": "spec" });
    let json_type = "Content-Type: application/json";
    for headers in [
        json_type.to_owned(),
        format!("Origin: {KNOWN}\n{json_type}"),
        format!("Origin: null\n{json_type}"),
        format!("Origin: {}\nContent-Type: text/plain", served.url),
        format!("Origin: {}\nSec-Fetch-Site: same-site\n{json_type}", served.url),
    ] {
        assert_eq!(attempt(&served, &request, &headers).status(), 403, "{headers}");
    }
    let long = json!({ "origin": "x".repeat(100_000) });
    assert_eq!(attempt(&served, &long, &from_page(&served)).status(), 413);
}
