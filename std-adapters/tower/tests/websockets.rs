//! Upgrades go through the layer, and those of other origins are refused where the layer is told so.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use core::convert::Infallible;
use core::net::SocketAddr;

use axum::body::Body;
use axum::http::{Method, Request, Response, StatusCode};
use corsac_tower::{Config, Cors, CorsLayer, Refuse};
use hyper::body::Incoming;
use hyper::ext::Protocol;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto;
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tower::{ServiceBuilder, service_fn};

const ORIGIN: &str = "https://app.example";
const OTHER: &str = "https://other.example";

/// A server that upgrades whoever gets as far as the application, and sends back what comes then.
async fn server(refuse: Refuse) -> SocketAddr {
    let policy = Config::new().allow_origins(&[ORIGIN]).max_age(7200);
    let layer = CorsLayer::new(Cors::compile(&policy).unwrap().refuse(refuse));
    let service = ServiceBuilder::new().layer(layer).service(service_fn(upgrade));
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let service = TowerToHyperService::new(service.clone());
            tokio::spawn(async move {
                let mut builder = auto::Builder::new(TokioExecutor::new());
                builder.http2().enable_connect_protocol();
                let _ = builder.serve_connection_with_upgrades(TokioIo::new(stream), service).await;
            });
        }
    });
    address
}

async fn upgrade(mut request: Request<Incoming>) -> Result<Response<Body>, Infallible> {
    let mut response = Response::new(Body::empty());
    if request.method() != Method::CONNECT {
        *response.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
        response.headers_mut().insert("upgrade", "websocket".parse().unwrap());
        response.headers_mut().insert("connection", "upgrade".parse().unwrap());
    }
    tokio::spawn(async move {
        let mut stream = TokioIo::new(hyper::upgrade::on(&mut request).await.unwrap());
        let mut bytes = [0; 4];
        stream.read_exact(&mut bytes).await.unwrap();
        stream.write_all(&bytes).await.unwrap();
    });
    Ok(response)
}

/// The head of the answer to a handshake by HTTP/1.1, and what comes back after it if it succeeds.
async fn by_http_1(server: SocketAddr, origin: &str) -> (String, Option<[u8; 4]>) {
    let mut stream = TcpStream::connect(server).await.unwrap();
    let head = format!(
        "GET /socket HTTP/1.1\r\nHost: {server}\r\nOrigin: {origin}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    while !answer.ends_with(b"\r\n\r\n") {
        answer.push(stream.read_u8().await.unwrap());
    }
    let answer = String::from_utf8(answer).unwrap();
    if !answer.starts_with("HTTP/1.1 101") {
        return (answer, None);
    }
    let mut bytes = [0; 4];
    stream.write_all(b"ping").await.unwrap();
    stream.read_exact(&mut bytes).await.unwrap();
    (answer, Some(bytes))
}

/// The answer to extended CONNECT by HTTP/2, and what comes back if it succeeds.
async fn by_http_2(server: SocketAddr, origin: &str) -> (Response<()>, Option<[u8; 4]>) {
    let stream = TcpStream::connect(server).await.unwrap();
    let (mut sender, connection) =
        hyper::client::conn::http2::handshake(TokioExecutor::new(), TokioIo::new(stream)).await.unwrap();
    tokio::spawn(connection);
    // Extended CONNECT may be used once the server has said that it knows it.
    tokio::time::sleep(core::time::Duration::from_millis(50)).await;
    let request = Request::builder()
        .method("CONNECT")
        .uri(format!("http://{server}/socket"))
        .header("origin", origin)
        // What makes OPTIONS a preflight makes nothing of CONNECT.
        .header("access-control-request-method", "PUT")
        .extension(Protocol::from_static("websocket"));
    let mut response = sender.send_request(request.body(Body::empty()).unwrap()).await.unwrap();
    let mut bytes = None;
    if response.status() == 200 {
        let mut stream = TokioIo::new(hyper::upgrade::on(&mut response).await.unwrap());
        stream.write_all(b"ping").await.unwrap();
        let mut back = [0; 4];
        stream.read_exact(&mut back).await.unwrap();
        bytes = Some(back);
    }
    (response.map(drop), bytes)
}

#[tokio::test]
async fn handshakes_by_http_1_reach_the_application_unless_refused() {
    for (refuse, origin, status) in [
        (Refuse::WebSocketUpgrades, ORIGIN, "101"),
        (Refuse::WebSocketUpgrades, OTHER, "403"),
        (Refuse::Nothing, OTHER, "101"),
    ] {
        let (head, echoed) = by_http_1(server(refuse).await, origin).await;
        assert!(head.starts_with(&format!("HTTP/1.1 {status} ")), "{refuse:?} {origin}: {head}");
        assert_eq!(echoed, (status == "101").then_some(*b"ping"));
        assert_eq!(head.contains("access-control-allow-origin"), origin == ORIGIN, "{head}");
    }
}

#[tokio::test]
async fn extended_connect_is_a_handshake_and_never_a_preflight() {
    for (refuse, origin, status) in [
        (Refuse::WebSocketUpgrades, ORIGIN, 200),
        (Refuse::WebSocketUpgrades, OTHER, 403),
        (Refuse::Nothing, OTHER, 200),
    ] {
        let (response, echoed) = by_http_2(server(refuse).await, origin).await;
        assert_eq!(response.status(), status, "{refuse:?} {origin}");
        assert_eq!(echoed, (status == 200).then_some(*b"ping"));
        assert!(!response.headers().contains_key("access-control-allow-methods"));
        assert_eq!(response.headers().contains_key("access-control-allow-origin"), origin == ORIGIN);
    }
}
