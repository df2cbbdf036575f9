//! The proxy in front of servers that know nothing of CORS.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::sync::Arc;

use super::{KNOWN, STRICT};
use crate::http::{Message, Server, connect, read_chunk, send, write_head};
use crate::served::Served;

fn start(upstream: &Server, arguments: &[&str]) -> Served {
    let url = upstream.url();
    let mut all = vec!["--upstream", url.as_str()];
    all.extend(arguments);
    Served::start(STRICT, &all)
}

#[test]
fn requests_arrive_and_responses_return_behind_the_policy() {
    let upstream = Server::start(|_| {
        let response = Message::response(418)
            .with("access-control-allow-origin", "*")
            .with("access-control-allow-methods", "*")
            .with("vary", "Accept, Origin")
            .with("connection", "x-private")
            .with("x-private", "1")
            .with("keep-alive", "timeout=5")
            .with("set-cookie", "a=1")
            .with("set-cookie", "b=2");
        Some(response.body("tea"))
    });
    let served = start(&upstream, &[]);
    let answer = send(
        &served.url,
        &format!(
            "POST /a?b=%20c\nOrigin: {KNOWN}\nConnection: keep-alive, X-Hop\nX-Hop: 1\nX-Forwarded-For: 8.8.8.8\n\
             Forwarded: for=8.8.8.8\nX-Kept: 1\nContent-Length: 0"
        ),
    );
    assert_eq!((answer.status(), answer.text()), (418, "tea"));
    assert_eq!(answer.all("access-control-allow-origin"), [KNOWN]);
    assert_eq!(answer.get("access-control-allow-methods"), None);
    assert_eq!(answer.all("vary"), ["Accept, Origin"]);
    assert_eq!(answer.all("set-cookie"), ["a=1", "b=2"]);
    assert_eq!((answer.get("x-private"), answer.get("keep-alive")), (None, None));

    let [seen] = &upstream.seen()[..] else { panic!() };
    assert_eq!((seen.method(), seen.target()), ("POST", "/a?b=%20c"));
    let authority = served.url.trim_start_matches("http://");
    for (name, expected) in [
        ("host", Some(upstream.address.to_string())),
        ("origin", Some(KNOWN.to_owned())),
        ("x-kept", Some("1".into())),
        ("x-hop", None),
        ("forwarded", None),
        ("x-forwarded-for", Some("127.0.0.1".into())),
        ("x-forwarded-host", Some(authority.into())),
        ("x-forwarded-proto", Some("http".into())),
    ] {
        assert_eq!(seen.get(name).map(str::to_owned), expected, "{name}");
    }
    assert!(seen.get("via").unwrap().starts_with("1.1 corsac-"));
    // A preflight ends here.
    let preflight = send(&served.url, &format!("OPTIONS /\nOrigin: {KNOWN}\nAccess-Control-Request-Method: PUT"));
    assert_eq!((preflight.status(), upstream.seen().len()), (204, 1));
    send(&served.url, "OPTIONS /");
    assert_eq!(upstream.seen().len(), 2);
}

#[test]
fn the_host_can_be_kept() {
    let upstream = Server::start(|_| Some(Message::response(200)));
    let served = start(&upstream, &["--keep-host"]);
    send(&served.url, "GET /\nHost: app.localhost");
    assert_eq!(upstream.seen()[0].get("host"), Some("app.localhost"));
}

#[test]
fn redirects_of_the_upstream_lead_back() {
    let upstream = Server::start(|request| {
        let host = request.get("host").unwrap();
        Some(Message::response(302).with("location", &format!("http://{host}/login?next=/a")))
    });
    let served = start(&upstream, &[]);
    let answer = send(&served.url, &format!("GET /\nOrigin: {KNOWN}"));
    assert_eq!((answer.status(), answer.get("location")), (302, Some("/login?next=/a")));
    assert_eq!(answer.get("access-control-allow-origin"), Some(KNOWN));
}

/// Each piece of a body arrives before the next one is sent.
#[test]
fn bodies_are_streamed_both_ways() {
    // An upstream that sends back each chunk as it comes.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let echo = std::thread::spawn(move || {
        let (stream, _) = listener.accept().unwrap();
        let mut reader = BufReader::new(stream.try_clone().unwrap());
        let mut writer: TcpStream = stream;
        Message::read_head(&mut reader).unwrap();
        writer.write_all(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n").unwrap();
        loop {
            let chunk = read_chunk(&mut reader).unwrap();
            writer.write_all(format!("{:x}\r\n", chunk.len()).as_bytes()).unwrap();
            writer.write_all(&chunk).unwrap();
            writer.write_all(b"\r\n").unwrap();
            if chunk.is_empty() {
                return;
            }
        }
    });
    let served = Served::start(STRICT, &["--upstream", &url]);
    let mut stream = connect(&served.url);
    write_head(&mut stream, &served.url, &format!("POST /\nOrigin: {KNOWN}\nTransfer-Encoding: chunked"));
    let mut head = None;
    for number in 0..5 {
        let text = format!("piece {number}");
        stream.get_mut().write_all(format!("{:x}\r\n{text}\r\n", text.len()).as_bytes()).unwrap();
        head.get_or_insert_with(|| Message::read_head(&mut stream).unwrap());
        assert_eq!(read_chunk(&mut stream).unwrap(), text.as_bytes());
    }
    stream.get_mut().write_all(b"0\r\n\r\n").unwrap();
    assert_eq!(read_chunk(&mut stream).unwrap(), b"");
    assert_eq!(head.unwrap().get("access-control-allow-origin"), Some(KNOWN));
    echo.join().unwrap();
}

/// A body larger than any buffer, and one of known length.
#[test]
fn large_bodies_arrive_whole() {
    let upstream = Server::start(|request| {
        Some(Message::response(200).with("x-length", &request.body.len().to_string()).body(&"y".repeat(3_000_000)))
    });
    let served = start(&upstream, &[]);
    let mut stream = connect(&served.url);
    write_head(&mut stream, &served.url, "PUT /\nContent-Length: 5000000");
    stream.get_mut().write_all(&vec![b'x'; 5_000_000]).unwrap();
    let answer = Message::read(&mut stream).unwrap();
    assert_eq!((answer.get("x-length"), answer.body.len()), (Some("5000000"), 3_000_000));
}

#[test]
fn an_upstream_that_fails_is_an_error_that_pages_can_read() {
    let closing = Server::start(|_| None);
    let broken = Server::start_raw(Arc::new(()), |(), _, stream| {
        let _ = stream.write_all(b"this is no HTTP\r\n\r\n");
        false
    });
    let switching = Server::start(|_| Some(Message::response(101)));
    for (url, expected) in [
        ("http://127.0.0.1:1".to_owned(), "gave no response: client error (Connect)"),
        (closing.url(), "gave no response: "),
        (broken.url(), "gave no response: "),
        (switching.url(), "switched protocols unasked"),
    ] {
        let mut served = Served::start(STRICT, &["--upstream", &url]);
        let answer = send(&served.url, &format!("GET /\nOrigin: {KNOWN}"));
        assert_eq!(answer.status(), 502, "{url}");
        assert_eq!(answer.get("access-control-allow-origin"), Some(KNOWN));
        assert!(answer.text().contains(expected), "{}", answer.text());
        assert_eq!(served.line().unwrap()["status"], 502);
    }
}

#[test]
fn a_loop_is_noticed() {
    // Two servers, each the upstream of the other.
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let second = format!("http://{}", free.local_addr().unwrap());
    let first = Served::start(STRICT, &["--upstream", &second]);
    drop(free);
    let listen = second.trim_start_matches("http://").to_owned();
    let mut command = crate::support::command(&["serve", STRICT, "--listen", &listen, "--upstream", &first.url]);
    let mut child = command.stdout(std::process::Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    let answer = send(&first.url, "GET /");
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(answer.status(), 508);
}

/// A client that goes away takes its request with it.
#[test]
fn a_request_ends_with_its_client() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let served = Served::start(STRICT, &["--upstream", &format!("http://{}", listener.local_addr().unwrap())]);
    let mut client = connect(&served.url);
    write_head(&mut client, &served.url, "GET /slow");
    let (upstream, _) = listener.accept().unwrap();
    upstream.set_read_timeout(Some(crate::http::PATIENCE)).unwrap();
    let mut upstream = BufReader::new(upstream);
    assert_eq!(Message::read_head(&mut upstream).unwrap().target(), "/slow");
    drop(client);
    let mut rest = Vec::new();
    // The end comes without an answer having been given.
    upstream.read_to_end(&mut rest).unwrap();
    assert!(rest.is_empty());
}
