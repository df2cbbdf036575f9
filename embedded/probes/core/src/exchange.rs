//! A request and its response, as a small server without CORS keeps them.

use corsac::{Policy, RequestParts, ResponseField, ResponseFields, ResponseHeaders, Value, Vary};

/// A request that has been read, and the response that is being written.
#[derive(Debug)]
pub struct Exchange<'e> {
    /// The method.
    pub method: &'e [u8],
    /// Names and values of the header lines.
    pub fields: &'e [(&'e [u8], &'e [u8])],
    /// The response.
    pub response: Response<'e>,
    /// Memory for an image.
    pub image: &'e mut [u8],
}

/// The bytes of the response so far.
#[derive(Debug)]
pub struct Response<'b> {
    buffer: &'b mut [u8],
    length: usize,
}

impl<'b> Response<'b> {
    /// An empty response.
    pub fn new(buffer: &'b mut [u8]) -> Response<'b> {
        Response { buffer, length: 0 }
    }

    /// Adds bytes. What does not fit is left out.
    #[inline(never)]
    pub fn write(&mut self, bytes: &[u8]) -> &mut Self {
        let end = self.length.saturating_add(bytes.len());
        if let Some(place) = self.buffer.get_mut(self.length..end) {
            // Not `copy_from_slice`, which panics where lengths differ, and is not always seen not to.
            for (to, from) in place.iter_mut().zip(bytes) {
                *to = *from;
            }
            self.length = end;
        }
        self
    }

    /// Adds a header line.
    #[inline(never)]
    pub fn line(&mut self, name: &str, value: &[u8]) {
        self.write(name.as_bytes()).write(b": ").write(value).write(b"\r\n");
    }

    /// The bytes so far.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.buffer.get(..self.length).unwrap_or_default()
    }
}

impl ResponseHeaders for Response<'_> {
    /// The device has set none.
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

/// What is measured: decides, and answers with the headers that the plan names.
#[inline]
pub fn answer(policy: &Policy<'_>, exchange: &mut Exchange<'_>) {
    let request = RequestParts::new(exchange.method, exchange.fields.iter().copied());
    let decision = policy.decide(&request);
    exchange.response.write(match decision.status() {
        Some(204) => b"HTTP/1.1 204 \r\n",
        Some(_) => b"HTTP/1.1 403 \r\n",
        None => b"HTTP/1.1 200 \r\n",
    });
    decision.plan(*policy, &request).apply(&mut exchange.response);
    exchange.response.write(b"\r\n");
}

/// Splits the head of a request: its method, and the names and values of its header lines as far as there is room.
#[inline(never)]
pub fn split<'h, 'f>(head: &'h [u8], fields: &'f mut [(&'h [u8], &'h [u8])]) -> (&'h [u8], &'f [(&'h [u8], &'h [u8])]) {
    let mut lines = head.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii_end);
    let method = lines.next().and_then(|line| line.split(|byte| *byte == b' ').next()).unwrap_or_default();
    let mut count = 0usize;
    for (line, place) in lines.zip(&mut *fields) {
        let mut parts = line.splitn(2, |byte| *byte == b':');
        let (Some(name), Some(value)) = (parts.next(), parts.next()) else { break };
        *place = (name, value.trim_ascii());
        count = count.wrapping_add(1);
    }
    (method, fields.get(..count).unwrap_or_default())
}
