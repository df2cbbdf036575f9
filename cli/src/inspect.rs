//! `corsac inspect`: what is in an image.

use std::path::PathBuf;

use corsac::Policy;
use serde::Serialize;

use crate::context::{Context, Failure};
use crate::policy;
use crate::summary::Facts;
use crate::text::{self, line};

/// Show an image: the policy it holds, its layout, sizes and checksum.
#[derive(clap::Args)]
#[command(after_help = "\
Exit codes:
  0  it is an image
  1  it is none; the first fault is named with its offset
  2  wrong usage, or the file could not be read")]
pub(crate) struct Args {
    /// An image; `-` is standard input.
    image: PathBuf,
}

/// Inspects an image.
pub(crate) fn run(arguments: &Args, context: &mut Context) -> Result<(), Failure> {
    let is_human = context.is_human()?;
    let bytes = policy::read(&arguments.image)?;
    let policy = match Policy::from_bytes(&bytes) {
        Ok(policy) => policy,
        Err(error) if is_human => {
            return Err(Failure::Rejected(format!("{}: {error}", text::path(&arguments.image))));
        }
        Err(error) => {
            context.found();
            return context.json(&serde_json::json!({ "error": error.kind.as_str(), "offset": error.offset }));
        }
    };
    let sections = sections(&bytes);
    if is_human {
        context.print(&human(policy, &sections))
    } else {
        context.json(&Report { policy: policy.config(), facts: Facts::of(policy), sections })
    }
}

#[derive(Serialize)]
struct Report<'p> {
    policy: corsac::Config<'p>,
    facts: Facts,
    sections: Vec<Section>,
}

/// A part of the image.
#[derive(Serialize)]
struct Section {
    name: &'static str,
    offset: usize,
    length: usize,
    /// How many items there are, where it holds items.
    count: Option<usize>,
}

fn human(policy: Policy<'_>, sections: &[Section]) -> String {
    let mut report = String::new();
    let facts = Facts::of(policy);
    line(&mut report, &format!("image of version 1, {} bytes, checksum {}", facts.bytes, facts.checksum));
    line(&mut report, "");
    line(&mut report, "  offset   length  section");
    for Section { name, offset, length, count } in sections {
        let count = count.map(|count| format!(": {count}")).unwrap_or_default();
        line(&mut report, &format!("{offset:>8} {length:>8}  {name}{count}"));
    }
    line(&mut report, "");
    line(&mut report, "# The policy. Compiling it gives the same image again.");
    match toml::to_string_pretty(&policy.config()) {
        // All of it is visible ASCII: the image is valid.
        Ok(document) => report.push_str(&without_defaults(&document)),
        Err(error) => line(&mut report, &format!("# it cannot be written as TOML: {error}")),
    }
    report
}

/// Leaves out the keys that say what is so without them.
fn without_defaults(document: &str) -> String {
    let is_default = |line: &&str| line.ends_with(" = []") || line.ends_with(" = false");
    document.lines().filter(|line| !is_default(line)).map(|line| format!("{line}\n")).collect()
}

/// Where everything stands, by the numbers of the header: see docs/image-format.md.
// Invariant: the bytes are an image.
fn sections(image: &[u8]) -> Vec<Section> {
    let number = |offset: usize, length: usize| {
        let bytes = image.get(offset..offset + length).unwrap_or_default();
        bytes.iter().rev().fold(0, |number, byte| number << 8 | usize::from(*byte))
    };
    let [methods, headers, header_count, exposed, max_age, shapes] = [16, 18, 20, 22, 24, 26].map(|at| number(at, 2));
    let [origins, texts] = [28, 32].map(|at| number(at, 4));
    let buckets = if origins < 4 { 1 } else { 1 << (origins.ilog2() - 1) };
    let mut offset = 0;
    [
        ("header", 36, None),
        ("methods", methods, None),
        ("request headers", headers, None),
        ("header ends", 2 * header_count, Some(header_count)),
        ("exposed headers", exposed, None),
        ("max-age", max_age, None),
        ("ends of origins", 4 * origins, Some(origins)),
        ("texts of origins", texts, None),
        ("shapes of wildcards", 8 * shapes, Some(shapes)),
        ("boundaries of buckets", 4 * (buckets - 1), Some(buckets - 1)),
        ("slots", 4 * origins, Some(origins)),
    ]
    .map(|(name, length, count)| {
        let section = Section { name, offset, length, count };
        offset += length;
        section
    })
    .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sections_add_up() {
        let many: Vec<String> = (0..1_000).map(|number| format!("https://o{number}.example")).collect();
        let patterns: Vec<&str> = many.iter().map(String::as_str).collect();
        for count in [1, 2, 3, 4, 5, 63, 64, 65, 1_000] {
            let config = corsac::Config::new()
                .allow_origins(&patterns[..count])
                .allow_headers(&["X-A", "X-B"])
                .expose_headers(&["ETag"])
                .max_age(60);
            let image = config.compile_boxed(|_| ()).unwrap();
            let sections = sections(image.as_bytes());
            let last = sections.last().unwrap();
            assert_eq!(last.offset + last.length, image.as_bytes().len(), "{count} origins");
        }
    }
}
