//! The whole conformance corpus, over real connections.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::sync::mpsc;

use corsac::Policy;
use corsac_conformance::PolicyText;
use corsac_conformance::corpus::Case;
use corsac_conformance::runner::{Comparison, Target};
use corsac_embedded_conform::{case_answer, check, compiled, sets_own_cors_lines, sets_own_vary};
use corsac_picoserve::CorsLayer;
use picoserve::ResponseSent;
use picoserve::io::{Read, Write};
use picoserve::request::{Request, RequestParts};
use picoserve::response::chunked::{ChunkWriter, ChunkedResponse, Chunks, ChunksWritten};
use picoserve::response::{IntoResponse, NoContent, Response, ResponseWriter, StatusCode};
use picoserve::routing::{Layer, MethodHandlerService, Next, get};

const ADDS_ONLY: &str = "picoserve only adds headers: the handler's own lines stay";

#[test]
fn the_corpus_exactly() {
    let unsupported = |case: &Case| (sets_own_cors_lines(case) || sets_own_vary(case)).then_some(ADDS_ONLY);
    let report = check(Comparison::Exact, unsupported, start);
    assert!(report.passed() > 500, "{report}");
}

/// Two lines of `Vary` mean the same as one, so here a handler may have its own.
#[test]
fn the_corpus_as_browsers_and_caches_see_it() {
    let unsupported = |case: &Case| sets_own_cors_lines(case).then_some(ADDS_ONLY);
    check(Comparison::Observable, unsupported, start);
}

/// A server with this policy, until the process ends.
fn start(policy: &PolicyText) -> Target {
    let policy = compiled(policy);
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
            sender.send(listener.local_addr().unwrap()).unwrap();
            serve(&listener, policy).await
        });
    });
    Target::parse(&format!("http://{}", receiver.recv().unwrap())).unwrap()
}

async fn serve(listener: &tokio::net::TcpListener, policy: &Policy<'static>) {
    let config = picoserve::Config::const_default().keep_connection_alive();
    let app = picoserve::Router::new()
        .route_service("/case", CaseService)
        .route("/only-get", get(async || "only GET"))
        .route("/error", get(async || Err::<&str, _>((StatusCode::INTERNAL_SERVER_ERROR, "an error"))))
        .route("/panic", get(async || NOT_OFFERED))
        .route("/socket", get(async || NOT_OFFERED))
        .route("/unauthorized", get(async || "authorized").layer(Authentication))
        .route_service("/options", OptionsService)
        .route("/stream", get(async || ChunkedResponse::new(Stream)))
        .layer(CorsLayer::new(policy));
    loop {
        let (stream, _) = listener.accept().await.unwrap();
        let mut buffer = vec![0; 16384];
        let _ = picoserve::Server::new_tokio(&app, &config, &mut buffer).serve(stream).await;
    }
}

const NOT_OFFERED: (StatusCode, &str) = (StatusCode::new(501), "a panic ends the program; no feature `ws`");

struct CaseService;

impl MethodHandlerService for CaseService {
    async fn call_method_handler_service<R: Read, W: ResponseWriter<Error = R::Error>>(
        &self,
        (): &(),
        (): (),
        _method: &str,
        request: Request<'_, R>,
        response_writer: W,
    ) -> Result<ResponseSent, W::Error> {
        let fields = request.parts.headers().iter().map(|(name, value)| (name.as_raw(), value.as_raw()));
        let (status, lines) = case_answer(fields);
        let lines: Vec<(&str, &str)> = lines.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let connection = request.body_connection.finalize().await?;
        let response = Response::empty(StatusCode::new(status)).with_headers(lines.as_slice());
        response.write_to(connection, response_writer).await
    }
}

struct OptionsService;

impl MethodHandlerService for OptionsService {
    async fn call_method_handler_service<R: Read, W: ResponseWriter<Error = R::Error>>(
        &self,
        (): &(),
        (): (),
        method: &str,
        request: Request<'_, R>,
        response_writer: W,
    ) -> Result<ResponseSent, W::Error> {
        let status = StatusCode::new(if method == "OPTIONS" { 204 } else { 405 });
        let connection = request.body_connection.finalize().await?;
        (status, ("conformance-reached", "yes"), NoContent).write_to(connection, response_writer).await
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
        response_writer: W,
    ) -> Result<ResponseSent, W::Error> {
        if request_parts.headers().get("authorization").is_some() {
            return next.run(state, path_parameters, response_writer).await;
        }
        (StatusCode::UNAUTHORIZED, "who are you?").write_to(next.into_connection().await?, response_writer).await
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
