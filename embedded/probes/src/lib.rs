//! What the programs share, so that they differ in nothing but the adapter: startup, and a wire whose bytes come from
//! outside.
//!
//! `alone` is a server with one route, `core` also decides and makes the header lines (without an adapter, and without
//! sending them), `cors` has the adapter. `run` builds them and prints the differences.

#![no_std]

use core::convert::Infallible;
use core::hint::black_box;
use core::pin::pin;
use core::task::{Context, Poll, Waker};

use corsac::{Policy, RequestParts};
use edge_nal::{Readable, TcpSplit};
use embedded_io_async::{ErrorType, Read, Write};
use picoserve::mem::{BorrowedBuffer, BorrowedCursor};
use picoserve::time::Duration;
use picoserve::{Error, Timeouts, Timer};

/// The policy in flash.
pub static POLICY: Policy<'static> = corsac::policy! {
    allow_origins: ["https://app.example", "https://*.example.com", "http://localhost:*"],
    allow_methods: ["PUT", "DELETE"],
    allow_headers: ["Authorization", "Content-Type"],
    expose_headers: ["ETag"],
    max_age: 7200
};

/// A policy of which the optimizer knows nothing.
#[inline(never)]
#[must_use]
pub fn policy() -> &'static Policy<'static> {
    black_box(&POLICY)
}

/// Decides and makes the header lines, without an adapter.
#[inline(never)]
pub fn use_core() {
    let fields: &[(&[u8], &[u8])] = black_box(&[]);
    let (policy, request) = (*policy(), RequestParts::new(black_box(b""), fields.iter().copied()));
    let decision = policy.decide(&request);
    black_box(decision.status());
    for operation in decision.plan(policy, &request) {
        match operation {
            corsac::Operation::Set { field, value } | corsac::Operation::Append { field, value } => {
                black_box((field.as_str(), value.as_str()));
            }
            corsac::Operation::AddVary(vary) => {
                black_box(vary.as_str());
            }
            _ => {}
        }
    }
}

/// Runs a future that is polled for ever, and keeps its size.
pub fn run<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return output;
        }
    }
}

/// Bytes from outside, and to it.
#[derive(Debug)]
pub struct Wire;

impl ErrorType for Wire {
    type Error = Infallible;
}

impl Read for Wire {
    async fn read(&mut self, buffer: &mut [u8]) -> Result<usize, Infallible> {
        let length = black_box(&mut *buffer).len();
        Ok(black_box(length))
    }
}

impl Write for Wire {
    async fn write(&mut self, bytes: &[u8]) -> Result<usize, Infallible> {
        Ok(black_box(bytes).len())
    }

    async fn flush(&mut self) -> Result<(), Infallible> {
        Ok(())
    }
}

impl Readable for Wire {
    async fn readable(&mut self) -> Result<(), Infallible> {
        Ok(())
    }
}

impl TcpSplit for Wire {
    type Read<'a> = Wire;
    type Write<'a> = Wire;

    fn split(&mut self) -> (Wire, Wire) {
        (Wire, Wire)
    }
}

impl picoserve::io::Write for Wire {
    async fn write_with<F: FnOnce(BorrowedCursor<'_>) -> R, R>(&mut self, f: F) -> Result<R, Infallible> {
        let mut bytes = [0; 32];
        let mut buffer = BorrowedBuffer::new(&mut bytes);
        let result = f(buffer.unfilled());
        black_box(buffer.filled());
        Ok(result)
    }
}

impl<T> picoserve::io::Socket<T> for Wire {
    type Error = Infallible;
    type ReadHalf<'a> = Wire;
    type WriteHalf<'a> = Wire;

    fn split(&mut self) -> (Wire, Wire) {
        (Wire, Wire)
    }

    async fn abort<C: Timer<T>>(self, _: &Timeouts, _: &C) -> Result<(), Error<Infallible>> {
        Ok(())
    }

    async fn shutdown<C: Timer<T>>(self, _: &Timeouts, _: &C) -> Result<(), Error<Infallible>> {
        Ok(())
    }
}

/// No time passes.
#[derive(Debug)]
pub struct Never;

impl Timer<Never> for Never {
    fn delay(&self, _: Duration) -> impl Future<Output = ()> {
        core::future::pending()
    }
}

/// Serves one connection with picoserve.
#[macro_export]
macro_rules! picoserve {
    ($app:expr) => {
        fn run() {
            let app = $app;
            let config = picoserve::Config::const_default();
            let mut buffer = [0; 1024];
            let server = picoserve::Server::custom(&app, $crate::Never, &config, &mut buffer);
            let served = server.serve($crate::Wire);
            core::hint::black_box(size_of_val(&served));
            let _ = $crate::run(served);
        }
        $crate::program!(run);
    };
}

/// Serves one request with edge-http.
#[macro_export]
macro_rules! edge_http {
    ($handler:expr) => {
        fn run() {
            let mut buffer = [0; 1024];
            let served = edge_http::io::server::handle_request::<_, _, 16>(&mut buffer, $crate::Wire, 0, $handler);
            core::hint::black_box(size_of_val(&served));
            let _ = $crate::run(served);
        }
        $crate::program!(run);
    };
}

/// Declares where the processor starts, and what a panic does.
#[macro_export]
macro_rules! program {
    ($run:path) => {
        #[unsafe(no_mangle)]
        extern "C" fn _start() -> ! {
            loop {
                $run();
            }
        }

        #[panic_handler]
        fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
            loop {
                core::hint::spin_loop();
            }
        }
    };
}
