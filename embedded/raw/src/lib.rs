//! The smallest useful server with corsac: httparse, and nothing else.
//!
//! One function from the bytes of a request to the bytes of a response, for whatever carries them: a UART, a socket of
//! smoltcp, a test. Copy it and make it yours.

#![no_std]
#![forbid(unsafe_code)]

use corsac::{Policy, RequestParts, ResponseField, ResponseFields, ResponseHeaders, Value, Vary};

/// Why there is no response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoResponse {
    /// The request has not arrived as a whole: call again with more of it.
    Partial,
    /// There is no room for the response. Close the connection.
    NoRoom,
}

/// What an application answers.
#[derive(Clone, Copy, Debug)]
pub struct Reply<'a> {
    /// The status, three digits.
    pub status: &'a str,
    /// Header lines. No `Access-Control-*` and no `Vary`: then the response need not be searched for them.
    pub lines: &'a [(&'a str, &'a str)],
    /// The body.
    pub body: &'a [u8],
}

/// Answers one request under `policy`, and gives back the part of `response` that is filled.
///
/// # Errors
///
/// See [`NoResponse`].
pub fn respond<'a, 'b>(
    policy: Policy<'_>,
    request: &[u8],
    response: &'b mut [u8],
    application: impl FnOnce(&httparse::Request<'_, '_>) -> Reply<'a>,
) -> Result<&'b [u8], NoResponse> {
    let mut response = Response { buffer: response, length: 0, fits: true };
    let mut fields = [httparse::EMPTY_HEADER; 24];
    let mut head = httparse::Request::new(&mut fields);
    match head.parse(request) {
        Ok(httparse::Status::Complete(_)) => {}
        Ok(httparse::Status::Partial) => return Err(NoResponse::Partial),
        Err(_) => return response.write(b"HTTP/1.1 400 \r\nContent-Length: 0\r\n\r\n").finish(),
    }

    // 1. Decide, before the application runs.
    let fields = head.headers.iter().map(|field| (field.name.as_bytes(), field.value));
    let parts = RequestParts::new(head.method.unwrap_or_default().as_bytes(), fields);
    let decision = policy.decide(&parts);
    // 2. A preflight is answered here; everything else, a plain OPTIONS too, is the application's.
    let reply = match decision.status() {
        Some(204) => Reply { status: "204", lines: &[], body: b"" },
        Some(_) => Reply { status: "403", lines: &[], body: b"" },
        None => application(&head),
    };
    response.write(b"HTTP/1.1 ").write(reply.status.as_bytes()).write(b" \r\n");
    for (name, value) in reply.lines {
        response.line(name, value.as_bytes());
    }
    // 3. Whatever the answer is, it carries the headers.
    decision.plan(policy, &parts).apply(&mut response);
    // RFC 9110, section 8.6: a 204 has none.
    if reply.status != "204" {
        response.line("content-length", decimal(reply.body.len(), &mut [0; 10]));
    }
    response.write(b"\r\n").write(reply.body).finish()
}

/// The bytes of the response so far.
struct Response<'b> {
    buffer: &'b mut [u8],
    length: usize,
    fits: bool,
}

impl<'b> Response<'b> {
    fn write(&mut self, bytes: &[u8]) -> &mut Self {
        let end = self.length.saturating_add(bytes.len());
        match self.buffer.get_mut(self.length..end) {
            Some(place) => {
                place.copy_from_slice(bytes);
                self.length = end;
            }
            None => self.fits = false,
        }
        self
    }

    fn line(&mut self, name: &str, value: &[u8]) {
        self.write(name.as_bytes()).write(b": ").write(value).write(b"\r\n");
    }

    fn finish(&mut self) -> Result<&'b [u8], NoResponse> {
        let buffer = core::mem::take(&mut self.buffer);
        if self.fits { buffer.get(..self.length).ok_or(NoResponse::NoRoom) } else { Err(NoResponse::NoRoom) }
    }
}

impl ResponseHeaders for Response<'_> {
    /// The application sets none.
    fn remove(&mut self, _: ResponseFields) {}

    fn set(&mut self, field: ResponseField, value: Value<'_>) {
        self.line(field.as_str(), value.as_bytes());
    }

    fn append(&mut self, field: ResponseField, value: Value<'_>) {
        self.set(field, value);
    }

    fn add_vary(&mut self, vary: Vary) {
        self.line("vary", vary.as_str().as_bytes());
    }
}

/// Digits, without the formatting of `core::fmt`, which takes more flash than all of this.
fn decimal(number: usize, digits: &mut [u8; 10]) -> &[u8] {
    let (mut rest, mut place) = (number, digits.len());
    for digit in digits.iter_mut().rev() {
        *digit = b'0'.wrapping_add(u8::try_from(rest.rem_euclid(10)).unwrap_or(0));
        rest = rest.div_euclid(10);
        place = place.saturating_sub(1);
        if rest == 0 {
            break;
        }
    }
    digits.get(place..).unwrap_or_default()
}
