//! Sends requests: one at a time, not too fast, and not for ever.

use core::time::Duration;
use std::rc::Rc;
use std::time::Instant;

use http_body_util::{BodyExt, Empty};
use hyper::body::Bytes;
use hyper::header::{HeaderName, HeaderValue};
use hyper::{Request, Response};

use super::exchange::{self, Exchange, Probe};
use crate::client::{self, Client};

/// The most bytes of a response's body that are read, to use its connection again. Nobody looks at them.
const LONGEST_BODY: usize = 64 * 1024;

/// What is said of how to send.
pub(super) struct Manners {
    /// The least time from one request to the next.
    pub(super) interval: Duration,
    /// The longest time for one request and its response.
    pub(super) timeout: Duration,
    /// Sent with every request but preflights, as browsers do with credentials.
    pub(super) headers: Vec<(HeaderName, HeaderValue)>,
}

/// Sends requests to one host.
pub(super) struct Prober<'m> {
    manners: &'m Manners,
    runtime: tokio::runtime::Runtime,
    client: Client<Empty<Bytes>>,
    next: Instant,
    sent: usize,
    // Told of every request.
    tick: &'m dyn Fn(),
}

impl<'m> Prober<'m> {
    pub(super) fn new(manners: &'m Manners, is_https: bool, tick: &'m dyn Fn()) -> Result<Prober<'m>, String> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|error| error.to_string())?;
        let client = client::new(is_https, manners.timeout)?;
        Ok(Prober { manners, runtime, client, next: Instant::now(), sent: 0, tick })
    }

    /// How many requests were sent.
    pub(super) fn sent(&self) -> usize {
        self.sent
    }

    /// Waits for its turn, sends the request, and waits for the response.
    pub(super) fn send(&mut self, probe: Probe) -> Rc<Exchange> {
        std::thread::sleep(self.next.saturating_duration_since(Instant::now()));
        self.next = Instant::now() + self.manners.interval;
        self.sent += 1;
        (self.tick)();
        let begin = Instant::now();
        let mut took = self.manners.timeout;
        let result = match self.request(&probe) {
            Ok(request) => self.runtime.block_on(async {
                let exchange = async {
                    let response = self.client.request(request).await.map_err(|error| client::chain(&error))?;
                    took = begin.elapsed();
                    Ok(read(response).await)
                };
                tokio::time::timeout(self.manners.timeout, exchange)
                    .await
                    .unwrap_or_else(|_| Err(format!("no response within {} s", self.manners.timeout.as_secs_f32())))
            }),
            Err(error) => Err(error),
        };
        Rc::new(Exchange { probe, result, took })
    }

    fn request(&self, probe: &Probe) -> Result<Request<Empty<Bytes>>, String> {
        let mut request = Request::builder().method(probe.method).uri(&probe.url);
        let agent = concat!("corsac-audit/", env!("CARGO_PKG_VERSION"));
        request = request.header("user-agent", agent).header("accept", "*/*");
        for (name, value) in &probe.headers {
            request = request.header(*name, value);
        }
        if !probe.is_preflight() {
            for (name, value) in &self.manners.headers {
                request = request.header(name, value);
            }
        }
        request.body(Empty::new()).map_err(|error| error.to_string())
    }
}

/// The head of a response. A body that does not end soon costs the connection, and nothing else.
async fn read(response: Response<hyper::body::Incoming>) -> exchange::Response {
    let (head, mut body) = response.into_parts();
    let mut length = 0usize;
    let rest = async {
        while let Some(Ok(frame)) = body.frame().await {
            length = length.saturating_add(frame.data_ref().map_or(0, Bytes::len));
            if length > LONGEST_BODY {
                return;
            }
        }
    };
    // A stream of events never ends.
    let _ = tokio::time::timeout(Duration::from_millis(250), rest).await;
    let headers = head.headers.iter().map(|(name, value)| (name.as_str().to_owned(), value.as_bytes().to_vec()));
    exchange::Response { status: head.status.as_u16(), headers: headers.collect() }
}
