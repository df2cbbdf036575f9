//! Cases that have been read and found well-formed.

use core::fmt;
use std::collections::BTreeSet;

use crate::browser::{
    Api, Body, CredentialsMode, Engine, HttpResponse, InvalidUrl, Origin, PageRequest, RedirectMode, RequestMode,
};

use super::expectation::{Expectation, Expectations};
use super::form::{BodyKind, CaseForm, Credentials, Headers, Mode, Redirect, RedirectForm, RequestForm};

/// A recorded case.
#[derive(Clone, Debug)]
pub struct Case {
    id: String,
    page: PageRequest,
    // Invariant: not empty; one per URL of the redirect chain.
    hops: Vec<Hop>,
    unknown_fields: Vec<String>,
    expectations: Expectations,
}

/// What the server answers at one URL.
#[derive(Clone, Debug)]
pub(super) struct Hop {
    pub(super) preflight: HttpResponse,
    pub(super) actual: HttpResponse,
}

/// A file of cases could not be read.
#[derive(Debug)]
#[non_exhaustive]
pub enum ReadError {
    /// It is not JSON of the right form. The message ends with line and column.
    Json(serde_json::Error),
    /// It holds no case, so that checking it would prove nothing.
    Empty,
    /// Two cases have the same name.
    Duplicate {
        /// The name.
        id: String,
    },
    /// An origin is not one.
    Origin {
        /// The case.
        id: String,
        /// The field.
        field: &'static str,
        /// What is wrong, and where.
        error: InvalidUrl,
    },
    /// A header value holds a character that stands for no byte.
    HeaderValue {
        /// The case.
        id: String,
        /// The header's name.
        name: String,
    },
}

/// Reads a file of cases.
///
/// # Errors
///
/// When the text is not such a file; the message says where.
pub fn read(text: &str) -> Result<Vec<Case>, ReadError> {
    let forms: Vec<CaseForm> = serde_json::from_str(text).map_err(ReadError::Json)?;
    if forms.is_empty() {
        return Err(ReadError::Empty);
    }
    let mut ids = BTreeSet::new();
    let mut cases = Vec::with_capacity(forms.len());
    for form in forms {
        if !ids.insert(form.id.clone()) {
            return Err(ReadError::Duplicate { id: form.id });
        }
        cases.push(Case::new(form)?);
    }
    Ok(cases)
}

impl Case {
    /// Its name.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What the page asks for.
    #[must_use]
    pub const fn page(&self) -> &PageRequest {
        &self.page
    }

    /// The fields it has that no case has. They are not looked at, so it may mean more than is checked.
    #[must_use]
    pub fn unknown_fields(&self) -> &[String] {
        &self.unknown_fields
    }

    /// What `engine` is expected to do.
    #[must_use]
    pub fn expectation(&self, engine: Engine) -> Expectation {
        self.expectations.of(engine)
    }

    pub(super) fn hops(&self) -> &[Hop] {
        &self.hops
    }

    fn new(form: CaseForm) -> Result<Self, ReadError> {
        let id = form.id.clone();
        let unknown_fields = form.unknown_fields();
        let page = page(&id, &form.request)?;
        let mut hops = Vec::with_capacity(form.redirects.len() + 1);
        for (index, redirect) in form.redirects.iter().enumerate() {
            hops.push(hop(&id, redirect, index + 1)?);
        }
        hops.push(Hop {
            preflight: response(&id, form.preflight_status.unwrap_or(204), &form.preflight_response_headers)?,
            actual: response(&id, form.response_status.unwrap_or(200), &form.response_headers)?,
        });
        Ok(Self { id, page, hops, unknown_fields, expectations: Expectations::new(form) })
    }
}

fn page(id: &str, form: &RequestForm) -> Result<PageRequest, ReadError> {
    let at = |field| move |error| ReadError::Origin { id: id.to_owned(), field, error };
    let target = form.url_origin.as_deref().unwrap_or(DEFAULT_TARGET);
    let page = PageRequest::new("null", &format!("{target}/0")).map_err(at("request.url_origin"))?;
    let origin = Origin::parse(&form.origin).map_err(at("request.origin"))?;
    let mut headers = Vec::with_capacity(form.headers.len());
    for (name, value) in &form.headers {
        headers.push((name.clone(), bytes(id, name, value)?));
    }
    let api = if form.upload_listener { Api::XmlHttpRequest { upload_listener: true } } else { Api::Fetch };
    Ok(PageRequest {
        origin,
        method: form.method.clone(),
        headers,
        credentials: match form.credentials {
            Credentials::Omit => CredentialsMode::Omit,
            Credentials::SameOrigin => CredentialsMode::SameOrigin,
            Credentials::Include => CredentialsMode::Include,
        },
        mode: match form.mode {
            Mode::Cors => RequestMode::Cors,
            Mode::NoCors => RequestMode::NoCors,
            Mode::SameOrigin => RequestMode::SameOrigin,
        },
        redirect: match form.redirect {
            Redirect::Follow => RedirectMode::Follow,
            Redirect::Error => RedirectMode::Error,
            Redirect::Manual => RedirectMode::Manual,
        },
        body: match form.body {
            BodyKind::None => Body::None,
            BodyKind::Text => Body::Text,
            BodyKind::UrlSearchParams => Body::UrlSearchParams,
            BodyKind::FormData => Body::FormData,
            BodyKind::Bytes => Body::Bytes,
            BodyKind::Stream => Body::Stream,
        },
        api,
        ..page
    })
}

/// The hop that leads to the URL number `next`.
fn hop(id: &str, form: &RedirectForm, next: usize) -> Result<Hop, ReadError> {
    let mut actual = response(id, form.status, &form.response_headers)?;
    if !actual.headers.contains("Location") {
        let at_sign = if form.userinfo.is_empty() || form.userinfo.ends_with('@') { "" } else { "@" };
        let location = match form.to_origin.split_once("://") {
            Some((scheme, host)) => format!("{scheme}://{}{at_sign}{host}/{next}", form.userinfo),
            None => form.to_origin.clone(),
        };
        actual.headers.append("Location", location);
    }
    let preflight = response(id, form.preflight_status.unwrap_or(204), &form.preflight_response_headers)?;
    Ok(Hop { preflight, actual })
}

fn response(id: &str, status: u16, headers: &Headers) -> Result<HttpResponse, ReadError> {
    headers.iter().try_fold(HttpResponse::new(status), |response, (name, value)| {
        Ok(response.header(name, bytes(id, name, value)?))
    })
}

/// Isomorphic encoding: each character is the byte of the same number.
fn bytes(id: &str, name: &str, value: &str) -> Result<Vec<u8>, ReadError> {
    value
        .chars()
        .map(|char| u8::try_from(char).map_err(|_| ReadError::HeaderValue { id: id.to_owned(), name: name.to_owned() }))
        .collect()
}

const DEFAULT_TARGET: &str = "http://api.example";

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Json(error) => write!(f, "{error}"),
            Self::Empty => f.write_str("no case in it"),
            Self::Duplicate { id } => write!(f, "case {id}: a second case with this id"),
            Self::Origin { id, field, error } => write!(f, "case {id}: {field}: {error}"),
            Self::HeaderValue { id, name } => {
                write!(f, "case {id}: the value of {name} has a character above U+00FF")
            }
        }
    }
}

impl core::error::Error for ReadError {}
