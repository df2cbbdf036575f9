//! The runner's contract on hyper alone: a function from requests to responses.

use core::convert::Infallible;

use axum::body::Body;
use axum::http::{Method, Request, Response, StatusCode};
use corsac_tower::{Cors, CorsLayer};
use hyper::body::Incoming;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tower::{ServiceBuilder, service_fn};
use tower_http::catch_panic::CatchPanicLayer;

use super::application::{Pieces, case};

/// Serves HTTP/1.1 and HTTP/2, whichever comes.
pub(crate) async fn serve(listener: TcpListener, cors: Cors) {
    let service =
        ServiceBuilder::new().layer(CorsLayer::new(cors)).layer(CatchPanicLayer::new()).service(service_fn(route));
    while let Ok((stream, _)) = listener.accept().await {
        let service = TowerToHyperService::new(service.clone());
        tokio::spawn(async move {
            // A client that goes away is no fault of the server.
            let _ = auto::Builder::new(TokioExecutor::new()).serve_connection(TokioIo::new(stream), service).await;
        });
    }
}

async fn route(request: Request<Incoming>) -> Result<Response<Body>, Infallible> {
    let mut response = Response::new(Body::empty());
    let mut status = |code| *response.status_mut() = code;
    match (request.method(), request.uri().path()) {
        (_, "/case") => response = case(request.headers()),
        (&Method::GET, "/only-get") => {}
        (_, "/only-get") => status(StatusCode::METHOD_NOT_ALLOWED),
        (_, "/error") => status(StatusCode::INTERNAL_SERVER_ERROR),
        (_, "/panic") => std::panic::panic_any("as told"),
        (_, "/unauthorized") if !request.headers().contains_key("authorization") => status(StatusCode::UNAUTHORIZED),
        (&Method::OPTIONS, "/options") => response = case(request.headers()),
        (_, "/stream") => *response.body_mut() = Body::new(Pieces(vec!["two", "one "])),
        (_, "/socket") => status(StatusCode::SWITCHING_PROTOCOLS),
        _ => status(StatusCode::NOT_FOUND),
    }
    Ok(response)
}
