//! The whole conformance corpus, over real connections, with both kinds of traits.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use core::pin::pin;
use core::task::{Context, Poll, Waker};
use std::net::{TcpListener, TcpStream};

use corsac::Policy;
use corsac_conformance::PolicyText;
use corsac_conformance::corpus::Case;
use corsac_conformance::runner::{Comparison, Target};
use corsac_embedded_conform::{case_answer, check, compiled};
use corsac_embedded_svc::{Cors, CorsConnection};
use embedded_svc::http::server::{Connection, Handler, asynch};
use embedded_svc::http::{Headers as _, Method, Query as _};
use embedded_svc::io::ErrorKind;
use support::TestConnection;

#[test]
fn the_corpus_exactly() {
    let report = check(Comparison::Exact, unsupported, |policy| {
        start(policy, |policy, connection| Handler::handle(&Cors::<_, _, 2048>::new(*policy, Application), connection))
    });
    assert!(report.passed() > 500, "{report}");
}

#[test]
fn the_corpus_exactly_without_blocking() {
    let report = check(Comparison::Exact, unsupported, |policy| {
        start(policy, |policy, connection| {
            let handler = Cors::<_, _, 2048>::new(*policy, Application);
            let handled = pin!(asynch::Handler::handle(&handler, connection));
            match handled.poll(&mut Context::from_waker(Waker::noop())) {
                Poll::Ready(result) => result,
                Poll::Pending => unreachable!("nothing in it waits"),
            }
        })
    });
    assert!(report.passed() > 500, "{report}");
}

fn unsupported(case: &Case) -> Option<&'static str> {
    let lines = |name: &str| case.request.headers.iter().filter(|(other, _)| other.eq_ignore_ascii_case(name)).count();
    let repeated = ["origin", "access-control-request-method", "access-control-request-headers"];
    let text = case.request.headers.iter().all(|(_, value)| core::str::from_utf8(value).is_ok());
    let repeated = repeated.iter().any(|name| lines(name) > 1) || lines("access-control-request-private-network") > 1;
    let known = ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"].contains(&case.request.method.as_str());
    match () {
        () if repeated => Some("embedded-svc shows one line of each name"),
        () if !text => Some("embedded-svc shows no value that is not UTF-8"),
        () if !known => Some("embedded-svc knows no such method"),
        () => None,
    }
}

type Serve = fn(&'static Policy<'static>, &mut TestConnection) -> Result<(), ErrorKind>;

/// A server with this policy, until the process ends.
fn start(policy: &PolicyText, serve: Serve) -> Target {
    let policy = compiled(policy);
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let mut next = Some(stream);
            while let Some(stream) = next {
                next = one(stream, policy, serve);
            }
        }
    });
    Target::parse(&format!("http://{address}")).unwrap()
}

fn one(stream: TcpStream, policy: &'static Policy<'static>, serve: Serve) -> Option<TcpStream> {
    let (mut connection, close) = TestConnection::next(stream)?;
    let _ = serve(policy, &mut connection);
    (!close).then(|| connection.into_stream())
}

struct Application;

type Reply = (u16, Vec<(String, String)>, &'static [u8]);

/// What the application answers; an error where its handler fails.
fn reply(request: &support::TestRequest) -> Result<Reply, ErrorKind> {
    let nothing = |status| Ok((status, Vec::new(), &b""[..]));
    match (request.method(), request.uri()) {
        (_, "/case") => {
            let fields = request.fields.iter().map(|(name, value)| (name.as_bytes(), value.as_slice()));
            let (status, lines) = case_answer(fields);
            Ok((status, lines, b""))
        }
        (Method::Get, "/only-get") => nothing(200),
        (_, "/only-get") => nothing(405),
        (_, "/error") => Err(ErrorKind::Other),
        (_, "/panic" | "/socket") => nothing(501),
        (_, "/unauthorized") if request.header("authorization").is_none() => nothing(401),
        (Method::Options, "/options") => Ok((204, vec![("conformance-reached".to_owned(), "yes".to_owned())], b"")),
        (Method::Get, "/stream") => Ok((200, vec![("content-length".to_owned(), "7".to_owned())], b"one two")),
        (Method::Head, "/stream") => nothing(200),
        _ => nothing(404),
    }
}

fn borrowed(lines: &[(String, String)]) -> Vec<(&str, &str)> {
    lines.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

impl Handler<CorsConnection<'_, TestConnection>> for Application {
    type Error = ErrorKind;

    fn handle(&self, connection: &mut CorsConnection<'_, TestConnection>) -> Result<(), ErrorKind> {
        use embedded_svc::io::Write as _;
        let (status, lines, body) = reply(Connection::split(connection).0)?;
        Connection::initiate_response(connection, status, None, &borrowed(&lines))?;
        connection.write_all(body)
    }
}

impl asynch::Handler<CorsConnection<'_, TestConnection>> for Application {
    type Error = ErrorKind;

    async fn handle(&self, connection: &mut CorsConnection<'_, TestConnection>) -> Result<(), ErrorKind> {
        use embedded_svc::io::asynch::Write as _;
        let (status, lines, body) = reply(asynch::Connection::split(connection).0)?;
        asynch::Connection::initiate_response(connection, status, None, &borrowed(&lines)).await?;
        connection.write_all(body).await
    }
}
