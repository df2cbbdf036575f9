//! picoserve with one route and the layer.
#![no_std]
#![no_main]

corsac_adapter_probes::picoserve!(
    picoserve::Router::new()
        .route("/temperature", picoserve::routing::get(async || "21.5"))
        .layer(corsac_picoserve::CorsLayer::new(corsac_adapter_probes::policy()))
);
