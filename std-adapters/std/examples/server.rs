//! A server of tiny_http behind a policy file, which is read again when Enter is pressed.
//!
//! ```sh
//! cargo run -p corsac-std --example server -- examples/strict.toml
//! curl -i -X OPTIONS -H 'Origin: https://app.example.com' -H 'Access-Control-Request-Method: PUT' http://127.0.0.1:8080/
//! ```

use std::io::stdin;

use corsac_std::{Cors, CorsMiddleware, Refuse};
use tiny_http::{Method, Request, Response, ResponseBox, Server};

fn application(request: &Request) -> ResponseBox {
    match (request.method(), request.url()) {
        (Method::Get | Method::Put, "/") => Response::from_string("hello\n").boxed(),
        (_, "/") => Response::empty(405).boxed(),
        _ => Response::empty(404).boxed(),
    }
}

fn main() -> Result<(), Box<dyn core::error::Error + Send + Sync>> {
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
    let server = Server::http("127.0.0.1:8080")?;
    for request in server.incoming_requests() {
        if let Err(error) = cors.respond(request, |request| application(request)) {
            eprintln!("a client went away: {error}");
        }
    }
    Ok(())
}
