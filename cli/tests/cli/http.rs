//! HTTP/1.1 for tests, by hand: servers that answer wrongly, and clients that see every byte.

use core::net::SocketAddr;
use core::time::Duration;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// Long enough for a machine with other things to do.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// A request or a response, names of fields in lower case.
#[derive(Clone, Debug, Default)]
pub(crate) struct Message {
    /// The first line.
    pub(crate) start: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Message {
    /// A response. `body` decides the length.
    pub(crate) fn response(status: u16) -> Message {
        Message { start: format!("HTTP/1.1 {status} x"), ..Message::default() }
    }

    pub(crate) fn with(mut self, name: &str, value: &str) -> Message {
        self.headers.push((name.into(), value.into()));
        self
    }

    pub(crate) fn without(mut self, name: &str) -> Message {
        self.headers.retain(|(other, _)| other != name);
        self
    }

    pub(crate) fn body(mut self, body: &str) -> Message {
        self.body = body.into();
        self
    }

    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn all(&self, name: &str) -> Vec<&str> {
        self.headers.iter().filter(|(other, _)| other == name).map(|(_, value)| value.as_str()).collect()
    }

    pub(crate) fn method(&self) -> &str {
        self.start.split(' ').next().unwrap()
    }

    pub(crate) fn target(&self) -> &str {
        self.start.split(' ').nth(1).unwrap()
    }

    pub(crate) fn status(&self) -> u16 {
        self.target().parse().unwrap()
    }

    pub(crate) fn is_preflight(&self) -> bool {
        self.method() == "OPTIONS" && self.get("access-control-request-method").is_some()
    }

    pub(crate) fn text(&self) -> &str {
        core::str::from_utf8(&self.body).unwrap()
    }

    /// Reads a message with its body; `None` at the end.
    pub(crate) fn read(from: &mut impl BufRead) -> Option<Message> {
        let mut message = Message::read_head(from)?;
        let is_chunked = message.get("transfer-encoding") == Some("chunked");
        if let Some(length) = message.get("content-length").and_then(|length| length.parse().ok()) {
            message.body = vec![0; length];
            from.read_exact(&mut message.body).ok()?;
        } else if is_chunked {
            while let Some(chunk) = read_chunk(from).filter(|chunk| !chunk.is_empty()) {
                message.body.extend(chunk);
            }
        }
        Some(message)
    }

    pub(crate) fn read_head(from: &mut impl BufRead) -> Option<Message> {
        let start = read_line(from).filter(|line| !line.is_empty())?;
        let mut headers = Vec::new();
        loop {
            let line = read_line(from)?;
            if line.is_empty() {
                return Some(Message { start, headers, body: Vec::new() });
            }
            let (name, value) = line.split_once(':').unwrap();
            headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
        }
    }

    /// The bytes of a response.
    pub(crate) fn bytes(&self, has_body: bool) -> Vec<u8> {
        let mut text = format!("{}\r\n", self.start);
        for (name, value) in &self.headers {
            text.push_str(&format!("{name}: {value}\r\n"));
        }
        if self.status() != 204 && self.get("content-length").is_none() {
            text.push_str(&format!("content-length: {}\r\n", self.body.len()));
        }
        let mut bytes = format!("{text}\r\n").into_bytes();
        if has_body {
            bytes.extend(&self.body);
        }
        bytes
    }
}

pub(crate) fn read_line(from: &mut impl BufRead) -> Option<String> {
    let mut line = Vec::new();
    from.read_until(b'\n', &mut line).ok().filter(|length| *length > 0)?;
    Some(String::from_utf8_lossy(&line).trim_end_matches(['\r', '\n']).to_owned())
}

pub(crate) fn read_chunk(from: &mut impl BufRead) -> Option<Vec<u8>> {
    let length = usize::from_str_radix(read_line(from)?.trim(), 16).ok()?;
    let mut chunk = vec![0; length];
    from.read_exact(&mut chunk).ok()?;
    read_line(from)?;
    Some(chunk)
}

/// What a server does with a request; `None` closes the connection.
type Handler = dyn Fn(&Message) -> Option<Message> + Send + Sync;

/// A server on a port of its own, for as long as the test runs.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    seen: Arc<Mutex<Vec<Message>>>,
}

impl Server {
    pub(crate) fn start(handler: impl Fn(&Message) -> Option<Message> + Send + Sync + 'static) -> Server {
        Server::start_raw(Arc::new(handler), |handler, message, stream| {
            let Some(answer) = handler(message) else { return false };
            stream.write_all(&answer.bytes(message.method() != "HEAD")).is_ok()
        })
    }

    /// A server that is given the connection after each request head, and says whether to go on.
    pub(crate) fn start_raw<H: ?Sized + Send + Sync + 'static>(
        handler: Arc<H>,
        answer: impl Fn(&H, &Message, &mut TcpStream) -> bool + Send + Sync + Copy + 'static,
    ) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let server = Server { address: listener.local_addr().unwrap(), seen: Arc::default() };
        let seen = Arc::clone(&server.seen);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let (handler, seen, mut stream) = (Arc::clone(&handler), Arc::clone(&seen), stream.unwrap());
                std::thread::spawn(move || {
                    let mut reader = BufReader::new(stream.try_clone().unwrap());
                    while let Some(message) = Message::read(&mut reader) {
                        seen.lock().unwrap().push(message.clone());
                        if !answer(&handler, &message, &mut stream) {
                            return;
                        }
                    }
                });
            }
        });
        server
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Every request so far.
    pub(crate) fn seen(&self) -> Vec<Message> {
        self.seen.lock().unwrap().clone()
    }
}

/// A boxed handler, for tables.
pub(crate) fn boxed(handler: Box<Handler>) -> Server {
    Server::start(handler)
}

/// Connects to a URL without a path.
pub(crate) fn connect(url: &str) -> BufReader<TcpStream> {
    let authority = url.trim_start_matches("http://").trim_end_matches('/');
    let stream = TcpStream::connect(authority).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    BufReader::new(stream)
}

/// Sends a request as it stands, but for `Host` and the end; gives the response with its body.
pub(crate) fn send(url: &str, request: &str) -> Message {
    let mut stream = connect(url);
    write_head(&mut stream, url, request);
    let is_head = request.starts_with("HEAD");
    if is_head { Message::read_head(&mut stream) } else { Message::read(&mut stream) }.unwrap()
}

/// Writes the head of a request: lines joined with `\n`.
pub(crate) fn write_head(stream: &mut BufReader<TcpStream>, url: &str, request: &str) {
    let authority = url.trim_start_matches("http://").trim_end_matches('/');
    let (start, headers) = request.split_once('\n').unwrap_or((request, ""));
    let host =
        if headers.to_ascii_lowercase().contains("host:") { String::new() } else { format!("host: {authority}\n") };
    let headers = format!("{host}{headers}");
    let headers: String = headers.lines().map(|line| format!("{line}\r\n")).collect();
    stream.get_mut().write_all(format!("{start} HTTP/1.1\r\n{headers}\r\n").as_bytes()).unwrap();
}
