//! The fairing, and the routes that it mounts.
//!
//! A fairing cannot answer a request, but a route can, and one that is asked before all others can forward what is not
//! for it. What such a route has decided is kept in the request's cache until the response is there.

use corsac_http::{Answer, Cors, Handle};
use rocket::fairing::{self, Fairing, Info, Kind};
use rocket::http::{Method, Status};
use rocket::route::{Handler, Outcome, Route};
use rocket::{Build, Data, Request, Response, Rocket};

use crate::headers::{apply, respond};
use crate::request::RocketRequest;

/// Puts a Rocket behind a policy.
///
/// A clone is a reference count, whatever the number of origins. All clones share one policy. It is a singleton: of
/// several that are attached, only the last is in force.
///
/// ```
/// use corsac_rocket::{Config, Cors, CorsFairing};
/// use rocket::{get, routes};
///
/// #[get("/")]
/// fn hello() -> &'static str {
///     "hello"
/// }
///
/// let policy = Config::new().allow_origins(&["https://app.example"]).allow_methods(&["PUT"]).max_age(7200);
/// let fairing = CorsFairing::new(Cors::compile(&policy)?);
///
/// // Every route, and every catcher.
/// let rocket = rocket::build().mount("/", routes![hello]).attach(fairing);
/// # let _ = rocket;
/// # Ok::<(), corsac_rocket::PolicyError>(())
/// ```
#[derive(Clone, Debug)]
pub struct CorsFairing {
    cors: Cors,
}

impl CorsFairing {
    /// A fairing that does as `cors` says: a [`Cors`], or a [`ServerPolicy`](corsac_http::ServerPolicy).
    pub fn new(cors: impl Into<Cors>) -> CorsFairing {
        CorsFairing { cors: cors.into() }
    }

    /// What replaces the policy at run time.
    pub fn handle(&self) -> Handle {
        self.cors.handle()
    }
}

#[rocket::async_trait]
impl Fairing for CorsFairing {
    fn info(&self) -> Info {
        Info { name: "CORS", kind: Kind::Ignite | Kind::Response | Kind::Singleton }
    }

    async fn on_ignite(&self, rocket: Rocket<Build>) -> fairing::Result {
        let methods = METHODS.into_iter().filter(|method| is_gated(&self.cors, *method));
        let gate = |method| {
            let mut route = Route::ranked(isize::MIN, method, "/<_..>", Gate { cors: self.cors.clone() });
            route.name = Some("CORS".into());
            route
        };
        Ok(rocket.mount("/", methods.map(gate).collect::<Vec<_>>()))
    }

    async fn on_response<'r>(&self, request: &'r Request<'_>, response: &mut Response<'r>) {
        let head = RocketRequest::of(request);
        if !is_gated(&self.cors, request.method()) {
            let judged = self.cors.judge(&head);
            // Reports a refusal; what is not gated is never answered here.
            let _ = judged.action(&head);
            apply(&judged.answer(|| Some(())), &head, response);
        } else if let (Kept::PassedOn(answer), _) = keep(&self.cors, request) {
            apply(answer, &head, response);
        }
    }
}

/// Every method that Rocket routes.
const METHODS: [Method; 9] = [
    Method::Options,
    Method::Get,
    Method::Head,
    Method::Post,
    Method::Put,
    Method::Patch,
    Method::Delete,
    Method::Connect,
    Method::Trace,
];

/// Can a request of this method be answered without the application? Only then it costs a route.
fn is_gated(cors: &Cors, method: Method) -> bool {
    method == Method::Options || cors.refuses_requests()
}

/// The handler of routes that come before all others: it answers preflights, refuses what is to be refused, and
/// forwards the rest.
#[derive(Clone)]
struct Gate {
    cors: Cors,
}

#[rocket::async_trait]
impl Handler for Gate {
    async fn handle<'r>(&self, request: &'r Request<'_>, data: Data<'r>) -> Outcome<'r> {
        match keep(&self.cors, request) {
            (_, Some(response)) => Outcome::Success(response),
            // The status if no other route matches, as if this one were not there.
            (_, None) => Outcome::Forward((data, Status::NotFound)),
        }
    }
}

/// What is kept of a gated request. It is decided once, though a `HEAD` without a route of its own is routed again as
/// `GET`, and though the policy may be replaced in the meantime.
enum Kept {
    Answered,
    PassedOn(Answer<()>),
}

/// Decides a request, unless that was done before; then also with the response, if the application shall not make it.
fn keep<'r>(cors: &Cors, request: &'r Request<'_>) -> (&'r Kept, Option<Response<'r>>) {
    let mut answered = None;
    let kept = request.local_cache(|| {
        let head = RocketRequest::of(request);
        let judged = cors.judge(&head);
        match judged.action(&head).status() {
            Some(status) => {
                answered = Some(respond(&judged, &head, status));
                Kept::Answered
            }
            None => Kept::PassedOn(judged.answer(|| Some(()))),
        }
    });
    (kept, answered)
}
