//! edge-http with one handler.
#![no_std]
#![no_main]

use core::fmt::{Debug, Display};

use edge_http::io::Error;
use edge_http::io::server::{Connection, Handler};
use edge_nal::TcpSplit;
use embedded_io_async::{Read, Write};

struct Thermometer;

impl Handler for Thermometer {
    type Error<E>
        = Error<E>
    where
        E: Debug;

    async fn handle<T: Read + Write + TcpSplit, const N: usize>(
        &self,
        _: impl Display + Copy,
        connection: &mut Connection<'_, T, N>,
    ) -> Result<(), Error<T::Error>> {
        connection.initiate_response(200, None, &[("Content-Type", "text/plain")]).await?;
        connection.write_all(b"21.5").await
    }
}

corsac_adapter_probes::edge_http!(Thermometer);
