//! Requests, well-meant and hostile.

use core::iter::Copied;
use core::slice;

use corsac::fetch::MAX_ORIGIN_LENGTH;
use corsac::{Request, RequestField, RequestParts};

/// What a framework with a header map hands out: the fields looked up already.
#[derive(Clone, Copy, Debug)]
pub struct Fields<'r> {
    /// The method.
    pub method: &'r [u8],
    /// `Origin`.
    pub origin: Option<&'r [u8]>,
    /// `Access-Control-Request-Method`.
    pub request_method: Option<&'r [u8]>,
    /// `Access-Control-Request-Headers`.
    pub request_headers: Option<&'r [u8]>,
}

impl Request for Fields<'_> {
    #[inline]
    fn method(&self) -> &[u8] {
        self.method
    }

    #[inline]
    fn field_lines(&self, field: RequestField) -> impl Iterator<Item = &[u8]> {
        let line = match field {
            RequestField::Origin => self.origin,
            RequestField::AccessControlRequestMethod => self.request_method,
            RequestField::AccessControlRequestHeaders => self.request_headers,
            _ => None,
        };
        line.into_iter()
    }
}

impl Fields<'static> {
    /// `GET` without an `Origin`.
    pub fn plain() -> Fields<'static> {
        Fields { method: b"GET", origin: None, request_method: None, request_headers: None }
    }

    /// `GET` from an origin.
    pub fn actual(origin: String) -> Fields<'static> {
        Fields { origin: Some(leak(origin)), ..Fields::plain() }
    }

    /// Asks whether `PUT` with these headers is allowed.
    pub fn preflight(origin: String, headers: impl Into<String>) -> Fields<'static> {
        Fields {
            method: b"OPTIONS",
            origin: Some(leak(origin)),
            request_method: Some(b"PUT"),
            request_headers: Some(leak(headers.into())),
        }
    }
}

/// A request lives as long as the benchmark: to the end of the process.
fn leak(text: String) -> &'static [u8] {
    text.leak().as_bytes()
}

/// Header fields by name, as a server without a header map keeps them.
pub type Pair = (&'static [u8], &'static [u8]);

/// A request of twelve header fields, read through [`RequestParts`].
pub type Pairs<'r> = RequestParts<'r, Copied<slice::Iter<'r, Pair>>>;

/// What Chrome sends with a cross-origin `fetch`; `Origin` stands tenth.
pub fn twelve_pairs(origin: String) -> [Pair; 12] {
    [
        (b"Host", b"api.example.com"),
        (b"Connection", b"keep-alive"),
        (b"sec-ch-ua-platform", b"\"Linux\""),
        (b"User-Agent", b"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0"),
        (b"Accept", b"application/json, text/plain, */*"),
        (b"sec-ch-ua", b"\"Chromium\";v=\"142\", \"Not.A/Brand\";v=\"8\""),
        (b"sec-ch-ua-mobile", b"?0"),
        (b"Sec-Fetch-Site", b"same-site"),
        (b"Sec-Fetch-Mode", b"cors"),
        (b"Origin", leak(origin)),
        (b"Referer", b"https://tenant-0000000.example.com/"),
        (b"Accept-Encoding", b"gzip, deflate, br, zstd"),
    ]
}

/// `length` bytes of `unit` again and again.
pub fn repeated(unit: &str, length: usize) -> String {
    unit.chars().cycle().take(length).collect()
}

/// An https origin with the longest host there is, as many labels as fit, and a port.
pub fn origin_of_many_labels() -> String {
    let origin = format!("https://{}a:65535", "a.".repeat(126));
    assert_eq!(origin.len(), 8 + 253 + 6);
    origin
}

/// An origin of exactly the greatest length, with a host that is all dots and letters.
pub fn origin_of_maximal_length() -> String {
    let head = format!("{}://", "a".repeat(64));
    let host = repeated("a.", MAX_ORIGIN_LENGTH - head.len() - 6);
    let origin = format!("{head}{host}:65535");
    assert_eq!(origin.len(), MAX_ORIGIN_LENGTH);
    origin
}
