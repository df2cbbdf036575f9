//! actix-web: its services, corsac-actix, actix-cors.

use core::hint::black_box;

use actix_web::body::MessageBody;
use actix_web::dev::{Service, ServiceRequest, ServiceResponse, Transform, fn_service};
use actix_web::http::header::{self, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::test::TestRequest;
use actix_web::{Error, HttpResponse};
use corsac_actix::CorsService;

use super::libraries::actix_cors;
use super::{Answer, Kind, corsac, now};
use crate::case::{BARE, CORSAC, FLOOR};
use crate::measure::{Consuming, Subject};
use crate::policy::tenants;

pub(super) fn subjects(kind: Kind, count: usize) -> Vec<Subject> {
    let rival = now(actix_cors(&tenants(count)).new_transform(application())).unwrap();
    vec![
        subject(BARE, kind, count, application()),
        subject(FLOOR, kind, count, floor()),
        subject(CORSAC, kind, count, CorsService::new(application(), corsac(count))),
        subject("actix-cors", kind, count, rival),
    ]
}

fn subject<S, B: MessageBody>(name: &'static str, kind: Kind, count: usize, service: S) -> Subject
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error> + 'static,
{
    let answer = now(service.call(request(kind, count))).unwrap();
    let fields = answer.headers().iter().map(|(name, value)| (name.as_str(), value.as_bytes()));
    Answer::new(answer.status().as_u16(), fields).check(name, kind, count);
    // A response goes back to actix's pool before the next is made, as in a server.
    let run = move |request| drop(black_box(now(service.call(request))));
    Subject::new(name, Consuming { make: move || request(kind, count), run })
}

fn request(kind: Kind, count: usize) -> ServiceRequest {
    let request = TestRequest::default().method(kind.method().parse().unwrap());
    let fields = kind.fields(count);
    let request = fields.iter().fold(request, |request, (name, value)| request.append_header((*name, &**value)));
    let request = request.to_srv_request();
    // As on a connection, where all values are parts of what was read: the first clone of one alone allocates.
    drop(request.headers().clone());
    request
}

fn application() -> impl Service<ServiceRequest, Response = ServiceResponse, Error = Error> + 'static {
    fn_service(async |request: ServiceRequest| Ok(request.into_response(HttpResponse::Ok().finish())))
}

/// The same, with the headers that an allowed origin gets.
fn floor() -> impl Service<ServiceRequest, Response = ServiceResponse, Error = Error> + 'static {
    fn_service(async |request: ServiceRequest| {
        let origin = request.headers().get(header::ORIGIN).cloned();
        let is_preflight = request.method() == Method::OPTIONS;
        let status = if is_preflight { StatusCode::NO_CONTENT } else { StatusCode::OK };
        let mut response = request.into_response(HttpResponse::build(status).finish());
        let headers = response.headers_mut();
        if let Some(origin) = origin {
            headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
            headers.insert(header::ACCESS_CONTROL_ALLOW_CREDENTIALS, const { HeaderValue::from_static("true") });
        }
        if is_preflight {
            const METHODS: HeaderValue = HeaderValue::from_static("DELETE,GET,HEAD,POST,PUT");
            headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, const { METHODS });
            const HEADERS: HeaderValue = HeaderValue::from_static("authorization,content-type");
            headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, const { HEADERS });
            headers.insert(header::ACCESS_CONTROL_MAX_AGE, const { HeaderValue::from_static("7200") });
        } else {
            headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, const { HeaderValue::from_static("x-total") });
        }
        headers.append(header::VARY, const { HeaderValue::from_static("origin") });
        Ok(response)
    })
}
