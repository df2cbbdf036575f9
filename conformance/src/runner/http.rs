//! HTTP/1.1 from the client's side, as raw bytes: odd requests are the point.

use core::fmt;
use core::time::Duration;
use std::io::{ErrorKind, Read as _, Write as _};
use std::net::{TcpStream, ToSocketAddrs as _};

/// The most bytes of a response that are read.
const LONGEST: usize = 1 << 22;

/// A connection that is kept open as long as the server likes.
pub(super) struct Connection {
    stream: TcpStream,
    // What was received and not yet used.
    received: Vec<u8>,
}

/// Header lines, names in lower case.
pub(super) type Lines = Vec<(String, Vec<u8>)>;

/// A response.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: Lines,
    pub(super) body: Vec<u8>,
}

/// Why there is no response.
#[derive(Debug)]
pub(super) struct Problem(String);

impl Connection {
    pub(super) fn open(authority: &str, timeout: Duration) -> Result<Self, Problem> {
        let fail = |error: std::io::Error| Problem(format!("cannot connect to {authority}: {error}"));
        let mut last = Problem(format!("{authority} has no address"));
        for address in authority.to_socket_addrs().map_err(fail)? {
            match TcpStream::connect_timeout(&address, timeout) {
                Ok(stream) => {
                    stream.set_read_timeout(Some(timeout)).map_err(fail)?;
                    stream.set_write_timeout(Some(timeout)).map_err(fail)?;
                    stream.set_nodelay(true).map_err(fail)?;
                    return Ok(Self { stream, received: Vec::new() });
                }
                Err(error) => last = fail(error),
            }
        }
        Err(last)
    }

    /// Sends a request and receives the response. `is_head`: it has no body whatever it says.
    pub(super) fn exchange(&mut self, request: &[u8], is_head: bool) -> Result<Answer, Problem> {
        self.stream.write_all(request).map_err(|error| Problem(format!("the request was not taken: {error}")))?;
        loop {
            let (status, headers) = self.head()?;
            if (100..200).contains(&status) && status != 101 {
                continue;
            }
            let has_body = !is_head && !matches!(status, 101 | 204 | 304);
            let body = if has_body { self.body(&headers)? } else { Vec::new() };
            return Ok(Answer { status, headers, body });
        }
    }

    fn head(&mut self) -> Result<(u16, Lines), Problem> {
        let status_line = self.line()?;
        let mut parts = status_line.splitn(3, |byte| *byte == b' ');
        let (version, status) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        let status = core::str::from_utf8(status).ok().and_then(|status| status.parse().ok());
        let (true, Some(status)) = (version.starts_with(b"HTTP/1."), status) else {
            return Err(Problem(format!("no status line: {}", String::from_utf8_lossy(&status_line))));
        };
        let mut headers = Vec::new();
        loop {
            let line = self.line()?;
            if line.is_empty() {
                return Ok((status, headers));
            }
            let Some(colon) = line.iter().position(|byte| *byte == b':') else {
                return Err(Problem(format!("no header line: {}", String::from_utf8_lossy(&line))));
            };
            let (name, value) = line.split_at(colon);
            let value = value.get(1..).unwrap_or_default().trim_ascii().to_vec();
            headers.push((String::from_utf8_lossy(name).to_ascii_lowercase(), value));
        }
    }

    fn body(&mut self, headers: &[(String, Vec<u8>)]) -> Result<Vec<u8>, Problem> {
        let header = |name: &str| headers.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_slice());
        if header("transfer-encoding").is_some_and(|coding| coding.eq_ignore_ascii_case(b"chunked")) {
            return self.chunks();
        }
        if let Some(length) = header("content-length") {
            let length = number(length, 10).ok_or_else(|| Problem("a wrong Content-Length".to_owned()))?;
            return self.bytes(length);
        }
        while self.fill()? {}
        Ok(core::mem::take(&mut self.received))
    }

    fn chunks(&mut self) -> Result<Vec<u8>, Problem> {
        let mut body = Vec::new();
        loop {
            let line = self.line()?;
            let size = line.split(|byte| *byte == b';').next().unwrap_or_default().trim_ascii();
            let size = number(size, 16).ok_or_else(|| Problem("a wrong chunk size".to_owned()))?;
            if size == 0 {
                while !self.line()?.is_empty() {}
                return Ok(body);
            }
            body.extend(self.bytes(size)?);
            self.line()?;
            if body.len() > LONGEST {
                return Err(Problem("the response does not end".to_owned()));
            }
        }
    }

    /// A line without its end.
    fn line(&mut self) -> Result<Vec<u8>, Problem> {
        loop {
            if let Some(end) = self.received.iter().position(|byte| *byte == b'\n') {
                let mut line: Vec<u8> = self.received.drain(..=end).collect();
                line.pop();
                if line.last() == Some(&b'\r') {
                    line.pop();
                }
                return Ok(line);
            }
            if !self.fill()? {
                return Err(Problem("the connection ended without a whole response".to_owned()));
            }
        }
    }

    fn bytes(&mut self, length: usize) -> Result<Vec<u8>, Problem> {
        while self.received.len() < length {
            if !self.fill()? {
                return Err(Problem("the connection ended within the body".to_owned()));
            }
        }
        Ok(self.received.drain(..length).collect())
    }

    /// Receives some more; `false` at the end.
    fn fill(&mut self) -> Result<bool, Problem> {
        let mut buffer = [0; 4096];
        if self.received.len() > LONGEST {
            return Err(Problem("the response does not end".to_owned()));
        }
        loop {
            match self.stream.read(&mut buffer) {
                Ok(length) => {
                    self.received.extend_from_slice(buffer.get(..length).unwrap_or_default());
                    return Ok(length > 0);
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) if error.kind() == ErrorKind::ConnectionReset => return Ok(false),
                Err(error) => return Err(Problem(format!("no response: {error}"))),
            }
        }
    }
}

fn number(digits: &[u8], radix: u32) -> Option<usize> {
    let text = core::str::from_utf8(digits).ok()?;
    let only_digits = text.chars().all(|digit| digit.is_digit(radix));
    usize::from_str_radix(text, radix).ok().filter(|number| only_digits && *number <= LONGEST)
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
