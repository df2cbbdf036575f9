//! From a decision to operations on a response's headers. Nothing is looked up here.

use core::fmt;

use crate::decision::Decision;
use crate::policy::Policy;
use crate::request::{Request, RequestField};
use crate::vary::Vary;

/// A response header field of the CORS protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum ResponseField {
    /// [`Access-Control-Allow-Origin`](https://fetch.spec.whatwg.org/#http-access-control-allow-origin).
    AllowOrigin,
    /// [`Access-Control-Allow-Credentials`](https://fetch.spec.whatwg.org/#http-access-control-allow-credentials).
    AllowCredentials,
    /// [`Access-Control-Expose-Headers`](https://fetch.spec.whatwg.org/#http-access-control-expose-headers).
    ExposeHeaders,
    /// [`Access-Control-Allow-Methods`](https://fetch.spec.whatwg.org/#http-access-control-allow-methods).
    AllowMethods,
    /// [`Access-Control-Allow-Headers`](https://fetch.spec.whatwg.org/#http-access-control-allow-headers).
    AllowHeaders,
    /// [`Access-Control-Max-Age`](https://fetch.spec.whatwg.org/#http-access-control-max-age).
    MaxAge,
    /// `Access-Control-Allow-Private-Network`, a legacy of Chromium.
    AllowPrivateNetwork,
}

impl ResponseField {
    /// Every field, in the order in which a plan names them.
    pub const ALL: [ResponseField; 7] = [
        ResponseField::AllowOrigin,
        ResponseField::AllowCredentials,
        ResponseField::ExposeHeaders,
        ResponseField::AllowMethods,
        ResponseField::AllowHeaders,
        ResponseField::MaxAge,
        ResponseField::AllowPrivateNetwork,
    ];

    /// The field name in lower case.
    pub const fn as_str(self) -> &'static str {
        match self {
            ResponseField::AllowOrigin => "access-control-allow-origin",
            ResponseField::AllowCredentials => "access-control-allow-credentials",
            ResponseField::ExposeHeaders => "access-control-expose-headers",
            ResponseField::AllowMethods => "access-control-allow-methods",
            ResponseField::AllowHeaders => "access-control-allow-headers",
            ResponseField::MaxAge => "access-control-max-age",
            ResponseField::AllowPrivateNetwork => "access-control-allow-private-network",
        }
    }

    const fn bit(self) -> u8 {
        1u8.wrapping_shl(self as u32)
    }
}

/// A set of response fields.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct ResponseFields(u8);

impl ResponseFields {
    /// No field.
    pub const NONE: ResponseFields = ResponseFields(0);

    /// Every field.
    pub const ALL: ResponseFields = ResponseFields(0x7F);

    /// Is there no field in the set?
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Is `field` in the set?
    #[inline]
    pub const fn contains(self, field: ResponseField) -> bool {
        self.0 & field.bit() != 0
    }

    /// The fields of the set, in the order of [`ResponseField::ALL`].
    #[inline]
    pub fn iter(self) -> impl Iterator<Item = ResponseField> {
        let mut rest = self;
        core::iter::from_fn(move || rest.take_first())
    }

    /// Takes the first field out of the set.
    #[inline]
    fn take_first(&mut self) -> Option<ResponseField> {
        // `get` is `None` where the set is empty: 32 trailing zeros.
        let first = *ResponseField::ALL.get(u32::from(self.0).trailing_zeros() as usize)?;
        self.0 &= !first.bit();
        Some(first)
    }

    /// The fields that are not in the set.
    #[inline]
    pub const fn complement(self) -> ResponseFields {
        ResponseFields(!self.0 & ResponseFields::ALL.0)
    }

    /// This set, and `field` if `condition` holds.
    #[inline]
    pub(crate) const fn with(self, field: ResponseField, condition: bool) -> ResponseFields {
        ResponseFields(self.0 | if condition { field.bit() } else { 0 })
    }
}

impl From<ResponseField> for ResponseFields {
    /// The set of this field.
    fn from(field: ResponseField) -> ResponseFields {
        ResponseFields::NONE.with(field, true)
    }
}

impl fmt::Debug for ResponseFields {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_set().entries(self.iter().map(ResponseField::as_str)).finish()
    }
}

/// Where a header value comes from. All but those of the request are the same for every answer of a policy, so an
/// adapter can make them once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ValueId {
    /// `*`.
    Any,
    /// `true`.
    True,
    /// The text of the pattern at this place of [`Policy::allow_origins`]; it equals the request's `Origin`.
    Origin(u32),
    /// The policy's methods.
    Methods,
    /// The policy's request headers.
    Headers,
    /// The policy's exposed headers.
    ExposedHeaders,
    /// The policy's maximum age.
    MaxAge,
    /// The request's `Origin`, after it was found to be a canonical origin.
    RequestOrigin,
    /// The request's `Access-Control-Request-Method`, after it was found to be a token.
    RequestMethod,
    /// This line of the request's `Access-Control-Request-Headers`, after all were found to be lists of tokens.
    RequestHeaders(usize),
}

/// A header value, always a legal one: visible ASCII, spaces and tabs.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Value<'v> {
    id: ValueId,
    bytes: &'v [u8],
}

impl<'v> Value<'v> {
    /// Where it comes from.
    pub const fn id(&self) -> ValueId {
        self.id
    }

    /// Its bytes.
    pub const fn as_bytes(&self) -> &'v [u8] {
        self.bytes
    }

    /// Its text.
    pub const fn as_str(&self) -> &'v str {
        crate::syntax::bytes::ascii(self.bytes)
    }
}

impl fmt::Debug for Value<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:?}({:?})", self.id, self.as_str())
    }
}

impl<'a> Policy<'a> {
    /// A value that is the same for every answer of this policy, so that an adapter can make it once. `None` for those
    /// that come from a request, and where the policy has nothing to say.
    ///
    /// ```
    /// use corsac::{Config, ValueId};
    ///
    /// let policy = Config::new().allow_origins(&["https://example.com"]).max_age(7200).compile::<256>().unwrap();
    /// let text = |id| policy.as_policy().value(id).map(|value| value.as_str().to_owned());
    /// assert_eq!(text(ValueId::Methods).as_deref(), Some("GET,HEAD,POST"));
    /// assert_eq!(text(ValueId::MaxAge).as_deref(), Some("7200"));
    /// assert_eq!(text(ValueId::Headers), None);
    /// ```
    #[inline]
    pub fn value(&self, id: ValueId) -> Option<Value<'a>> {
        let bytes: &'a [u8] = match id {
            ValueId::Any => b"*",
            ValueId::True => b"true",
            ValueId::Origin(index) => self.origin_text(index)?,
            ValueId::Methods => self.methods(),
            ValueId::Headers => self.headers(),
            ValueId::ExposedHeaders => self.exposed(),
            ValueId::MaxAge => self.max_age_value(),
            ValueId::RequestOrigin | ValueId::RequestMethod | ValueId::RequestHeaders(_) => return None,
        };
        (!bytes.is_empty()).then_some(Value { id, bytes })
    }
}

/// One thing to do to the headers of a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Operation<'v> {
    /// Remove all lines of these names: a handler or a server behind a proxy may have set some.
    Remove {
        /// The names: all those of the CORS protocol that the answer does not set.
        fields: ResponseFields,
    },
    /// Replace all lines of this name by one.
    Set {
        /// The name.
        field: ResponseField,
        /// The value.
        value: Value<'v>,
    },
    /// Add a line of this name. It follows a `Set` of the same name, and occurs only where several lines of the
    /// request are reflected.
    Append {
        /// The name.
        field: ResponseField,
        /// The value.
        value: Value<'v>,
    },
    /// Add these names to `Vary`, unless they are there: see [`Vary::missing_from`].
    AddVary(Vary),
}

impl Operation<'_> {
    fn apply(self, headers: &mut impl ResponseHeaders) {
        match self {
            Operation::Remove { fields } => headers.remove(fields),
            Operation::Set { field, value } => headers.set(field, value),
            Operation::Append { field, value } => headers.append(field, value),
            Operation::AddVary(vary) => headers.add_vary(vary),
        }
    }
}

/// The headers of a response, as a server framework keeps them.
pub trait ResponseHeaders {
    /// See [`Operation::Remove`]. Called before anything is set, so that one pass over the headers will do.
    fn remove(&mut self, fields: ResponseFields);

    /// See [`Operation::Set`]. The value's id tells an adapter which of its own values to use.
    fn set(&mut self, field: ResponseField, value: Value<'_>);

    /// See [`Operation::Append`].
    fn append(&mut self, field: ResponseField, value: Value<'_>);

    /// See [`Operation::AddVary`].
    fn add_vary(&mut self, vary: Vary);
}

/// The operations of a decision, in a fixed order. Applying them twice changes nothing more than applying them once.
#[derive(Clone, Debug)]
pub struct Plan<'v, R> {
    decision: Decision,
    policy: Policy<'v>,
    request: &'v R,
    // Nothing but the removal comes before.
    started: bool,
    // The fields that are left to be set.
    left: ResponseFields,
    // Until it is added.
    vary: Vary,
    // The next line of the request's header list to reflect.
    line: usize,
}

impl<'v, R: Request> Plan<'v, R> {
    #[inline]
    pub(crate) const fn new(decision: Decision, policy: Policy<'v>, request: &'v R) -> Plan<'v, R> {
        Plan { decision, policy, request, started: false, left: decision.set, vary: decision.vary, line: 0 }
    }

    /// Does all operations that are left.
    ///
    /// ```
    /// use corsac::{Config, RequestParts, ResponseField, ResponseFields, ResponseHeaders, Value, Vary};
    ///
    /// #[derive(Default)]
    /// struct Lines(Vec<String>);
    ///
    /// impl ResponseHeaders for Lines {
    ///     fn remove(&mut self, _: ResponseFields) {}
    ///     fn set(&mut self, field: ResponseField, value: Value<'_>) {
    ///         self.0.push(format!("{}: {}", field.as_str(), value.as_str()));
    ///     }
    ///     fn append(&mut self, field: ResponseField, value: Value<'_>) {
    ///         self.set(field, value);
    ///     }
    ///     fn add_vary(&mut self, vary: Vary) {
    ///         self.0.push(format!("vary: {vary}"));
    ///     }
    /// }
    ///
    /// let policy = Config::new().allow_origins(&["https://example.com"]).max_age(7200).compile::<256>().unwrap();
    /// let headers: [(&[u8], &[u8]); 1] = [(b"origin", b"https://example.com")];
    /// let request = RequestParts::new(b"GET", headers.into_iter());
    /// let mut lines = Lines::default();
    /// policy.as_policy().decide(&request).plan(policy.as_policy(), &request).apply(&mut lines);
    /// assert_eq!(lines.0, ["access-control-allow-origin: https://example.com", "vary: origin"]);
    /// ```
    #[inline]
    pub fn apply(self, headers: &mut impl ResponseHeaders) {
        // The same as iterating, without keeping a place; a test compares both.
        if self.started {
            return self.for_each(|operation| operation.apply(headers));
        }
        headers.remove(self.decision.set.complement());
        if self.decision.set != ResponseFields::NONE {
            self.set_all(headers);
        }
        if !self.decision.vary.is_empty() {
            headers.add_vary(self.decision.vary);
        }
    }

    fn set_all(&self, headers: &mut impl ResponseHeaders) {
        for field in self.decision.set.iter() {
            match self.value(field) {
                Some(value) => headers.set(field, value),
                None => headers.remove(field.into()),
            }
            if field == ResponseField::AllowHeaders && self.decision.reflects_headers {
                let mut line = 1usize;
                while let Some(value) = self.reflected_line(line) {
                    headers.append(field, value);
                    line = line.saturating_add(1);
                }
            }
        }
    }

    /// The value of a field that the decision sets.
    #[inline]
    fn value(&self, field: ResponseField) -> Option<Value<'v>> {
        let id = self.decision.value_id(field)?;
        let bytes = match id {
            ValueId::RequestOrigin => self.request.field_lines(RequestField::Origin).next()?,
            ValueId::RequestMethod => self.request.field_lines(RequestField::AccessControlRequestMethod).next()?,
            ValueId::RequestHeaders(line) => return self.reflected_line(line),
            constant => return self.policy.value(constant),
        };
        Some(Value { id, bytes })
    }

    fn reflected_line(&self, line: usize) -> Option<Value<'v>> {
        let mut lines = self.request.field_lines(RequestField::AccessControlRequestHeaders);
        Some(Value { id: ValueId::RequestHeaders(line), bytes: lines.nth(line)? })
    }
}

impl<'v, R: Request> Iterator for Plan<'v, R> {
    type Item = Operation<'v>;

    #[inline]
    fn next(&mut self) -> Option<Operation<'v>> {
        if self.line > 0 {
            if let Some(value) = self.reflected_line(self.line) {
                self.line = self.line.saturating_add(1);
                return Some(Operation::Append { field: ResponseField::AllowHeaders, value });
            }
            self.line = 0;
        }
        if !self.started {
            self.started = true;
            return Some(Operation::Remove { fields: self.decision.set.complement() });
        }
        if let Some(field) = self.left.take_first() {
            if field == ResponseField::AllowHeaders && self.decision.reflects_headers {
                self.line = 1;
            }
            return Some(match self.value(field) {
                Some(value) => Operation::Set { field, value },
                // Only with another policy or request than those of the decision.
                None => Operation::Remove { fields: field.into() },
            });
        }
        let vary = core::mem::take(&mut self.vary);
        (!vary.is_empty()).then_some(Operation::AddVary(vary))
    }
}
