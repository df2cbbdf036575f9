//! The middleware, and the endpoint that it makes: it decides before the inner endpoint is called, and puts the answer
//! on what comes out.

use core::ops::ControlFlow;

use corsac_http::{Answer, Cors, Handle, HttpRequest};
use poem::http::StatusCode;
use poem::{Endpoint, Middleware, Request, Response, Result};

/// Puts an endpoint behind a policy.
///
/// A clone is a reference count, whatever the number of origins. All clones share one policy.
///
/// ```
/// use corsac_poem::{Config, Cors, CorsMiddleware};
/// use poem::{EndpointExt, Route, get, handler};
///
/// #[handler]
/// fn hello() -> &'static str {
///     "hello"
/// }
///
/// let policy = Config::new().allow_origins(&["https://app.example"]).allow_methods(&["PUT"]).max_age(7200);
/// let middleware = CorsMiddleware::new(Cors::compile(&policy)?);
///
/// // Every route, the 404 and the 405 included.
/// let app = Route::new().at("/", get(hello)).with(middleware);
/// # let _ = app;
/// # Ok::<(), corsac_poem::PolicyError>(())
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

impl<E: Endpoint> Middleware<E> for CorsMiddleware {
    type Output = CorsEndpoint<E>;

    fn transform(&self, inner: E) -> CorsEndpoint<E> {
        CorsEndpoint::new(inner, self.cors.clone())
    }
}

/// An endpoint behind a policy. See [`CorsMiddleware`].
#[derive(Clone, Debug)]
pub struct CorsEndpoint<E> {
    inner: E,
    cors: Cors,
}

impl<E> CorsEndpoint<E> {
    /// Puts `inner` behind the policy of `cors`.
    pub fn new(inner: E, cors: impl Into<Cors>) -> CorsEndpoint<E> {
        CorsEndpoint { inner, cors: cors.into() }
    }
}

impl<E: Endpoint> Endpoint for CorsEndpoint<E> {
    type Output = Response;

    async fn call(&self, request: Request) -> Result<Response> {
        match decide(&self.cors, &request) {
            ControlFlow::Break(response) => Ok(response),
            ControlFlow::Continue(answer) => {
                // An error is made a response here, or it could not carry the headers.
                let mut response = self.inner.get_response(request).await;
                answer.apply(response.headers_mut());
                Ok(response)
            }
        }
    }
}

/// What does not wait, so that the policy is not held on to while the inner endpoint runs.
fn decide(cors: &Cors, request: &Request) -> ControlFlow<Response, Answer> {
    // `nest` takes a prefix off `uri`, and leaves the authority in the original one.
    let head = HttpRequest::new(request.method(), request.original_uri(), request.headers());
    let judged = cors.judge(&head);
    match judged.action(&head).status() {
        Some(status) => {
            let mut response = Response::default();
            response.set_status(StatusCode::from_u16(status).unwrap_or(StatusCode::NO_CONTENT));
            *response.headers_mut() = judged.headers(&head);
            ControlFlow::Break(response)
        }
        None => ControlFlow::Continue(judged.answer(|| head.origin().cloned())),
    }
}
