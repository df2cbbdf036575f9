//! A gRPC service for browsers: gRPC-Web behind a policy.
//!
//! ```sh
//! cargo run -p corsac-tower --example tonic_web
//! curl -i http://127.0.0.1:50051/grpc.health.v1.Health/Check -H 'Origin: http://127.0.0.1:3000' \
//!     -H 'Content-Type: application/grpc-web-text' -H 'X-Grpc-Web: 1' --data 'AAAAAAA='
//! ```

use corsac_tower::{Config, Cors, CorsLayer};
use tonic_web::GrpcWebLayer;

#[tokio::main]
async fn main() -> Result<(), Box<dyn core::error::Error>> {
    let policy = Config::new()
        .allow_origins(&["http://127.0.0.1:3000", "https://app.example"])
        // What clients of gRPC-Web send, and what they have to be able to read.
        .allow_headers(&["content-type", "grpc-timeout", "x-grpc-web", "x-user-agent"])
        .expose_headers(&["grpc-status", "grpc-message", "grpc-status-details-bin"])
        .max_age(7200);

    let (_, health) = tonic_health::server::health_reporter();
    eprintln!("http://127.0.0.1:50051/grpc.health.v1.Health/Check");
    tonic::transport::Server::builder()
        .accept_http1(true)
        // Outermost, so that what tonic-web refuses has the headers, too.
        .layer(CorsLayer::new(Cors::compile(&policy)?))
        .layer(GrpcWebLayer::new())
        .add_service(health)
        .serve("127.0.0.1:50051".parse()?)
        .await?;
    Ok(())
}
