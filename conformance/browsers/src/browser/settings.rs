//! How each browser is set up: alone, on loopback, and with nothing changed that bears on CORS.

use std::path::Path;

use serde_json::{Value, json};

use super::Browser;

/// The capabilities of a session.
///
/// <https://www.w3.org/TR/webdriver2/#capabilities>
pub(super) fn capabilities(browser: Browser, port: u16, profile: &Path) -> Value {
    let own = match browser {
        Browser::Chromium => ("goog:chromeOptions", chromium(port, profile)),
        Browser::Firefox => ("moz:firefoxOptions", firefox(port)),
    };
    json!({ "alwaysMatch": { "acceptInsecureCerts": true, own.0: own.1 } })
}

fn chromium(port: u16, profile: &Path) -> Value {
    let arguments = [
        "--headless".to_owned(),
        // Continuous integration runs as root.
        "--no-sandbox".to_owned(),
        "--disable-dev-shm-usage".to_owned(),
        "--disable-gpu".to_owned(),
        "--disable-quic".to_owned(),
        "--no-first-run".to_owned(),
        "--disable-background-networking".to_owned(),
        "--disable-component-update".to_owned(),
        "--disable-sync".to_owned(),
        format!("--user-data-dir={}", profile.display()),
        format!("--host-resolver-rules=MAP * 127.0.0.1:{port}"),
        // Pages over http stay there.
        "--disable-features=HttpsUpgrades,HttpsFirstBalancedModeAutoEnable".to_owned(),
    ];
    json!({ "args": arguments })
}

fn firefox(port: u16) -> Value {
    json!({
        "args": ["-headless"],
        "prefs": {
            "network.proxy.type": 1,
            "network.proxy.socks": "127.0.0.1",
            "network.proxy.socks_port": port,
            "network.proxy.socks_version": 5,
            "network.proxy.socks_remote_dns": true,
            // Pages over http stay there.
            "dom.security.https_first": false,
            "dom.security.https_first_schemeless": false,
            // Nobody outside is asked for anything.
            "app.update.enabled": false,
            "browser.safebrowsing.malware.enabled": false,
            "browser.safebrowsing.phishing.enabled": false,
            "datareporting.policy.dataSubmissionEnabled": false,
            "network.captive-portal-service.enabled": false,
            "network.connectivity-service.enabled": false,
            "services.settings.server": "",
            "toolkit.telemetry.enabled": false,
        }
    })
}
