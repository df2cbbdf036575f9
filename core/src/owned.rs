//! Policies that own their image.

use crate::image::{ImageError, Layout};
use crate::policy::Policy;

/// A compiled policy together with the bytes of its image, whatever holds those: a [`heapless::Vec`] (see
/// [`PolicyBuf`]), a `Box<[u8]>`, an `Arc<[u8]>`, or a file mapped into memory.
///
/// ```
/// use corsac::{Config, OwnedPolicy};
///
/// let image: Vec<u8> = Config::new().allow_origins(&["https://example.com"]).max_age(5).compile::<256>().unwrap().as_bytes().to_vec();
/// let policy = OwnedPolicy::new(image).unwrap();
/// assert!(policy.as_policy().allows_origin(b"https://example.com"));
/// ```
#[derive(Clone)]
pub struct OwnedPolicy<B> {
    // Invariant: the image that `layout` was read from.
    image: B,
    layout: Layout,
}

/// A compiled policy in at most `N` bytes, without an allocator.
///
/// ```
/// use corsac::{Config, PolicyBuf};
///
/// let policy: PolicyBuf<256> = Config::new().allow_origins(&["https://example.com"]).max_age(5).compile().unwrap();
/// assert!(policy.as_policy().allows_origin(b"https://example.com"));
/// ```
pub type PolicyBuf<const N: usize> = OwnedPolicy<heapless::Vec<u8, N>>;

/// A compiled policy on the heap.
#[cfg(feature = "alloc")]
pub type PolicyBox = OwnedPolicy<alloc::boxed::Box<[u8]>>;

impl<B: AsRef<[u8]>> OwnedPolicy<B> {
    /// Validates an image: see [`Policy::from_bytes`].
    ///
    /// # Errors
    ///
    /// If the bytes are not the image of a policy.
    pub fn new(image: B) -> Result<OwnedPolicy<B>, ImageError> {
        let layout = Policy::from_bytes(image.as_ref())?.layout();
        Ok(OwnedPolicy { image, layout })
    }

    /// The policy. This only copies a few words: nothing is validated again.
    #[inline]
    pub fn as_policy(&self) -> Policy<'_> {
        Policy::from_parts(self.image.as_ref(), self.layout)
    }

    /// The bytes of the image.
    pub fn as_bytes(&self) -> &[u8] {
        self.image.as_ref()
    }

    /// What holds the bytes of the image.
    pub fn into_inner(self) -> B {
        self.image
    }
}

#[cfg(feature = "compile")]
impl<'c> crate::Config<'c> {
    /// Compiles this policy into at most `N` bytes. Warnings are not reported: see
    /// [`check`](crate::Config::check) and [`compile_into`](crate::Config::compile_into).
    ///
    /// # Errors
    ///
    /// If the policy has an error, or its image does not fit.
    ///
    /// ```
    /// use corsac::{CompileError, Config};
    ///
    /// let config = Config::new().allow_origins(&["example.com"]).max_age(7200);
    /// let Err(CompileError::Rejected(diagnostic)) = config.compile::<256>() else { panic!() };
    /// assert_eq!(diagnostic.suggestion().unwrap().to_string(), "https://example.com");
    /// ```
    pub fn compile<const N: usize>(&self) -> Result<PolicyBuf<N>, crate::CompileError<'c>> {
        let mut image = heapless::Vec::new();
        // Cannot fail: `N` is the capacity.
        let _ = image.resize_default(N);
        let length = self.compile_into(&mut image, |_| ())?.len();
        image.truncate(length);
        OwnedPolicy::from_compiled(image)
    }

    /// Compiles this policy into memory from the heap. Everything worth saying about it goes to `sink`.
    ///
    /// # Errors
    ///
    /// If the policy has an error.
    #[cfg(feature = "alloc")]
    pub fn compile_boxed(&self, sink: impl FnMut(crate::Diagnostic<'c>)) -> Result<PolicyBox, crate::CompileError<'c>> {
        let mut image = alloc::vec![0; self.image_length()];
        let length = self.compile_into(&mut image, sink)?.len();
        image.truncate(length);
        OwnedPolicy::from_compiled(image.into_boxed_slice())
    }
}

#[cfg(feature = "compile")]
impl<B: AsRef<[u8]>> OwnedPolicy<B> {
    /// Takes what the compiler made; only the header is read again.
    fn from_compiled<'c>(image: B) -> Result<OwnedPolicy<B>, crate::CompileError<'c>> {
        match crate::image::write::Header::parse(image.as_ref()).and_then(|header| Layout::new(&header)) {
            Ok(layout) => Ok(OwnedPolicy { image, layout }),
            // Cannot happen: the compiler wrote the header.
            Err(_) => Err(crate::CompileError::BufferTooSmall),
        }
    }
}

impl<B: AsRef<[u8]>> core::fmt::Debug for OwnedPolicy<B> {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        self.as_policy().fmt(formatter)
    }
}
