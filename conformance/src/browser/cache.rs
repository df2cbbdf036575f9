//! The CORS-preflight cache.

use super::engine::{CacheKind, Engine};
use super::method::is_cors_safelisted_method;
use super::preflight::{AUTHORIZATION, Grant};
use super::request::Request;

/// A CORS-preflight cache: what earlier preflights allow, until it expires.
///
/// A [`Browser`](super::Browser) owns one and uses it from fetch to fetch.
///
/// <https://fetch.spec.whatwg.org/#concept-cache>
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PreflightCache {
    entries: Vec<CacheEntry>,
}

/// A cache entry.
///
/// <https://fetch.spec.whatwg.org/#cache-entry>
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CacheEntry {
    /// The network partition key.
    pub partition: Option<String>,
    /// The byte-serialized origin.
    pub origin: String,
    /// The whole URL.
    pub url: String,
    /// How many seconds the entry may be used for.
    pub max_age: i64,
    /// The second since when.
    pub stored_at: u64,
    /// Whether it may be used for a request with credentials.
    pub credentials: bool,
    /// What is allowed.
    pub allows: Allowed,
}

/// What a cache entry allows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Allowed {
    /// A method, or `*`.
    Method(String),
    /// A header name, or `*`.
    HeaderName(String),
    /// Nothing by name. Engines remember that a preflight succeeded even where it listed nothing;
    /// the standard does not.
    Preflighted,
}

impl PreflightCache {
    /// An empty cache.
    #[must_use]
    pub const fn new() -> Self {
        Self { entries: Vec::new() }
    }

    /// The entries, expired ones included until they are next looked for.
    #[must_use]
    pub fn entries(&self) -> &[CacheEntry] {
        &self.entries
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        self.entries.clear();
    }

    /// Whether what is cached makes a preflight for `request` unnecessary.
    ///
    /// <https://fetch.spec.whatwg.org/#concept-http-fetch>
    pub(super) fn covers(&mut self, request: &Request, unsafe_names: &[String], engine: Engine, now: u64) -> bool {
        self.remove_expired(now);
        let lookup = Lookup { request, engine };
        let mut matching = self.entries.iter().filter(|entry| lookup.entry_match(entry)).peekable();
        let covers = match engine.cache_kind() {
            CacheKind::Entries => {
                let matching: Vec<_> = matching.collect();
                let method_needed = !is_cors_safelisted_method(&request.method) || request.use_cors_preflight;
                (!method_needed || lookup.method_match(&matching, &request.method))
                    && unsafe_names.iter().all(|name| lookup.header_name_match(&matching, name))
            }
            // The other two kinds need a preflight to have succeeded, then look at what it listed.
            CacheKind::LastResult | CacheKind::Literal if matching.peek().is_none() => false,
            CacheKind::LastResult => {
                let matching: Vec<_> = matching.collect();
                (is_cors_safelisted_method(&request.method) || lookup.method_match(&matching, &request.method))
                    && unsafe_names.iter().all(|name| lookup.header_name_match(&matching, name))
            }
            CacheKind::Literal => {
                let matching: Vec<_> = matching.collect();
                (matches!(request.method.as_str(), "GET" | "POST") || lookup.method_match(&matching, &request.method))
                    && unsafe_names.iter().all(|name| lookup.header_name_match(&matching, name))
            }
        };
        if !covers && engine.cache_kind() == CacheKind::LastResult {
            self.clear_entries(request);
        }
        covers
    }

    /// The last steps of CORS-preflight fetch: remember what was granted.
    ///
    /// An entry whose max-age is set anew counts from that moment.
    ///
    /// <https://fetch.spec.whatwg.org/#cors-preflight-fetch-0>
    pub(super) fn store(&mut self, request: &Request, grant: &Grant, max_age: i64, engine: Engine, now: u64) {
        self.remove_expired(now);
        if engine.forgets_preflights_of_opaque_origins() && request.origin.is_opaque() {
            return;
        }
        let methods = grant.methods.iter().flatten().cloned().map(Allowed::Method);
        let header_names = grant.header_names.iter().flatten().cloned().map(Allowed::HeaderName);
        let granted = methods.chain(header_names);
        let lookup = Lookup { request, engine };
        match engine.cache_kind() {
            CacheKind::Entries => {
                for allows in granted {
                    self.set(&lookup, allows, max_age, now);
                }
            }
            CacheKind::LastResult => {
                self.clear_entries(request);
                for allows in granted.chain([Allowed::Preflighted]) {
                    self.entries.push(lookup.new_entry(allows, max_age, now));
                }
            }
            CacheKind::Literal if max_age <= 0 => {}
            CacheKind::Literal => {
                for allows in granted.chain([Allowed::Preflighted]) {
                    self.set(&lookup, allows, max_age, now);
                }
            }
        }
    }

    /// Clear cache entries.
    ///
    /// <https://fetch.spec.whatwg.org/#concept-cache-clear>
    pub(super) fn clear_entries(&mut self, request: &Request) {
        self.entries.retain(|entry| !has_key(entry, request));
    }

    /// Sets the max-age of the entries that match, or creates one.
    fn set(&mut self, lookup: &Lookup<'_>, allows: Allowed, max_age: i64, now: u64) {
        let mut found = false;
        for entry in &mut self.entries {
            if lookup.entry_match(entry) && lookup.allows_match(&entry.allows, &allows) {
                (entry.max_age, entry.stored_at) = (max_age, now);
                found = true;
            }
        }
        if !found {
            self.entries.push(lookup.new_entry(allows, max_age, now));
        }
    }

    fn remove_expired(&mut self, now: u64) {
        self.entries.retain(|entry| {
            let age = now.saturating_sub(entry.stored_at);
            u64::try_from(entry.max_age).is_ok_and(|max_age| age < max_age)
        });
    }
}

/// A request looking for entries that match it.
struct Lookup<'r> {
    request: &'r Request,
    engine: Engine,
}

impl Lookup<'_> {
    /// Cache entry match.
    ///
    /// <https://fetch.spec.whatwg.org/#concept-cache-match>
    fn entry_match(&self, entry: &CacheEntry) -> bool {
        let includes_credentials = self.request.includes_credentials();
        let credentials_fit = match self.engine.cache_kind() {
            CacheKind::Literal => entry.credentials == includes_credentials,
            CacheKind::Entries | CacheKind::LastResult => entry.credentials || !includes_credentials,
        };
        has_key(entry, self.request) && credentials_fit
    }

    /// Method cache entry match.
    ///
    /// <https://fetch.spec.whatwg.org/#concept-cache-match-method>
    fn method_match(&self, entries: &[&CacheEntry], method: &str) -> bool {
        let method = Allowed::Method(method.to_owned());
        entries.iter().any(|entry| self.is_valid_wildcard(entry) && self.allows_match(&entry.allows, &method))
    }

    /// Header-name cache entry match.
    ///
    /// <https://fetch.spec.whatwg.org/#concept-cache-match-header>
    fn header_name_match(&self, entries: &[&CacheEntry], name: &str) -> bool {
        let name = Allowed::HeaderName(name.to_owned());
        entries.iter().any(|entry| self.is_valid_wildcard(entry) && self.allows_match(&entry.allows, &name))
    }

    /// Whether what an entry allows includes `wanted`.
    fn allows_match(&self, allows: &Allowed, wanted: &Allowed) -> bool {
        let has_wildcards = self.engine.cache_kind() != CacheKind::Literal;
        match (allows, wanted) {
            (Allowed::Method(allowed), Allowed::Method(wanted)) => {
                allowed == wanted || (has_wildcards && allowed == "*")
            }
            (Allowed::HeaderName(allowed), Allowed::HeaderName(wanted)) => {
                let covered = has_wildcards && allowed == "*" && self.wildcard_covers(wanted);
                allowed.eq_ignore_ascii_case(wanted) || covered
            }
            (Allowed::Preflighted, Allowed::Preflighted) => true,
            _ => false,
        }
    }

    /// Chromium's cache keeps the standard's rule for `Authorization`, unlike its preflight.
    fn wildcard_covers(&self, name: &str) -> bool {
        self.engine == Engine::Webkit || !name.eq_ignore_ascii_case(AUTHORIZATION)
    }

    /// Whether `entry`, if it is a wildcard, counts as one. In the standard it always does, even
    /// when it came with credentials and stood for itself then.
    fn is_valid_wildcard(&self, entry: &CacheEntry) -> bool {
        let (Allowed::Method(text) | Allowed::HeaderName(text)) = &entry.allows else {
            return true;
        };
        text != "*"
            || match self.engine {
                Engine::Spec | Engine::Firefox => true,
                Engine::Chromium => !entry.credentials,
                Engine::Webkit => !self.request.includes_credentials(),
            }
    }

    /// Create a new cache entry.
    ///
    /// <https://fetch.spec.whatwg.org/#concept-cache-create-entry>
    fn new_entry(&self, allows: Allowed, max_age: i64, now: u64) -> CacheEntry {
        CacheEntry {
            partition: self.request.partition.clone(),
            origin: self.request.serialized_origin().to_owned(),
            url: self.request.current_url().to_string(),
            max_age,
            stored_at: now,
            credentials: self.request.includes_credentials(),
            allows,
        }
    }
}

/// The part of a cache entry match that does not depend on credentials.
fn has_key(entry: &CacheEntry, request: &Request) -> bool {
    entry.partition == request.partition
        && entry.origin == request.serialized_origin()
        && entry.url == request.current_url().to_string()
}
