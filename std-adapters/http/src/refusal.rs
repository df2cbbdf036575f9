//! Making refusals visible, without letting whoever causes them fill the log.

use core::fmt;
use std::sync::Arc;

use corsac::{Class, Decision, Reason};

/// A request that the policy refuses.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Refusal<'r> {
    /// The class of the request.
    pub class: Class,
    /// Why.
    pub reason: Reason,
    /// The pattern that allows the origin, by its place in [`Policy::allow_origins`](corsac::Policy::allow_origins),
    /// where the refusal is about the method or the headers.
    pub pattern: Option<u32>,
    /// The `Origin` of the request: any bytes at all.
    pub origin: Escaped<'r>,
    /// Was the request itself answered with 403? Else the application answered, and the browser keeps the answer from
    /// the page. Always `false` for preflights.
    pub request_refused: bool,
}

impl<'r> Refusal<'r> {
    pub(crate) fn new(decision: &Decision, reason: Reason, origin: &'r [u8], request_refused: bool) -> Refusal<'r> {
        let (class, pattern) = (decision.class(), decision.pattern());
        Refusal { class, reason, pattern, origin: Escaped(origin), request_refused }
    }
}

impl fmt::Display for Refusal<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} request from {} refused: {}", self.class.as_str(), self.origin, self.reason)
    }
}

/// Bytes of a request. Their `Display` is safe to write to a log or a terminal: at most 128 of them, everything but
/// visible ASCII escaped.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Escaped<'r>(&'r [u8]);

impl<'r> Escaped<'r> {
    const LIMIT: usize = 128;

    /// The bytes themselves.
    pub const fn as_bytes(&self) -> &'r [u8] {
        self.0
    }
}

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = self.0.get(..Escaped::LIMIT).unwrap_or(self.0);
        write!(formatter, "{}", shown.escape_ascii())?;
        if shown.len() < self.0.len() { formatter.write_str("...") } else { Ok(()) }
    }
}

impl fmt::Debug for Escaped<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "\"{self}\"")
    }
}

type Callback = Arc<dyn Fn(&Refusal<'_>) + Send + Sync>;

/// Those who want to know of refusals.
#[derive(Clone, Default)]
pub(crate) struct Observer {
    callback: Option<Callback>,
    #[cfg(feature = "tracing")]
    events: Arc<events::Events>,
}

impl Observer {
    pub(crate) fn callback(&mut self, observe: impl Fn(&Refusal<'_>) + Send + Sync + 'static) {
        self.callback = Some(Arc::new(observe));
    }

    #[cfg(feature = "tracing")]
    pub(crate) fn limit(&mut self, per_second: u32) {
        self.events = Arc::new(events::Events::new(per_second));
    }

    pub(crate) fn report(&self, refusal: &Refusal<'_>) {
        if let Some(observe) = &self.callback {
            observe(refusal);
        }
        #[cfg(feature = "tracing")]
        self.events.emit(refusal);
    }
}

impl fmt::Debug for Observer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Observer").field("callback", &self.callback.is_some()).finish_non_exhaustive()
    }
}

#[cfg(feature = "tracing")]
mod events {
    use core::sync::atomic::{AtomicU64, Ordering};
    use std::time::Instant;

    use super::Refusal;

    /// Emits events, so many a second.
    pub(super) struct Events {
        limit: u32,
        start: Instant,
        /// The second since `start` in the upper half, and how many refusals there were in it in the lower.
        window: AtomicU64,
        suppressed: AtomicU64,
    }

    impl Default for Events {
        fn default() -> Self {
            Events::new(10)
        }
    }

    impl Events {
        pub(super) fn new(limit: u32) -> Events {
            Events { limit, start: Instant::now(), window: AtomicU64::new(0), suppressed: AtomicU64::new(0) }
        }

        pub(super) fn emit(&self, refusal: &Refusal<'_>) {
            if !self.admits(self.start.elapsed().as_secs()) {
                self.suppressed.fetch_add(1, Ordering::Relaxed);
                return;
            }
            tracing::info!(
                target: "corsac",
                class = refusal.class.as_str(),
                reason = refusal.reason.as_str(),
                pattern = refusal.pattern,
                origin = %refusal.origin,
                request_refused = refusal.request_refused,
                suppressed = self.suppressed.swap(0, Ordering::Relaxed),
                "CORS refusal"
            );
        }

        fn admits(&self, second: u64) -> bool {
            let count = |window: u64| window & u64::from(u32::MAX);
            let next = |window: u64| {
                let within = if window >> 32 == second { count(window) } else { 0 };
                (within < u64::from(self.limit)).then_some(second << 32 | (within + 1))
            };
            self.window.fetch_update(Ordering::Relaxed, Ordering::Relaxed, next).is_ok()
        }
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn so_many_a_second_are_admitted() {
            let events = Events::new(2);
            let admitted: Vec<_> = [0, 0, 0, 1, 1, 1, 5, 5, 5].map(|second| events.admits(second)).into();
            assert_eq!(admitted, [true, true, false, true, true, false, true, true, false]);
            assert!(!Events::new(0).admits(3));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_request_says_is_escaped_and_cut() {
        assert_eq!(Escaped(b"https://a.example").to_string(), "https://a.example");
        assert_eq!(Escaped(b"\x1b[2J\r\n\xff\"").to_string(), "\\x1b[2J\\r\\n\\xff\\\"");
        let long = Escaped(&[b'a'; 200]).to_string();
        assert_eq!(long, format!("{}...", "a".repeat(128)));
    }
}
