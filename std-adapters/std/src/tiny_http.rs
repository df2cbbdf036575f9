//! The types of tiny_http.

use core::panic::AssertUnwindSafe;
use std::io::{self, Read};
use std::panic::{catch_unwind, resume_unwind};

use tiny_http::{Header, Request, Response};

use crate::headers::PassedOn;
use crate::middleware::{CorsMiddleware, Outcome};

impl CorsMiddleware {
    /// Answers a request of tiny_http: a preflight at once, any other with what `handler` says.
    ///
    /// If `handler` panics, the answer is 500, with the headers; then the panic goes on.
    ///
    /// ```no_run
    /// use corsac_std::{Cors, CorsMiddleware};
    /// use tiny_http::{Response, Server};
    ///
    /// let cors = CorsMiddleware::new(Cors::from_file("cors.toml")?);
    /// let server = Server::http("127.0.0.1:8080").unwrap();
    /// for request in server.incoming_requests() {
    ///     cors.respond(request, |request| Response::from_string(request.url()))?;
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If the answer cannot be sent: see [`Request::respond`].
    pub fn respond<R: Read>(
        &self,
        mut request: Request,
        handler: impl FnOnce(&mut Request) -> Response<R>,
    ) -> io::Result<()> {
        let passed_on = match self.decide_request(&request) {
            Outcome::Answered(response) => return request.respond(response),
            Outcome::PassedOn(passed_on) => passed_on,
        };
        match catch_unwind(AssertUnwindSafe(|| handler(&mut request))) {
            Ok(response) => request.respond(passed_on.apply(response)),
            Err(panic) => {
                // The panic says more than an answer that could not be sent.
                let _ = request.respond(passed_on.apply(Response::empty(500)));
                resume_unwind(panic)
            }
        }
    }

    /// Decides a request of tiny_http, and gives a response, or the headers to [apply](PassedOn::apply) to the
    /// application's: where [`CorsMiddleware::respond`] does not fit, as for
    /// [upgrades](Request::upgrade) and for requests that another thread answers.
    pub fn decide_request(&self, request: &Request) -> Outcome<Response<io::Empty>, PassedOn<'static>> {
        let headers = request.headers().iter().map(|header| (header.field.as_str().as_str(), header.value.as_str()));
        match self.decide(request.method().as_str(), headers) {
            Outcome::Answered(answered) => {
                let mut response = Response::empty(answered.status());
                answered.lines().for_each(|line| add(&mut response, line));
                Outcome::Answered(response)
            }
            Outcome::PassedOn(passed_on) => Outcome::PassedOn(passed_on.into_owned()),
        }
    }
}

impl PassedOn<'_> {
    /// Changes the headers of a response of tiny_http.
    pub fn apply<R: Read>(&self, response: Response<R>) -> Response<R> {
        let existing = response.headers().iter().map(|header| (header.field.as_str().as_str(), header.value.as_str()));
        let changes = self.changes(existing);
        let replaces = |header: &Header| changes.replaces(header.field.as_str().as_str());
        let mut response = if response.headers().iter().any(replaces) { without(response, replaces) } else { response };
        changes.lines().for_each(|line| add(&mut response, line));
        response
    }
}

/// The same response without some headers: tiny_http cannot take one out.
fn without<R: Read>(response: Response<R>, is_out: impl Fn(&Header) -> bool) -> Response<R> {
    let (status, length, threshold) = (response.status_code(), response.data_length(), response.chunked_threshold());
    let headers = response.headers().iter().filter(|header| !is_out(header)).cloned().collect();
    Response::new(status, headers, response.into_reader(), length, None).with_chunked_threshold(threshold)
}

fn add<R: Read>(response: &mut Response<R>, (name, value): (&str, &str)) {
    // Both are ASCII, or they would not be values of CORS headers.
    if let Ok(header) = Header::from_bytes(name, value) {
        response.add_header(header);
    }
}
