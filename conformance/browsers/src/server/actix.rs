//! actix-web with `corsac-actix`.

use core::net::SocketAddr;
use std::net::TcpListener;

use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use corsac_actix::{Cors, CorsMiddleware};
use corsac_conformance::PolicyText;

pub(super) fn start(policy: &PolicyText) -> Result<SocketAddr, String> {
    let cors = CorsMiddleware::new(Cors::compile(&policy.config()).map_err(|error| error.to_string())?);
    let listener = TcpListener::bind(("127.0.0.1", 0)).map_err(|error| error.to_string())?;
    let address = listener.local_addr().map_err(|error| error.to_string())?;
    // The server belongs to the thread that it runs in.
    std::thread::spawn(move || {
        actix_web::rt::System::new().block_on(async move {
            let app = move || App::new().route("/case", web::to(case)).wrap(cors.clone());
            HttpServer::new(app).workers(1).disable_signals().listen(listener)?.run().await
        })
    });
    Ok(address)
}

/// Answers as the request says: status and header lines.
async fn case(request: HttpRequest) -> HttpResponse {
    answer_as_told(&request).unwrap_or_else(|| HttpResponse::BadRequest().finish())
}

fn answer_as_told(request: &HttpRequest) -> Option<HttpResponse> {
    let status = request.headers().get("conformance-status")?.to_str().ok()?.parse().ok()?;
    let mut response = HttpResponse::new(StatusCode::from_u16(status).ok()?);
    response.headers_mut().append(HeaderName::from_static("conformance-reached"), HeaderValue::from_static("yes"));
    for line in request.headers().get_all("conformance-header") {
        let (name, value) = line.to_str().ok()?.split_once(':')?;
        response.headers_mut().append(name.parse().ok()?, value.trim().parse().ok()?);
    }
    Some(response)
}
