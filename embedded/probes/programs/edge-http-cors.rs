//! edge-http with one handler behind the adapter.
#![no_std]
#![no_main]

use core::fmt::{Debug, Display};

use corsac_edge_http::{Cors, CorsHandler, WithCors};
use edge_http::io::Error;
use edge_http::io::server::Connection;
use edge_nal::TcpSplit;
use embedded_io_async::{Read, Write};

struct Thermometer;

impl CorsHandler for Thermometer {
    type Error<E>
        = Error<E>
    where
        E: Debug;

    async fn handle<T: Read + Write + TcpSplit, const N: usize>(
        &self,
        _: impl Display + Copy,
        connection: &mut Connection<'_, T, N>,
        cors: &impl Cors,
    ) -> Result<(), Error<T::Error>> {
        let mut lines = [("", ""); 8];
        let lines = cors.lines(&[("Content-Type", "text/plain")], &mut lines).map_err(|_| Error::TooManyHeaders)?;
        connection.initiate_response(200, None, lines).await?;
        connection.write_all(b"21.5").await
    }
}

corsac_adapter_probes::edge_http!(WithCors::<_, _>::new(corsac_adapter_probes::policy(), Thermometer));
