//! TLS, as a client: the audit of https servers, and https upstreams.

use std::io::{BufReader, Write};
use std::net::TcpListener;
use std::sync::Arc;

use rustls::pki_types::PrivateKeyDer;
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use super::{KNOWN, STRICT};
use crate::audit::right;
use crate::http::{Message, send};
use crate::support::{command, file};

/// A server with a certificate of its own for localhost; its port, and the file of the certificate.
fn start() -> (u16, String) {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let certificate = file("serve-certificate.pem", made.cert.pem().as_bytes());
    let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let config = config.with_no_client_auth().with_single_cert(vec![made.cert.der().clone()], key).unwrap();
    let config = Arc::new(config);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let connection = ServerConnection::new(Arc::clone(&config)).unwrap();
            let mut stream = BufReader::new(StreamOwned::new(connection, stream.unwrap()));
            std::thread::spawn(move || {
                if let Some(request) = Message::read(&mut stream) {
                    let answer = right(&request).with("connection", "close");
                    let _ = stream.get_mut().write_all(&answer.bytes(true)).and_then(|()| stream.get_mut().flush());
                    stream.get_mut().conn.send_close_notify();
                    let _ = stream.get_mut().flush();
                }
            });
        }
    });
    (port, certificate)
}

#[test]
fn https_servers_are_reached_if_they_can_be_trusted() {
    let (port, certificate) = start();
    let url = format!("https://localhost:{port}");
    let audit = ["audit", &url, "--rate", "100000", "--origin", KNOWN];
    let trusting = command(&audit).env("SSL_CERT_FILE", &certificate).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&trusting.stderr), "");
    assert!(String::from_utf8_lossy(&trusting.stdout).contains("nothing found"));
    let other = file(
        "serve-other-certificate.pem",
        rcgen::generate_simple_self_signed(["a.example".to_owned()]).unwrap().cert.pem().as_bytes(),
    );
    let doubting = command(&audit).env("SSL_CERT_FILE", &other).output().unwrap();
    assert_eq!(doubting.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&doubting.stderr).contains("invalid peer certificate"));

    let start = ["--format", "json", "serve", STRICT, "--listen", "127.0.0.1:0", "--upstream", &url];
    let mut served = command(&start);
    served.env("SSL_CERT_FILE", &certificate);
    let served = crate::served::Served::spawn(served);
    let answer = send(&served.url, &format!("GET /data\nOrigin: {KNOWN}"));
    assert_eq!((answer.status(), answer.get("access-control-allow-origin")), (200, Some(KNOWN)));
}
