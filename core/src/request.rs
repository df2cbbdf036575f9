//! What deciding reads of a request: its method, and four header fields, only when they are needed.

use crate::syntax::bytes;

/// A request header field of the CORS protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum RequestField {
    /// [`Origin`](https://fetch.spec.whatwg.org/#origin-header).
    Origin,
    /// [`Access-Control-Request-Method`](https://fetch.spec.whatwg.org/#http-access-control-request-method).
    AccessControlRequestMethod,
    /// [`Access-Control-Request-Headers`](https://fetch.spec.whatwg.org/#http-access-control-request-headers).
    AccessControlRequestHeaders,
    /// `Access-Control-Request-Private-Network`, which Chromium sent before version 142. It is read only if the
    /// policy allows private networks.
    AccessControlRequestPrivateNetwork,
}

impl RequestField {
    /// Every field.
    pub const ALL: [RequestField; 4] = [
        RequestField::Origin,
        RequestField::AccessControlRequestMethod,
        RequestField::AccessControlRequestHeaders,
        RequestField::AccessControlRequestPrivateNetwork,
    ];

    /// The field name in lower case.
    pub const fn as_str(self) -> &'static str {
        // The text of this field alone takes no flash of its own.
        RequestField::joined(self.bit())
    }

    /// The names of the fields of a set, given as the sum of their bits, joined with `, `.
    pub(crate) const fn joined(fields: u8) -> &'static str {
        match fields {
            0 => "",
            1 => const { part(ALL_NAMES, 0, 6) },
            2 => const { part(ALL_NAMES, 8, 37) },
            3 => const { part(ALL_NAMES, 0, 37) },
            4 => const { part(ALL_NAMES, 39, 69) },
            5 => const { part(WITHOUT_METHOD, 0, 38) },
            6 => const { part(ALL_NAMES, 8, 69) },
            7 => const { part(ALL_NAMES, 0, 69) },
            8 => const { part(ALL_NAMES, 71, 109) },
            9 => ORIGIN_AND_NETWORK,
            10 => const { part(WITHOUT_HEADERS, 8, 77) },
            11 => WITHOUT_HEADERS,
            12 => const { part(ALL_NAMES, 39, 109) },
            13 => WITHOUT_METHOD,
            14 => const { part(ALL_NAMES, 8, 109) },
            _ => ALL_NAMES,
        }
    }

    /// What stands for this field in a set.
    pub(crate) const fn bit(self) -> u8 {
        1u8.wrapping_shl(self as u32)
    }
}

// Statics, so that the parts of each share its bytes: a third of the flash of sixteen texts.
static ALL_NAMES: &str = "origin, access-control-request-method, access-control-request-headers, \
                          access-control-request-private-network";
static WITHOUT_METHOD: &str = "origin, access-control-request-headers, access-control-request-private-network";
static WITHOUT_HEADERS: &str = "origin, access-control-request-method, access-control-request-private-network";
static ORIGIN_AND_NETWORK: &str = "origin, access-control-request-private-network";

/// The bytes of `text` from `start` to `end`.
const fn part(text: &'static str, start: usize, end: usize) -> &'static str {
    match text.split_at_checked(end) {
        Some((head, _)) => match head.split_at_checked(start) {
            Some((_, part)) => part,
            None => "",
        },
        None => "",
    }
}

/// A request, as a server framework keeps it.
///
/// Deciding asks for what it needs and nothing else: a request without `Origin` costs one look for that field. The
/// bytes need no preparation and may be hostile.
///
/// [`RequestParts`] implements this for any iterator of header fields; an adapter implements it for the framework's
/// own type:
///
/// ```
/// use corsac::{Request, RequestField};
///
/// struct Incoming { method: String, headers: std::collections::HashMap<&'static str, Vec<u8>> }
///
/// impl Request for Incoming {
///     fn method(&self) -> &[u8] {
///         self.method.as_bytes()
///     }
///     fn field_lines(&self, field: RequestField) -> impl Iterator<Item = &[u8]> {
///         self.headers.get(field.as_str()).map(Vec::as_slice).into_iter()
///     }
/// }
/// ```
pub trait Request {
    /// The [method](https://www.rfc-editor.org/rfc/rfc9110#name-methods), in the case in which it came.
    fn method(&self) -> &[u8];

    /// The values of all field lines of this name, in the order in which they came. A server that joins the lines of
    /// one name may give the joined value, except of `Origin`.
    fn field_lines(&self, field: RequestField) -> impl Iterator<Item = &[u8]>;
}

/// No request: for a plan that takes everything from the policy. See
/// [`Decision::reads_request`](crate::Decision::reads_request).
impl Request for () {
    fn method(&self) -> &[u8] {
        b""
    }

    fn field_lines(&self, _: RequestField) -> impl Iterator<Item = &[u8]> {
        core::iter::empty()
    }
}

/// A method, and an iterator over the names and values of all header fields.
///
/// ```
/// use corsac::{Request, RequestField, RequestParts};
///
/// let headers: [(&[u8], &[u8]); 2] = [(b"Host", b"api.example"), (b"ORIGIN", b"https://example.com")];
/// let request = RequestParts::new(b"GET", headers.into_iter());
/// assert_eq!(request.field_lines(RequestField::Origin).next(), Some(&b"https://example.com"[..]));
/// ```
#[derive(Clone, Copy, Debug)]
pub struct RequestParts<'r, I> {
    method: &'r [u8],
    fields: I,
}

impl<'r, I> RequestParts<'r, I>
where
    I: Iterator<Item = (&'r [u8], &'r [u8])> + Clone,
{
    /// The iterator is cloned and run for every field that is asked for; names may be in any case.
    pub const fn new(method: &'r [u8], fields: I) -> RequestParts<'r, I> {
        RequestParts { method, fields }
    }
}

impl<'r, I> Request for RequestParts<'r, I>
where
    I: Iterator<Item = (&'r [u8], &'r [u8])> + Clone,
{
    fn method(&self) -> &[u8] {
        self.method
    }

    #[inline]
    fn field_lines(&self, field: RequestField) -> impl Iterator<Item = &[u8]> {
        let wanted = field.as_str().as_bytes();
        self.fields.clone().filter(move |(name, _)| bytes::equal_lowercased(name, wanted)).map(|(_, value)| value)
    }
}
