//! A policy in a file: when the file changes, so does what the server answers. A bad file changes nothing.
//!
//! ```sh
//! cp examples/strict.toml cors.toml
//! cargo run -p corsac-tower --example reload -- cors.toml
//! curl -i -H 'Origin: https://app.example.com' http://127.0.0.1:8080/
//! ```

use core::time::Duration;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use axum::Router;
use axum::routing::get;
use corsac_tower::{Cors, CorsLayer, Handle};

#[tokio::main]
async fn main() -> Result<(), Box<dyn core::error::Error>> {
    let file = PathBuf::from(std::env::args().nth(1).ok_or("which file?")?);
    let layer = CorsLayer::new(Cors::from_file(&file)?);
    tokio::spawn(watch(file, layer.handle()));

    let app = Router::new().route("/", get(async || "hello")).layer(layer);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:8080").await?;
    eprintln!("http://127.0.0.1:8080");
    axum::serve(listener, app).await?;
    Ok(())
}

/// Looks once a second. A server that is told of changes, by a signal say, calls `replace_by_file` then.
async fn watch(file: PathBuf, handle: Handle) {
    let modified = |file: &Path| -> Option<SystemTime> { std::fs::metadata(file).ok()?.modified().ok() };
    let mut last = modified(&file);
    loop {
        tokio::time::sleep(Duration::from_secs(1)).await;
        let now = modified(&file);
        if now == last {
            continue;
        }
        last = now;
        match handle.replace_by_file(&file) {
            Ok(()) => eprintln!("{}: in force", file.display()),
            Err(error) => eprintln!("{error}\nthe policy before stays in force"),
        }
    }
}
