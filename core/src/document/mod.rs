//! Policy documents: a policy as TOML, JSON, postcard or any other format that serde knows.
//!
//! The keys are those of [`Config`], all but `allow_origins` may be missing, and a key that is none of them is an
//! error which names the nearest one. With a format that does not describe itself, such as postcard, the values stand
//! in the order of [`Field::ALL`].

mod nearest;
mod staged;
mod visitor;

use serde::de::{Deserialize, Deserializer};
use serde::ser::{Serialize, SerializeStruct, Serializer};

use crate::config::{Config, List};
use crate::diagnostic::Field;
use crate::owned::PolicyBuf;
use staged::Staged;
#[cfg(feature = "alloc")]
use visitor::Target;
use visitor::{FIELD_NAMES, Visitor};

/// Reads a policy document straight into its image, without an allocator.
///
/// The texts of the document have to fit into `N` bytes, each with one byte more, and so has the image.
///
/// ```
/// use corsac::PolicyBuf;
///
/// let json = r#"{ "allow_origins": ["https://example.com"], "max_age": 600 }"#;
/// let (policy, _) = serde_json_core::from_str::<PolicyBuf<256>>(json).unwrap();
/// assert!(policy.as_policy().allows_origin(b"https://example.com"));
/// ```
impl<'de, const N: usize> Deserialize<'de> for PolicyBuf<N> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut staged = Staged::<N>::default();
        deserializer.deserialize_struct("Policy", FIELD_NAMES, Visitor(&mut staged))?;
        staged.config().compile().map_err(serde::de::Error::custom)
    }
}

/// A policy as it is written, with texts of its own.
///
/// ```
/// use corsac::PolicyDocument;
///
/// let document: PolicyDocument = toml::from_str(
///     r#"
///     allow_origins = ["https://example.com"]
///     max_age = 7200
///     "#,
/// )?;
/// let policy = document.config().compile_boxed(|diagnostic| eprintln!("{diagnostic}")).unwrap();
/// assert!(policy.as_policy().allows_origin(b"https://example.com"));
///
/// let error = toml::from_str::<PolicyDocument>("allow_origin = []").unwrap_err();
/// assert!(error.to_string().contains("unknown key `allow_origin`; did you mean `allow_origins`?"));
/// # Ok::<(), toml::de::Error>(())
/// ```
#[cfg(feature = "alloc")]
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct PolicyDocument {
    /// See [`Config::allow_origins`].
    pub allow_origins: alloc::vec::Vec<alloc::string::String>,
    /// See [`Config::allow_methods`].
    pub allow_methods: alloc::vec::Vec<alloc::string::String>,
    /// See [`Config::allow_headers`].
    pub allow_headers: alloc::vec::Vec<alloc::string::String>,
    /// See [`Config::expose_headers`].
    pub expose_headers: alloc::vec::Vec<alloc::string::String>,
    /// See [`Config::allow_credentials`].
    pub allow_credentials: bool,
    /// See [`Config::max_age`].
    pub max_age: Option<u32>,
    /// See [`Config::allow_private_network`].
    pub allow_private_network: bool,
    /// See [`Config::danger_allow_null_origin`].
    pub danger_allow_null_origin: bool,
    /// See [`Config::danger_allow_insecure_origins`].
    pub danger_allow_insecure_origins: bool,
    /// See [`Config::danger_allow_public_suffix_wildcards`].
    pub danger_allow_public_suffix_wildcards: bool,
}

#[cfg(feature = "alloc")]
impl PolicyDocument {
    /// The policy, borrowed.
    pub fn config(&self) -> Config<'_> {
        Config {
            allow_origins: List::from_strings(&self.allow_origins),
            allow_methods: List::from_strings(&self.allow_methods),
            allow_headers: List::from_strings(&self.allow_headers),
            expose_headers: List::from_strings(&self.expose_headers),
            allow_credentials: self.allow_credentials,
            max_age: self.max_age,
            allow_private_network: self.allow_private_network,
            danger_allow_null_origin: self.danger_allow_null_origin,
            danger_allow_insecure_origins: self.danger_allow_insecure_origins,
            danger_allow_public_suffix_wildcards: self.danger_allow_public_suffix_wildcards,
        }
    }
}

#[cfg(feature = "alloc")]
impl<'de> Deserialize<'de> for PolicyDocument {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut document = PolicyDocument::default();
        deserializer.deserialize_struct("Policy", FIELD_NAMES, Visitor(&mut document))?;
        Ok(document)
    }
}

#[cfg(feature = "alloc")]
impl Target for PolicyDocument {
    fn push(&mut self, field: Field, entry: &str) -> bool {
        let list = match field {
            Field::AllowOrigins => &mut self.allow_origins,
            Field::AllowMethods => &mut self.allow_methods,
            Field::AllowHeaders => &mut self.allow_headers,
            Field::ExposeHeaders => &mut self.expose_headers,
            _ => return false,
        };
        list.push(entry.into());
        true
    }

    fn set(&mut self, field: Field, value: bool) {
        match field {
            Field::AllowCredentials => self.allow_credentials = value,
            Field::AllowPrivateNetwork => self.allow_private_network = value,
            Field::DangerAllowNullOrigin => self.danger_allow_null_origin = value,
            Field::DangerAllowInsecureOrigins => self.danger_allow_insecure_origins = value,
            Field::DangerAllowPublicSuffixWildcards => self.danger_allow_public_suffix_wildcards = value,
            _ => {}
        }
    }

    fn set_max_age(&mut self, seconds: Option<u32>) {
        self.max_age = seconds;
    }
}

/// Writes a policy as a document, in the order of [`Field::ALL`], so that formats which do not describe themselves can
/// read it again.
impl Serialize for Config<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut document = serializer.serialize_struct("Policy", FIELD_NAMES.len())?;
        document.serialize_field(Field::AllowOrigins.as_str(), &self.allow_origins)?;
        document.serialize_field(Field::AllowMethods.as_str(), &self.allow_methods)?;
        document.serialize_field(Field::AllowHeaders.as_str(), &self.allow_headers)?;
        document.serialize_field(Field::ExposeHeaders.as_str(), &self.expose_headers)?;
        document.serialize_field(Field::AllowCredentials.as_str(), &self.allow_credentials)?;
        document.serialize_field(Field::MaxAge.as_str(), &self.max_age)?;
        document.serialize_field(Field::AllowPrivateNetwork.as_str(), &self.allow_private_network)?;
        document.serialize_field(Field::DangerAllowNullOrigin.as_str(), &self.danger_allow_null_origin)?;
        document.serialize_field(Field::DangerAllowInsecureOrigins.as_str(), &self.danger_allow_insecure_origins)?;
        let last = Field::DangerAllowPublicSuffixWildcards.as_str();
        document.serialize_field(last, &self.danger_allow_public_suffix_wildcards)?;
        document.end()
    }
}

impl Serialize for List<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeSeq;
        let mut list = serializer.serialize_seq(Some(self.iter().count()))?;
        for entry in self.iter() {
            list.serialize_element(entry)?;
        }
        list.end()
    }
}
