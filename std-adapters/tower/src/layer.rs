//! The layer: what an application adds.

use corsac_http::{Cors, Handle};
use tower_layer::Layer;

use crate::asking::{AllowOrigin, AskingCorsLayer};
use crate::service::CorsService;

/// Puts a service behind a policy.
///
/// A clone is a reference count, whatever the number of origins. All clones share one policy.
///
/// ```
/// use corsac_tower::{Config, Cors, CorsLayer};
///
/// let policy = Config::new().allow_origins(&["https://app.example"]).allow_methods(&["PUT"]).max_age(7200);
/// let layer = CorsLayer::new(Cors::compile(&policy)?);
///
/// // Every route, the 404 and the 405 included.
/// let app = axum::Router::new().route("/", axum::routing::get(async || "hello")).layer(layer);
/// # let _: axum::Router = app;
/// # Ok::<(), corsac_tower::PolicyError>(())
/// ```
#[derive(Clone, Debug)]
pub struct CorsLayer {
    cors: Cors,
}

impl CorsLayer {
    /// A layer that does as `cors` says: a [`Cors`], or a [`ServerPolicy`](corsac_http::ServerPolicy).
    pub fn new(cors: impl Into<Cors>) -> CorsLayer {
        CorsLayer { cors: cors.into() }
    }

    /// What replaces the policy at run time.
    pub fn handle(&self) -> Handle {
        self.cors.handle()
    }

    /// Asks `source` about origins that the policy does not hold, and waits for its answer: a database, say. See
    /// [`AllowOrigin`]. Where the answer is at hand, [`Cors::allow_origin_if`] is cheaper.
    ///
    /// ```
    /// use corsac_tower::{Config, Cors, CorsLayer, RequestOrigin};
    ///
    /// async fn is_tenant(origin: RequestOrigin) -> bool {
    ///     origin.as_str().ends_with(".tenants.example") // a query to a database
    /// }
    ///
    /// let policy = Config::new().allow_origins(&["https://app.example"]).max_age(7200);
    /// let layer = CorsLayer::new(Cors::compile(&policy)?).allow_origin_async(is_tenant);
    /// # let app: axum::Router = axum::Router::new().layer(layer);
    /// # Ok::<(), corsac_tower::PolicyError>(())
    /// ```
    pub fn allow_origin_async<A: AllowOrigin>(self, source: A) -> AskingCorsLayer<A> {
        AskingCorsLayer::new(self.cors, source)
    }
}

impl<S> Layer<S> for CorsLayer {
    type Service = CorsService<S>;

    fn layer(&self, inner: S) -> CorsService<S> {
        CorsService::new(inner, self.cors.clone())
    }
}
