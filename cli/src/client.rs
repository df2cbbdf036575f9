//! The HTTP client that `audit` and `serve` share: HTTP/1.1, with TLS by rustls, and no redirect is ever followed.

use core::time::Duration;
use std::sync::Arc;

use hyper::body::Body;
use hyper_rustls::{ConfigBuilderExt, HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use rustls::{ClientConfig, RootCertStore};

/// A client that sends bodies of this type.
pub(crate) type Client<B> = legacy::Client<HttpsConnector<HttpConnector>, B>;

/// The most header lines of a response.
const MOST_HEADERS: usize = 400;

/// A client. The certificates that the system trusts are read only if they are needed.
///
/// # Errors
///
/// When there are none.
pub(crate) fn new<B>(is_https: bool, connect_timeout: Duration) -> Result<Client<B>, String>
where
    B: Body + Send,
    B::Data: Send,
{
    let mut http = HttpConnector::new();
    http.enforce_http(false);
    http.set_nodelay(true);
    http.set_connect_timeout(Some(connect_timeout));
    let connector = HttpsConnectorBuilder::new()
        .with_tls_config(tls(is_https)?)
        .https_or_http()
        .enable_http1()
        .wrap_connector(http);
    let mut builder = legacy::Client::builder(TokioExecutor::new());
    builder.timer(TokioTimer::new()).pool_timer(TokioTimer::new()).http1_max_headers(MOST_HEADERS);
    // As browsers write them: some servers do compare the case.
    builder.http1_title_case_headers(true);
    Ok(builder.build(connector))
}

fn tls(is_https: bool) -> Result<ClientConfig, String> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|e| e.to_string())?;
    let builder = if is_https {
        builder
            .with_native_roots()
            .map_err(|error| format!("no certificates to trust, SSL_CERT_FILE can name some: {error}"))?
    } else {
        builder.with_root_certificates(RootCertStore::empty())
    };
    Ok(builder.with_no_client_auth())
}

/// An error and what caused it, in one line: the cause is often all there is to know.
pub(crate) fn chain(error: &dyn core::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let cause_text = cause.to_string();
        if !text.contains(&cause_text) {
            text.push_str(": ");
            text.push_str(&cause_text);
        }
        source = cause.source();
    }
    text
}
