//! picoserve with one route, whose handler uses the core.
#![no_std]
#![no_main]

corsac_adapter_probes::picoserve!(picoserve::Router::new().route(
    "/temperature",
    picoserve::routing::get(async || {
        corsac_adapter_probes::use_core();
        "21.5"
    })
));
