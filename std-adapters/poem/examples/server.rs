//! A server behind a policy file, which is read again when Enter is pressed.
//!
//! ```sh
//! cargo run -p corsac-poem --example poem-server -- examples/strict.toml
//! curl -i -X OPTIONS -H 'Origin: https://app.example.com' -H 'Access-Control-Request-Method: PUT' http://127.0.0.1:8080/
//! ```

use std::io::stdin;

use corsac_poem::{Cors, CorsMiddleware, Refuse};
use poem::listener::TcpListener;
use poem::middleware::CatchPanic;
use poem::{EndpointExt, Route, Server, get, handler};

#[handler]
fn hello() -> &'static str {
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

    let app = Route::new().at("/", get(hello).put(hello)).with(CatchPanic::new()).with(CorsMiddleware::new(cors));
    Ok(Server::new(TcpListener::bind("127.0.0.1:8080")).run(app).await?)
}
