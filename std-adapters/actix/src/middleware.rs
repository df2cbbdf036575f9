//! The middleware, and the service that it makes: it decides before the inner service is called, and puts the answer on
//! what comes out.

use core::future::{Ready, ready};
use core::task::{Context, Poll};

use actix_web::body::{BoxBody, EitherBody};
use actix_web::dev::{Service, ServiceRequest, ServiceResponse, Transform};
use actix_web::http::StatusCode;
use actix_web::{Error, HttpResponse};
use corsac_http::{Cors, Handle, Judged};

use crate::future::{Headers, ResponseFuture};
use crate::headers::apply_plan;
use crate::request::ActixRequest;
use crate::values::{LastValues, Values};

/// Puts an application, a scope or a resource behind a policy.
///
/// A clone is a reference count, whatever the number of origins. All clones share one policy, so make it once and clone
/// it into the closure of [`HttpServer::new`](actix_web::HttpServer::new), which runs for every worker.
///
/// ```
/// use actix_web::{App, HttpServer, web};
/// use corsac_actix::{Config, Cors, CorsMiddleware};
///
/// let policy = Config::new().allow_origins(&["https://app.example"]).allow_methods(&["PUT"]).max_age(7200);
/// let middleware = CorsMiddleware::new(Cors::compile(&policy)?);
///
/// // Every route, the 404 and the 405 included.
/// let server = HttpServer::new(move || {
///     App::new().route("/", web::get().to(async || "hello")).wrap(middleware.clone())
/// });
/// # drop(server);
/// # Ok::<(), corsac_actix::PolicyError>(())
/// ```
#[derive(Clone, Debug)]
pub struct CorsMiddleware {
    cors: Cors,
}

impl CorsMiddleware {
    /// A middleware that does as `cors` says: a [`Cors`], or a [`ServerPolicy`](corsac_http::ServerPolicy).
    pub fn new(cors: impl Into<Cors>) -> CorsMiddleware {
        CorsMiddleware { cors: cors.into() }
    }

    /// What replaces the policy at run time.
    pub fn handle(&self) -> Handle {
        self.cors.handle()
    }
}

impl<S, B> Transform<S, ServiceRequest> for CorsMiddleware
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error>,
{
    type Response = ServiceResponse<EitherBody<B>>;
    type Error = Error;
    type Transform = CorsService<S>;
    type InitError = ();
    type Future = Ready<Result<CorsService<S>, ()>>;

    fn new_transform(&self, inner: S) -> Self::Future {
        ready(Ok(CorsService::new(inner, self.cors.clone())))
    }
}

/// A service behind a policy. See [`CorsMiddleware`].
#[derive(Debug)]
pub struct CorsService<S> {
    inner: S,
    cors: Cors,
    values: LastValues,
}

impl<S> CorsService<S> {
    /// Puts `inner` behind the policy of `cors`.
    pub fn new(inner: S, cors: impl Into<Cors>) -> CorsService<S> {
        let cors = cors.into();
        let values = LastValues::new(cors.handle().policy().constants());
        CorsService { inner, cors, values }
    }
}

impl<S, B> Service<ServiceRequest> for CorsService<S>
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error>,
{
    type Response = ServiceResponse<EitherBody<B>>;
    type Error = Error;
    type Future = ResponseFuture<S::Future, B>;

    fn poll_ready(&self, context: &mut Context<'_>) -> Poll<Result<(), Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&self, request: ServiceRequest) -> Self::Future {
        let head = ActixRequest::of(&request);
        let judged = self.cors.judge(&head);
        let values = self.values.of(judged.constants());
        match judged.action(&head).status() {
            Some(status) => {
                let response = respond(&judged, values, &head, status);
                ResponseFuture::answered(request.into_response(response).map_into_right_body())
            }
            None => {
                let answer = judged.answer(|| head.origin().cloned());
                drop(judged);
                ResponseFuture::passed_on(self.inner.call(request), Headers { answer, values })
            }
        }
    }
}

/// A response without the inner service.
fn respond(judged: &Judged<'_>, values: &Values, head: &ActixRequest<'_>, status: u16) -> HttpResponse<BoxBody> {
    let mut response = HttpResponse::new(StatusCode::from_u16(status).unwrap_or(StatusCode::NO_CONTENT));
    apply_plan(judged, values, head, response.headers_mut());
    response
}
