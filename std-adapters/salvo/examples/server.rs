//! A server behind a policy file, which is read again when Enter is pressed.
//!
//! ```sh
//! cargo run -p corsac-salvo --example salvo-server -- examples/strict.toml
//! curl -i -X OPTIONS -H 'Origin: https://app.example.com' -H 'Access-Control-Request-Method: PUT' http://127.0.0.1:8080/
//! ```

use std::io::stdin;

use corsac_salvo::{Cors, CorsHandler, Refuse};
use salvo::prelude::*;

#[handler]
async fn hello() -> &'static str {
    "hello\n"
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn core::error::Error>> {
    let file = std::env::args().nth(1).unwrap_or_else(|| "examples/strict.toml".to_owned());
    let cors = Cors::from_file(&file)?.refuse(Refuse::WebSocketUpgrades).on_refusal(|refusal| eprintln!("{refusal}"));

    let handle = cors.handle();
    std::thread::spawn(move || {
        for _ in stdin().lines() {
            match handle.replace_by_file(&file) {
                Ok(()) => eprintln!("{file} is in force"),
                Err(error) => eprintln!("{error}"),
            }
        }
    });

    let router = Router::new().get(hello).put(hello);
    let service = Service::new(router).hoop(CorsHandler::new(cors)).hoop(CatchPanic::new());
    Server::new(TcpListener::new("127.0.0.1:8080").bind().await).serve(service).await;
    Ok(())
}
