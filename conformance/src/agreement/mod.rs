//! The agreement law: *a browser lets the script read the response if and only if the policy means to allow it.*
//!
//! Three sides meet here that share no code: what a policy [means](crate::meaning), a server that claims to put it
//! into effect, and the [browser model](crate::browser), which judges only by the headers it is sent.

mod scenario;

pub use scenario::Scenario;

use core::fmt;

use crate::browser::{
    Body, Browser, CredentialsMode, Engine, Failure, HttpRequest, HttpResponse, PageRequest, RequestKind, RequestMode,
    Server, Url,
};
use crate::meaning::{Asks, means_to_allow, means_to_expose};
use crate::{PolicyText, reference};

/// How browser and policy agree about one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Agreement {
    /// Nothing to agree about: the call fails in the page, or is not for another origin, or no redirect can follow.
    NotSent,
    /// Both: the script may read.
    Readable,
    /// Both: it may not.
    Refused,
}

/// Browser and policy disagree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Disagreement {
    /// About whether the script may read the response.
    Readable {
        /// What the policy means.
        meant: bool,
        /// What the page asked for.
        asks: Asks,
        /// Why the browser refused, if it did.
        failure: Option<Failure>,
    },
    /// About whether the script sees a response header.
    Exposed {
        /// What the policy means.
        meant: bool,
        /// The header's name.
        name: String,
    },
}

/// Checks the law for one page's request, without redirects. `handler` is the response that the application behind
/// `server` makes of it.
///
/// # Errors
///
/// What they disagree about.
pub fn check(
    policy: &PolicyText,
    page: &PageRequest,
    handler: &reference::Response,
    server: &mut dyn Server,
) -> Result<Agreement, Disagreement> {
    match asks(page) {
        Some(asks) => compare(policy, &asks, page, handler, server),
        None => Ok(Agreement::NotSent),
    }
}

/// Checks the law for a request that reaches `server` by a redirect from a third origin, which itself allows
/// everything.
///
/// The [redirected request](https://fetch.spec.whatwg.org/#concept-http-redirect-fetch) has lost its `Authorization`
/// and its origin: whoever made it, the server sees `null`. So a policy that means the page's origin does not mean
/// the redirected request.
///
/// # Errors
///
/// What they disagree about.
pub fn check_redirected(
    policy: &PolicyText,
    page: &PageRequest,
    handler: &reference::Response,
    server: &mut dyn Server,
) -> Result<Agreement, Disagreement> {
    let mut arriving = page.clone();
    arriving.headers.retain(|(name, _)| !name.eq_ignore_ascii_case("authorization"));
    let (Some(asks), Ok(hop)) = (asks(&arriving), Url::parse(HOP)) else { return Ok(Agreement::NotSent) };
    if page.body == Body::Stream {
        // A stream cannot be sent a second time.
        return Ok(Agreement::NotSent);
    }
    let asks = Asks { origin: "null".to_owned(), ..asks };
    let page = PageRequest { url: hop, ..page.clone() };
    let location = arriving.url.to_string();
    let mut both = |request: &HttpRequest| {
        if request.url.to_string() == location { server.respond(request) } else { hop_response(request, &location) }
    };
    compare(policy, &asks, &page, handler, &mut both)
}

/// Where redirected requests go first.
const HOP: &str = "https://hop.example/";

fn hop_response(request: &HttpRequest, location: &str) -> HttpResponse {
    let own = |name| request.headers.get(name).unwrap_or_default();
    let response = HttpResponse::new(if request.kind == RequestKind::Preflight { 204 } else { 307 })
        .header("Access-Control-Allow-Origin", own("Origin"))
        .header("Access-Control-Allow-Credentials", "true");
    match request.kind {
        RequestKind::Preflight => response
            .header("Access-Control-Allow-Methods", own("Access-Control-Request-Method"))
            .header("Access-Control-Allow-Headers", own("Access-Control-Request-Headers")),
        RequestKind::Actual => response.header("Location", location),
    }
}

fn compare(
    policy: &PolicyText,
    asks: &Asks,
    page: &PageRequest,
    handler: &reference::Response,
    server: &mut dyn Server,
) -> Result<Agreement, Disagreement> {
    let meant = means_to_allow(policy, asks);
    let outcome = Browser::new(Engine::Spec).fetch(page, server);
    if outcome.is_readable() != meant {
        return Err(Disagreement::Readable { meant, asks: asks.clone(), failure: outcome.failure });
    }
    if !meant {
        return Ok(Agreement::Refused);
    }
    let exposed = outcome.exposed();
    for (name, _) in &handler.headers.0 {
        let name = name.to_ascii_lowercase();
        let meant = means_to_expose(policy, &name);
        // What a handler says of CORS itself is not the application's to say, and is removed or replaced.
        if !name.starts_with("access-control-") && exposed.contains(&name) != meant {
            return Err(Disagreement::Exposed { meant, name });
        }
    }
    Ok(Agreement::Readable)
}

/// What a page asks another origin for; `None` if its call fails by itself, or needs nobody's leave.
///
/// Which names need leave is a property of the request, not of any policy, so the browser model is asked.
#[must_use]
pub fn asks(page: &PageRequest) -> Option<Asks> {
    if page.origin.is_same_origin(&page.url.origin()) || page.mode != RequestMode::Cors {
        return None;
    }
    let plan = Browser::new(Engine::Spec).plan(page).ok()?;
    let names = plan.preflight.as_ref().and_then(|preflight| preflight.headers.get("Access-Control-Request-Headers"));
    let names = String::from_utf8(names.unwrap_or_default()).ok()?;
    Some(Asks {
        origin: page.origin.serialize().to_owned(),
        credentials: page.credentials == CredentialsMode::Include,
        method: plan.actual.method,
        header_names: names.split(',').filter(|name| !name.is_empty()).map(str::to_owned).collect(),
    })
}

impl fmt::Display for Disagreement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let means = |meant: &bool| if *meant { "means to" } else { "does not mean to" };
        match self {
            Self::Readable { meant, asks, failure } => {
                write!(f, "the policy {} allow {asks:?}; the browser: ", means(meant))?;
                match failure {
                    Some(failure) => failure.fmt(f),
                    None => f.write_str("readable"),
                }
            }
            Self::Exposed { meant, name } => {
                write!(f, "the policy {} expose `{name}`, and the browser sees it otherwise", means(meant))
            }
        }
    }
}

impl core::error::Error for Disagreement {}
