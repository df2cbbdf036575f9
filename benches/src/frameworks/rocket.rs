//! Rocket: its local client, corsac-rocket, rocket_cors.

use core::hint::black_box;

use corsac_rocket::CorsFairing;
use rocket::config::LogLevel;
use rocket::http::Header;
use rocket::local::asynchronous::{Client, LocalRequest};
use rocket::tokio::runtime::{Builder, Runtime};
use rocket::{Build, Rocket, get, routes};

use super::libraries::rocket_cors;
use super::{Answer, Kind, corsac, now};
use crate::case::{BARE, CORSAC};
use crate::measure::{Subject, Work};
use crate::policy::tenants;

pub(super) fn subjects(kind: Kind, count: usize) -> Vec<Subject> {
    vec![
        subject(BARE, kind, count, application()),
        subject(CORSAC, kind, count, application().attach(CorsFairing::new(corsac(count)))),
        subject("rocket_cors", kind, count, application().attach(rocket_cors(&tenants(count)))),
    ]
}

fn subject(name: &'static str, kind: Kind, count: usize, rocket: Rocket<Build>) -> Subject {
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    let client = runtime.block_on(Client::untracked(rocket)).unwrap();
    let dispatch = Dispatch { client, runtime, kind, fields: kind.fields(count) };
    {
        let _entered = dispatch.runtime.enter();
        let answer = now(dispatch.request().dispatch());
        let fields: Vec<_> =
            answer.headers().iter().map(|field| (field.name().to_string(), field.value().to_owned())).collect();
        let fields = fields.iter().map(|(name, value)| (name.as_str(), value.as_bytes()));
        Answer::new(answer.status().code, fields).check(name, kind, count);
    }
    Subject::new(name, dispatch)
}

/// Requests to a Rocket in the same thread.
struct Dispatch {
    client: Client,
    runtime: Runtime,
    kind: Kind,
    fields: Vec<(&'static str, String)>,
}

impl Dispatch {
    fn request(&self) -> LocalRequest<'_> {
        let request = self.client.req(self.kind.method().parse::<rocket::http::Method>().unwrap(), "/");
        let header = |(name, value): &(&'static str, String)| Header::new(*name, value.clone());
        self.fields.iter().fold(request, |request, field| request.header(header(field)))
    }
}

impl Work for Dispatch {
    fn prepare(&mut self, count: usize) -> Box<dyn FnOnce() + '_> {
        let requests: Vec<_> = (0..count).map(|_| self.request()).collect();
        let entered = self.runtime.enter();
        Box::new(move || {
            let _entered = entered;
            for request in requests {
                drop(black_box(now(request.dispatch())));
            }
        })
    }
}

#[get("/")]
fn hello() -> &'static str {
    "hello"
}

fn application() -> Rocket<Build> {
    let config = rocket::Config { log_level: LogLevel::Off, ..rocket::Config::default() };
    rocket::custom(config).mount("/", routes![hello])
}
