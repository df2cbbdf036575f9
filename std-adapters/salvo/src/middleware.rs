//! The handler that goes before all others: it decides before they are called, and puts the answer on what comes out.

use core::ops::ControlFlow;

use corsac_http::{Answer, Cors, Handle, HttpRequest, apply_plan};
use salvo_core::http::StatusCode;
use salvo_core::http::body::ResBody;
use salvo_core::{Depot, FlowCtrl, Handler, Request, Response, async_trait};

/// Puts a service behind a policy: a hoop of the [`Service`](salvo_core::Service).
///
/// A clone is a reference count, whatever the number of origins. All clones share one policy.
///
/// ```
/// use corsac_salvo::{Config, Cors, CorsHandler};
/// use salvo::prelude::*;
///
/// #[handler]
/// async fn hello() -> &'static str {
///     "hello"
/// }
///
/// let policy = Config::new().allow_origins(&["https://app.example"]).allow_methods(&["PUT"]).max_age(7200);
/// let handler = CorsHandler::new(Cors::compile(&policy)?);
///
/// // Every route, the 404 and the 405 included.
/// let service = Service::new(Router::new().get(hello)).hoop(handler);
/// # let _ = service;
/// # Ok::<(), corsac_salvo::PolicyError>(())
/// ```
#[derive(Clone, Debug)]
pub struct CorsHandler {
    cors: Cors,
}

impl CorsHandler {
    /// A handler that does as `cors` says: a [`Cors`], or a [`ServerPolicy`](corsac_http::ServerPolicy).
    pub fn new(cors: impl Into<Cors>) -> CorsHandler {
        CorsHandler { cors: cors.into() }
    }

    /// What replaces the policy at run time.
    pub fn policy_handle(&self) -> Handle {
        self.cors.handle()
    }
}

#[async_trait]
impl Handler for CorsHandler {
    async fn handle(&self, request: &mut Request, depot: &mut Depot, response: &mut Response, flow: &mut FlowCtrl) {
        match decide(&self.cors, request, response) {
            ControlFlow::Break(()) => flow.skip_rest(),
            ControlFlow::Continue(answer) => {
                flow.call_next(request, depot, response).await;
                // Also where a handler has ceased the flow: that response goes out as well.
                answer.apply(response.headers_mut());
            }
        }
    }
}

/// What does not wait, so that the policy is not held on to while other handlers run. `Break` if the response is made.
fn decide(cors: &Cors, request: &Request, response: &mut Response) -> ControlFlow<(), Answer> {
    let head = HttpRequest::new(request.method(), request.uri(), request.headers());
    let judged = cors.judge(&head);
    let Some(status) = judged.action(&head).status() else {
        return ControlFlow::Continue(judged.answer(|| head.origin().cloned()));
    };
    response.status_code(StatusCode::from_u16(status).unwrap_or(StatusCode::NO_CONTENT));
    // An empty one, not none: catchers fill in a 403 that has none.
    response.body(ResBody::Once(Default::default()));
    if response.headers().is_empty() {
        response.set_headers(judged.headers(&head));
    } else {
        apply_plan(&judged, &head, response.headers_mut());
    }
    ControlFlow::Break(())
}
