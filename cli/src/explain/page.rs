//! The page's request, the browser's requests, and what comes of them.

use corsac::Policy;
use corsac_conformance::browser::{Api, Body, Browser, CredentialsMode, Engine, HttpRequest, Outcome, PageRequest};

use super::Args;
use crate::request::Received;
use crate::response::Answer;

/// The request as the browser model takes it, or why no browser makes it.
pub(super) fn of(arguments: &Args) -> Result<PageRequest, String> {
    let mode = if arguments.credentials { CredentialsMode::Include } else { CredentialsMode::SameOrigin };
    let page = PageRequest::new(&arguments.origin, &arguments.url).map_err(|error| error.to_string())?;
    // A page is named by what browsers serialize, and nothing else.
    if corsac::fetch::Origin::parse(arguments.origin.as_bytes()).is_err() {
        return Err("it is not serialized as browsers do it".into());
    }
    let page = headers(arguments)
        .fold(page.method(arguments.method.as_str()), |page, (name, value)| page.header(name, value))
        .credentials(mode);
    // With something to upload, where the method allows for that: Chromium does not listen to nothing.
    let listening = |page: PageRequest| page.api(Api::XmlHttpRequest { upload_listener: true }).body(Body::Bytes);
    Ok(if arguments.preflight { listening(page) } else { page })
}

/// Names and values; the value matters only for names that are safelisted for some values.
pub(super) fn headers(arguments: &Args) -> impl Iterator<Item = (&str, &str)> {
    arguments.headers.iter().map(|header| {
        let (name, value) = header.split_once(':').unwrap_or((header, default_value(header)));
        (name.trim(), value.trim())
    })
}

/// A value that people mean when they give none: a content type of an API, which needs a preflight.
fn default_value(name: &str) -> &'static str {
    if name.eq_ignore_ascii_case("content-type") { "application/json" } else { "1" }
}

/// What a browser does with the page's request, the policy being the server.
pub(super) fn fetch(policy: Policy<'_>, page: &PageRequest, engine: Engine) -> Outcome {
    let exposed = policy.config().expose_headers;
    // What the policy exposes, and what scripts can always read.
    let application = || exposed.iter().filter(|name| *name != "*").chain(["content-type"]);
    let mut server = |request: &HttpRequest| {
        let received = Received::from_browser(request);
        let decision = policy.decide(&received);
        Answer::new(&decision, policy, &received).to_response(decision.status(), application())
    };
    Browser::new(engine).fetch(page, &mut server)
}
