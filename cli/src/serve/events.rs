//! What happens, for the log and the page: the last of it is kept for who comes later.

use core::sync::atomic::{AtomicU64, Ordering};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use corsac::{Policy, RequestField};
use hyper::header::HeaderValue;
use hyper::{Request, StatusCode};
use serde::Serialize;
use tokio::sync::broadcast;

use super::answer::Answer;
use super::policy_file::Loaded;

/// How many decisions are kept.
const KEPT: usize = 200;

/// The most characters of anything that a request says.
const LONGEST: usize = 600;

/// Something that happened.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "event", rename_all = "lowercase")]
pub(super) enum Event {
    /// A request was decided and answered.
    Decision(Arc<Entry>),
    /// Another policy is in force, or one was not taken.
    Policy {
        /// Why the new one was not taken.
        error: Option<String>,
    },
}

/// A decision.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Entry {
    number: u64,
    /// Milliseconds since 1970.
    time: u64,
    pub(super) method: String,
    pub(super) target: String,
    /// The request's fields of the CORS protocol.
    request: Vec<(&'static str, String)>,
    class: &'static str,
    pub(super) verdict: &'static str,
    pub(super) reason: Option<&'static str>,
    /// The pattern that allowed the origin.
    pattern: Option<String>,
    /// The status of the response, the application's too.
    pub(super) status: u16,
    set: Vec<(&'static str, String)>,
    remove: Vec<&'static str>,
    vary: Vec<&'static str>,
    /// What is worth knowing beside.
    note: Option<String>,
}

impl Entry {
    pub(super) fn new<B>(request: &Request<B>, answer: &Answer, policy: Policy<'_>) -> Entry {
        let decision = &answer.decision;
        let fields = RequestField::ALL.into_iter().flat_map(|field| {
            let lines = request.headers().get_all(field.as_str()).iter();
            lines.map(move |value| (field.as_str(), shortened(&value_text(value))))
        });
        let pattern = decision.pattern().and_then(|index| policy.allow_origin(index));
        let lines = answer.lines.iter().map(|(field, value)| (field.as_str(), shortened(&value_text(value))));
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Entry {
            number: 0,
            time: u64::try_from(now.as_millis()).unwrap_or_default(),
            method: shortened(request.method().as_str()),
            target: shortened(request.uri().path_and_query().map_or("*", |path| path.as_str())),
            request: fields.collect(),
            class: decision.class().as_str(),
            verdict: decision.verdict().as_str(),
            reason: decision.reason().map(corsac::Reason::as_str),
            pattern: pattern.map(|pattern| pattern.as_str().to_owned()),
            status: 0,
            set: lines.collect(),
            remove: answer.removed.iter().map(|field| field.as_str()).collect(),
            vary: answer.vary.names().collect(),
            note: None,
        }
    }

    /// Adds what is worth knowing.
    pub(super) fn note(&mut self, note: impl Into<String>) {
        self.note = Some(shortened(&note.into()));
    }

    pub(super) fn finish(&mut self, status: StatusCode) {
        self.status = status.as_u16();
    }

    /// The line of the log.
    pub(super) fn to_line(&self) -> String {
        let origin = self.request.iter().find(|(name, _)| *name == "origin").map_or("-", |(_, value)| value);
        let reason = self.reason.map_or(String::new(), |reason| format!(" ({reason})"));
        let note = self.note.as_ref().map_or(String::new(), |note| format!(": {note}"));
        let (method, target, class, verdict, status) =
            (&self.method, &self.target, self.class, self.verdict, self.status);
        format!("{method} {target} from {origin}: {class}, {verdict}{reason}, {status}{note}")
    }
}

fn value_text(value: &HeaderValue) -> String {
    String::from_utf8_lossy(value.as_bytes()).into_owned()
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// Who is told.
pub(super) struct Events {
    sender: broadcast::Sender<Event>,
    kept: Mutex<VecDeque<Arc<Entry>>>,
    count: AtomicU64,
}

impl Events {
    pub(super) fn new() -> Events {
        Events { sender: broadcast::Sender::new(KEPT), kept: Mutex::default(), count: AtomicU64::new(0) }
    }

    /// Everything from now on.
    pub(super) fn subscribe(&self) -> broadcast::Receiver<Event> {
        self.sender.subscribe()
    }

    /// The last decisions, oldest first, and everything from then on.
    pub(super) fn replay(&self) -> (Vec<Arc<Entry>>, broadcast::Receiver<Event>) {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        (kept.iter().cloned().collect(), self.subscribe())
    }

    pub(super) fn decided(&self, mut entry: Entry) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        entry.number = self.count.fetch_add(1, Ordering::Relaxed).saturating_add(1);
        let entry = Arc::new(entry);
        if kept.len() >= KEPT {
            kept.pop_front();
        }
        kept.push_back(Arc::clone(&entry));
        // Nobody may be listening.
        let _ = self.sender.send(Event::Decision(entry));
    }

    pub(super) fn policy_changed(&self, loaded: &Loaded) {
        let _ = self.sender.send(Event::Policy { error: loaded.error.clone() });
    }
}
