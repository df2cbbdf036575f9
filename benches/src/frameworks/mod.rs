//! What CORS costs in a framework: nothing, an adapter of corsac, and the middleware of others, before the same handler.
//!
//! `bare` is the handler alone; what a middleware adds is its time less that of `bare`, in the same case. A `floor`
//! decides nothing and sets the headers of an allowed origin: no middleware can take less.

use core::future::Future;
use core::pin::pin;
use core::task::{Context, Poll, Waker};

use corsac_tower::{Config, Cors};

use crate::case::{BARE, Case, FLOOR};
use crate::measure::Subject;
use crate::policy::{tenant, tenants};

mod actix;
mod axum;
mod floor;
pub(crate) mod libraries;
mod poem;
mod rocket;
mod salvo;
mod tower;

const METHODS: &[&str] = &["DELETE", "PUT"];
/// With the methods that are always allowed.
const ALL_METHODS: [&str; 5] = ["DELETE", "GET", "HEAD", "POST", "PUT"];
const HEADERS: [&str; 2] = ["authorization", "content-type"];
const EXPOSED: &str = "x-total";
const MAX_AGE: u32 = 7200;

/// A kind of request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `GET` without `Origin`.
    NoOrigin,
    /// `GET` from an origin that the policy allows.
    Allowed,
    /// `GET` from another.
    Foreign,
    /// A preflight for `PUT` with two header names, all allowed.
    Preflight,
    /// A preflight with 16 KiB of names that nobody allows. Browsers never send it.
    Hostile,
}

impl Kind {
    /// All kinds, in the order of the table.
    pub const ALL: [Kind; 5] = [Kind::NoOrigin, Kind::Allowed, Kind::Foreign, Kind::Preflight, Kind::Hostile];

    /// The part of a case's name.
    pub fn id(self) -> &'static str {
        match self {
            Kind::NoOrigin => "no-origin",
            Kind::Allowed => "allowed",
            Kind::Foreign => "foreign",
            Kind::Preflight => "preflight",
            Kind::Hostile => "hostile",
        }
    }

    /// The name in the table.
    pub fn title(self) -> &'static str {
        match self {
            Kind::NoOrigin => "no `Origin`",
            Kind::Allowed => "allowed origin",
            Kind::Foreign => "foreign origin",
            Kind::Preflight => "preflight",
            Kind::Hostile => "hostile preflight",
        }
    }

    fn method(self) -> &'static str {
        match self {
            Kind::Preflight | Kind::Hostile => "OPTIONS",
            _ => "GET",
        }
    }

    /// The header fields of the request, those of CORS last.
    fn fields(self, count: usize) -> Vec<(&'static str, String)> {
        let mut fields =
            vec![("host", "api.example".to_owned()), ("user-agent", "bench".to_owned()), ("accept", "*/*".to_owned())];
        if self != Kind::NoOrigin {
            fields.push(("origin", self.origin(count)));
        }
        let asked = match self {
            Kind::Preflight => HEADERS.join(","),
            Kind::Hostile => "a,".repeat(8 * 1024),
            _ => return fields,
        };
        fields.push(("access-control-request-method", "PUT".to_owned()));
        fields.push(("access-control-request-headers", asked));
        fields
    }

    /// The origin that asks. The allowed one stands in the middle of the policy.
    fn origin(self, count: usize) -> String {
        if self == Kind::Foreign { tenant(9_999_999) } else { tenant(count / 2) }
    }
}

/// A framework, and what stands before its handler.
pub struct Framework {
    /// The name in cases and tables.
    pub name: &'static str,
    subjects: fn(Kind, usize) -> Vec<Subject>,
}

/// All frameworks, in the order of the tables.
pub const ALL: [Framework; 6] = [
    Framework { name: "tower", subjects: tower::subjects },
    Framework { name: "axum", subjects: axum::subjects },
    Framework { name: "actix", subjects: actix::subjects },
    Framework { name: "poem", subjects: poem::subjects },
    Framework { name: "rocket", subjects: rocket::subjects },
    Framework { name: "salvo", subjects: salvo::subjects },
];

/// The numbers of origins with which an allowed request is measured.
pub const COUNTS: [usize; 4] = [1, 100, 10_000, 1_000_000];

/// The name of a case.
pub fn id(framework: &str, kind: Kind, count: usize) -> String {
    format!("{framework}-{}-{count}", kind.id())
}

/// Every kind of request with one origin, an allowed request with more, for each framework.
pub fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for Framework { name, subjects } in ALL {
        for (kind, count) in
            Kind::ALL.map(|kind| (kind, 1)).into_iter().chain(COUNTS[1..].iter().map(|count| (Kind::Allowed, *count)))
        {
            cases.push(Case::new(id(name, kind, count), count, count == 1, move || subjects(kind, count)));
        }
    }
    cases
}

/// The policy that all are given, for corsac.
fn corsac(count: usize) -> Cors {
    let origins = tenants(count);
    let origins: Vec<&str> = origins.iter().map(String::as_str).collect();
    let config = Config::new()
        .allow_origins(&origins)
        .allow_methods(METHODS)
        .allow_headers(&HEADERS)
        .expose_headers(&[EXPOSED])
        .allow_credentials(true)
        .max_age(MAX_AGE);
    Cors::compile(&config).unwrap()
}

/// Polls a future that never has to wait.
fn now<F: Future>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("nothing here waits"),
    }
}

/// What a middleware answered.
struct Answer {
    status: u16,
    fields: Vec<(String, String)>,
}

impl Answer {
    fn new<'h>(status: u16, fields: impl Iterator<Item = (&'h str, &'h [u8])>) -> Answer {
        let text = |value| String::from_utf8_lossy(value).to_ascii_lowercase();
        Answer { status, fields: fields.map(|(name, value)| (name.to_ascii_lowercase(), text(value))).collect() }
    }

    fn value(&self, name: &str) -> &str {
        self.fields.iter().find(|(other, _)| other == name).map_or("", |(_, value)| value)
    }

    fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// Asserts that the answer means what the policy says.
    fn check(&self, name: &str, kind: Kind, count: usize) {
        if name == BARE || (name == FLOOR && matches!(kind, Kind::NoOrigin | Kind::Foreign)) {
            return;
        }
        let allowed = self.value("access-control-allow-origin");
        let is_right = match kind {
            Kind::NoOrigin => self.is_success() && allowed.is_empty(),
            Kind::Foreign => allowed != kind.origin(count) && allowed != "*",
            // Who knows the origin may tell it the whole truth, or refuse: the browser refuses in both cases.
            Kind::Hostile if !self.is_success() => (400..500).contains(&self.status),
            Kind::Allowed | Kind::Preflight | Kind::Hostile => {
                self.is_success()
                    && allowed == kind.origin(count)
                    && self.value("access-control-allow-credentials") == "true"
                    && (kind == Kind::Allowed && self.value("access-control-expose-headers") == EXPOSED
                        || kind != Kind::Allowed && self.value("access-control-allow-methods").contains("put"))
            }
        };
        let asks = kind == Kind::Preflight;
        let is_right = is_right
            && (!asks || self.value("access-control-max-age") == "7200")
            && (!asks || HEADERS.iter().all(|header| self.value("access-control-allow-headers").contains(header)));
        assert!(is_right, "{name}, {kind:?}: {} {:?}", self.status, self.fields);
    }
}
