//! `corsac serve`: a demo, or a server that has no CORS, behind a policy.
//!
//! ```text
//!  connection ─► host ─► page  /__corsac: decisions as they happen, and a form to try requests with
//!                   └──► answer (the policy) ─► preflights end here
//!                                          └──► demo, or proxy ─► answer applied ─► response
//! ```

mod answer;
mod demo;
mod events;
mod host;
mod listen;
mod log;
mod page;
mod policy_file;
mod proxy;
mod service;

use core::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use crate::context::{Context, Failure};
use crate::text::visible;
use events::Events;
use policy_file::PolicyFile;
use proxy::Upstream;
use service::{Application, Service};

/// Serve a demo API behind a policy, or put the policy in front of a server that has none.
///
/// For development: it speaks HTTP/1.1 without TLS. The page /__corsac shows every decision as it happens and lets you
/// try requests. The policy is read again when its file changes.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The policy.
    policy: PathBuf,
    /// Where to listen; port 0 takes a free one.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// The server to put the policy in front of. Without it, a demo answers: any path, in JSON.
    #[arg(long, value_name = "URL")]
    upstream: Option<String>,
    /// Send the Host of the request to the upstream, not the upstream's own.
    #[arg(long, requires = "upstream")]
    keep_host: bool,
    /// Another name by which this server may be called, beside localhost and addresses. May be repeated. Requests for
    /// other names are refused: they come from pages whose own name was made to point here.
    #[arg(long = "allow-host", value_name = "NAME")]
    allow_hosts: Vec<String>,
}

/// Serves until it is stopped.
pub(crate) fn run(arguments: &Args, context: &mut Context) -> Result<(), Failure> {
    let is_human = context.is_human()?;
    let application = match &arguments.upstream {
        Some(url) => {
            let upstream = Upstream::new(url, arguments.keep_host)
                .map_err(|error| Failure::new(format_args!("--upstream {}: {}", visible(url), visible(&error))))?;
            Application::Proxy(Box::new(upstream))
        }
        None => Application::Demo,
    };
    let policy_file = PolicyFile::open(&arguments.policy)?;
    let io_failure = |error: std::io::Error| Failure::new(format_args!("{}: {error}", arguments.listen));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(io_failure)?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind(arguments.listen).await.map_err(io_failure)?;
        let address = listener.local_addr().map_err(io_failure)?;
        let events = Events::new();
        let service = Arc::new(Service {
            application,
            policy: policy_file.loaded(),
            events,
            allow_hosts: arguments.allow_hosts.iter().map(|name| name.to_ascii_lowercase()).collect(),
        });
        // Before anybody is told that the server runs.
        let stopped = listen::stopped();
        log::started(context, address, &service, &policy_file)?;
        let log = log::start(&service.events, is_human);
        tokio::select! {
            Ok(error) = log => Err(Failure::Output(error)),
            () = listen::accept(listener, Arc::clone(&service)) => Ok(()),
            () = policy_file.watch(&service.events) => Ok(()),
            // The log may be waiting for a reader, and the end of the program for the log.
            () = stopped => std::process::exit(0),
        }
    })
}
