//! The types of rouille.

use core::panic::AssertUnwindSafe;
use std::borrow::Cow;
use std::panic::catch_unwind;

use rouille::{Request, Response, ResponseBody};

use crate::headers::PassedOn;
use crate::middleware::{CorsMiddleware, Outcome};

impl CorsMiddleware {
    /// Answers a request of rouille: a preflight at once, any other with what `handler` says.
    ///
    /// If `handler` panics, the answer is 500, with the headers. rouille would do the same, without them: it catches the
    /// panic further out.
    ///
    /// ```no_run
    /// use corsac_std::{Cors, CorsMiddleware};
    /// use rouille::{Response, router};
    ///
    /// let cors = CorsMiddleware::new(Cors::from_file("cors.toml")?);
    /// rouille::start_server("127.0.0.1:8080", move |request| {
    ///     cors.wrap(request, || {
    ///         router!(request,
    ///             (GET) (/) => { Response::text("hello") },
    ///             _ => Response::empty_404()
    ///         )
    ///     })
    /// });
    /// # #[expect(unreachable_code, reason = "the server does not end")]
    /// # Ok::<(), corsac_std::PolicyError>(())
    /// ```
    pub fn wrap(&self, request: &Request, handler: impl FnOnce() -> Response) -> Response {
        match self.decide(request.method(), request.headers()) {
            Outcome::Answered(answered) => {
                let mut headers = Vec::with_capacity(answered.texts().count());
                headers.extend(answered.texts().map(|(name, text)| (name.into(), text.into_cow())));
                response(answered.status(), headers, ResponseBody::empty())
            }
            Outcome::PassedOn(passed_on) => {
                let failure = |_| response(500, Vec::new(), ResponseBody::from_string("Internal Server Error\n"));
                let mut response = catch_unwind(AssertUnwindSafe(handler)).unwrap_or_else(failure);
                apply(&passed_on, &mut response);
                response
            }
        }
    }
}

fn apply(passed_on: &PassedOn<'_>, response: &mut Response) {
    let changes = passed_on.changes(response.headers.iter().map(|(name, value)| (&**name, &**value)));
    response.headers.retain(|(name, _)| !changes.replaces(&**name));
    response.headers.reserve(changes.texts().count());
    response.headers.extend(changes.texts().map(|(name, text)| (name.into(), text.into_cow())));
}

fn response(status_code: u16, headers: Vec<(Cow<'static, str>, Cow<'static, str>)>, data: ResponseBody) -> Response {
    Response { status_code, headers, data, upgrade: None }
}
