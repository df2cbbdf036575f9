//! From a policy as it is written to its image, in the caller's memory.

mod error;
mod fields;
mod heap_sort;
mod origins;
mod redundancy;
mod writer;

pub use error::CompileError;

use crate::config::{Config, check_fields, report_beside_any};
use crate::diagnostic::{Diagnostic, Severity};
use crate::image::Flags;
use crate::image::write::{CRC_RANGE, HEADER_LENGTH, Header, crc32};
use writer::Writer;

impl<'c> Config<'c> {
    /// Compiles this policy into `buffer` and returns the image, the first part of `buffer`.
    ///
    /// Every error, warning and note goes to `sink`, those about redundant origins last. The work grows in proportion
    /// to the length of the lists, and nothing is allocated. [`image_length`](Config::image_length) tells how long
    /// `buffer` has to be.
    ///
    /// # Errors
    ///
    /// [`CompileError::Rejected`] if the policy has an error, with the first one, and
    /// [`CompileError::BufferTooSmall`].
    ///
    /// ```
    /// use corsac::{Config, Policy};
    ///
    /// let mut buffer = [0; 256];
    /// let config = Config::new().allow_origins(&["https://example.com"]).max_age(7200);
    /// let image = config.compile_into(&mut buffer, |diagnostic| eprintln!("{diagnostic}")).unwrap();
    /// assert!(Policy::from_bytes(image).unwrap().allows_origin(b"https://example.com"));
    /// ```
    pub fn compile_into<'b>(
        &self,
        buffer: &'b mut [u8],
        mut sink: impl FnMut(Diagnostic<'c>),
    ) -> Result<&'b [u8], CompileError<'c>> {
        match self.compile_with(buffer, &mut sink) {
            Ok(length) => Ok(buffer.get(..length).unwrap_or_default()),
            Err(error) => Err(error),
        }
    }

    /// How many bytes [`compile_into`](Config::compile_into) needs at most. The image is shorter where the policy has
    /// redundant origins or dead entries.
    pub fn image_length(&self) -> usize {
        let lists = [self.allow_methods, self.allow_headers, self.expose_headers];
        // Methods: GET, HEAD and POST. Request headers: two bytes more for the end of each. Max-age: five digits.
        let lists = lists
            .iter()
            .flat_map(|list| list.iter())
            .fold(HEADER_LENGTH.saturating_add(18), |sum, entry| sum.saturating_add(entry.len()).saturating_add(3));
        if self.allow_origins.iter().any(|entry| entry == "*") {
            return lists;
        }
        self.allow_origins.iter().fold(lists, |sum, entry| {
            // An end, a comma, a slot and half a boundary for each, and a shape for each wildcard.
            let shape = if entry.contains('*') { 8 } else { 0 };
            sum.saturating_add(entry.len()).saturating_add(11).saturating_add(shape)
        })
    }

    /// Returns the length of the image.
    fn compile_with(&self, buffer: &mut [u8], sink: &mut dyn FnMut(Diagnostic<'c>)) -> Result<usize, CompileError<'c>> {
        let mut first_error = None;
        check_fields(self, &mut |diagnostic| {
            if diagnostic.severity() == Severity::Error {
                first_error.get_or_insert(diagnostic);
            }
            sink(diagnostic);
        });
        if let Some(error) = first_error {
            return Err(CompileError::Rejected(error));
        }
        self.encode(&mut Writer::new(buffer), sink)
    }

    // Invariant: the policy has no error.
    fn encode(&self, writer: &mut Writer<'_>, sink: &mut dyn FnMut(Diagnostic<'c>)) -> Result<usize, CompileError<'c>> {
        let any_origin = self.allow_origins.iter().position(|entry| entry == "*");
        let flags = Flags::NONE
            .with(Flags::ANY_ORIGIN, any_origin.is_some())
            .with(Flags::CREDENTIALS, self.allow_credentials)
            .with(Flags::ANY_METHOD, self.allow_methods.iter().any(|entry| entry == "*"))
            .with(Flags::ANY_HEADER, self.allow_headers.iter().any(|entry| entry == "*"))
            .with(Flags::PRIVATE_NETWORK, self.allow_private_network)
            .with(Flags::NULL_ORIGIN, self.danger_allow_null_origin)
            .with(Flags::INSECURE_ORIGINS, self.danger_allow_insecure_origins)
            .with(Flags::PUBLIC_SUFFIX_WILDCARDS, self.danger_allow_public_suffix_wildcards);
        writer.push(&[0; HEADER_LENGTH])?;
        let methods_length = fields::push_methods(writer, self.allow_methods)?;
        let (headers_length, header_count) = fields::push_request_headers(writer, self.allow_headers)?;
        let exposed_length = fields::push_exposed_headers(writer, self.expose_headers)?;
        let max_age_length = fields::push_max_age(writer, self.max_age)?;
        let origins = match any_origin {
            Some(any) => {
                report_beside_any(self.allow_origins, any, sink);
                origins::Encoded::default()
            }
            None => origins::push(writer, self.allow_origins, sink)?,
        };
        let mut header = Header {
            flags,
            length: u32::try_from(writer.len()).map_err(|_| CompileError::BufferTooSmall)?,
            crc: 0,
            methods_length,
            headers_length,
            header_count,
            exposed_length,
            max_age_length,
            shape_count: origins.shape_count,
            origin_count: origins.count,
            texts_length: origins.texts_length,
        };
        writer.write_at(0, &header.to_bytes());
        let image = writer.written();
        let (head, tail) = (image.get(..CRC_RANGE.start), image.get(CRC_RANGE.end..));
        header.crc = crc32(head.unwrap_or_default(), tail.unwrap_or_default());
        writer.write_at(0, &header.to_bytes());
        Ok(writer.len())
    }
}
