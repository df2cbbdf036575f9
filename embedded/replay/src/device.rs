//! The device, as a client sees it.

use core::time::Duration;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Instant;

/// Where the device is.
pub(crate) struct Device {
    address: String,
}

/// An answer of the device.
pub(crate) struct Answer {
    status: u16,
    headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Device {
    pub(crate) fn at(address: &str) -> Device {
        Device { address: address.to_owned() }
    }

    /// Waits until it answers.
    pub(crate) fn wait(&self, longest: Duration) -> Result<(), String> {
        let start = Instant::now();
        loop {
            match self.send("GET", "/temperature", &[], b"") {
                Ok(answer) => return answer.expect(200),
                Err(error) if start.elapsed() > longest => return Err(format!("the device does not answer: {error}")),
                Err(_) => std::thread::sleep(Duration::from_millis(200)),
            }
        }
    }

    /// Sends an image as a page of this origin would.
    pub(crate) fn put(&self, origin: &str, image: &[u8]) -> Result<Answer, String> {
        self.send("PUT", "/device/policy", &[("Origin", origin), ("Content-Type", "application/octet-stream")], image)
    }

    pub(crate) fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Result<Answer, String> {
        let mut request = format!("{method} {path} HTTP/1.1\r\nHost: device\r\nConnection: close\r\n");
        for (name, value) in headers {
            request += &format!("{name}: {value}\r\n");
        }
        request += &format!("Content-Length: {}\r\n\r\n", body.len());
        let bytes = [request.as_bytes(), body].concat();
        self.exchange(&bytes).map_err(|error| format!("{method} {path}: {error}"))
    }

    fn exchange(&self, request: &[u8]) -> std::io::Result<Answer> {
        let mut stream = TcpStream::connect(&self.address)?;
        stream.set_read_timeout(Some(Duration::from_secs(10)))?;
        stream.write_all(request)?;
        let mut received = Vec::new();
        stream.read_to_end(&mut received)?;
        Answer::parse(&received).ok_or_else(|| std::io::Error::other("no whole response"))
    }
}

impl Answer {
    fn parse(received: &[u8]) -> Option<Answer> {
        let end = received.windows(4).position(|part| part == b"\r\n\r\n")?;
        let head = core::str::from_utf8(received.get(..end)?).ok()?;
        let mut lines = head.split("\r\n");
        let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
        let headers = lines.filter_map(|line| line.split_once(": "));
        let headers = headers.map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned())).collect();
        Some(Answer { status, headers, body: received.get(end + 4..)?.to_vec() })
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn expect(&self, status: u16) -> Result<(), String> {
        if self.status == status {
            return Ok(());
        }
        Err(format!("status {}, expected {status}: {}", self.status, String::from_utf8_lossy(&self.body)))
    }
}
