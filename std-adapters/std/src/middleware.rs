//! What stands before an application that knows nothing of middleware: a question before, and headers after.

use std::borrow::Cow;

use corsac_http::{Cors, Handle};

use crate::headers::{Answered, PassedOn};
use crate::request::PlainRequest;

/// Puts a server behind a policy.
///
/// A clone is a reference count, whatever the number of origins. All clones share one policy.
///
/// ```
/// use corsac_std::{Config, Cors, CorsMiddleware, Outcome};
///
/// let policy = Config::new().allow_origins(&["https://app.example"]).allow_methods(&["PUT"]).max_age(7200);
/// let cors = CorsMiddleware::new(Cors::compile(&policy)?);
///
/// // As a parser gives them.
/// let headers: &[(&str, &[u8])] = &[("Host", b"api.example"), ("Origin", b"https://app.example")];
/// match cors.decide("GET", headers.iter().copied()) {
///     Outcome::Answered(answered) => println!("send {} and {:?}", answered.status(), answered.lines().collect::<Vec<_>>()),
///     Outcome::PassedOn(passed_on) => {
///         // The application answers here, with a header of its own.
///         let mut response = vec![("content-type", "text/plain")];
///         let changes = passed_on.changes(response.iter().copied());
///         response.retain(|(name, _)| !changes.replaces(name));
///         response.extend(changes.lines());
///         assert_eq!(response[1..], [("access-control-allow-origin", "https://app.example"), ("vary", "origin")]);
///     }
/// }
/// # Ok::<(), corsac_std::PolicyError>(())
/// ```
#[derive(Clone, Debug)]
pub struct CorsMiddleware {
    cors: Cors,
}

/// What to do with a request.
#[derive(Clone, Copy, Debug)]
pub enum Outcome<A, P> {
    /// Answer with this. The application does not see the request: it is a preflight, or it is
    /// [refused](crate::Refuse).
    Answered(A),
    /// Let the application answer, and put these headers on what comes out.
    PassedOn(P),
}

impl CorsMiddleware {
    /// A middleware that does as `cors` says: a [`Cors`], or a [`ServerPolicy`](corsac_http::ServerPolicy).
    pub fn new(cors: impl Into<Cors>) -> CorsMiddleware {
        CorsMiddleware { cors: cors.into() }
    }

    /// What replaces the policy at run time.
    pub fn handle(&self) -> Handle {
        self.cors.handle()
    }

    /// Decides a request, given its method and the names and values of its header fields: text or bytes.
    ///
    /// The iterator is cloned and run for each of the few fields that are read; names may be in any case. Nothing is
    /// allocated.
    pub fn decide<'r, M, N, V, I>(&self, method: &'r M, headers: I) -> Outcome<Answered<'_, 'r, I>, PassedOn<'r>>
    where
        M: AsRef<[u8]> + ?Sized,
        N: AsRef<[u8]> + ?Sized + 'r,
        V: AsRef<[u8]> + ?Sized + 'r,
        I: Iterator<Item = (&'r N, &'r V)> + Clone,
    {
        let request = PlainRequest::new(method.as_ref(), headers);
        let judged = self.cors.judge(&request);
        match judged.action(&request).status() {
            Some(status) => Outcome::Answered(Answered { judged, request, status }),
            None => Outcome::PassedOn(PassedOn { answer: judged.answer(|| request.origin().map(Cow::Borrowed)) }),
        }
    }
}
