//! A policy as a server holds it: its image, wherever that lies, and the header values made from it once.

use std::path::Path;

use corsac::{CompileError, Config, OwnedPolicy, Policy};

use crate::constants::Constants;
use crate::error::{Finding, PolicyError};
use crate::preflight::Preflight;

/// A checked and compiled policy, ready to serve.
///
/// However it came into being, there is none with an error in it: every constructor says all that is wrong and gives
/// nothing.
#[derive(Debug)]
pub struct ServerPolicy {
    policy: OwnedPolicy<Image>,
    constants: &'static Constants,
    preflight: Option<Preflight>,
    warnings: Vec<Finding>,
}

/// Where the bytes of an image lie.
enum Image {
    Static(&'static [u8]),
    Heap(Box<[u8]>),
    #[cfg(feature = "mmap")]
    Mapped(memmap2::Mmap),
}

impl AsRef<[u8]> for Image {
    #[inline]
    fn as_ref(&self) -> &[u8] {
        match self {
            Image::Static(bytes) => bytes,
            Image::Heap(bytes) => bytes,
            #[cfg(feature = "mmap")]
            Image::Mapped(bytes) => bytes,
        }
    }
}

impl ServerPolicy {
    /// Checks and compiles a policy.
    ///
    /// # Errors
    ///
    /// All that was found, if there is an error among it.
    ///
    /// ```
    /// use corsac_http::{Config, ServerPolicy};
    ///
    /// let error = ServerPolicy::compile(&Config::new().allow_origins(&["example.com", "https://example.com/"]).max_age(5))
    ///     .unwrap_err();
    /// let suggestions: Vec<_> = error.findings().iter().filter_map(|finding| finding.suggestion.as_deref()).collect();
    /// assert_eq!(suggestions, ["https://example.com", "https://example.com"]);
    /// ```
    pub fn compile(config: &Config<'_>) -> Result<ServerPolicy, PolicyError> {
        let mut findings = Vec::new();
        match config.compile_boxed(|diagnostic| findings.push(Finding::from(diagnostic))) {
            Ok(policy) => {
                let policy = OwnedPolicy::new(Image::Heap(policy.into_inner())).map_err(PolicyError::Image)?;
                Ok(ServerPolicy::with_warnings(policy, findings))
            }
            Err(CompileError::Rejected(_)) => Err(PolicyError::Rejected(findings)),
            Err(_) => Err(PolicyError::TooLarge),
        }
    }

    /// Takes a policy that was compiled into the program. Nothing is copied.
    pub fn from_static(policy: Policy<'static>) -> ServerPolicy {
        // Validated before: the type says so. A second time gives the same.
        match ServerPolicy::from_image(Image::Static(policy.as_bytes())) {
            Ok(policy) => policy,
            Err(_) => unreachable!("a policy is made of the bytes of its image"),
        }
    }

    /// Reads a policy document: TOML.
    ///
    /// # Errors
    ///
    /// If it is no policy document, or the policy has errors.
    ///
    /// ```
    /// use corsac_http::ServerPolicy;
    ///
    /// ServerPolicy::from_toml("allow_origins = ['https://example.com']\nmax_age = 7200")?;
    /// # Ok::<(), corsac_http::PolicyError>(())
    /// ```
    #[cfg(feature = "documents")]
    pub fn from_toml(text: &str) -> Result<ServerPolicy, PolicyError> {
        let document = toml::from_str::<corsac::PolicyDocument>(text);
        ServerPolicy::compile(&document.map_err(|error| PolicyError::Document(error.to_string()))?.config())
    }

    /// Reads a policy document: JSON.
    ///
    /// # Errors
    ///
    /// If it is no policy document, or the policy has errors.
    #[cfg(feature = "documents")]
    pub fn from_json(text: &str) -> Result<ServerPolicy, PolicyError> {
        let document = serde_json::from_str::<corsac::PolicyDocument>(text);
        ServerPolicy::compile(&document.map_err(|error| PolicyError::Document(error.to_string()))?.config())
    }

    /// Reads an image, as `corsac compile` makes it.
    ///
    /// # Errors
    ///
    /// If the bytes are not the image of a policy: see [`Policy::from_bytes`].
    pub fn from_image_bytes(image: impl Into<Box<[u8]>>) -> Result<ServerPolicy, PolicyError> {
        ServerPolicy::from_image(Image::Heap(image.into()))
    }

    /// Reads a policy from a file: an image, or, with the feature `documents`, JSON if its name ends in `.json`, else
    /// TOML.
    ///
    /// # Errors
    ///
    /// If the file cannot be read or holds no policy. The error names the file.
    pub fn from_file(path: impl AsRef<Path>) -> Result<ServerPolicy, PolicyError> {
        let path = path.as_ref();
        let bytes = std::fs::read(path).map_err(|error| PolicyError::File { path: path.to_owned(), error })?;
        let read = if bytes.starts_with(Policy::IMAGE_START) {
            ServerPolicy::from_image_bytes(bytes)
        } else {
            ServerPolicy::from_document(path, &bytes)
        };
        read.map_err(|error| error.in_file(path.to_owned()))
    }

    #[cfg(feature = "documents")]
    fn from_document(path: &Path, bytes: &[u8]) -> Result<ServerPolicy, PolicyError> {
        let text = core::str::from_utf8(bytes).map_err(|error| PolicyError::Document(error.to_string()))?;
        let is_json = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json"));
        if is_json { ServerPolicy::from_json(text) } else { ServerPolicy::from_toml(text) }
    }

    #[cfg(not(feature = "documents"))]
    fn from_document(_: &Path, bytes: &[u8]) -> Result<ServerPolicy, PolicyError> {
        ServerPolicy::from_image_bytes(bytes)
    }

    /// Maps an image file into memory, where all processes that do so share it: for policies of very many origins.
    ///
    /// # Safety
    ///
    /// The file must not be written to or made shorter as long as the policy lives. To change the policy, write another
    /// file, rename it to this name, and [replace](crate::Handle::replace) the policy.
    ///
    /// # Errors
    ///
    /// If the file cannot be mapped, or is not the image of a policy.
    #[cfg(feature = "mmap")]
    #[expect(unsafe_code, reason = "what happens to the file is outside of this process")]
    pub unsafe fn map_image_file(path: impl AsRef<Path>) -> Result<ServerPolicy, PolicyError> {
        let path = path.as_ref();
        let file_error = |error| PolicyError::File { path: path.to_owned(), error };
        let file = std::fs::File::open(path).map_err(file_error)?;
        // SAFETY: the caller promises that nobody changes the file.
        let mapped = unsafe { memmap2::Mmap::map(&file) }.map_err(file_error)?;
        ServerPolicy::from_image(Image::Mapped(mapped)).map_err(|error| error.in_file(path.to_owned()))
    }

    fn from_image(image: Image) -> Result<ServerPolicy, PolicyError> {
        let policy = OwnedPolicy::new(image).map_err(PolicyError::Image)?;
        Ok(ServerPolicy::with_warnings(policy, Vec::new()))
    }

    fn with_warnings(policy: OwnedPolicy<Image>, warnings: Vec<Finding>) -> ServerPolicy {
        let constants = Constants::of(policy.as_policy());
        let preflight = Preflight::of(policy.as_policy(), constants);
        ServerPolicy { policy, constants, preflight, warnings }
    }

    /// The policy itself.
    #[inline]
    pub fn as_policy(&self) -> Policy<'_> {
        self.policy.as_policy()
    }

    /// The header values that are the same for every answer.
    #[inline]
    pub fn constants(&self) -> &'static Constants {
        self.constants
    }

    /// The answer to preflights, where there is but one.
    pub(crate) fn preflight(&self) -> Option<&Preflight> {
        self.preflight.as_ref()
    }

    /// What was found when the policy was compiled, and is no error. Nothing for policies from images.
    pub fn warnings(&self) -> &[Finding] {
        &self.warnings
    }
}

impl From<Policy<'static>> for ServerPolicy {
    fn from(policy: Policy<'static>) -> ServerPolicy {
        ServerPolicy::from_static(policy)
    }
}

impl core::fmt::Debug for Image {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(formatter, "{} bytes", self.as_ref().len())
    }
}
