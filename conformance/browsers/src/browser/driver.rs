//! A driver's process, and everything that it starts.

use core::net::SocketAddr;
use core::time::Duration;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Instant;

use tempfile::TempDir;

use super::{Browser, processes, webdriver};

/// A driver that runs. It ends, with the browser, when this is dropped.
pub(super) struct Driver {
    child: Child,
    address: SocketAddr,
    /// For the browser's profile and the files of both.
    directory: TempDir,
}

/// How long a driver may take to start.
const START: Duration = Duration::from_secs(30);

impl Driver {
    pub(super) async fn start(browser: Browser) -> Result<Self, String> {
        let directory =
            tempfile::Builder::new().prefix("corsac-browsers-").tempdir().map_err(|error| error.to_string())?;
        // Free a moment ago; a driver that loses it to somebody else does not become ready.
        let address = TcpListener::bind(("127.0.0.1", 0)).and_then(|listener| listener.local_addr());
        let address = address.map_err(|error| error.to_string())?;
        let port = address.port();
        let (program, arguments) = match browser {
            Browser::Chromium => ("chromedriver", vec![format!("--port={port}")]),
            Browser::Firefox => (
                "geckodriver",
                vec!["--port".to_owned(), port.to_string(), "--websocket-port".to_owned(), "0".to_owned()],
            ),
        };
        let child = Command::new(program)
            .args(arguments)
            .env("TMPDIR", directory.path())
            .env("HOME", directory.path())
            // Proxies are for who reaches out.
            .env_remove("http_proxy")
            .env_remove("https_proxy")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| format!("{program}: {error}"))?;
        let driver = Self { child, address, directory };
        let start = Instant::now();
        while !webdriver::is_ready(address).await {
            if start.elapsed() > START {
                return Err(format!("{program} is not ready after {} s", START.as_secs()));
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Ok(driver)
    }

    pub(super) const fn address(&self) -> SocketAddr {
        self.address
    }

    /// An empty directory.
    pub(super) fn profile(&self) -> &Path {
        self.directory.path()
    }

    /// Gives the browser a moment to end by itself.
    pub(super) async fn stop(self) {
        for _ in 0..20 {
            if processes::descendants(self.child.id()).is_empty() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // Before the driver is gone, as its children have another parent then.
        processes::kill(&processes::descendants(self.child.id()));
        // It has ended already, or ends now.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
