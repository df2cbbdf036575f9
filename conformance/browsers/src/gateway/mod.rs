//! The one address that every host name leads to.
//!
//! ```text
//!             ┌ SOCKS 5 ┐   ┌ TLS ┐
//!  browser ───┴─────────┴───┴─────┴──► pages, redirects
//!                                  └─► the server under test, everything written down
//! ```
//!
//! A connection's first byte tells what it is. So pages and servers have any host, scheme and port, while all of it is
//! one port of the loopback interface.

mod answer;
mod forward;
mod record;
mod socks;

use core::net::SocketAddr;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use rustls::ServerConfig;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

pub(crate) use record::Exchange;

use crate::scenario::Scenario;

/// The gateway's part that is shared with whoever runs scenarios.
#[derive(Default)]
pub(crate) struct Gateway {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// Where the servers under test are, by host.
    upstreams: HashMap<String, SocketAddr>,
    /// What is being run, with its number and the name of the server.
    current: Option<(usize, String, Scenario)>,
    exchanges: Vec<Exchange>,
}

impl Gateway {
    /// Answers on a listener for as long as the program runs.
    pub(crate) fn start(self: &Arc<Self>, listener: TcpListener) -> Result<(), String> {
        let acceptor = TlsAcceptor::from(Arc::new(certificate()?));
        let gateway = Arc::clone(self);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(Arc::clone(&gateway).connection(stream, acceptor.clone()));
            }
        });
        Ok(())
    }

    /// Sends what is for this host to this address.
    pub(crate) fn set_upstream(&self, host: String, address: SocketAddr) {
        self.state().upstreams.insert(host, address);
    }

    /// From now on requests with this number belong to this scenario.
    pub(crate) fn begin(&self, number: usize, server: &str, scenario: &Scenario) {
        let mut state = self.state();
        state.current = Some((number, server.to_owned(), scenario.clone()));
        state.exchanges.clear();
    }

    /// What was sent since the last time.
    pub(crate) fn take_exchanges(&self) -> Vec<Exchange> {
        core::mem::take(&mut self.state().exchanges)
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A client that goes away, or does not keep to the protocol, is no fault of the gateway: nobody hears of it but
    /// by the missing answer.
    async fn connection(self: Arc<Self>, mut stream: TcpStream, acceptor: TlsAcceptor) {
        let Some(mut first) = first_byte(&stream).await else { return };
        if first == socks::VERSION {
            if socks::shake_hands(&mut stream).await.is_err() {
                return;
            }
            let Some(next) = first_byte(&stream).await else { return };
            first = next;
        }
        if first == TLS_HANDSHAKE {
            if let Ok(stream) = acceptor.accept(stream).await {
                self.http(stream, "https").await;
            }
        } else {
            self.http(stream, "http").await;
        }
    }

    async fn http(self: Arc<Self>, stream: impl AsyncRead + AsyncWrite + Unpin, scheme: &'static str) {
        let service = service_fn(|request| {
            let gateway = Arc::clone(&self);
            async move { Ok::<_, core::convert::Infallible>(gateway.answer(request, scheme).await) }
        });
        // A server that sends no date must not seem to send one.
        let connection = http1::Builder::new().auto_date_header(false).serve_connection(TokioIo::new(stream), service);
        let _ = connection.await;
    }
}

/// <https://www.rfc-editor.org/rfc/rfc8446#section-5.1>
const TLS_HANDSHAKE: u8 = 22;

async fn first_byte(stream: &TcpStream) -> Option<u8> {
    let mut first = [0];
    (stream.peek(&mut first).await.ok()? == 1).then_some(first[0])
}

/// A certificate that nobody signed: the browsers are told to accept it.
fn certificate() -> Result<ServerConfig, String> {
    let made = rcgen::generate_simple_self_signed(["*.example".to_owned()]).map_err(|error| error.to_string())?;
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(made.signing_key.serialize_der()));
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .and_then(|builder| builder.with_no_client_auth().with_single_cert(vec![made.cert.der().clone()], key))
        .map_err(|error| error.to_string())
}
