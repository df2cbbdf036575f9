//! From the runner's HTTP/1.1 to a server's HTTP/2: nothing but the version changes.

use core::net::SocketAddr;

use axum::body::Body;
use axum::http::{HeaderName, Request, Response, StatusCode, Uri, Version};
use hyper::body::Incoming;
use hyper::client::conn::http2;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::net::{TcpListener, TcpStream};

/// Takes HTTP/1.1 from `listener`, and asks `server` by HTTP/2 with prior knowledge.
pub(crate) async fn serve(listener: TcpListener, server: SocketAddr) {
    while let Ok((stream, _)) = listener.accept().await {
        tokio::spawn(async move {
            let stream_there = TcpStream::connect(server).await.unwrap();
            let (sender, connection) =
                http2::handshake(TokioExecutor::new(), TokioIo::new(stream_there)).await.unwrap();
            tokio::spawn(connection);
            let service = service_fn(move |request| forward(sender.clone(), request));
            let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
        });
    }
}

async fn forward(
    mut sender: http2::SendRequest<Incoming>,
    mut request: Request<Incoming>,
) -> hyper::Result<Response<Body>> {
    // HTTP/2 has extended CONNECT for this: `tests/websockets.rs`.
    if request.headers().contains_key("upgrade") {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::NOT_IMPLEMENTED;
        return Ok(response);
    }
    let authority = request.headers().get("host").unwrap().to_str().unwrap();
    let path = request.uri().path_and_query().unwrap().as_str();
    *request.uri_mut() = Uri::builder().scheme("http").authority(authority).path_and_query(path).build().unwrap();
    *request.version_mut() = Version::HTTP_2;
    // What belongs to one connection, and `Host`, which HTTP/2 has in the target.
    for name in ["host", "connection"] {
        request.headers_mut().remove(HeaderName::from_static(name));
    }
    let mut response = sender.send_request(request).await?;
    assert_eq!(response.version(), Version::HTTP_2);
    *response.version_mut() = Version::HTTP_11;
    Ok(response.map(Body::new))
}
