//! The log on standard output: a line for each decision.

use std::net::SocketAddr;

use serde_json::json;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

use super::events::{Event, Events};
use super::policy_file::PolicyFile;
use super::service::{Application, Service};
use crate::context::{Context, Failure};
use crate::text::visible;

/// Where it comes from, and for whom it is.
pub(super) struct Log {
    events: Receiver<Event>,
    is_human: bool,
}

impl Log {
    pub(super) fn new(events: &Events, is_human: bool) -> Log {
        Log { events: events.subscribe(), is_human }
    }

    /// Says where the server is.
    pub(super) fn started(
        &self,
        context: &mut Context,
        address: SocketAddr,
        service: &Service,
        policy: &PolicyFile,
    ) -> Result<(), Failure> {
        let (url, policy) = (format!("http://{address}/"), policy.name());
        let upstream = match &service.application {
            Application::Demo => None,
            Application::Proxy(upstream) => Some(upstream.url()),
        };
        if self.is_human {
            let what = upstream.map_or("a demo".to_owned(), visible);
            context.print(&format!("{what} behind {policy}: {url}\ndecisions: {url}__corsac\n"))?;
        } else {
            let page = format!("{url}__corsac");
            let line =
                json!({ "event": "listening", "url": url, "page": page, "policy": policy, "upstream": upstream });
            writeln!(context.out(), "{line}")?;
        }
        context.flush()
    }

    /// Writes for ever, or until nobody reads.
    pub(super) async fn run(&mut self, context: &mut Context) -> Result<(), Failure> {
        loop {
            let event = match self.events.recv().await {
                Ok(event) => event,
                Err(RecvError::Lagged(missed)) => {
                    context.complain(format_args!("{missed} decisions are not in the log"));
                    continue;
                }
                Err(RecvError::Closed) => return Ok(()),
            };
            match (&event, self.is_human) {
                (event, false) => {
                    let line = serde_json::to_string(event).map_err(std::io::Error::from)?;
                    writeln!(context.out(), "{line}")?;
                }
                (Event::Decision(entry), true) => context.print(&format!("{}\n", visible(&entry.to_line())))?,
                (Event::Policy { error: None }, true) => context.print("the policy has changed\n")?,
                (Event::Policy { error: Some(error) }, true) => {
                    context.complain(format_args!("the old policy stays in force: {error}"));
                }
            }
            context.flush()?;
        }
    }
}
