//! An image as a file or as source.

use std::io::{self, Write};
use std::path::Path;

use corsac::Policy;
use serde_json::json;

use super::{Emit, stem};
use crate::summary::Facts;

/// How many bytes stand in a line of source.
const BYTES_IN_A_LINE: usize = 16;

/// Writes a policy in one of the forms.
pub(super) fn write(out: &mut dyn Write, emit: Emit, name: &str, policy: Policy<'_>) -> io::Result<()> {
    match emit {
        Emit::Image => out.write_all(policy.as_bytes()),
        Emit::Rust => rust(out, name, policy),
        Emit::C => c(out, name, policy),
        Emit::Json => json(out, policy),
    }
}

/// For a module of its own or `include!`.
fn rust(out: &mut dyn Write, name: &str, policy: Policy<'_>) -> io::Result<()> {
    let name = name.to_uppercase();
    writeln!(out, "// Made by `corsac compile`; the policy is not to be changed here.\n")?;
    writeln!(out, "/// The image of the policy [`{name}`].")?;
    writeln!(out, "pub static {name}_IMAGE: [u8; {}] = [", policy.as_bytes().len())?;
    bytes(out, policy.as_bytes())?;
    writeln!(out, "];\n")?;
    writeln!(out, "/// The compiled policy. It is validated while the program is compiled.")?;
    writeln!(
        out,
        "pub static {name}: ::corsac::Policy<'static> = match ::corsac::Policy::from_bytes(&{name}_IMAGE) {{"
    )?;
    writeln!(out, "    Ok(policy) => policy,")?;
    writeln!(out, "    Err(_) => panic!(\"the image was made for another version of corsac\"),")?;
    writeln!(out, "}};")
}

/// For `#include` in one file.
fn c(out: &mut dyn Write, name: &str, policy: Policy<'_>) -> io::Result<()> {
    let name = name.to_lowercase();
    writeln!(out, "/* Made by `corsac compile`; the policy is not to be changed here. */\n")?;
    writeln!(out, "#include <stddef.h>\n#include <stdint.h>\n")?;
    let length = policy.as_bytes().len();
    writeln!(out, "static const size_t {name}_image_length = {length};\n")?;
    writeln!(out, "static const uint8_t {name}_image[{length}] = {{")?;
    bytes(out, policy.as_bytes())?;
    writeln!(out, "}};")
}

fn bytes(out: &mut dyn Write, bytes: &[u8]) -> io::Result<()> {
    for line in bytes.chunks(BYTES_IN_A_LINE) {
        write!(out, "   ")?;
        for byte in line {
            write!(out, " 0x{byte:02x},")?;
        }
        writeln!(out)?;
    }
    Ok(())
}

fn json(out: &mut dyn Write, policy: Policy<'_>) -> io::Result<()> {
    let hex: String = policy.as_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    let document = json!({ "policy": policy.config(), "facts": Facts::of(policy), "image": hex });
    serde_json::to_writer_pretty(&mut *out, &document)?;
    writeln!(out)
}

/// The name of the constant: given, or made from the name of the file. Letters, digits and `_`, no digit first.
pub(super) fn constant_name(given: Option<&str>, policy: &Path) -> Result<String, String> {
    let is_name = |name: &str| {
        name.starts_with(|first: char| first.is_ascii_alphabetic())
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    };
    match given {
        Some(name) if is_name(name) => Ok(name.into()),
        Some(name) => Err(format!("{name:?} is no name: it needs a letter, then letters, digits and `_`")),
        None => {
            let name: String = stem(policy).chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
            Ok(if is_name(&name) { name } else { "policy".into() })
        }
    }
}
