//! The macros of [`corsac`](https://docs.rs/corsac), which has them behind the feature `macros` and documents them
//! there. Nothing here is meant to be used without it.
//!
//! A policy is read from tokens or from a file, each part with its place; `judge` checks and compiles it with the
//! compiler of the same version of corsac; `expand` puts every finding at its place, and the image into a `static`.

mod expand;
mod file;
mod judge;
mod message;
mod tokens;
mod written;

use std::path::Path;

use proc_macro::{Span, TokenStream};

use crate::file::Document;
use crate::judge::{Judgement, judge};
use crate::written::Finding;

/// The image of the policy that is written here, as `&'static [u8; N]`. See `corsac::policy`.
#[proc_macro]
pub fn policy(input: TokenStream) -> TokenStream {
    // What is missing is reported at what is there.
    let anchor = input.clone().into_iter().next().map(|token| token.span());
    let Judgement { mut findings, image } = judge(tokens::read(input));
    for finding in &mut findings {
        finding.place = finding.place.or(anchor);
    }
    expand::block(&findings, image.as_deref(), None)
}

/// The image of the policy in a file, as `&'static [u8; N]`. See `corsac::include_policy`.
#[proc_macro]
pub fn include_policy(input: TokenStream) -> TokenStream {
    let (name, place) = match tokens::read_text(input) {
        Ok(name) => name,
        Err(fault) => return expand::block(&[fault], None, None),
    };
    let failed = |message: String| expand::block(&[Finding::error(place, message)], None, None);
    let folder = std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default();
    let document = match Document::open(Path::new(&folder), &name) {
        Ok(document) => document,
        Err(message) => return failed(message),
    };
    let Some(path) = document.path.to_str() else {
        return failed(format!("{name}: the path of the folder of Cargo.toml is not UTF-8"));
    };
    let Judgement { findings, image } = document.judge(&name);
    // Where in the file it is stands in the message.
    let at_the_path = |Finding { severity, message, .. }| Finding { place: Some(place), severity, message };
    let findings: Vec<Finding<Span>> = findings.into_iter().map(at_the_path).collect();
    expand::block(&findings, image.as_deref(), Some(path))
}
