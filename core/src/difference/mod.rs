//! What one policy allows beyond another: decided exactly, on the patterns.
//!
//! Whether an origin is allowed depends on a union of patterns, so asking which pattern covers which is not enough:
//! 38 globs and 38 exact hosts may cover another glob together, none of them alone. And an origin has at most
//! [`MAX_ORIGIN_LENGTH`](crate::fetch::MAX_ORIGIN_LENGTH) bytes, so below a long base a wildcard stands for few hosts,
//! which exact origins can name one by one. Nothing here is a sample or a rule of thumb; each of the three modules
//! says why it finds an origin that is allowed here and refused there if one exists:
//!
//! - `origins`: which schemes, hosts and ports have to be looked at;
//! - `subdomains`: what `*.` stands for;
//! - `glob`: what the `*` of a glob label stands for.

mod alphabet;
mod glob;
mod names;
mod origins;
mod place;
mod subdomains;

use crate::fetch::OriginBuf;
use crate::image::Flags;
use crate::pattern::OriginPattern;
use crate::policy::Policy;

/// A pattern of one policy that allows an origin which another policy refuses.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PatternBeyond<'a> {
    /// The place of the pattern in [`Policy::allow_origins`].
    pub index: u32,
    /// The pattern.
    pub pattern: OriginPattern<'a>,
    /// An origin that the pattern allows and the other policy refuses.
    pub example: OriginBuf,
}

impl<'a> Policy<'a> {
    /// Does `other` allow everything that this policy allows? That is, no origin, method, request header, exposed
    /// header, use of credentials or access to a private network that this policy allows is refused by `other`.
    ///
    /// `max_age` is no permission, and is not looked at. A list of header names is taken for the set of its names:
    /// how many of them one preflight may ask for ([the budget](Policy::decide)) is not looked at, either.
    ///
    /// See [`origins_beyond`](Policy::origins_beyond) for what it costs.
    ///
    /// ```
    /// use corsac::Config;
    ///
    /// let config = Config::new().allow_methods(&["PUT"]).max_age(600);
    /// let wide = config.allow_origins(&["https://*.example.com:*"]).compile::<256>().unwrap();
    /// let narrow = config.allow_origins(&["https://pr-*.example.com"]).compile::<256>().unwrap();
    /// assert!(narrow.as_policy().is_subset_of(&wide.as_policy()));
    /// assert!(!wide.as_policy().is_subset_of(&narrow.as_policy()));
    /// ```
    pub fn is_subset_of(&self, other: &Policy<'_>) -> bool {
        let flag = |flag| other.has(flag) || !self.has(flag);
        flag(Flags::CREDENTIALS)
            && flag(Flags::PRIVATE_NETWORK)
            && self.methods_beyond(other).next().is_none()
            && self.request_headers_beyond(other).next().is_none()
            && self.exposed_headers_beyond(other).next().is_none()
            && self.origins_beyond(other).next().is_none()
    }

    /// The patterns of this policy that allow an origin which `other` refuses, each with an example; in the order of
    /// [`allow_origins`](Policy::allow_origins).
    ///
    /// Exact: a pattern is left out if and only if every [`Origin`](crate::fetch::Origin) that it allows is allowed by
    /// `other`, be it by several patterns together. `:*` includes the ports that browsers block, so no list of ports
    /// is as much as `:*`.
    ///
    /// An exact origin costs one lookup in `other`, and so does a wildcard in nearly every policy. In the worst case a
    /// wildcard costs lookups in proportion to the bytes before the `*` of those globs and exact hosts of `other` that
    /// share its base, times the bytes after the `*`, times the length of an origin; or, for `*.` before a base so
    /// long that three labels would hardly fit, *n*<sup>1.51</sup> lookups for *n* exact origins below that base.
    /// Nothing is allocated; the stack grows by up to 64 KiB.
    ///
    /// ```
    /// use corsac::Config;
    ///
    /// let old = Config::new().allow_origins(&["https://app.example.com"]).max_age(600).compile::<256>().unwrap();
    /// let new = Config::new().allow_origins(&["https://*.example.com"]).max_age(600).compile::<256>().unwrap();
    /// let (old, new) = (old.as_policy(), new.as_policy());
    /// let widened = new.origins_beyond(&old).next().unwrap();
    /// assert_eq!(widened.example.as_str(), "https://x.example.com");
    /// assert_eq!(old.origins_beyond(&new).next(), None);
    /// ```
    pub fn origins_beyond<'o>(&self, other: &Policy<'o>) -> impl Iterator<Item = PatternBeyond<'a>> + use<'a, 'o> {
        let other = *other;
        (0..).zip(self.allow_origins()).filter_map(move |(index, pattern)| {
            origins::beyond(&pattern, &other).map(|example| PatternBeyond { index, pattern, example })
        })
    }

    /// The place in [`allow_origins`](Policy::allow_origins) of a pattern that alone allows everything that `pattern`
    /// allows. Costs one lookup.
    ///
    /// ```
    /// use corsac::{Config, pattern::OriginPattern};
    ///
    /// let origins = ["https://example.com", "https://*.example.com"];
    /// let policy = Config::new().allow_origins(&origins).max_age(600).compile::<256>().unwrap();
    /// let narrow = OriginPattern::parse("https://pr-*.example.com").unwrap();
    /// assert_eq!(policy.as_policy().covering(&narrow), Some(1));
    /// ```
    pub fn covering(&self, pattern: &OriginPattern<'_>) -> Option<u32> {
        origins::covering(self, pattern)
    }

    /// The methods of this policy that `other` refuses: names, or `*`. Both lists include GET, HEAD and POST.
    ///
    /// ```
    /// use corsac::Config;
    ///
    /// let config = Config::new().allow_origins(&["https://example.com"]).max_age(600);
    /// let (a, b) = (config.allow_methods(&["PUT", "DELETE"]), config.allow_methods(&["PUT", "GET"]));
    /// let (a, b) = (a.compile::<256>().unwrap(), b.compile::<256>().unwrap());
    /// assert!(a.as_policy().methods_beyond(&b.as_policy()).eq(["DELETE"]));
    /// assert!(b.as_policy().methods_beyond(&a.as_policy()).eq([""; 0]));
    /// ```
    pub fn methods_beyond<'o>(&self, other: &Policy<'o>) -> impl Iterator<Item = &'a str> + use<'a, 'o> {
        names::beyond(self.methods(), other.methods(), |_| true)
    }

    /// The request headers of this policy that `other` refuses: byte-lowercased names, or `*`, which stands for every
    /// name but `authorization`.
    ///
    /// ```
    /// use corsac::Config;
    ///
    /// let config = Config::new().allow_origins(&["https://example.com"]).max_age(600);
    /// let (a, b) = (config.allow_headers(&["X-A", "Authorization"]), config.allow_headers(&["*"]));
    /// let (a, b) = (a.compile::<256>().unwrap(), b.compile::<256>().unwrap());
    /// assert!(a.as_policy().request_headers_beyond(&b.as_policy()).eq(["authorization"]));
    /// assert!(b.as_policy().request_headers_beyond(&a.as_policy()).eq(["*"]));
    /// ```
    pub fn request_headers_beyond<'o>(&self, other: &Policy<'o>) -> impl Iterator<Item = &'a str> + use<'a, 'o> {
        names::beyond(self.headers(), other.headers(), |name| name != b"authorization")
    }

    /// The response headers that scripts may read under this policy and not under `other`: byte-lowercased names, or
    /// `*`.
    pub fn exposed_headers_beyond<'o>(&self, other: &Policy<'o>) -> impl Iterator<Item = &'a str> + use<'a, 'o> {
        names::beyond(self.exposed(), other.exposed(), |_| true)
    }
}
