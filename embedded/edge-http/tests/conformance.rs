//! The whole conformance corpus, over real connections.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use core::fmt::{Debug, Display};
use core::net::{Ipv4Addr, SocketAddr};
use std::sync::mpsc;

// Linked for its clock.
use embassy_time as _;

use corsac::Policy;
use corsac_conformance::PolicyText;
use corsac_conformance::corpus::Case;
use corsac_conformance::runner::{Comparison, Target};
use corsac_edge_http::{Cors, CorsHandler, WithCors};
use corsac_embedded_conform::{case_answer, check, compiled};
use edge_http::Method;
use edge_http::io::Error;
use edge_http::io::server::{Connection, handle_connection};
use edge_nal::{TcpAccept, TcpBind, TcpSplit};
use embedded_io_async::{Read, Write};

#[test]
fn the_corpus_exactly() {
    let report = check(Comparison::Exact, unsupported, start::<2048>);
    assert!(report.passed() > 500, "{report}");
}

fn unsupported(case: &Case) -> Option<&'static str> {
    match Method::new(&case.request.method) {
        None => Some("edge-http knows no such method, and gives no answer"),
        Some(method) if method.to_string() != case.request.method => Some("edge-http reads methods in any case"),
        _ => None,
    }
}

/// A server with this policy, until the process ends.
fn start<const COPY: usize>(policy: &PolicyText) -> Target {
    let policy = compiled(policy);
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        futures_lite::future::block_on(async {
            let any = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port();
            let address = SocketAddr::from((Ipv4Addr::LOCALHOST, any));
            let acceptor = edge_nal_std::Stack::new().bind(address).await.unwrap();
            sender.send(address).unwrap();
            serve::<COPY>(acceptor, policy).await;
        });
    });
    Target::parse(&format!("http://{}", receiver.recv().unwrap())).unwrap()
}

async fn serve<const COPY: usize>(acceptor: impl TcpAccept, policy: &Policy<'static>) {
    let handler: WithCors<_, _, COPY> = WithCors::new(policy, Application);
    loop {
        let (_, stream) = acceptor.accept().await.unwrap();
        handle_connection::<_, _, 64>(stream, &mut vec![0; 16384], None, 0, &handler).await;
    }
}

struct Application;

#[derive(Debug)]
enum Failure<E> {
    Http(#[allow(dead_code, reason = "shown")] Error<E>),
    Application,
}

impl<E> From<Error<E>> for Failure<E> {
    fn from(error: Error<E>) -> Self {
        Failure::Http(error)
    }
}

impl CorsHandler for Application {
    type Error<E>
        = Failure<E>
    where
        E: Debug;

    async fn handle<T: Read + Write + TcpSplit, const N: usize>(
        &self,
        _task: impl Display + Copy,
        connection: &mut Connection<'_, T, N>,
        cors: &impl Cors,
    ) -> Result<(), Failure<T::Error>> {
        let request = connection.headers()?;
        let nothing = vec![("content-length".to_owned(), "0".to_owned())];
        let (status, own) = match (request.method, request.path) {
            (_, "/case") => {
                let (status, mut lines) =
                    case_answer(request.headers.iter_raw().map(|(name, value)| (name.as_bytes(), value)));
                if matches!(status, 204 | 304) {
                    lines.extend(nothing);
                }
                (status, lines)
            }
            (Method::Get, "/only-get") => (200, nothing),
            (_, "/only-get") => (405, nothing),
            (_, "/error") => return Err(Failure::Application),
            (_, "/panic" | "/socket") => (501, nothing),
            (_, "/unauthorized") if request.headers.get("authorization").is_none() => (401, nothing),
            (Method::Options, "/options") => {
                (204, [nothing, vec![("conformance-reached".to_owned(), "yes".to_owned())]].concat())
            }
            (Method::Get | Method::Head, "/stream") => (200, Vec::new()),
            _ => (404, nothing),
        };
        let streams = request.path == "/stream" && request.method == Method::Get;
        let own: Vec<(&str, &str)> = own.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let mut lines = [("", ""); 64];
        let lines = cors.lines(&own, &mut lines).unwrap();
        connection.initiate_response(status, None, lines).await?;
        if streams {
            for piece in ["one ", "two"] {
                connection.write_all(piece.as_bytes()).await?;
            }
        }
        Ok(())
    }
}
