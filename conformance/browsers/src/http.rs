//! One HTTP request, with a limit on how long it may take.

use core::net::SocketAddr;
use core::time::Duration;

use http_body_util::{BodyExt as _, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

/// Sends a request over a connection of its own.
///
/// # Errors
///
/// Why there is no whole response, in words.
pub(crate) async fn send(
    address: SocketAddr,
    request: Request<Full<Bytes>>,
    longest: Duration,
) -> Result<Response<Bytes>, String> {
    match tokio::time::timeout(longest, exchange(address, request)).await {
        Ok(answer) => answer.map_err(|error| format!("{address}: {error}")),
        Err(_) => Err(format!("{address}: no answer within {} s", longest.as_secs())),
    }
}

async fn exchange(
    address: SocketAddr,
    request: Request<Full<Bytes>>,
) -> Result<Response<Bytes>, Box<dyn core::error::Error + Send + Sync>> {
    let stream = TokioIo::new(TcpStream::connect(address).await?);
    let (mut sender, connection) = http1::handshake(stream).await?;
    tokio::spawn(connection);
    let (head, body) = sender.send_request(request).await?.into_parts();
    Ok(Response::from_parts(head, body.collect().await?.to_bytes()))
}
