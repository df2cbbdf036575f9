//! WebSockets through the proxy.

use std::io::{Read, Write};
use std::sync::Arc;

use super::{KNOWN, STRICT};
use crate::http::{Message, Server, connect, send, write_head};
use crate::served::Served;

const HANDSHAKE: &str = "Connection: keep-alive, Upgrade\nUpgrade: websocket\nSec-WebSocket-Version: 13\n\
                         Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==";

/// Agrees, speaks first, and then sends back what comes.
fn echo() -> Server {
    Server::start_raw(Arc::new(()), |(), request, stream| {
        assert_eq!(request.get("upgrade"), Some("websocket"));
        let head = "HTTP/1.1 101 Switching Protocols\r\nconnection: Upgrade\r\nupgrade: websocket\r\n\
                    sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\nwelcome";
        stream.write_all(head.as_bytes()).unwrap();
        let mut buffer = [0; 1024];
        while let Ok(length @ 1..) = stream.read(&mut buffer) {
            stream.write_all(&buffer[..length]).unwrap();
        }
        false
    })
}

#[test]
fn bytes_pass_both_ways() {
    let upstream = echo();
    let served = Served::start(STRICT, &["--upstream", &upstream.url()]);
    let own = &served.url;
    for origin in [format!("Origin: {KNOWN}\n"), format!("Origin: {own}\n"), String::new()] {
        let mut stream = connect(own);
        write_head(&mut stream, own, &format!("GET /socket\n{origin}{HANDSHAKE}"));
        let head = Message::read_head(&mut stream).unwrap();
        assert_eq!(head.status(), 101, "{origin}");
        assert_eq!(head.get("upgrade"), Some("websocket"));
        assert_eq!(head.get("sec-websocket-accept"), Some("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="));
        let mut welcome = [0; 7];
        stream.read_exact(&mut welcome).unwrap();
        assert_eq!(&welcome, b"welcome");
        for length in [1, 100, 1000] {
            let sent = vec![0x81; length];
            stream.get_mut().write_all(&sent).unwrap();
            let mut back = vec![0; length];
            stream.read_exact(&mut back).unwrap();
            assert_eq!(back, sent);
        }
    }
}

/// CORS does not stop other origins, so the proxy does.
#[test]
fn other_origins_open_none() {
    let upstream = echo();
    let mut served = Served::start(STRICT, &["--upstream", &upstream.url()]);
    for origin in ["https://evil.example", "null", "http://127.0.0.1:1"] {
        let answer = send(&served.url, &format!("GET /socket\nOrigin: {origin}\n{HANDSHAKE}"));
        assert_eq!(answer.status(), 403, "{origin}");
        let line = served.line().unwrap();
        assert!(line["note"].as_str().unwrap().contains("WebSocket"), "{line}");
    }
    assert!(upstream.seen().is_empty());
}

/// An upstream need not agree, and other upgrades are not asked for.
#[test]
fn ordinary_answers_pass() {
    let upstream = Server::start(|request| {
        Some(Message::response(426).with("x-upgrade", request.get("upgrade").unwrap_or("none")))
    });
    let served = Served::start(STRICT, &["--upstream", &upstream.url()]);
    let answer = send(&served.url, &format!("GET /socket\nOrigin: {KNOWN}\n{HANDSHAKE}"));
    assert_eq!((answer.status(), answer.get("x-upgrade")), (426, Some("websocket")));
    let answer =
        send(&served.url, "GET /\nConnection: Upgrade, HTTP2-Settings\nUpgrade: h2c\nHTTP2-Settings: AAMAAABk");
    assert_eq!((answer.status(), answer.get("x-upgrade")), (426, Some("none")));
}
