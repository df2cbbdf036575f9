//! The routes: what the conformance kit asks for, and the device's own.

use corsac_embedded::LivePolicy;
use corsac_picoserve::CorsLayer;
use picoserve::ResponseSent;
use picoserve::io::{Read, Write};
use picoserve::request::{Request, RequestParts};
use picoserve::response::chunked::{ChunkWriter, ChunkedResponse, Chunks, ChunksWritten};
use picoserve::response::{IntoResponse, Response, ResponseWriter, StatusCode};
use picoserve::routing::{Layer, MethodHandlerService, Next, PathRouter, get};

use crate::POLICY;
use crate::configure::Configure;
use crate::measure::{self, Sizes};

/// What is below `/device` is under the policy in flash, so that nobody locks themselves out by replacing the other; all the rest is
/// under the one that can be replaced.
pub(crate) fn router<'a>(
    live: &'a LivePolicy<'static>,
    sizes: &'a Sizes,
) -> picoserve::Router<impl PathRouter + use<'a>> {
    let not_offered = (StatusCode::NOT_IMPLEMENTED, "a panic ends the program; no WebSockets\n");
    let replaceable = picoserve::Router::new()
        .route_service("/case", Case)
        .route("/temperature", get(async || "21.5\n"))
        .route("/only-get", get(async || "only GET\n"))
        .route("/error", get(async || (StatusCode::INTERNAL_SERVER_ERROR, "an error\n")))
        .route("/panic", get(async move || not_offered))
        .route("/socket", get(async move || not_offered))
        .route("/unauthorized", get(async || "authorized\n").layer(Authentication))
        .route_service("/options", Options)
        .route("/stream", get(async || ChunkedResponse::new(Stream)))
        .layer(CorsLayer::new(live));
    let configuration = picoserve::Router::new()
        .route_service("/policy", Configure { live, policy: &POLICY })
        .route_service("/memory", Memory(sizes))
        .layer(CorsLayer::new(&POLICY));
    picoserve::Router::new().nest("", replaceable).nest("/device", configuration)
}

/// Answers as the request asks: see the conformance kit.
struct Case;

impl MethodHandlerService for Case {
    async fn call_method_handler_service<R: Read, W: ResponseWriter<Error = R::Error>>(
        &self,
        (): &(),
        (): (),
        _: &str,
        request: Request<'_, R>,
        writer: W,
    ) -> Result<ResponseSent, W::Error> {
        let mut status = 200;
        let mut lines = heapless::Vec::<_, 16>::new();
        let _ = lines.push(("conformance-reached", "yes"));
        for (name, value) in request.parts.headers().iter() {
            let Ok(value) = value.as_str() else { continue };
            if name == "conformance-status" {
                status = value.parse().unwrap_or(500);
            } else if name == "conformance-header" {
                let _ = lines.push(value.split_once(": ").unwrap_or((value, "")));
            }
        }
        if !matches!(status, 204 | 304) {
            let _ = lines.push(("content-length", "0"));
        }
        let connection = request.body_connection.finalize().await?;
        let response = Response::empty(StatusCode::new(status)).with_headers(lines.as_slice());
        response.write_to(connection, writer).await
    }
}

/// A handler for `OPTIONS`, which gets those that are no preflights.
struct Options;

impl MethodHandlerService for Options {
    async fn call_method_handler_service<R: Read, W: ResponseWriter<Error = R::Error>>(
        &self,
        (): &(),
        (): (),
        method: &str,
        request: Request<'_, R>,
        writer: W,
    ) -> Result<ResponseSent, W::Error> {
        let status = StatusCode::new(if method == "OPTIONS" { 200 } else { 405 });
        let connection = request.body_connection.finalize().await?;
        (status, ("conformance-reached", "yes"), "").write_to(connection, writer).await
    }
}

/// What the host cannot see from outside.
struct Memory<'a>(&'a Sizes);

impl MethodHandlerService for Memory<'_> {
    async fn call_method_handler_service<R: Read, W: ResponseWriter<Error = R::Error>>(
        &self,
        (): &(),
        (): (),
        _: &str,
        request: Request<'_, R>,
        writer: W,
    ) -> Result<ResponseSent, W::Error> {
        let connection = request.body_connection.finalize().await?;
        let (peak, stack) = (measure::peak(), measure::size());
        let now = embassy_time::Instant::now().as_millis();
        let (server, network) = (self.0.server.get(), self.0.network.get());
        format_args!(
            "peak stack {peak}\nstack {stack}\nfuture of a connection {server}\nfuture of the network {network}\nmilliseconds since the start {now}\n"
        )
        .write_to(connection, writer)
        .await
    }
}

/// Inside the CORS layer.
struct Authentication;

impl<State, PathParameters> Layer<State, PathParameters> for Authentication {
    type NextState = State;
    type NextPathParameters = PathParameters;

    async fn call_layer<
        'a,
        R: Read + 'a,
        NextLayer: Next<'a, R, Self::NextState, Self::NextPathParameters>,
        W: ResponseWriter<Error = R::Error>,
    >(
        &self,
        next: NextLayer,
        state: &State,
        path_parameters: PathParameters,
        request_parts: RequestParts<'_>,
        writer: W,
    ) -> Result<ResponseSent, W::Error> {
        if request_parts.headers().get("authorization").is_some() {
            return next.run(state, path_parameters, writer).await;
        }
        (StatusCode::UNAUTHORIZED, "who are you?\n").write_to(next.into_connection().await?, writer).await
    }
}

struct Stream;

impl Chunks for Stream {
    fn content_type(&self) -> &'static str {
        "text/plain"
    }

    async fn write_chunks<W: Write>(self, mut writer: ChunkWriter<W>) -> Result<ChunksWritten, W::Error> {
        writer.write_chunk(b"one ").await?;
        writer.write_chunk(b"two").await?;
        writer.finalize().await
    }
}
