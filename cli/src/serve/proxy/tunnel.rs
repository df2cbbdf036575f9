//! WebSockets: after the handshake, bytes in both directions.

use hyper::header::{CONNECTION, HeaderMap, HeaderValue, UPGRADE};
use hyper::upgrade::OnUpgrade;
use hyper::{Method, Request};
use hyper_util::rt::TokioIo;

const WEBSOCKET: &str = "websocket";

/// Is this the handshake of a [WebSocket](https://www.rfc-editor.org/rfc/rfc6455#section-4.1)?
pub(in super::super) fn is_websocket(headers: &HeaderMap) -> bool {
    let has = |name, wanted: &str| {
        let lines = headers.get_all(name).iter();
        let mut elements = lines.flat_map(|line| line.as_bytes().split(|byte| *byte == b','));
        elements.any(|element| element.trim_ascii().eq_ignore_ascii_case(wanted.as_bytes()))
    };
    has(CONNECTION, "upgrade") && has(UPGRADE, WEBSOCKET)
}

/// The client's end of the connection, if it asks for a WebSocket. Other upgrades are not passed on.
pub(super) fn take<B>(request: &mut Request<B>) -> Option<OnUpgrade> {
    let is_handshake = request.method() == Method::GET && is_websocket(request.headers());
    is_handshake.then(|| hyper::upgrade::on(request))
}

/// Asks for a WebSocket, or agrees to one.
pub(super) fn ask(headers: &mut HeaderMap) {
    headers.insert(CONNECTION, HeaderValue::from_static("upgrade"));
    headers.insert(UPGRADE, HeaderValue::from_static(WEBSOCKET));
}

/// Copies bytes both ways until both ends are closed.
pub(super) fn join(client: OnUpgrade, upstream: OnUpgrade) {
    tokio::spawn(async move {
        let (Ok(client), Ok(upstream)) = tokio::join!(client, upstream) else { return };
        // An end that breaks off ends the other, too.
        let _ = tokio::io::copy_bidirectional(&mut TokioIo::new(client), &mut TokioIo::new(upstream)).await;
    });
}
