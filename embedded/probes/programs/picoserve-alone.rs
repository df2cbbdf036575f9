//! picoserve with one route.
#![no_std]
#![no_main]

corsac_adapter_probes::picoserve!(
    picoserve::Router::new().route("/temperature", picoserve::routing::get(async || "21.5"))
);
