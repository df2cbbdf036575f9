//! A server with the traits of embedded-svc on a socket of the host, blocking and (by never waiting) non-blocking.

use core::cell::RefCell;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use embedded_svc::http::server::Connection;
use embedded_svc::http::server::asynch;
use embedded_svc::http::{Headers, Method, Query};
use embedded_svc::io::asynch::{Read as AsyncRead, Write as AsyncWrite};
use embedded_svc::io::{ErrorKind, ErrorType, Read, Write};

/// A connection with one request.
pub(crate) struct TestConnection {
    stream: RefCell<TcpStream>,
    pub(crate) request: TestRequest,
    body: TestBody,
    responded: bool,
}

pub(crate) struct TestRequest {
    method: Method,
    uri: String,
    pub(crate) fields: Vec<(String, Vec<u8>)>,
}

/// No body is sent by the tests.
pub(crate) struct TestBody;

impl TestConnection {
    /// Reads the next request; `None` at the end, or if no handler would be called.
    pub(crate) fn next(mut stream: TcpStream) -> Option<(Self, bool)> {
        let mut received = Vec::new();
        let mut buffer = [0; 4096];
        loop {
            let mut fields = [httparse::EMPTY_HEADER; 256];
            let mut head = httparse::Request::new(&mut fields);
            if head.parse(&received).ok()?.is_complete() {
                let request = TestRequest {
                    method: method(head.method?)?,
                    uri: head.path?.to_owned(),
                    fields: head.headers.iter().map(|field| (field.name.to_owned(), field.value.to_vec())).collect(),
                };
                let close = request.header("connection") == Some("close");
                let stream = RefCell::new(stream);
                return Some((Self { stream, request, body: TestBody, responded: false }, close));
            }
            match stream.read(&mut buffer) {
                Ok(length) if length > 0 => received.extend_from_slice(&buffer[..length]),
                _ => return None,
            }
        }
    }

    pub(crate) fn into_stream(self) -> TcpStream {
        self.stream.into_inner()
    }

    fn begin(&mut self, status: u16, headers: &[(&str, &str)]) -> Result<(), ErrorKind> {
        let mut head = format!("HTTP/1.1 {status} \r\n");
        for (name, value) in headers {
            head += &format!("{name}: {value}\r\n");
        }
        if status != 204 && !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-length")) {
            head += "Content-Length: 0\r\n";
        }
        self.responded = true;
        self.stream.get_mut().write_all((head + "\r\n").as_bytes()).map_err(|_| ErrorKind::Other)
    }
}

/// The methods that the corpus and the trait both know.
fn method(name: &str) -> Option<Method> {
    Some(match name {
        "GET" => Method::Get,
        "HEAD" => Method::Head,
        "POST" => Method::Post,
        "PUT" => Method::Put,
        "DELETE" => Method::Delete,
        "PATCH" => Method::Patch,
        "OPTIONS" => Method::Options,
        _ => return None,
    })
}

impl Query for TestRequest {
    fn uri(&self) -> &str {
        &self.uri
    }

    fn method(&self) -> Method {
        self.method
    }
}

impl Headers for TestRequest {
    fn header(&self, name: &str) -> Option<&str> {
        let field = self.fields.iter().find(|(other, _)| other.eq_ignore_ascii_case(name));
        field.and_then(|(_, value)| core::str::from_utf8(value).ok())
    }
}

impl Query for TestConnection {
    fn uri(&self) -> &str {
        self.request.uri()
    }

    fn method(&self) -> Method {
        self.request.method()
    }
}

impl Headers for TestConnection {
    fn header(&self, name: &str) -> Option<&str> {
        self.request.header(name)
    }
}

impl ErrorType for TestConnection {
    type Error = ErrorKind;
}

impl ErrorType for TestBody {
    type Error = ErrorKind;
}

impl Read for TestBody {
    fn read(&mut self, _: &mut [u8]) -> Result<usize, ErrorKind> {
        Ok(0)
    }
}

impl AsyncRead for TestBody {
    async fn read(&mut self, _: &mut [u8]) -> Result<usize, ErrorKind> {
        Ok(0)
    }
}

impl Write for TestBody {
    fn write(&mut self, _: &[u8]) -> Result<usize, ErrorKind> {
        Err(ErrorKind::Unsupported)
    }

    fn flush(&mut self) -> Result<(), ErrorKind> {
        Ok(())
    }
}

impl AsyncWrite for TestBody {
    async fn write(&mut self, _: &[u8]) -> Result<usize, ErrorKind> {
        Err(ErrorKind::Unsupported)
    }

    async fn flush(&mut self) -> Result<(), ErrorKind> {
        Ok(())
    }
}

impl Read for TestConnection {
    fn read(&mut self, _: &mut [u8]) -> Result<usize, ErrorKind> {
        Ok(0)
    }
}

impl AsyncRead for TestConnection {
    async fn read(&mut self, _: &mut [u8]) -> Result<usize, ErrorKind> {
        Ok(0)
    }
}

impl Write for TestConnection {
    fn write(&mut self, bytes: &[u8]) -> Result<usize, ErrorKind> {
        self.stream.get_mut().write(bytes).map_err(|_| ErrorKind::Other)
    }

    fn flush(&mut self) -> Result<(), ErrorKind> {
        Ok(())
    }
}

impl AsyncWrite for TestConnection {
    async fn write(&mut self, bytes: &[u8]) -> Result<usize, ErrorKind> {
        Write::write(self, bytes)
    }

    async fn flush(&mut self) -> Result<(), ErrorKind> {
        Ok(())
    }
}

impl Connection for TestConnection {
    type Headers = TestRequest;
    type Read = TestBody;
    type RawConnectionError = ErrorKind;
    type RawConnection = TestBody;

    fn split(&mut self) -> (&TestRequest, &mut TestBody) {
        (&self.request, &mut self.body)
    }

    fn initiate_response<'a>(
        &'a mut self,
        status: u16,
        _: Option<&'a str>,
        headers: &'a [(&'a str, &'a str)],
    ) -> Result<(), ErrorKind> {
        self.begin(status, headers)
    }

    fn is_response_initiated(&self) -> bool {
        self.responded
    }

    fn raw_connection(&mut self) -> Result<&mut TestBody, ErrorKind> {
        Ok(&mut self.body)
    }
}

impl asynch::Connection for TestConnection {
    type Headers = TestRequest;
    type Read = TestBody;
    type RawConnectionError = ErrorKind;
    type RawConnection = TestBody;

    fn split(&mut self) -> (&TestRequest, &mut TestBody) {
        (&self.request, &mut self.body)
    }

    async fn initiate_response(
        &mut self,
        status: u16,
        _: Option<&str>,
        headers: &[(&str, &str)],
    ) -> Result<(), ErrorKind> {
        self.begin(status, headers)
    }

    fn is_response_initiated(&self) -> bool {
        self.responded
    }

    fn raw_connection(&mut self) -> Result<&mut TestBody, ErrorKind> {
        Ok(&mut self.body)
    }
}
