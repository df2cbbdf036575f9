//! A server by hand, with all that CORS asks of it. `GET /data` answers under the policy of every CORS tutorial.
//!
//! ```sh
//! cargo run -p corsac --example server
//! # an actual request, a preflight, a preflight for a header that is not allowed, no page at all, an error
//! curl -i -H 'Origin: https://app.example' http://127.0.0.1:8080/data
//! curl -i -X OPTIONS -H 'Origin: https://app.example' -H 'Access-Control-Request-Method: PUT' http://127.0.0.1:8080/data
//! curl -i -X OPTIONS -H 'Origin: https://app.example' -H 'Access-Control-Request-Method: PUT' \
//!      -H 'Access-Control-Request-Headers: x-secret' http://127.0.0.1:8080/data
//! curl -i http://127.0.0.1:8080/data
//! curl -i -H 'Origin: https://app.example' http://127.0.0.1:8080/nowhere
//! ```

#![allow(clippy::unwrap_used, reason = "an example may panic while it starts")]

use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};

use corsac::{Config, Policy, RequestParts, ResponseField, ResponseFields, ResponseHeaders, Value, Vary};

const CONFIG: Config<'static> = Config::new()
    .allow_origins(&["*"])
    .allow_methods(&["GET", "PUT", "POST", "DELETE"])
    .allow_headers(&["Origin", "X-Requested-With", "Content-Type", "Accept"])
    .max_age(7200);

fn main() -> io::Result<()> {
    // What is dead or suspicious in the policy is said once, when the server starts.
    CONFIG.check(|diagnostic| eprintln!("{diagnostic}"));
    let policy = CONFIG.compile::<512>().unwrap();
    let port = std::env::args().nth(1).unwrap_or_else(|| "8080".into());
    let listener = TcpListener::bind(format!("127.0.0.1:{port}"))?;
    eprintln!("listening on http://{}/data", listener.local_addr()?);
    for stream in listener.incoming() {
        if let Err(error) = serve(stream?, policy.as_policy()) {
            eprintln!("{error}");
        }
    }
    Ok(())
}

/// Reads one request, answers it, and closes the connection.
fn serve(mut stream: TcpStream, policy: Policy<'_>) -> io::Result<()> {
    let mut buffer = [0; 8192];
    let mut length = 0;
    loop {
        let read = stream.read(buffer.get_mut(length..).unwrap_or_default())?;
        length = length.saturating_add(read);
        let mut lines = [httparse::EMPTY_HEADER; 64];
        let mut request = httparse::Request::new(&mut lines);
        match request.parse(buffer.get(..length).unwrap_or_default()) {
            Ok(httparse::Status::Complete(_)) => return stream.write_all(respond(&request, policy).as_bytes()),
            Ok(httparse::Status::Partial) if read > 0 => {}
            _ => {
                return stream.write_all(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
            }
        }
    }
}

fn respond(request: &httparse::Request<'_, '_>, policy: Policy<'_>) -> String {
    let method = request.method.unwrap_or_default();
    let fields = request.headers.iter().map(|header| (header.name.as_bytes(), header.value));
    let parts = RequestParts::new(method.as_bytes(), fields);

    // 1. Decide, before the application runs.
    let decision = policy.decide(&parts);
    // 2. A preflight is answered here; everything else, a plain OPTIONS too, is the application's.
    let (status, mut headers, body) = match decision.status() {
        Some(status) => (status, Headers(vec![("content-length".into(), "0".into())]), ""),
        None => application(method, request.path.unwrap_or_default()),
    };
    // 3. Apply it to whatever the response is: errors carry the headers, too.
    decision.plan(policy, &parts).apply(&mut headers);

    headers.0.retain(|(name, _)| status != 204 || name != "content-length"); // RFC 9110, section 8.6
    let mut response = format!("HTTP/1.1 {status} \r\nConnection: close\r\n");
    for (name, value) in headers.0 {
        response.push_str(&format!("{name}: {value}\r\n"));
    }
    format!("{response}\r\n{body}")
}

fn application(method: &str, path: &str) -> (u16, Headers, &'static str) {
    let (status, body) = match (method, path) {
        ("GET" | "PUT" | "POST" | "DELETE", "/data") => (200, "{\"answer\":42}\n"),
        ("OPTIONS", _) => (204, ""),
        (_, "/data") => (405, ""),
        _ => (404, "nothing here\n"),
    };
    let length = body.len().to_string();
    (status, Headers(vec![("content-type".into(), "application/json".into()), ("content-length".into(), length)]), body)
}

/// The headers of a response, as a server might keep them.
struct Headers(Vec<(String, String)>);

impl ResponseHeaders for Headers {
    fn set(&mut self, field: ResponseField, value: Value<'_>) {
        self.remove(field.into());
        self.append(field, value);
    }

    fn append(&mut self, field: ResponseField, value: Value<'_>) {
        self.0.push((field.as_str().into(), value.as_str().into()));
    }

    fn remove(&mut self, fields: ResponseFields) {
        self.0.retain(|(name, _)| !fields.iter().any(|field| name.eq_ignore_ascii_case(field.as_str())));
    }

    fn add_vary(&mut self, vary: Vary) {
        let existing = self.0.iter().filter(|(name, _)| name.eq_ignore_ascii_case("vary"));
        let missing = vary.missing_from(existing.map(|(_, value)| value.as_bytes()));
        if !missing.is_empty() {
            self.0.push(("vary".into(), missing.as_str().into()));
        }
    }
}
