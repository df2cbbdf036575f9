//! Arbitrary policies, pages and handlers, made of few names, so that hits are common.

use super::{Agreement, Disagreement, check, check_redirected};
use crate::PolicyText;
use crate::browser::{Api, Body, CredentialsMode, Origin, PageRequest};
use crate::reference::{HeaderLines, Reference, Response};

/// A policy, a page's request, and what the application answers.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// The policy.
    pub policy: PolicyText,
    /// The page's request.
    pub page: PageRequest,
    /// The application's response, before the server has anything to say about CORS.
    pub handler: Response,
    /// Whether the request comes by a redirect.
    pub redirected: bool,
}

impl Scenario {
    /// Takes every choice from `bytes`: one that is missing is the first. Property tests and fuzzers share this.
    ///
    /// `None` for a policy that does not compile; most do.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let mut choices = Choices(bytes.iter());
        let scenario = Self {
            policy: choices.policy(),
            page: choices.page()?,
            handler: choices.handler(),
            redirected: choices.one_in(8),
        };
        scenario.policy.compile().is_ok().then_some(scenario)
    }

    /// Checks the law with the engine as the server.
    ///
    /// # Errors
    ///
    /// What browser and policy disagree about.
    pub fn check(&self) -> Result<Agreement, Disagreement> {
        let Ok(reference) = Reference::new(&self.policy) else { return Ok(Agreement::NotSent) };
        let mut server = reference.server(&self.handler);
        let law = if self.redirected { check_redirected } else { check };
        law(&self.policy, &self.page, &self.handler, &mut server)
    }
}

struct Choices<'b>(core::slice::Iter<'b, u8>);

impl Choices<'_> {
    fn byte(&mut self) -> usize {
        self.0.next().copied().unwrap_or_default().into()
    }

    fn one_in(&mut self, of: usize) -> bool {
        self.byte() % of == 1
    }

    fn pick<'t, T: ?Sized>(&mut self, table: &[&'t T]) -> &'t T {
        table[self.byte() % table.len()]
    }

    fn some(&mut self, most: usize, table: &[&str]) -> Vec<String> {
        let count = self.byte() % (most + 1);
        (0..count).map(|_| self.pick(table).to_owned()).collect()
    }

    fn policy(&mut self) -> PolicyText {
        let credentials = self.one_in(2);
        let any = self.one_in(4);
        let mut origins = self.some(4, PATTERNS);
        origins.push(if any && !credentials { "*" } else { self.pick(PATTERNS) }.to_owned());
        let mut expose = self.some(3, EXPOSED);
        if credentials {
            expose.retain(|name| name != "*");
        }
        PolicyText {
            allow_origins: origins,
            allow_methods: self.some(3, METHODS),
            allow_headers: self.names(4, POLICY_HEADERS),
            expose_headers: expose,
            allow_credentials: credentials,
            max_age: self.one_in(2).then(|| self.byte() as u32 * 300),
            allow_private_network: self.one_in(8),
            danger_allow_null_origin: true,
            danger_allow_insecure_origins: true,
            danger_allow_public_suffix_wildcards: true,
        }
    }

    fn names(&mut self, most: usize, table: &[&str]) -> Vec<String> {
        let mut names = self.some(most, table);
        if self.one_in(4) {
            names.push("*".to_owned());
        }
        names
    }

    fn page(&mut self) -> Option<PageRequest> {
        let body = [Body::None, Body::Text, Body::FormData, Body::Bytes, Body::Stream][self.byte() % 5].clone();
        let page = PageRequest::new("https://example.com", "https://api.test/").ok()?;
        let mut page = page.method(self.pick(METHODS)).credentials(
            [CredentialsMode::Omit, CredentialsMode::SameOrigin, CredentialsMode::Include][self.byte() % 3],
        );
        page.origin = Origin::parse(self.pick(ORIGINS)).ok()?;
        if !matches!(&*page.method.to_ascii_uppercase(), "GET" | "HEAD") {
            page.body = body;
        }
        if self.one_in(4) {
            page.api = Api::XmlHttpRequest { upload_listener: self.one_in(2) };
        }
        let count = self.byte() % 4;
        for _ in 0..count {
            let (name, value) = (self.pick(PAGE_HEADERS), self.pick(VALUES));
            page = page.header(name, value);
        }
        if self.one_in(8) {
            // More than is ever reflected, or just as much.
            let (count, length) = ([1, 4, 5, 159, 160][self.byte() % 5], [1, 200, 250, 255, 256][self.byte() % 5]);
            let name = |number: usize| format!("x-{number:03}{}", "n".repeat(length - length.min(5)));
            page.headers.extend((0..count).map(|number| (name(number), b"1".to_vec())));
        }
        Some(page)
    }

    fn handler(&mut self) -> Response {
        let count = self.byte() % 5;
        let lines = (0..count).map(|_| {
            let name = self.pick(HANDLER_HEADERS);
            let value = if name == "Vary" { self.pick(&["Origin", "accept", "*"]) } else { self.pick(&["*", "1"]) };
            (name.to_owned(), value.as_bytes().to_vec())
        });
        let headers = HeaderLines(lines.collect());
        Response { status: [200, 204, 304, 401, 404, 405, 500, 302][self.byte() % 8], headers }
    }
}

const PATTERNS: &[&str] = &[
    "https://example.com",
    "https://*.example.com",
    "https://example.com:*",
    "https://*.example.com:8443",
    "https://pr-*.example.com",
    "https://*--a.example.com:*",
    "https://*.b.example.com",
    "http://example.com",
    "http://[::1]:*",
    "http://[::1]",
    "http://127.0.0.1:3000",
    "http://*.localhost:*",
    "https://example.com.",
    "null",
    "tauri://localhost",
    "app://*.a",
    "chrome-extension://abcdef",
    "https://ample.com",
    "https://xexample.com",
    "file://",
];

const ORIGINS: &[&str] = &[
    "https://example.com",
    "https://a.example.com",
    "https://pr-1.example.com",
    "https://x--a.example.com",
    "https://x--a.example.com:8443",
    "https://a.b.example.com",
    "https://b.example.com",
    "https://pr-.example.com",
    "https://pr-1.b.example.com",
    "https://example.com:8443",
    "https://a.example.com:8443",
    "http://example.com",
    "http://[::1]",
    "http://[::1]:3000",
    "http://127.0.0.1:3000",
    "http://a.localhost:1",
    "https://example.com.",
    "https://a.example.com.",
    "null",
    "tauri://localhost",
    "app://x.a",
    "app://X.a",
    "chrome-extension://abcdef",
    "https://xexample.com",
    "https://example.com.evil.test",
    "file://",
    "https://api.test",
];

const METHODS: &[&str] =
    &["GET", "PUT", "POST", "DELETE", "PATCH", "patch", "HEAD", "put", "get", "OPTIONS", "QUERY", "*", "TRACE", "X-Y"];

const POLICY_HEADERS: &[&str] =
    &["X-A", "x-b", "Authorization", "content-type", "Accept", "Range", "X-C", "cookie", "user-agent", "x-a"];

const PAGE_HEADERS: &[&str] = &[
    "X-A",
    "x-b",
    "Content-Type",
    "Authorization",
    "x-a",
    "Accept",
    "Range",
    "Accept-Language",
    "Cookie",
    "x-c",
    "*",
    "User-Agent",
    "Sec-A",
];

const VALUES: &[&str] = &["text/plain", "application/json", "1", "", "bytes=0-1", "\"(", "a,b"];

const EXPOSED: &[&str] = &["X-One", "etag", "*", "Set-Cookie", "X-Two", "content-type", "Authorization", "Vary"];

const HANDLER_HEADERS: &[&str] = &[
    "X-One",
    "ETag",
    "Vary",
    "Set-Cookie",
    "Content-Type",
    "Access-Control-Allow-Origin",
    "Access-Control-Allow-Credentials",
    "Access-Control-Expose-Headers",
    "access-control-allow-headers",
    "Authorization",
    "x-two",
];
