//! A request of plain parts, as deciding reads it.

use corsac::{Request, RequestField};
use corsac_http::ServerRequest;

/// A method, and an iterator over the names and values of all header fields.
#[derive(Clone, Debug)]
pub(crate) struct PlainRequest<'r, I> {
    method: &'r [u8],
    headers: I,
}

impl<'r, I, N, V> PlainRequest<'r, I>
where
    I: Iterator<Item = (&'r N, &'r V)> + Clone,
    N: AsRef<[u8]> + ?Sized + 'r,
    V: AsRef<[u8]> + ?Sized + 'r,
{
    pub(crate) fn new(method: &'r [u8], headers: I) -> PlainRequest<'r, I> {
        PlainRequest { method, headers }
    }

    /// The first value of `Origin`, if it is text.
    pub(crate) fn origin(&self) -> Option<&'r str> {
        core::str::from_utf8(self.lines(RequestField::Origin.as_str()).next()?).ok()
    }

    fn lines(&self, wanted: &'static str) -> impl Iterator<Item = &'r [u8]> + use<'r, I, N, V> {
        let is_wanted = move |(name, _): &(&N, &V)| name.as_ref().eq_ignore_ascii_case(wanted.as_bytes());
        self.headers.clone().filter(is_wanted).map(|(_, value)| value.as_ref())
    }
}

impl<'r, I, N, V> Request for PlainRequest<'r, I>
where
    I: Iterator<Item = (&'r N, &'r V)> + Clone,
    N: AsRef<[u8]> + ?Sized + 'r,
    V: AsRef<[u8]> + ?Sized + 'r,
{
    fn method(&self) -> &[u8] {
        self.method
    }

    fn field_lines(&self, field: RequestField) -> impl Iterator<Item = &[u8]> {
        // For a shorter time than the request lives.
        self.lines(field.as_str()).map(|line| -> &[u8] { line })
    }
}

impl<'r, I, N, V> ServerRequest for PlainRequest<'r, I>
where
    I: Iterator<Item = (&'r N, &'r V)> + Clone,
    N: AsRef<[u8]> + ?Sized + 'r,
    V: AsRef<[u8]> + ?Sized + 'r,
{
    fn header(&self, name: &'static str) -> Option<&[u8]> {
        self.lines(name).next()
    }
}
