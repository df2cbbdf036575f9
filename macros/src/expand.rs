//! What the macros expand to.

use corsac_compiler::Severity;
use proc_macro::{Delimiter, Group, Literal, Span, TokenStream, TokenTree};

use crate::written::Finding;

/// A block: every finding at its place, then a reference to the image, in a `static`. `depends_on` is the file that
/// the policy came from: the crate is built again when it changes.
pub(crate) fn block(findings: &[Finding<Span>], image: Option<&[u8]>, depends_on: Option<&str>) -> TokenStream {
    let mut block = TokenStream::new();
    let (errors, warnings): (Vec<_>, Vec<_>) = findings.iter().partition(|finding| finding.severity == Severity::Error);
    block.extend(warnings.into_iter().map(warning));
    if let Some(path) = depends_on {
        block.extend(parse(&format!("const _: &[u8] = ::core::include_bytes!({});", Literal::string(path))));
    }
    match image {
        Some(image) => {
            let (length, bytes) = (image.len(), Literal::byte_string(image));
            block.extend(parse(&format!("static IMAGE: [u8; {length}] = *{bytes}; &IMAGE")));
        }
        None => {
            // The last one has no semicolon: an error is of any type, so that no other error follows from it.
            for (place, finding) in errors.iter().enumerate() {
                block.extend(error(finding, place + 1 < errors.len()));
            }
        }
    }
    TokenTree::Group(Group::new(Delimiter::Brace, block)).into()
}

fn error(finding: &Finding<Span>, more_follow: bool) -> TokenStream {
    let semicolon = if more_follow { ";" } else { "" };
    let message = Literal::string(&finding.message);
    at(place(finding), parse(&format!("::core::compile_error!({message}){semicolon}")))
}

/// On a stable compiler the use of something deprecated is the only warning that says words of one's own. It appears
/// where the name stands that is used.
fn warning(finding: &Finding<Span>) -> TokenStream {
    let message = Literal::string(&finding.message);
    let mut inner = parse(&format!("#[deprecated(note = {message})] const cors_policy_warning: () = ();"));
    inner.extend(at(place(finding), parse("cors_policy_warning")));
    let mut outer = parse("const _: () =");
    outer.extend([TokenTree::Group(Group::new(Delimiter::Brace, inner))]);
    outer.extend(parse(";"));
    outer
}

fn place(finding: &Finding<Span>) -> Span {
    finding.place.unwrap_or_else(Span::call_site)
}

/// `source` is written above, so it is made of tokens.
fn parse(source: &str) -> TokenStream {
    source.parse().unwrap_or_default()
}

/// The same tokens, as if they stood at that place.
fn at(place: Span, tokens: TokenStream) -> TokenStream {
    let moved = tokens.into_iter().map(|mut token| {
        if let TokenTree::Group(group) = &token {
            token = Group::new(group.delimiter(), at(place, group.stream())).into();
        }
        token.set_span(place);
        token
    });
    moved.collect()
}
