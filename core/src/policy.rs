//! A compiled policy: a validated view of the bytes of an image.

use core::cmp::Ordering;

use crate::config::{Config, List};
use crate::fetch::Parts;
use crate::image::{self, Flags, ImageError, Layout, Origins, Shape};
use crate::pattern::OriginPattern;
use crate::steps;
use crate::syntax::bytes;

/// A compiled policy, borrowed from the bytes of its image, as `str` is borrowed from a `String`.
///
/// It is `Copy`, a few words long, and everything a request needs is answered from it.
///
/// ```
/// use corsac::{Config, Policy};
///
/// let config = Config::new().allow_origins(&["https://example.com", "https://pr-*.example.com"]).max_age(600);
/// let mut buffer = [0; 256];
/// let policy = Policy::from_bytes(config.compile_into(&mut buffer, |_| ()).unwrap()).unwrap();
/// assert!(policy.allows_origin(b"https://pr-7.example.com"));
/// assert!(!policy.allows_origin(b"https://example.com.evil.example"));
/// ```
#[derive(Clone, Copy)]
pub struct Policy<'a> {
    // Invariant: these bytes are the image that `layout` was read from.
    image: &'a [u8],
    layout: Layout,
}

/// Why an origin is allowed, or that it is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OriginMatch {
    /// By `*`.
    Any,
    /// By this origin, whose text is the origin's.
    Exact(u32),
    /// By this wildcard.
    Wildcard(u32),
    /// By nothing.
    None,
    /// It is not the serialization of an origin.
    Malformed,
}

impl<'a> Policy<'a> {
    /// The first bytes of every image, by which a file can be told from a document.
    pub const IMAGE_START: &'static [u8] = &image::MAGIC;

    /// Reads an image.
    ///
    /// Everything is validated: a policy that comes out of here has a legal meaning, and no value in it can break a
    /// response apart. The checksum catches accidents, not attacks: whoever supplies an image chooses the policy, so
    /// its authenticity is the business of whoever loads it.
    ///
    /// Takes time in proportion to the length of the image times the number of kinds of wildcards in it. In a `const`
    /// a bad image is an error of the build.
    ///
    /// # Errors
    ///
    /// Any other bytes, with the offset of the first fault. It never panics.
    ///
    /// ```
    /// use corsac::{ImageErrorKind, Policy};
    ///
    /// assert_eq!(Policy::from_bytes(b"GIF89a").unwrap_err().kind, ImageErrorKind::Truncated);
    /// ```
    pub const fn from_bytes(image: &'a [u8]) -> Result<Policy<'a>, ImageError> {
        match image::load(image) {
            Ok(layout) => Ok(Policy { image, layout }),
            Err(error) => Err(error),
        }
    }

    /// The policy of an image that was validated before, or compiled just now.
    // Invariant: `layout` was read from `image`.
    pub(crate) const fn from_parts(image: &'a [u8], layout: Layout) -> Policy<'a> {
        Policy { image, layout }
    }

    pub(crate) const fn layout(&self) -> Layout {
        self.layout
    }

    /// The bytes of the image.
    pub const fn as_bytes(&self) -> &'a [u8] {
        self.image
    }

    /// Is this origin allowed? Takes the value of an `Origin` field.
    ///
    /// This is the question of CORS alone, without a request: for WebSocket upgrades and checks against cross-site
    /// request forgery. It is `false` for anything that no browser sends, unless every origin is allowed.
    pub fn allows_origin(&self, origin: &[u8]) -> bool {
        matches!(self.match_origin(origin), OriginMatch::Any | OriginMatch::Exact(_) | OriginMatch::Wildcard(_))
    }

    /// The origin patterns in the order they were written, without the redundant ones. A decision names the one that
    /// matched by its place in this list.
    pub fn allow_origins(&self) -> impl Iterator<Item = OriginPattern<'a>> + use<'a> {
        self.origin_list().iter().filter_map(OriginPattern::from_canonical)
    }

    /// The pattern at a place of [`allow_origins`](Policy::allow_origins), without looking at those before.
    ///
    /// ```
    /// # let policy = corsac::Config::new().allow_origins(&["https://a.example", "https://b.example"]).max_age(5).compile::<256>().unwrap();
    /// assert_eq!(policy.as_policy().allow_origin(1).unwrap().as_str(), "https://b.example");
    /// ```
    pub fn allow_origin(&self, index: u32) -> Option<OriginPattern<'a>> {
        if self.has(Flags::ANY_ORIGIN) {
            return (index == 0).then_some(OriginPattern::Any);
        }
        core::str::from_utf8(self.origin_text(index)?).ok().and_then(OriginPattern::from_canonical)
    }

    /// This policy as it could have been written: what is dead or redundant is left out, names are sorted. Compiling
    /// it gives the same image again.
    ///
    /// ```
    /// use corsac::Config;
    ///
    /// let written = Config::new().allow_origins(&["http://[::1]:3000"]).allow_methods(&["PUT", "GET", "DELETE"]).max_age(60);
    /// let policy = written.compile::<256>().unwrap();
    /// let config = policy.as_policy().config();
    /// assert_eq!(config.allow_methods.iter().collect::<Vec<_>>(), ["DELETE", "GET", "HEAD", "POST", "PUT"]);
    /// assert_eq!(config.compile::<256>().unwrap().as_bytes(), policy.as_bytes());
    /// ```
    pub fn config(&self) -> Config<'a> {
        let joined = |list: &'a [u8]| List::joined(list, b',');
        Config {
            allow_origins: self.origin_list(),
            allow_methods: joined(self.methods()),
            allow_headers: joined(self.headers()),
            expose_headers: joined(self.exposed()),
            allow_credentials: self.has(Flags::CREDENTIALS),
            max_age: core::str::from_utf8(self.max_age_value()).ok().and_then(|digits| digits.parse().ok()),
            allow_private_network: self.has(Flags::PRIVATE_NETWORK),
            danger_allow_null_origin: self.has(Flags::NULL_ORIGIN),
            danger_allow_insecure_origins: self.has(Flags::INSECURE_ORIGINS),
            danger_allow_public_suffix_wildcards: self.has(Flags::PUBLIC_SUFFIX_WILDCARDS),
        }
    }

    fn origin_list(&self) -> List<'a> {
        if self.has(Flags::ANY_ORIGIN) { List::new(&["*"]) } else { List::joined(self.origins().texts, b',') }
    }

    #[inline]
    pub(crate) const fn has(&self, flags: Flags) -> bool {
        self.layout.flags.has(flags)
    }

    /// The value of `Access-Control-Allow-Methods`.
    #[inline]
    pub(crate) const fn methods(&self) -> &'a [u8] {
        self.layout.methods(self.image)
    }

    /// The value of `Access-Control-Allow-Headers`, or nothing.
    #[inline]
    pub(crate) const fn headers(&self) -> &'a [u8] {
        self.layout.headers(self.image)
    }

    /// The value of `Access-Control-Expose-Headers`, or nothing.
    #[inline]
    pub(crate) const fn exposed(&self) -> &'a [u8] {
        self.layout.exposed(self.image)
    }

    /// The value of `Access-Control-Max-Age`, or nothing.
    #[inline]
    pub(crate) const fn max_age_value(&self) -> &'a [u8] {
        self.layout.max_age(self.image)
    }

    #[inline]
    const fn origins(&self) -> Origins<'a> {
        self.layout.origins(self.image)
    }

    /// The text of an origin pattern.
    pub(crate) fn origin_text(&self, index: u32) -> Option<&'a [u8]> {
        self.origins().text(index).map(|(text, _)| text)
    }

    /// Looks an origin up: itself first, then by each kind of wildcard that the policy holds.
    #[inline]
    pub(crate) fn match_origin(&self, origin: &[u8]) -> OriginMatch {
        if self.has(Flags::ANY_ORIGIN) {
            return OriginMatch::Any;
        }
        let origins = &self.origins();
        if origin.len() > crate::fetch::MAX_ORIGIN_LENGTH {
            return OriginMatch::Malformed;
        }
        steps::count(origin.len().saturating_add(1));
        // The text of an exact pattern is canonical, so what equals it is, too.
        if let Some(index) = origins.find(&[origin], false) {
            return OriginMatch::Exact(index);
        }
        match_wildcards(origins, origin)
    }

    /// The place of a request header in the sorted list, given one to try first: browsers send theirs sorted, so the
    /// one after the last that was found is likely.
    #[inline]
    pub(crate) fn find_request_header(&self, name: &[u8], likely: usize) -> Option<usize> {
        steps::count(name.len());
        let listed = |place| self.request_header(place);
        if listed(likely).is_some_and(|found| crate::syntax::bytes::equal_lowercased(name, found)) {
            return Some(likely);
        }
        let (mut low, mut high) = (0usize, self.request_header_count());
        while low < high {
            steps::count(name.len());
            let middle = low.midpoint(high);
            let found = listed(middle)?;
            match name.iter().map(u8::to_ascii_lowercase).cmp(found.iter().copied()) {
                Ordering::Less => high = middle,
                Ordering::Equal => return Some(middle),
                Ordering::Greater => low = middle.saturating_add(1),
            }
        }
        None
    }

    pub(crate) fn request_header_count(&self) -> usize {
        self.layout.header_ends(self.image).len().div_euclid(2)
    }

    #[inline]
    pub(crate) fn request_header(&self, place: usize) -> Option<&'a [u8]> {
        use crate::syntax::bytes::u16_at;
        let ends = self.layout.header_ends(self.image);
        let end = usize::from(u16_at(ends, place)?);
        let start = match place.checked_sub(1) {
            None => 0,
            Some(before) => usize::from(u16_at(ends, before)?).saturating_add(1),
        };
        self.headers().get(start..end)
    }
}

/// Looks for a wildcard that allows an origin which is not allowed by name.
#[cold]
#[inline(never)]
fn match_wildcards(origins: &Origins<'_>, origin: &[u8]) -> OriginMatch {
    steps::count(origin.len().saturating_mul(5));
    if bytes::equal(origin, b"null") {
        return OriginMatch::None;
    }
    let Some(parts) = Parts::cut(origin).filter(Parts::is_origin) else { return OriginMatch::Malformed };
    let mut shapes = origins.shapes;
    while let Some((shape, _, rest)) = Shape::split_first(shapes) {
        steps::count(origin.len().saturating_mul(2).saturating_add(1));
        if let Some(index) = parts.find(shape, origins) {
            return OriginMatch::Wildcard(index);
        }
        shapes = rest;
    }
    OriginMatch::None
}

impl core::fmt::Debug for Policy<'_> {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        formatter.debug_tuple("Policy").field(&self.config()).finish()
    }
}

impl PartialEq for Policy<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.image == other.image
    }
}

impl Eq for Policy<'_> {}
