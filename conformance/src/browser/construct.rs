//! From what a page asks for to a request, or an error in the page's own call.

use super::bytes::{is_http_whitespace, is_token, trim};
use super::engine::Engine;
use super::forbidden::is_forbidden_request_header;
use super::header_list::HeaderList;
use super::method::{is_cors_safelisted_method, is_forbidden_method, normalize};
use super::outcome::Failure;
use super::page::{Api, Body, CredentialsMode, PageRequest, RedirectMode, RequestMode};
use super::reason::Reason;
use super::request::{Request, RequestBody, Tainting};
use super::safelist::is_cors_safelisted_request_header;
use super::section::Section;
use super::unsafe_names::cors_unsafe_request_header_names;

/// Makes the request of a page's call.
pub(super) fn construct(page: &PageRequest, engine: Engine) -> Result<Request, Failure> {
    let mut request = match page.api {
        Api::Fetch => from_fetch(page, engine)?,
        Api::XmlHttpRequest { upload_listener } => from_xml_http_request(page, upload_listener, engine)?,
    };
    append_default_headers(&mut request.headers);
    request.began_with_unsafe_headers = !cors_unsafe_request_header_names(&request.headers, engine).is_empty();
    Ok(request)
}

/// The steps of the `Request` constructor that bear on CORS.
///
/// <https://fetch.spec.whatwg.org/#dom-request>
fn from_fetch(page: &PageRequest, engine: Engine) -> Result<Request, Failure> {
    if page.url.includes_credentials() {
        return Err(failure(Section::RequestClass, Reason::UrlIncludesCredentials, ""));
    }
    let method = checked_method(&page.method)?;
    if page.mode == RequestMode::NoCors && !is_cors_safelisted_method(&method) {
        return Err(failure(Section::RequestClass, Reason::MethodNotAllowedInNoCors, &method));
    }
    let guard = Guard { no_cors: page.mode == RequestMode::NoCors, engine };
    let mut headers = HeaderList::new();
    for (name, value) in &page.headers {
        guard.append(&mut headers, name, value)?;
    }
    let has_body = page.body != Body::None;
    if has_body && matches!(method.as_str(), "GET" | "HEAD") {
        return Err(failure(Section::RequestClass, Reason::BodyNotAllowed, &method));
    }
    if let Some(kind) = content_type(&page.body)
        && !headers.contains("Content-Type")
    {
        guard.append(&mut headers, "Content-Type", kind.as_bytes())?;
    }
    let is_stream = page.body == Body::Stream;
    if is_stream && page.mode == RequestMode::NoCors {
        return Err(failure(Section::RequestClass, Reason::StreamNotAllowedInNoCors, ""));
    }
    Ok(Request {
        method,
        headers,
        mode: page.mode,
        credentials: page.credentials,
        redirect_mode: page.redirect,
        use_cors_preflight: is_stream,
        body: request_body(&page.body),
        ..unset(page)
    })
}

/// The steps of `open()`, `setRequestHeader()` and `send()` that bear on CORS.
///
/// <https://xhr.spec.whatwg.org/#interface-xmlhttprequest>
fn from_xml_http_request(page: &PageRequest, upload_listener: bool, engine: Engine) -> Result<Request, Failure> {
    let method = checked_method(&page.method)?;
    let mut headers = HeaderList::new();
    for (name, value) in &page.headers {
        let value = checked_header(name, value)?;
        if !is_dropped(name, value, engine) {
            headers.combine(name.as_str(), value);
        }
    }
    let no_body = Body::None;
    let body = if matches!(method.as_str(), "GET" | "HEAD") { &no_body } else { &page.body };
    if let Some(kind) = content_type(body)
        && !headers.contains("Content-Type")
    {
        headers.append("Content-Type", kind);
    }
    let with_credentials = page.credentials == CredentialsMode::Include;
    Ok(Request {
        method,
        headers,
        mode: RequestMode::Cors,
        credentials: if with_credentials { CredentialsMode::Include } else { CredentialsMode::SameOrigin },
        redirect_mode: RedirectMode::Follow,
        use_cors_preflight: upload_listener
            && !(engine.ignores_upload_listeners_without_body() && matches!(body, Body::None)),
        body: request_body(body),
        ..unset(page)
    })
}

/// The headers fetch itself adds before main fetch.
///
/// `Accept-Language` is left out: the standard only says that user agents should add it, and its
/// value is theirs.
///
/// <https://fetch.spec.whatwg.org/#concept-fetch>
fn append_default_headers(headers: &mut HeaderList) {
    if !headers.contains("Accept") {
        headers.append("Accept", "*/*");
    }
}

/// What a `Headers` object lets through, guard "request" or "request-no-cors".
struct Guard {
    no_cors: bool,
    engine: Engine,
}

impl Guard {
    /// Append to a `Headers` object.
    ///
    /// <https://fetch.spec.whatwg.org/#concept-headers-append>
    fn append(&self, headers: &mut HeaderList, name: &str, value: &[u8]) -> Result<(), Failure> {
        let value = checked_header(name, value)?;
        if is_dropped(name, value, self.engine) {
            return Ok(());
        }
        if self.no_cors {
            let mut combined = HeaderList::new();
            for existing in headers.values(name) {
                combined.append(name, existing);
            }
            combined.append(name, value);
            let temporary = combined.get(name).unwrap_or_default();
            if !is_no_cors_safelisted_request_header(name, &temporary, self.engine) {
                return Ok(());
            }
        }
        headers.append(name, value);
        Ok(())
    }
}

/// <https://fetch.spec.whatwg.org/#no-cors-safelisted-request-header>
fn is_no_cors_safelisted_request_header(name: &str, value: &[u8], engine: Engine) -> bool {
    ["accept", "accept-language", "content-language", "content-type"].iter().any(|safe| safe.eq_ignore_ascii_case(name))
        && is_cors_safelisted_request_header(name, value, engine)
}

fn is_dropped(name: &str, value: &[u8], engine: Engine) -> bool {
    is_forbidden_request_header(name, value) || (engine.drops_user_agent() && name.eq_ignore_ascii_case("user-agent"))
}

/// Normalizes a header value, and refuses what is not a header.
///
/// <https://fetch.spec.whatwg.org/#headers-validate>
fn checked_header<'v>(name: &str, value: &'v [u8]) -> Result<&'v [u8], Failure> {
    let value = trim(value, is_http_whitespace);
    if !is_token(name.as_bytes()) {
        return Err(failure(Section::Headers, Reason::HeaderNameNotToken, name));
    }
    if value.iter().any(|byte| matches!(byte, 0 | b'\n' | b'\r')) {
        return Err(failure(Section::Headers, Reason::HeaderValueMalformed, name));
    }
    Ok(value)
}

fn checked_method(method: &str) -> Result<String, Failure> {
    if !is_token(method.as_bytes()) {
        return Err(failure(Section::Methods, Reason::MethodNotToken, method));
    }
    if is_forbidden_method(method.as_bytes()) {
        return Err(failure(Section::Methods, Reason::MethodForbidden, method));
    }
    Ok(normalize(method))
}

/// The type that extracting a body yields.
///
/// <https://fetch.spec.whatwg.org/#concept-bodyinit-extract>
fn content_type(body: &Body) -> Option<&str> {
    match body {
        Body::None | Body::Bytes | Body::Stream => None,
        Body::Text => Some("text/plain;charset=UTF-8"),
        Body::UrlSearchParams => Some("application/x-www-form-urlencoded;charset=UTF-8"),
        Body::FormData => Some("multipart/form-data; boundary=----boundary"),
        Body::Blob(kind) => Some(kind.as_str()).filter(|kind| !kind.is_empty()),
    }
}

fn request_body(body: &Body) -> RequestBody {
    match body {
        Body::None => RequestBody::None,
        Body::Stream => RequestBody::Stream,
        _ => RequestBody::WithSource,
    }
}

/// The fields both interfaces fill alike.
fn unset(page: &PageRequest) -> Request {
    Request {
        method: String::new(),
        url_list: vec![page.url.clone()],
        headers: HeaderList::new(),
        origin: page.origin.clone(),
        mode: RequestMode::Cors,
        credentials: page.credentials,
        redirect_mode: RedirectMode::Follow,
        redirect_count: 0,
        response_tainting: Tainting::Basic,
        use_cors_preflight: false,
        body: RequestBody::None,
        referrer_policy: page.referrer_policy,
        partition: page.partition.clone(),
        began_with_unsafe_headers: false,
    }
}

fn failure(section: Section, reason: Reason, subject: &str) -> Failure {
    Failure { section, reason, subject: subject.to_owned() }
}
