//! The policy's file, read again when it changes.

use core::time::Duration;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Instant, SystemTime};

use corsac::PolicyBox;
use tokio::sync::watch;

use super::events::Events;
use crate::context::Failure;
use crate::policy as documents;
use crate::text::visible;

/// How often the file is looked at.
const INTERVAL: Duration = Duration::from_millis(300);

/// For so long after a change the time of the file does not tell a further change apart.
const COARSEST_TIME: Duration = Duration::from_secs(2);

/// A policy that is in force.
pub(super) struct Loaded {
    pub(super) policy: Arc<PolicyBox>,
    /// Why a newer one is not.
    pub(super) error: Option<String>,
}

/// The file, and what came of it.
pub(super) struct PolicyFile {
    path: PathBuf,
    stamp: Option<Stamp>,
    read: Instant,
    sender: watch::Sender<Arc<Loaded>>,
}

/// What changes when a file does.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Stamp {
    modified: SystemTime,
    length: u64,
}

impl PolicyFile {
    /// Reads the policy for the first time.
    pub(super) fn open(path: &Path) -> Result<PolicyFile, Failure> {
        // The stamp first: a change in between is noticed.
        let stamp = Stamp::of(path);
        let policy = documents::load_compiled(path)?;
        let sender = watch::Sender::new(Arc::new(Loaded { policy: Arc::new(policy), error: None }));
        Ok(PolicyFile { path: path.into(), stamp, read: Instant::now(), sender })
    }

    /// The policy that is in force, now and later.
    pub(super) fn loaded(&self) -> watch::Receiver<Arc<Loaded>> {
        self.sender.subscribe()
    }

    /// The name of the file, fit for a terminal.
    pub(super) fn name(&self) -> String {
        visible(&self.path.display().to_string())
    }

    /// Reads the policy again whenever its file changes. A policy that is no good leaves the old one in force.
    pub(super) async fn watch(mut self, events: &Events) {
        loop {
            tokio::time::sleep(INTERVAL).await;
            // Standard input can be read but once.
            if self.path.as_os_str() == "-" {
                continue;
            }
            let stamp = Stamp::of(&self.path);
            let is_same = stamp == self.stamp;
            // An editor replaces a file by removing it first: give it until the next look.
            let is_between = stamp.is_none() && self.stamp.is_some();
            if is_same && !self.may_have_changed_unseen() {
                continue;
            }
            self.stamp = stamp;
            if is_between {
                continue;
            }
            self.read = Instant::now();
            let path = self.path.clone();
            // A policy of a million origins takes its time.
            let Ok(result) = tokio::task::spawn_blocking(move || load(&path)).await else { continue };
            self.take(result, events);
        }
    }

    fn may_have_changed_unseen(&self) -> bool {
        self.stamp.is_none_or(|stamp| {
            // Only once: what was read this long after the change is what it was changed to.
            let read = SystemTime::now().checked_sub(self.read.elapsed());
            read.is_some_and(|read| read.duration_since(stamp.modified).is_ok_and(|after| after < COARSEST_TIME))
        })
    }

    fn take(&self, result: Result<PolicyBox, String>, events: &Events) {
        let old = Arc::clone(&self.sender.borrow());
        let new = match result {
            Ok(policy) => Loaded { policy: Arc::new(policy), error: None },
            Err(error) => Loaded { policy: Arc::clone(&old.policy), error: Some(error) },
        };
        if new.policy.as_bytes() == old.policy.as_bytes() && new.error == old.error {
            return;
        }
        let new = Arc::new(new);
        self.sender.send_replace(Arc::clone(&new));
        events.policy_changed(&new);
    }
}

fn load(path: &Path) -> Result<PolicyBox, String> {
    documents::load_compiled(path).map_err(|failure| match failure {
        Failure::Message(message) | Failure::Rejected(message) => message,
        Failure::Output(error) => error.to_string(),
    })
}

impl Stamp {
    fn of(path: &Path) -> Option<Stamp> {
        let metadata = std::fs::metadata(path).ok()?;
        Some(Stamp { modified: metadata.modified().ok()?, length: metadata.len() })
    }
}
