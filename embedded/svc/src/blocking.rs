//! The traits without `async`.

use corsac_embedded::PolicySource;
use embedded_svc::http::server::{Connection, Handler};
use embedded_svc::io::{Read, Write};

use crate::connection::CorsConnection;
use crate::{Cors, MAX_RESPONSE_LINES, answer};

impl<C, S, H, E, const COPY: usize> Handler<C> for Cors<S, H, COPY>
where
    C: Connection,
    S: PolicySource + Send,
    H: for<'x> Handler<CorsConnection<'x, C>, Error = E> + Send,
    E: core::fmt::Debug + From<C::Error>,
{
    type Error = E;

    fn handle(&self, connection: &mut C) -> Result<(), E> {
        let answer = answer::<COPY, _>(self.source.hold(), connection);
        let mut connection = CorsConnection { inner: connection, lines: &answer };
        if let Some(status) = answer.decision().status() {
            return Ok(connection.initiate_response(status, None, &[])?);
        }
        let result = self.handler.handle(&mut connection);
        if result.is_err() && !connection.is_response_initiated() {
            connection.initiate_response(500, None, &[])?;
        }
        result
    }
}

impl<C: Connection> Connection for CorsConnection<'_, C> {
    type Headers = C::Headers;
    type Read = C::Read;
    type RawConnectionError = C::RawConnectionError;
    type RawConnection = C::RawConnection;

    fn split(&mut self) -> (&C::Headers, &mut C::Read) {
        self.inner.split()
    }

    fn initiate_response<'a>(
        &'a mut self,
        status: u16,
        message: Option<&'a str>,
        headers: &'a [(&'a str, &'a str)],
    ) -> Result<(), C::Error> {
        let mut lines = [("", ""); MAX_RESPONSE_LINES];
        match self.lines.merge(headers, &mut lines) {
            Ok(lines) => self.inner.initiate_response(status, message, lines),
            Err(_) => self.inner.initiate_response(500, None, &[]),
        }
    }

    fn is_response_initiated(&self) -> bool {
        self.inner.is_response_initiated()
    }

    fn raw_connection(&mut self) -> Result<&mut C::RawConnection, C::Error> {
        self.inner.raw_connection()
    }
}

impl<C: Connection> Read for CorsConnection<'_, C> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize, C::Error> {
        self.inner.read(buffer)
    }
}

impl<C: Connection> Write for CorsConnection<'_, C> {
    fn write(&mut self, bytes: &[u8]) -> Result<usize, C::Error> {
        self.inner.write(bytes)
    }

    fn flush(&mut self) -> Result<(), C::Error> {
        self.inner.flush()
    }
}
