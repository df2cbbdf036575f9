//! An API behind the policy of every tutorial, and a page from another origin that calls it.
//!
//! ```sh
//! cargo run -p corsac-tower --example axum
//! ```
//!
//! Open <http://127.0.0.1:3000>, and try the buttons. The second page, at <http://localhost:3000>, has another origin.
//! With a file as its argument, the API is behind that policy; try `examples/strict.toml`.

use axum::Router;
use axum::http::HeaderMap;
use axum::response::Html;
use axum::routing::get;
use corsac_tower::{Cors, CorsLayer, ServerPolicy};
use tokio::net::TcpListener;

const TUTORIAL: &str = include_str!("tutorial.toml");

#[tokio::main]
async fn main() -> Result<(), Box<dyn core::error::Error>> {
    let policy = match std::env::args().nth(1) {
        Some(file) => ServerPolicy::from_file(file)?,
        None => ServerPolicy::from_toml(TUTORIAL)?,
    };
    for warning in policy.warnings() {
        eprintln!("{warning}");
    }
    let cors = Cors::new(policy).on_refusal(|refusal| eprintln!("{refusal}"));

    let api = Router::new().route("/items", get(list).put(change)).layer(CorsLayer::new(cors));
    let page = Router::new().route("/", get(async || Html(include_str!("axum.html"))));

    let (api_listener, page_listener) =
        (TcpListener::bind("127.0.0.1:8080").await?, TcpListener::bind("127.0.0.1:3000").await?);
    eprintln!("the API: http://127.0.0.1:8080/items\nthe page: http://127.0.0.1:3000 and http://localhost:3000");
    tokio::try_join!(async { axum::serve(api_listener, api).await }, async { axum::serve(page_listener, page).await })?;
    Ok(())
}

async fn list() -> &'static str {
    "[\"a lamp\", \"a fox\"]"
}

async fn change(headers: HeaderMap) -> String {
    let by = headers.get("x-requested-with").and_then(|value| value.to_str().ok()).unwrap_or("nobody");
    format!("changed by {by}")
}
