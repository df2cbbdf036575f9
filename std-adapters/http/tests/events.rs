//! The event of a refusal.

#![cfg(feature = "tracing")]
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use core::fmt;
use std::sync::{Arc, Mutex};

use corsac_http::{Config, Cors, HttpRequest};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

/// Keeps the fields of every event of this crate.
#[derive(Clone, Default)]
struct Events(Arc<Mutex<Vec<String>>>);

impl Subscriber for Events {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == "corsac"
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut text = Text(event.metadata().level().to_string());
        event.record(&mut text);
        self.0.lock().unwrap().push(text.0);
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

struct Text(String);

impl Visit for Text {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.0.push_str(&format!(" {}={value:?}", field.name()));
    }
}

#[test]
fn a_refusal_is_one_event_and_a_flood_is_cut() {
    let events = Events::default();
    let policy = Config::new().allow_origins(&["https://a.example"]).max_age(600);
    let cors = Cors::compile(&policy).unwrap().refusal_events_per_second(2);
    let ask = |origin: &str, method: &str| {
        let request = http::Request::options("/").header("origin", origin.as_bytes());
        let request = request.header("access-control-request-method", method).body(()).unwrap();
        let head = HttpRequest::of(&request);
        let _ = cors.judge(&head).action(&head);
    };
    tracing::subscriber::with_default(events.clone(), || {
        ask("https://a.example", "GET");
        ask("https://a.example", "PUT");
        (0..1000).for_each(|_| ask("https://evil.example\t\u{1b}", "GET"));
    });
    let events = events.0.lock().unwrap();
    assert_eq!(
        events[0],
        "INFO message=CORS refusal class=\"preflight\" reason=\"method-not-allowed\" pattern=0 \
         origin=https://a.example request_refused=false suppressed=0"
    );
    assert!(events[1].contains("reason=\"malformed-origin\" origin=https://evil.example\\t\\x1b "), "{}", events[1]);
    // A thousand take well under a second, but may begin in one and end in the next.
    assert!((2..=4).contains(&events.len()), "{events:?}");
}
