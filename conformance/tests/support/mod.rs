//! A small server built on the engine, as the runner's contract asks: each policy of the corpus below its name.

use core::net::SocketAddr;
use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;

use corsac_conformance::corpus::Corpus;
use corsac_conformance::reference::{HeaderLines, Reference, Response};
use corsac_conformance::runner::Target;

/// What the server does wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(dead_code, reason = "not every user breaks it")]
pub(crate) enum Fault {
    None,
    NoVary,
    ReplacesVary,
    PreflightsReachTheApplication,
    EveryOptionsIsAPreflight,
    AppendsOwnHeaders,
    FirstHeaderListLineOnly,
    AnyOneHeaderSuffices,
    NothingOnErrors,
    PanicEndsTheConnection,
    AuthenticationFirst,
    ReflectsEveryOrigin,
    SocketsForEveryone,
    ClosesAfterPreflight,
}

/// A running server; it runs until the process ends.
pub(crate) struct Server {
    address: SocketAddr,
}

struct State {
    policies: BTreeMap<String, Reference>,
    fault: Fault,
}

impl Server {
    pub(crate) fn start(corpus: &Corpus, fault: Fault) -> Self {
        let compile = |(name, policy): (&String, _)| (name.clone(), Reference::new(policy).expect("valid"));
        let state = Arc::new(State { policies: corpus.policies.iter().map(compile).collect(), fault });
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
        let address = listener.local_addr().expect("bound");
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let state = Arc::clone(&state);
                std::thread::spawn(move || state.serve(stream));
            }
        });
        Self { address }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}/{{policy}}", self.address)
    }

    #[allow(dead_code, reason = "not every user asks by name")]
    pub(crate) fn target(&self, policy: &str) -> Option<Target> {
        Target::parse(&self.url().replace("{policy}", policy))
    }
}

impl State {
    fn serve(&self, mut stream: TcpStream) {
        let mut received = Vec::new();
        let mut buffer = [0; 4096];
        loop {
            let mut fields = [httparse::EMPTY_HEADER; 512];
            let mut request = httparse::Request::new(&mut fields);
            match request.parse(&received) {
                Ok(httparse::Status::Complete(length)) => {
                    let answered = self.answer(&request);
                    let close = request.headers.iter().any(|field| field.value.eq_ignore_ascii_case(b"close"));
                    let Some(bytes) = answered else { return };
                    received.drain(..length);
                    if stream.write_all(&bytes).is_err() || close {
                        return;
                    }
                }
                Ok(httparse::Status::Partial) => match stream.read(&mut buffer) {
                    Ok(length) if length > 0 => received.extend_from_slice(&buffer[..length]),
                    _ => return,
                },
                Err(_) => {
                    let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
                    return;
                }
            }
        }
    }

    /// The response as bytes; `None` ends the connection.
    fn answer(&self, request: &httparse::Request<'_, '_>) -> Option<Vec<u8>> {
        let (method, path) = (request.method?, request.path?.trim_start_matches('/'));
        let (policy, path) = path.split_at(path.find('/')?);
        let reference = self.policies.get(policy)?;
        let mut fields: Vec<(&[u8], &[u8])> =
            request.headers.iter().map(|field| (field.name.as_bytes(), field.value)).collect();
        let own: Vec<_> = fields.clone();
        let field = |name: &str| own.iter().find(|(other, _)| other.eq_ignore_ascii_case(name.as_bytes()));
        let handler = || std::panic::catch_unwind(|| application(method, path, &own, reference));
        let handler = || handler().unwrap_or_else(|_| Response { status: 500, headers: HeaderLines::default() });
        match self.fault {
            Fault::AuthenticationFirst if path == "/unauthorized" => return Some(bytes(&handler(), method, path)),
            Fault::PanicEndsTheConnection if path == "/panic" => return None,
            Fault::NothingOnErrors if path == "/error" => return Some(bytes(&handler(), method, path)),
            Fault::SocketsForEveryone if path == "/socket" => {
                return Some(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n".to_vec());
            }
            Fault::EveryOptionsIsAPreflight if method == "OPTIONS" && field("origin").is_some() => {
                fields.push((b"access-control-request-method", b"GET"));
            }
            Fault::FirstHeaderListLineOnly => {
                let mut seen = false;
                fields.retain(|(name, _)| {
                    !name.eq_ignore_ascii_case(b"access-control-request-headers")
                        || !core::mem::replace(&mut seen, true)
                });
            }
            Fault::AnyOneHeaderSuffices => fields.iter_mut().for_each(|(name, value)| {
                if name.eq_ignore_ascii_case(b"access-control-request-headers") {
                    *value = value.split(|byte| *byte == b',').next().unwrap_or_default();
                }
            }),
            _ => {}
        }
        let (decision, mut response) = reference.answer(method.as_bytes(), &fields, handler);
        let headers = &mut response.headers.0;
        match self.fault {
            Fault::NoVary => headers.retain(|(name, _)| !name.eq_ignore_ascii_case("vary")),
            Fault::ReplacesVary => {
                let last = headers.iter().rposition(|(name, _)| name.eq_ignore_ascii_case("vary"));
                let kept = last.map(|last| headers[last].clone());
                headers.retain(|(name, _)| !name.eq_ignore_ascii_case("vary"));
                headers.extend(kept);
            }
            Fault::PreflightsReachTheApplication if decision.is_preflight() => {
                headers.push(("conformance-reached".to_owned(), b"yes".to_vec()));
            }
            Fault::AppendsOwnHeaders => {
                headers.push(("Access-Control-Allow-Origin".to_owned(), b"https://example.com".to_vec()));
            }
            Fault::ReflectsEveryOrigin => {
                headers.retain(|(name, _)| !name.eq_ignore_ascii_case("access-control-allow-origin"));
                headers.extend(field("origin").map(|(_, v)| ("access-control-allow-origin".to_owned(), v.to_vec())));
            }
            _ => {}
        }
        if self.fault == Fault::ClosesAfterPreflight && decision.is_preflight() {
            let mut bytes = bytes(&response, method, path);
            bytes.truncate(bytes.len() - 2);
            return Some(bytes);
        }
        Some(bytes(&response, method, path))
    }
}

/// What stands behind the middleware: a router, an authentication layer, handlers.
fn application(method: &str, path: &str, fields: &[(&[u8], &[u8])], reference: &Reference) -> Response {
    let values = |wanted: &str| {
        let wanted = wanted.to_owned();
        let is_wanted = move |name: &[u8]| name.eq_ignore_ascii_case(wanted.as_bytes());
        fields.iter().filter(move |(name, _)| is_wanted(name)).map(|(_, value)| *value)
    };
    let text = |value: &[u8]| String::from_utf8_lossy(value).into_owned();
    let mut headers = HeaderLines::default();
    let status = match (method, path) {
        (_, "/case") => {
            headers.0.push(("conformance-reached".to_owned(), b"yes".to_vec()));
            for line in values("conformance-header").map(text) {
                let (name, value) = line.split_once(':').expect("a colon");
                headers.0.push((name.to_owned(), value.trim().as_bytes().to_vec()));
            }
            values("conformance-status").next().map_or(200, |status| text(status).parse().expect("a status"))
        }
        ("GET", "/only-get") => 200,
        (_, "/only-get") => 405,
        (_, "/error") => 500,
        (_, "/panic") => std::panic::resume_unwind(Box::new(())),
        (_, "/unauthorized") => 401,
        ("OPTIONS", "/options") => {
            headers.0.push(("conformance-reached".to_owned(), b"yes".to_vec()));
            200
        }
        ("GET" | "HEAD", "/stream") => 200,
        (_, "/socket") => {
            let origin = values("origin").next().unwrap_or_default();
            if reference.allows_origin(origin) { 101 } else { 403 }
        }
        _ => 404,
    };
    Response { status, headers }
}

fn bytes(response: &Response, method: &str, path: &str) -> Vec<u8> {
    let status = response.status;
    let mut bytes = format!("HTTP/1.1 {status} -\r\n").into_bytes();
    for (name, value) in &response.headers.0 {
        bytes.extend([name.as_bytes(), b": ", value, b"\r\n"].concat());
    }
    let streams = path == "/stream" && method != "OPTIONS";
    let body: &[u8] = match status {
        101 | 204 | 304 => b"\r\n",
        _ if streams && method == "HEAD" => b"Transfer-Encoding: chunked\r\n\r\n",
        _ if streams => b"Transfer-Encoding: chunked\r\n\r\n4\r\none \r\n3\r\ntwo\r\n0\r\n\r\n",
        _ => b"Content-Length: 0\r\n\r\n",
    };
    bytes.extend_from_slice(body);
    bytes
}
