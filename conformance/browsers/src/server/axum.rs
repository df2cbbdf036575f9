//! axum with `corsac-tower`.

use core::net::SocketAddr;

use axum::Router;
use axum::http::{HeaderMap, HeaderName, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::any;
use corsac_conformance::PolicyText;
use corsac_tower::{Cors, CorsLayer};
use tokio::net::TcpListener;

pub(super) async fn start(policy: &PolicyText) -> Result<SocketAddr, String> {
    let cors = Cors::compile(&policy.config()).map_err(|error| error.to_string())?;
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.map_err(|error| error.to_string())?;
    let address = listener.local_addr().map_err(|error| error.to_string())?;
    let app = Router::new().route("/case", any(case)).layer(CorsLayer::new(cors));
    tokio::spawn(async move { axum::serve(listener, app).await });
    Ok(address)
}

/// Answers as the request says: status and header lines.
async fn case(request: HeaderMap) -> Response {
    answer_as_told(&request).unwrap_or_else(|| StatusCode::BAD_REQUEST.into_response())
}

fn answer_as_told(request: &HeaderMap) -> Option<Response> {
    let status = request.get("conformance-status")?.to_str().ok()?.parse().ok()?;
    let mut response = StatusCode::from_u16(status).ok()?.into_response();
    response.headers_mut().append("conformance-reached", "yes".parse().ok()?);
    for line in request.get_all("conformance-header") {
        let (name, value) = line.to_str().ok()?.split_once(':')?;
        response.headers_mut().append(name.parse::<HeaderName>().ok()?, value.trim().parse().ok()?);
    }
    Some(response)
}
