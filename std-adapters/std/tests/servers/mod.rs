//! The runner's contract, before three servers: one that parses and writes by itself, tiny_http, and rouille.

mod plain;

use std::net::{SocketAddr, TcpListener};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;

use corsac_std::CorsMiddleware;

pub(crate) use plain::Plain;

/// What an application answers with.
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) pieces: Vec<&'static str>,
}

impl Reply {
    pub(crate) fn new(status: u16, headers: Vec<(String, String)>) -> Reply {
        Reply { status, headers, pieces: Vec::new() }
    }
}

/// The contract, over the headers of a request.
pub(crate) fn application(method: &str, path: &str, headers: &[(String, String)]) -> Reply {
    let values = |wanted: &'static str| headers.iter().filter(move |(name, _)| name.eq_ignore_ascii_case(wanted));
    let status = |status| Reply::new(status, Vec::new());
    let reached = || ("conformance-reached".to_owned(), "yes".to_owned());
    match (method, path) {
        (_, "/case") => {
            let status = values("conformance-status").next().map_or(200, |(_, status)| status.parse().unwrap());
            let lines = values("conformance-header").map(|(_, line)| {
                let (name, value) = line.split_once(':').unwrap();
                (name.to_owned(), value.trim().to_owned())
            });
            Reply::new(status, lines.chain([reached()]).collect())
        }
        ("GET", "/only-get") => status(200),
        (_, "/only-get") => status(405),
        (_, "/error") => status(500),
        (_, "/panic") => panic!("as told"),
        (_, "/unauthorized") => status(if values("authorization").next().is_some() { 200 } else { 401 }),
        ("OPTIONS", "/options") => Reply::new(200, vec![reached()]),
        (_, "/stream") => Reply { pieces: vec!["one ", "two"], ..status(200) },
        (_, "/socket") => status(101),
        _ => status(404),
    }
}

/// Keeps the panics of handlers, which run in threads without a name, out of the output.
pub(crate) fn silence_handlers() {
    std::panic::set_hook(Box::new(|panic| {
        if std::thread::current().name().is_some() {
            eprintln!("{panic}");
        }
    }));
}

/// A server that runs as long as the test.
pub(crate) type Start = fn(CorsMiddleware) -> SocketAddr;

pub(crate) fn plain(cors: CorsMiddleware) -> SocketAddr {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for connection in listener.incoming() {
            let cors = cors.clone();
            thread::spawn(move || Plain::new(connection.unwrap()).serve(&cors));
        }
    });
    address
}

pub(crate) fn tiny_http(cors: CorsMiddleware) -> SocketAddr {
    let server = tiny_http::Server::http("127.0.0.1:0").unwrap();
    let address = server.server_addr().to_ip().unwrap();
    thread::spawn(move || {
        for request in server.incoming_requests() {
            // A panic goes on, after it was answered.
            let _ = catch_unwind(AssertUnwindSafe(|| cors.respond(request, |request| answer_tiny_http(request))));
        }
    });
    address
}

fn answer_tiny_http(request: &tiny_http::Request) -> tiny_http::ResponseBox {
    let headers = request.headers().iter();
    let headers: Vec<_> = headers.map(|header| (header.field.to_string(), header.value.to_string())).collect();
    let reply = application(request.method().as_str(), request.url(), &headers);
    let headers = reply.headers.iter().map(|(name, value)| tiny_http::Header::from_bytes(&**name, &**value).unwrap());
    // Without a length the body is sent in chunks.
    let (body, length) = (reply.pieces.concat(), reply.pieces.is_empty().then_some(0));
    let body = std::io::Cursor::new(body.into_bytes());
    tiny_http::Response::new(reply.status.into(), headers.collect(), body, length, None).boxed()
}

pub(crate) fn rouille(cors: CorsMiddleware) -> SocketAddr {
    let answer = move |request: &rouille::Request| {
        cors.wrap(request, || {
            let headers: Vec<_> = request.headers().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
            let reply = application(request.method(), request.raw_url(), &headers);
            rouille::Response {
                status_code: reply.status,
                headers: reply.headers.into_iter().map(|(name, value)| (name.into(), value.into())).collect(),
                data: rouille::ResponseBody::from_reader(std::io::Cursor::new(reply.pieces.concat())),
                upgrade: None,
            }
        })
    };
    let server = rouille::Server::new("127.0.0.1:0", answer).unwrap();
    let address = server.server_addr();
    thread::spawn(move || server.run());
    address
}
