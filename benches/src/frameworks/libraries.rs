//! The policy of this module for each of the other libraries.

use core::time::Duration;
use std::collections::HashSet;
use std::sync::Arc;

use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, HeaderName};
use axum::http::{HeaderValue, Method};
use rocket_cors::{AllowedHeaders, AllowedOrigins, CorsOptions};
use tower_http::cors::AllowOrigin;

use super::{ALL_METHODS, EXPOSED, HEADERS, MAX_AGE};
use crate::building::Library;

const LIFETIME: Duration = Duration::from_secs(MAX_AGE as u64);

fn values(origins: &[String]) -> impl Iterator<Item = HeaderValue> {
    origins.iter().map(|origin| HeaderValue::from_str(origin).unwrap())
}

pub(crate) fn tower_http_list(origins: &[String]) -> tower_http::cors::CorsLayer {
    tower_http(AllowOrigin::list(values(origins)))
}

/// With a hash set of the application's own, as its documentation offers for more than a list.
pub(crate) fn tower_http_set(origins: &[String]) -> tower_http::cors::CorsLayer {
    let origins: HashSet<Box<[u8]>> = origins.iter().map(|origin| origin.as_bytes().into()).collect();
    let origins = Arc::new(origins);
    tower_http(AllowOrigin::predicate(move |origin, _| origins.contains(origin.as_bytes())))
}

fn tower_http(origin: AllowOrigin) -> tower_http::cors::CorsLayer {
    tower_http::cors::CorsLayer::new()
        .allow_origin(origin)
        .allow_methods([Method::PUT, Method::DELETE])
        .allow_headers([AUTHORIZATION, CONTENT_TYPE])
        .expose_headers([HeaderName::from_static(EXPOSED)])
        .allow_credentials(true)
        .max_age(LIFETIME)
}

pub(crate) fn hyper_cors<S>(origins: &[String], service: S) -> hyper_cors::Cors<S> {
    hyper_cors::builder()
        .allow_origin(hyper_cors::AllowOrigin::list(values(origins)))
        .allow_methods([Method::PUT, Method::DELETE])
        .allow_headers([AUTHORIZATION, CONTENT_TYPE])
        .expose_headers([HeaderName::from_static(EXPOSED)])
        .allow_credentials(true)
        .max_age(LIFETIME)
        .build(service)
}

pub(crate) fn actix_cors(origins: &[String]) -> actix_cors::Cors {
    let cors = origins.iter().fold(actix_cors::Cors::default(), |cors, origin| cors.allowed_origin(origin));
    cors.allowed_methods(ALL_METHODS)
        .allowed_headers(HEADERS)
        .expose_headers([EXPOSED])
        .supports_credentials()
        .max_age(MAX_AGE as usize)
}

pub(crate) fn poem(origins: &[String]) -> poem::middleware::Cors {
    poem::middleware::Cors::new()
        .allow_origins(origins.iter().map(String::as_str))
        .allow_methods(ALL_METHODS)
        .allow_headers(HEADERS)
        .expose_header(EXPOSED)
        .allow_credentials(true)
        .max_age(MAX_AGE as i32)
}

pub(crate) fn rocket_cors(origins: &[String]) -> rocket_cors::Cors {
    let options = CorsOptions {
        allowed_origins: AllowedOrigins::some_exact(origins),
        allowed_methods: ALL_METHODS.iter().map(|method| method.parse().unwrap()).collect(),
        allowed_headers: AllowedHeaders::some(&HEADERS),
        allow_credentials: true,
        expose_headers: [EXPOSED.to_owned()].into(),
        max_age: Some(MAX_AGE as usize),
        ..CorsOptions::default()
    };
    options.to_cors().unwrap()
}

pub(crate) fn salvo_cors(origins: &[String]) -> salvo_cors::CorsHandler {
    salvo_cors::Cors::new()
        .allow_origin(origins.iter().map(String::as_str).collect::<Vec<_>>())
        .allow_methods(ALL_METHODS.map(|method| method.parse().unwrap()).to_vec())
        .allow_headers(HEADERS.to_vec())
        .expose_headers(vec![EXPOSED])
        .allow_credentials(true)
        .max_age(u64::from(MAX_AGE))
        .into_handler()
}

/// All of them, as makers of policies.
pub(crate) fn all() -> Vec<Library> {
    let library = |name, make| Library { name, make };
    vec![
        library("tower-http (list)", |origins| Box::new(tower_http_list(origins))),
        library("tower-http (hash set)", |origins| Box::new(tower_http_set(origins))),
        library("hyper-cors", |origins| Box::new(hyper_cors(origins, ()))),
        library("actix-cors", |origins| Box::new(actix_cors(origins))),
        library("poem", |origins| Box::new(poem(origins))),
        library("rocket_cors", |origins| Box::new(rocket_cors(origins))),
        library("salvo-cors", |origins| Box::new(salvo_cors(origins))),
    ]
}
