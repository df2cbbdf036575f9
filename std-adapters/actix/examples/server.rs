//! A server behind a policy file, which is read again when Enter is pressed.
//!
//! ```sh
//! cargo run -p corsac-actix --example server -- examples/strict.toml
//! curl -i -X OPTIONS -H 'Origin: https://app.example.com' -H 'Access-Control-Request-Method: PUT' http://127.0.0.1:8080/
//! ```

use std::io::stdin;

use actix_web::{App, HttpServer, web};
use corsac_actix::{Cors, CorsMiddleware, Refuse};

async fn hello() -> &'static str {
    "hello\n"
}

#[actix_web::main]
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

    let cors = CorsMiddleware::new(cors);
    let app = move || {
        let hello = web::resource("/").get(hello).put(hello);
        App::new().service(hello).wrap(cors.clone())
    };
    Ok(HttpServer::new(app).bind("127.0.0.1:8080")?.run().await?)
}
