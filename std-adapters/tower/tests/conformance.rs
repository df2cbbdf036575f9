//! The whole corpus, exactly, over real connections: axum and hyper alone, by HTTP/1.1 and HTTP/2.

mod common;

use common::{application, assert_conformance, bare, bridge, listen, replay};
use corsac_tower::CorsLayer;

/// Cases with text that no HTTP parser lets pass: the core is tried on them.
const CANNOT_TRAVEL: (&str, usize) = ("an HTTP parser does not let it pass", 43);
/// A handshake by HTTP/1.1 says nothing about HTTP/2: `websockets.rs` does.
const NO_UPGRADE: (&str, usize) = ("the server does not offer this", 1);

#[test]
fn axum_over_http_1() {
    let report = replay(|listener, cors| async move {
        let app = application::application().layer(CorsLayer::new(cors));
        axum::serve(listener, app).await.unwrap();
    });
    assert_conformance(&report, &[CANNOT_TRAVEL]);
}

#[test]
fn axum_over_http_2() {
    let report = replay(|listener, cors| async move {
        let (own, server) = listen().await;
        let app = application::application().layer(CorsLayer::new(cors));
        tokio::join!(bridge::serve(listener, server), async { axum::serve(own, app).await.unwrap() });
    });
    assert_conformance(&report, &[CANNOT_TRAVEL, NO_UPGRADE]);
}

#[test]
fn hyper_over_http_1() {
    let report = replay(bare::serve);
    assert_conformance(&report, &[CANNOT_TRAVEL]);
}

#[test]
fn hyper_over_http_2() {
    let report = replay(|listener, cors| async move {
        let (own, server) = listen().await;
        tokio::join!(bridge::serve(listener, server), bare::serve(own, cors));
    });
    assert_conformance(&report, &[CANNOT_TRAVEL, NO_UPGRADE]);
}
