//! The real binary: its output, snapshots of it, and exit codes. `CORSAC_BLESS=1 cargo test -p corsac-cli` writes the
//! snapshots anew.

mod audit;
mod check;
mod compile;
mod decide;
mod diff;
mod explain;
mod fix;
mod general;
mod http;
mod inspect;
mod serve;
mod served;
mod support;
