//! Connections.

use core::time::Duration;
use std::sync::Arc;

use http_body_util::BodyExt;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpListener;

use super::service::{Connection, Service};

/// How long a client may take for the head of a request.
const LONGEST_HEAD: Duration = Duration::from_secs(30);

/// Accepts connections for ever.
pub(super) async fn accept(listener: TcpListener, service: Arc<Service>) {
    loop {
        let (stream, peer) = match listener.accept().await {
            Ok(accepted) => accepted,
            // Out of file descriptors, say: some will be free again.
            Err(_) => {
                tokio::time::sleep(Duration::from_millis(100)).await;
                continue;
            }
        };
        // Both fail only if the connection is gone already.
        let Ok(local) = stream.local_addr() else { continue };
        let _ = stream.set_nodelay(true);
        let connection = Connection { peer: peer.ip(), local };
        let service = Arc::clone(&service);
        tokio::spawn(async move {
            let handler = service_fn(|request: hyper::Request<hyper::body::Incoming>| {
                let service = Arc::clone(&service);
                async move {
                    Ok::<_, core::convert::Infallible>(service.respond(request.map(BodyExt::boxed), connection).await)
                }
            });
            let mut http = hyper::server::conn::http1::Builder::new();
            http.timer(TokioTimer::new()).header_read_timeout(LONGEST_HEAD);
            // A client that goes away is no news.
            let _ = http.serve_connection(TokioIo::new(stream), handler).with_upgrades().await;
        });
    }
}

/// Listens for somebody to stop the server, from now on; what is returned waits for it.
pub(super) fn stopped() -> impl Future<Output = ()> {
    #[cfg(unix)]
    let signals = {
        use tokio::signal::unix::{SignalKind, signal};
        (signal(SignalKind::terminate()), signal(SignalKind::interrupt()))
    };
    async move {
        #[cfg(unix)]
        if let (Ok(mut terminate), Ok(mut interrupt)) = signals {
            tokio::select! {
                _ = terminate.recv() => return,
                _ = interrupt.recv() => return,
            }
        }
        // If there are no signals to wait for, the server runs until it is killed.
        if tokio::signal::ctrl_c().await.is_err() {
            core::future::pending::<()>().await;
        }
    }
}
