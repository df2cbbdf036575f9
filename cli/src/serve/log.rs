//! The log on standard output: a line for each decision.

use core::net::SocketAddr;
use std::io::{self, Write};
use std::sync::Arc;

use serde_json::json;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::oneshot;

use super::events::{Event, Events};
use super::policy_file::PolicyFile;
use super::service::{Application, Service};
use crate::context::{Context, Failure};
use crate::text::visible;

/// Says where the server is.
pub(super) fn started(
    context: &mut Context,
    address: SocketAddr,
    service: &Arc<Service>,
    policy: &PolicyFile,
) -> Result<(), Failure> {
    let (url, policy) = (format!("http://{address}/"), policy.name());
    let upstream = match &service.application {
        Application::Demo => None,
        Application::Proxy(upstream) => Some(upstream.url()),
    };
    if context.is_human()? {
        let what = upstream.map_or("a demo".to_owned(), visible);
        context.print(&format!("{what} behind {policy}: {url}\ndecisions: {url}__corsac\n"))?;
    } else {
        let page = format!("{url}__corsac");
        let line = json!({ "event": "listening", "url": url, "page": page, "policy": policy, "upstream": upstream });
        writeln!(context.out(), "{line}")?;
    }
    context.flush()
}

/// Writes on a thread of its own: whoever does not read must not keep the server from answering. What comes of that is
/// the error when nothing can be written any more.
pub(super) fn start(events: &Events, is_human: bool) -> oneshot::Receiver<io::Error> {
    let (events, (sender, receiver)) = (events.subscribe(), oneshot::channel());
    std::thread::spawn(move || {
        if let Err(error) = write(events, is_human) {
            // The server may have ended before.
            let _ = sender.send(error);
        }
    });
    receiver
}

fn write(mut events: Receiver<Event>, is_human: bool) -> io::Result<()> {
    let complain = |message: &str| {
        // If standard error is closed, there is nobody to tell.
        let _ = writeln!(io::stderr(), "corsac: {message}");
    };
    loop {
        let line = match events.blocking_recv() {
            Ok(event) if !is_human => serde_json::to_string(&event)?,
            Ok(Event::Decision(entry)) => visible(&entry.to_line()),
            Ok(Event::Policy { error: None }) => "the policy has changed".into(),
            Ok(Event::Policy { error: Some(error) }) => {
                complain(&format!("the old policy stays in force: {error}"));
                continue;
            }
            Err(RecvError::Lagged(missed)) => {
                complain(&format!("{missed} decisions are not in the log"));
                continue;
            }
            Err(RecvError::Closed) => return Ok(()),
        };
        let mut output = io::stdout().lock();
        writeln!(output, "{line}")?;
        output.flush()?;
    }
}
