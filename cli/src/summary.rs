//! What a compiled policy holds, in numbers and in words.

use corsac::Policy;
use serde::Serialize;

/// Facts about an image.
#[derive(Serialize)]
pub(crate) struct Facts {
    /// The length of the image in bytes.
    pub(crate) bytes: usize,
    /// CRC-32, as eight hexadecimal digits.
    pub(crate) checksum: String,
    pub(crate) any_origin: bool,
    /// Origins that stand for themselves.
    pub(crate) exact_origins: usize,
    /// Wildcards, by what is wild about them; a pattern with two `*` counts as subdomains or a part of a label.
    pub(crate) subdomains: usize,
    pub(crate) label_globs: usize,
    pub(crate) any_port: usize,
    pub(crate) methods: Vec<String>,
    pub(crate) request_headers: Vec<String>,
    pub(crate) exposed_headers: Vec<String>,
    pub(crate) credentials: bool,
    pub(crate) max_age: Option<u32>,
}

impl Facts {
    pub(crate) fn of(policy: Policy<'_>) -> Facts {
        let config = policy.config();
        let texts = |list: corsac::List<'_>| list.iter().map(str::to_string).collect();
        let bytes = policy.as_bytes();
        let checksum = bytes.get(12..16).and_then(|bytes| bytes.try_into().ok()).map(u32::from_le_bytes);
        let mut facts = Facts {
            bytes: bytes.len(),
            checksum: format!("{:08x}", checksum.unwrap_or_default()),
            any_origin: false,
            exact_origins: 0,
            subdomains: 0,
            label_globs: 0,
            any_port: 0,
            methods: texts(config.allow_methods),
            request_headers: texts(config.allow_headers),
            exposed_headers: texts(config.expose_headers),
            credentials: config.allow_credentials,
            max_age: config.max_age,
        };
        for pattern in config.allow_origins.iter() {
            let host = pattern.split_once("://").map_or("", |(_, host)| host);
            match (pattern, host) {
                ("*", _) => facts.any_origin = true,
                _ if host.starts_with("*.") => facts.subdomains += 1,
                _ if host.trim_end_matches(":*").contains('*') => facts.label_globs += 1,
                _ if host.ends_with(":*") => facts.any_port += 1,
                _ => facts.exact_origins += 1,
            }
        }
        facts
    }

    /// For people.
    pub(crate) fn lines(&self) -> Vec<String> {
        let kinds = [
            (self.exact_origins, "exact"),
            (self.subdomains, "of any subdomain"),
            (self.label_globs, "with a wild label"),
            (self.any_port, "of any port"),
        ];
        let kinds: Vec<String> =
            kinds.iter().filter(|(count, _)| *count > 0).map(|(count, kind)| format!("{count} {kind}")).collect();
        let origins = if self.any_origin { "any".into() } else { kinds.join(", ") };
        let list = |names: &[String]| if names.is_empty() { "none".into() } else { names.join(", ") };
        vec![
            format!("size         {} bytes, checksum {}", self.bytes, self.checksum),
            format!("origins      {origins}"),
            format!("methods      {}", list(&self.methods)),
            format!("headers      {}", list(&self.request_headers)),
            format!("exposed      {}", list(&self.exposed_headers)),
            format!("credentials  {}", if self.credentials { "yes" } else { "no" }),
            format!("max-age      {}", self.max_age.map_or("none".into(), |seconds| format!("{seconds} s"))),
        ]
    }
}
