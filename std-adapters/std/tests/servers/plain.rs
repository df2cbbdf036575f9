//! A server on nothing but a parser: it writes its lines itself.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::panic::{AssertUnwindSafe, catch_unwind};

use corsac_std::{CorsMiddleware, Outcome};

use super::{Reply, application};

pub(crate) struct Plain {
    connection: TcpStream,
    /// What was read and not yet answered.
    buffer: Vec<u8>,
}

impl Plain {
    pub(crate) fn new(connection: TcpStream) -> Plain {
        Plain { connection, buffer: Vec::new() }
    }

    /// Answers requests, none of which has a body, until the client goes away or says that it will.
    pub(crate) fn serve(mut self, cors: &CorsMiddleware) {
        loop {
            let mut fields = [httparse::EMPTY_HEADER; 128];
            let mut request = httparse::Request::new(&mut fields);
            match request.parse(&self.buffer) {
                Ok(httparse::Status::Complete(length)) => {
                    let (answer, closes) = answer(&request, cors);
                    if self.connection.write_all(answer.as_bytes()).is_err() || closes {
                        return;
                    }
                    self.buffer.drain(..length);
                }
                Ok(httparse::Status::Partial) => {
                    let mut bytes = [0; 4096];
                    match self.connection.read(&mut bytes) {
                        Ok(count @ 1..) => self.buffer.extend_from_slice(&bytes[..count]),
                        _ => return,
                    }
                }
                Err(_) => {
                    let _ =
                        self.connection.write_all(b"HTTP/1.1 400 \r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
                    return;
                }
            }
        }
    }
}

fn answer(request: &httparse::Request<'_, '_>, cors: &CorsMiddleware) -> (String, bool) {
    let method = request.method.unwrap();
    let fields = request.headers.iter().map(|header| (header.name, header.value));
    let reply = match cors.decide(method, fields.clone()) {
        Outcome::Answered(answered) => Reply::new(answered.status(), owned(answered.lines())),
        Outcome::PassedOn(passed_on) => {
            let text = |value| String::from_utf8_lossy(value).into_owned();
            let headers: Vec<_> = fields.clone().map(|(name, value)| (name.to_owned(), text(value))).collect();
            let path = request.path.unwrap();
            let reply = catch_unwind(AssertUnwindSafe(|| application(method, path, &headers)));
            let mut reply = reply.unwrap_or_else(|_| Reply::new(500, Vec::new()));
            let changes = passed_on.changes(reply.headers.iter().map(|(name, value)| (name, value)));
            reply.headers.retain(|(name, _)| !changes.replaces(name));
            reply.headers.extend(owned(changes.lines()));
            reply
        }
    };
    let closes = fields.clone().any(|(name, value)| name.eq_ignore_ascii_case("connection") && value == b"close");
    (write(reply, method == "HEAD"), closes)
}

fn owned<'a>(lines: impl Iterator<Item = (&'static str, &'a str)>) -> Vec<(String, String)> {
    lines.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

fn write(reply: Reply, is_head: bool) -> String {
    let mut answer = format!("HTTP/1.1 {} \r\n", reply.status);
    for (name, value) in reply.headers {
        answer += &format!("{name}: {value}\r\n");
    }
    if matches!(reply.status, 100..200 | 204 | 304) {
        return answer + "\r\n";
    }
    if reply.pieces.is_empty() {
        return answer + "content-length: 0\r\n\r\n";
    }
    answer += "transfer-encoding: chunked\r\n\r\n";
    if !is_head {
        for piece in reply.pieces {
            answer += &format!("{:x}\r\n{piece}\r\n", piece.len());
        }
        answer += "0\r\n\r\n";
    }
    answer
}
