//! The conformance corpus, over real connections.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};

use corsac::Policy;
use corsac_conformance::PolicyText;
use corsac_conformance::corpus::Case;
use corsac_conformance::runner::{Comparison, Target};
use corsac_embedded_conform::{case_answer, check, compiled, sets_own_cors_lines, sets_own_vary};
use corsac_raw_example::{NoResponse, Reply, respond};

#[test]
fn the_corpus_exactly() {
    let report = check(Comparison::Exact, unsupported, start);
    assert!(report.passed() > 500, "{report}");
}

fn unsupported(case: &Case) -> Option<&'static str> {
    let many = case.request.headers.len() + case.handler.headers.0.len() > 20;
    match () {
        () if sets_own_cors_lines(case) || sets_own_vary(case) => Some("the example's application sets no such lines"),
        () if many => Some("the example takes 24 header lines"),
        () => None,
    }
}

#[test]
fn what_is_partial_too_long_or_no_http_is_said() {
    let policy = compiled(&PolicyText { allow_origins: vec!["https://a.example".to_owned()], ..PolicyText::default() });
    let answer = |request: &[u8], room: usize| {
        let mut response = vec![0; room];
        let reply = |_: &httparse::Request<'_, '_>| Reply { status: "200", lines: &[], body: b"1234567890" };
        respond(*policy, request, &mut response, reply).map(|bytes| String::from_utf8(bytes.to_vec()).unwrap())
    };
    assert_eq!(answer(b"GET / HTTP/1.1\r\nHost: x", 200), Err(NoResponse::Partial));
    assert!(answer(b"\x00\r\n\r\n", 64).unwrap().starts_with("HTTP/1.1 400 "));
    let whole = "HTTP/1.1 200 \r\nvary: origin\r\ncontent-length: 10\r\n\r\n1234567890";
    assert_eq!(answer(b"GET / HTTP/1.1\r\n\r\n", whole.len()).as_deref(), Ok(whole));
    assert_eq!(answer(b"GET / HTTP/1.1\r\n\r\n", whole.len() - 1), Err(NoResponse::NoRoom));
}

fn start(policy: &PolicyText) -> Target {
    let policy = compiled(policy);
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || listener.incoming().flatten().for_each(|stream| serve(stream, policy)));
    Target::parse(&format!("http://{address}")).unwrap()
}

fn serve(mut stream: TcpStream, policy: &Policy<'_>) {
    let (mut received, mut response) = (Vec::new(), vec![0; 16384]);
    let mut buffer = [0; 4096];
    loop {
        match respond(*policy, &received, &mut response, application) {
            Ok(bytes) => {
                if stream.write_all(bytes).is_err() || received.windows(17).any(|part| part == b"Connection: close") {
                    return;
                }
                received.clear();
            }
            Err(NoResponse::Partial) => match stream.read(&mut buffer) {
                Ok(length) if length > 0 => received.extend_from_slice(&buffer[..length]),
                _ => return,
            },
            Err(NoResponse::NoRoom) => return,
        }
    }
}

fn application(head: &httparse::Request<'_, '_>) -> Reply<'static> {
    let (status, lines) = match (head.method.unwrap(), head.path.unwrap()) {
        (_, "/case") => case_answer(head.headers.iter().map(|field| (field.name.as_bytes(), field.value))),
        ("OPTIONS", "/options") => (204, vec![("conformance-reached".to_owned(), "yes".to_owned())]),
        (_, "/error") => (500, Vec::new()),
        (_, "/unauthorized") => (401, Vec::new()),
        (_, "/panic" | "/socket" | "/stream") => (501, Vec::new()),
        _ => (404, Vec::new()),
    };
    let lines: Vec<(&str, &str)> = lines
        .into_iter()
        .filter(|(name, _)| name != "content-length")
        .map(|(name, value)| (&*name.leak(), &*value.leak()))
        .collect();
    Reply { status: status.to_string().leak(), lines: lines.leak(), body: b"" }
}
