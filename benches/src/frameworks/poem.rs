//! poem: its endpoints, corsac-poem, and the middleware that comes with poem.

use core::hint::black_box;

use corsac_poem::CorsMiddleware;
use poem::endpoint::make_sync;
use poem::{Endpoint, EndpointExt, Request, Response, Route};

use super::{Answer, Kind, corsac, libraries, now};
use crate::case::{BARE, CORSAC};
use crate::measure::{Consuming, Subject};
use crate::policy::tenants;

pub(super) fn subjects(kind: Kind, count: usize) -> Vec<Subject> {
    vec![
        subject(BARE, kind, count, application()),
        subject(CORSAC, kind, count, application().with(CorsMiddleware::new(corsac(count)))),
        subject("poem", kind, count, application().with(libraries::poem(&tenants(count)))),
    ]
}

fn subject(name: &'static str, kind: Kind, count: usize, endpoint: impl Endpoint + 'static) -> Subject {
    let answer: Response = now(endpoint.get_response(request(kind, count)));
    let fields = answer.headers().iter().map(|(name, value)| (name.as_str(), value.as_bytes()));
    Answer::new(answer.status().as_u16(), fields).check(name, kind, count);
    let run = move |request| drop(black_box(now(endpoint.get_response(request))));
    Subject::new(name, Consuming { make: move || request(kind, count), run })
}

fn application() -> impl Endpoint<Output = Response> + 'static {
    Route::new().at("/", make_sync(|_| "hello"))
}

fn request(kind: Kind, count: usize) -> Request {
    let request = Request::builder().method(kind.method().parse().unwrap());
    kind.fields(count).iter().fold(request, |request, (name, value)| request.header(*name, value)).finish()
}
