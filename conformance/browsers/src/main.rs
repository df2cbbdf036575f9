//! Real browsers against corsac's servers.
//!
//! For each call of a page three sides are compared: what the browser did, what its model in `corsac-conformance` makes
//! of the same responses, and what the policies mean. `README.md` says more.
//!
//! ```text
//!  scenario ─► browser ─► gateway ─► server        what the page saw, what was sent  ─┐
//!     ├──────► browser model, on the responses that were sent ───────────────────────┼─► judge ─► report
//!     └──────► what the policies mean ───────────────────────────────────────────────┘      ▲
//!                                                                                 exceptions ┘
//! ```

#![forbid(unsafe_code)]

mod browser;
mod exceptions;
mod gateway;
mod http;
mod judge;
mod report;
mod run;
mod scenario;
mod server;

use core::net::SocketAddr;
use core::time::Duration;
use std::process::ExitCode;

use browser::Browser;
use clap::{Parser, ValueEnum};
use server::Server;

/// Runs pages in browsers against servers, and compares what comes of it with the browser model and the policies.
#[derive(Parser)]
struct Arguments {
    /// The browsers; all of them if there is none.
    #[arg(long = "browser")]
    browsers: Vec<Browser>,
    /// The servers that are started here; both if there is none.
    #[arg(long = "server")]
    servers: Vec<Hosted>,
    /// Where the firmware answers, which is then tried, too.
    #[arg(long, value_name = "ADDRESS")]
    firmware: Option<SocketAddr>,
    /// Only scenarios whose names contain this.
    #[arg(long, default_value = "")]
    only: String,
    /// How the report is written.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// For how many seconds all of it may run.
    #[arg(long, default_value_t = 300)]
    deadline: u64,
    /// Show each call: what the page saw, and what was sent.
    #[arg(long)]
    verbose: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Hosted {
    Axum,
    Actix,
    None,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Json,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let plan = plan(&arguments);
    let runtime = match tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return fail(&error.to_string()),
    };
    let deadline = Duration::from_secs(arguments.deadline);
    let ended = runtime.block_on(async { tokio::time::timeout(deadline, run::run(&plan)).await });
    let report = match ended {
        Ok(Ok(report)) => report,
        Ok(Err(error)) => return fail(&error),
        Err(_) => return fail(&format!("not done within {} s", arguments.deadline)),
    };
    match arguments.format {
        Format::Text => print!("{report}"),
        Format::Json => match serde_json::to_string_pretty(&report) {
            Ok(text) => println!("{text}"),
            Err(error) => return fail(&error.to_string()),
        },
    }
    if report.is_good(plan.only.is_empty()) { ExitCode::SUCCESS } else { ExitCode::from(1) }
}

fn plan(arguments: &Arguments) -> run::Plan {
    let all = |given: &[Hosted]| if given.is_empty() { vec![Hosted::Axum, Hosted::Actix] } else { given.to_vec() };
    let hosted = all(&arguments.servers).into_iter().filter_map(|server| match server {
        Hosted::Axum => Some(Server::Axum),
        Hosted::Actix => Some(Server::Actix),
        Hosted::None => None,
    });
    let given = &arguments.browsers;
    run::Plan {
        browsers: if given.is_empty() { vec![Browser::Chromium, Browser::Firefox] } else { given.clone() },
        servers: hosted.chain(arguments.firmware.map(Server::Device)).collect(),
        only: arguments.only.clone(),
        verbose: arguments.verbose,
    }
}

fn fail(error: &str) -> ExitCode {
    eprintln!("error: {error}");
    ExitCode::from(2)
}
