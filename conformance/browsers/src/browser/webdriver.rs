//! The commands of WebDriver that are used here, as JSON over HTTP.
//!
//! <https://www.w3.org/TR/webdriver2/#endpoints>

use core::net::SocketAddr;
use core::time::Duration;

use http_body_util::Full;
use hyper::{Method, Request};
use serde_json::{Value, json};

use crate::http;

/// How long a driver may take to answer: longer than anything that it limits itself, and than a browser's start.
const LONGEST: Duration = Duration::from_secs(45);

/// A session.
pub(super) struct Session {
    driver: SocketAddr,
    id: String,
    version: String,
}

impl Session {
    /// Starts the browser.
    pub(super) async fn new(driver: SocketAddr, capabilities: &Value) -> Result<Self, String> {
        let made = command(driver, Method::POST, "/session", &json!({ "capabilities": capabilities })).await?;
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let id = made["sessionId"].as_str().ok_or_else(|| format!("no session: {made}"))?.to_owned();
        let capabilities = &made["capabilities"];
        let version = format!("{} {}", text(&capabilities["browserName"]), text(&capabilities["browserVersion"]));
        Ok(Self { driver, id, version })
    }

    pub(super) fn version(&self) -> &str {
        &self.version
    }

    pub(super) async fn set_timeouts(&self, page: Duration, script: Duration) -> Result<Value, String> {
        let timeouts = json!({ "pageLoad": page.as_millis(), "script": script.as_millis() });
        self.command(Method::POST, "/timeouts", &timeouts).await
    }

    /// Answers, before it is asked, what the browser would ask the user.
    ///
    /// <https://www.w3.org/TR/permissions/#set-permission-command>
    pub(super) async fn grant(&self, permission: &str) -> Result<Value, String> {
        let granted = json!({ "descriptor": { "name": permission }, "state": "granted" });
        self.command(Method::POST, "/permissions", &granted).await
    }

    pub(super) async fn navigate(&self, url: &str) -> Result<Value, String> {
        self.command(Method::POST, "/url", &json!({ "url": url })).await
    }

    /// Runs a function body, which calls its last argument with what it has found.
    pub(super) async fn execute_async(&self, script: &str, arguments: Value) -> Result<Value, String> {
        self.command(Method::POST, "/execute/async", &json!({ "script": script, "args": arguments })).await
    }

    /// Ends the browser.
    pub(super) async fn delete(&self) -> Result<Value, String> {
        self.command(Method::DELETE, "", &Value::Null).await
    }

    async fn command(&self, method: Method, path: &str, body: &Value) -> Result<Value, String> {
        command(self.driver, method, &format!("/session/{}{path}", self.id), body).await
    }
}

/// Whether the driver takes a session.
pub(super) async fn is_ready(driver: SocketAddr) -> bool {
    let status = command(driver, Method::GET, "/status", &Value::Null).await;
    status.is_ok_and(|status| status["ready"] == true)
}

async fn command(driver: SocketAddr, method: Method, path: &str, body: &Value) -> Result<Value, String> {
    let body = if body.is_null() { String::new() } else { body.to_string() };
    let request = Request::builder()
        .method(&method)
        .uri(path)
        .header("host", driver.to_string())
        .header("content-type", "application/json")
        .body(Full::from(body))
        .map_err(|error| error.to_string())?;
    let answer = http::send(driver, request, LONGEST).await?;
    let said = String::from_utf8_lossy(answer.body());
    let mut said: Value = serde_json::from_str(&said).map_err(|error| format!("{method} {path}: {error}: {said}"))?;
    let value = said["value"].take();
    match value["error"].as_str() {
        Some(error) if !answer.status().is_success() => Err(format!("{method} {path}: {error}: {}", value["message"])),
        _ => Ok(value),
    }
}
