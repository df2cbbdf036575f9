//! The firmware: `embedded/firmware`.

use core::net::SocketAddr;
use core::time::Duration;
use std::time::Instant;

use corsac_conformance::PolicyText;
use http_body_util::Full;
use hyper::Request;
use hyper::body::Bytes;

use crate::http;

/// Who may configure the device: see `embedded/firmware/cors.toml`.
const SETUP: &str = "https://setup.example";

/// How long the device may take to boot, and how long for one answer.
const BOOT: Duration = Duration::from_secs(30);
const LONGEST: Duration = Duration::from_secs(10);

/// Waits until it answers.
pub(super) async fn wait(address: SocketAddr) -> Result<(), String> {
    let start = Instant::now();
    loop {
        let request = Request::get("/temperature").header("host", "device").body(Full::default());
        let request = request.map_err(|error| error.to_string())?;
        match http::send(address, request, LONGEST).await {
            Ok(_) => return Ok(()),
            Err(error) if start.elapsed() > BOOT => return Err(format!("the device does not answer: {error}")),
            Err(_) => tokio::time::sleep(Duration::from_millis(200)).await,
        }
    }
}

/// Sends a compiled policy, which is in force from then on.
pub(super) async fn put(address: SocketAddr, policy: &PolicyText) -> Result<(), String> {
    let image = policy.compile().map_err(|error| error.to_string())?.into_inner();
    let request = Request::put("/device/policy")
        .header("host", "device")
        .header("connection", "close")
        .header("origin", SETUP)
        .header("content-type", "application/octet-stream")
        .body(Full::new(Bytes::copy_from_slice(&image)))
        .map_err(|error| error.to_string())?;
    let answer = http::send(address, request, LONGEST).await?;
    if answer.status() == 200 {
        return Ok(());
    }
    Err(format!("the device refuses the policy: {}, {}", answer.status(), String::from_utf8_lossy(answer.body())))
}
