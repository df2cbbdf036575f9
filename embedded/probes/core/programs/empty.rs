//! A device that knows nothing of CORS.
#![no_std]
#![no_main]

use corsac_core_probes::Exchange;

fn respond(exchange: &mut Exchange<'_>) {
    exchange.response.write(b"HTTP/1.1 200 \r\n");
    exchange.response.line("content-length", b"0");
    exchange.response.write(b"\r\n");
}

corsac_core_probes::program!(respond);
