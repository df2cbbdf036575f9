//! Scenarios: what a page does, and under which policy the server is that it asks.

mod file;
mod leg;
mod load;

use corsac_conformance::browser::{
    Api, Body, CredentialsMode, InvalidUrl, Origin, PageRequest, RedirectMode, RequestMode, Url,
};
use serde::{Deserialize, Serialize};

pub(crate) use leg::{Leg, Place, SITE, host};
pub(crate) use load::load;

/// A page, and the calls it makes one after the other, all of the same URL.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Scenario {
    /// Unique: the file, the entry, and where it was multiplied by what.
    pub(crate) name: String,
    /// The origin of the page.
    pub(crate) page: String,
    /// What in the page makes the calls.
    pub(crate) context: Context,
    /// Whether the page says of itself that it comes from a public address.
    pub(crate) is_public: bool,
    // Invariant: never empty; each but the last redirects to the next, and the last is a policy.
    pub(crate) legs: Vec<Leg>,
    /// What the handler behind the last leg answers.
    pub(crate) response: Response,
    // Invariant: never empty.
    pub(crate) calls: Vec<Call>,
}

/// What in a page makes a call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Context {
    /// The page itself.
    #[default]
    Page,
    /// A frame in it with the attribute `sandbox`, whose origin is opaque.
    Sandbox,
    /// A frame with a `data:` URL, whose origin is opaque, too.
    Data,
    /// A frame with a `blob:` URL, which has the page's origin.
    Blob,
    /// A worker of the page.
    Worker,
}

/// What a handler answers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Response {
    /// 200 if there is none.
    pub(crate) status: Option<u16>,
    /// Header lines.
    pub(crate) headers: Vec<(String, String)>,
}

/// One call of a page. It is sent to the page's script as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Call {
    /// How many seconds to wait before.
    pub(crate) wait: u64,
    pub(crate) interface: Interface,
    pub(crate) method: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) credentials: Credentials,
    pub(crate) mode: Mode,
    pub(crate) redirect: Redirect,
    pub(crate) body: Content,
}

/// What is called, or which element makes the browser fetch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Interface {
    #[default]
    Fetch,
    Xhr,
    /// `XMLHttpRequest` with a listener for the progress of the upload.
    XhrUpload,
    Script,
    Module,
    Stylesheet,
    EventSource,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Credentials {
    Omit,
    #[default]
    SameOrigin,
    Include,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Mode {
    #[default]
    Cors,
    NoCors,
    SameOrigin,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Redirect {
    #[default]
    Follow,
    Error,
    Manual,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Content {
    #[default]
    None,
    Text,
    Params,
    Form,
    /// A `Blob` of the type `application/json`.
    Json,
    Bytes,
}

impl Scenario {
    /// The origin that the calls are made from.
    pub(crate) fn origin(&self) -> Result<Origin, InvalidUrl> {
        match self.context {
            Context::Sandbox | Context::Data => Ok(Origin::opaque()),
            Context::Page | Context::Blob | Context::Worker => Origin::parse(&self.page),
        }
    }

    /// The policy of the last leg.
    pub(crate) fn policy(&self) -> &str {
        match self.legs.last().map(|leg| &leg.place) {
            Some(Place::Policy(name)) => name,
            _ => "",
        }
    }

    /// Every policy that is asked on the way.
    pub(crate) fn policies(&self) -> impl Iterator<Item = &str> {
        self.legs.iter().filter_map(|leg| match &leg.place {
            Place::Policy(name) => Some(name.as_str()),
            Place::Own | Place::Hop => None,
        })
    }

    /// The call as the browser model takes it.
    pub(crate) fn page_request(&self, call: &Call, url: &str) -> Result<PageRequest, InvalidUrl> {
        let headers = call.headers.iter().map(|(name, value)| (name.clone(), value.clone().into_bytes()));
        Ok(PageRequest {
            origin: self.origin()?,
            url: Url::parse(url)?,
            method: call.method.clone(),
            headers: headers.collect(),
            credentials: match call.credentials {
                Credentials::Omit => CredentialsMode::Omit,
                Credentials::SameOrigin => CredentialsMode::SameOrigin,
                Credentials::Include => CredentialsMode::Include,
            },
            mode: match call.mode {
                Mode::Cors => RequestMode::Cors,
                Mode::NoCors => RequestMode::NoCors,
                Mode::SameOrigin => RequestMode::SameOrigin,
            },
            redirect: match call.redirect {
                Redirect::Follow => RedirectMode::Follow,
                Redirect::Error => RedirectMode::Error,
                Redirect::Manual => RedirectMode::Manual,
            },
            body: match call.body {
                Content::None => Body::None,
                Content::Text => Body::Text,
                Content::Params => Body::UrlSearchParams,
                Content::Form => Body::FormData,
                Content::Json => Body::Blob("application/json".to_owned()),
                Content::Bytes => Body::Bytes,
            },
            api: match call.interface {
                Interface::Xhr => Api::XmlHttpRequest { upload_listener: false },
                Interface::XhrUpload => Api::XmlHttpRequest { upload_listener: true },
                // An element's fetch has the same mode and credentials mode as a call of `fetch()` may have.
                _ => Api::Fetch,
            },
            ..PageRequest::new("null", url)?
        })
    }
}
