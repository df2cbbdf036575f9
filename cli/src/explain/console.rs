//! What a browser's console says of a request that CORS has refused. The words are those of the browsers, as far as
//! they are known, so that people find them again; browsers change them from time to time.

use corsac_conformance::browser::{Api, Engine, Failure, HttpResponse, Outcome, PageRequest, Reason, Verdict};

/// The line to expect. The Fetch standard has none, and what fails before anything is sent is a `TypeError` of the
/// script.
pub(super) fn message(page: &PageRequest, outcome: &Outcome, engine: Engine) -> Option<String> {
    let failure = outcome.failure.as_ref()?;
    let response = &outcome.exchanges.last()?.response;
    let refused = Refused {
        page,
        failure,
        response,
        is_preflight: outcome.verdict == Verdict::BlockPreflight,
        allow_origin: header(response, "access-control-allow-origin"),
        allow_credentials: header(response, "access-control-allow-credentials"),
    };
    match engine {
        Engine::Spec => None,
        Engine::Chromium => Some(refused.chromium()),
        Engine::Firefox => Some(refused.firefox()),
        Engine::Webkit => Some(refused.webkit()),
    }
}

fn header(response: &HttpResponse, name: &str) -> String {
    response.headers.get(name).map(|value| value.escape_ascii().to_string()).unwrap_or_default()
}

struct Refused<'o> {
    page: &'o PageRequest,
    failure: &'o Failure,
    response: &'o HttpResponse,
    is_preflight: bool,
    allow_origin: String,
    allow_credentials: String,
}

impl Refused<'_> {
    fn subject(&self) -> String {
        self.failure.subject.escape_debug().to_string()
    }

    fn url(&self) -> String {
        self.page.url.to_string().escape_debug().to_string()
    }

    fn chromium(&self) -> String {
        let subject = self.subject();
        let reason = match self.failure.reason {
            Reason::AllowOriginMissing => {
                "No 'Access-Control-Allow-Origin' header is present on the requested resource.".into()
            }
            Reason::AllowOriginDiffers => format!(
                "The 'Access-Control-Allow-Origin' header has a value '{}' that is not equal to the supplied origin.",
                self.allow_origin
            ),
            Reason::WildcardWithCredentials => "The value of the 'Access-Control-Allow-Origin' header in the response \
                 must not be the wildcard '*' when the request's credentials mode is 'include'."
                .into(),
            Reason::AllowCredentialsMissing | Reason::AllowCredentialsNotTrue => format!(
                "The value of the 'Access-Control-Allow-Credentials' header in the response is '{}' which must be \
                 'true' when the request's credentials mode is 'include'.",
                self.allow_credentials
            ),
            Reason::PreflightStatusNotOk => "It does not have HTTP ok status.".into(),
            Reason::MethodNotAllowed => {
                format!("Method {subject} is not allowed by Access-Control-Allow-Methods in preflight response.")
            }
            Reason::HeaderNameNotAllowed | Reason::AuthorizationNotAllowed => format!(
                "Request header field {} is not allowed by Access-Control-Allow-Headers in preflight response.",
                self.header_name()
            ),
            other => other.to_string(),
        };
        let is_check = !matches!(
            self.failure.reason,
            Reason::MethodNotAllowed | Reason::HeaderNameNotAllowed | Reason::AuthorizationNotAllowed
        );
        let prefix = if self.is_preflight && is_check {
            "Response to preflight request doesn't pass access control check: "
        } else {
            ""
        };
        let api = match self.page.api {
            Api::Fetch => "fetch",
            Api::XmlHttpRequest { .. } => "XMLHttpRequest",
        };
        format!(
            "Access to {api} at '{}' from origin '{}' has been blocked by CORS policy: {prefix}{reason}",
            self.url(),
            self.page.origin
        )
    }

    fn firefox(&self) -> String {
        let reason = match self.failure.reason {
            Reason::AllowOriginMissing => "CORS header ‘Access-Control-Allow-Origin’ missing".into(),
            Reason::AllowOriginDiffers => {
                format!("CORS header ‘Access-Control-Allow-Origin’ does not match ‘{}’", self.allow_origin)
            }
            Reason::WildcardWithCredentials => {
                "Credential is not supported if the CORS header ‘Access-Control-Allow-Origin’ is ‘*’".into()
            }
            Reason::AllowCredentialsMissing | Reason::AllowCredentialsNotTrue => {
                "expected ‘true’ in CORS header ‘Access-Control-Allow-Credentials’".into()
            }
            Reason::PreflightStatusNotOk => "CORS preflight response did not succeed".into(),
            Reason::MethodNotAllowed => "Did not find method in CORS header ‘Access-Control-Allow-Methods’".into(),
            Reason::HeaderNameNotAllowed | Reason::AuthorizationNotAllowed => format!(
                "header ‘{}’ is not allowed according to header ‘Access-Control-Allow-Headers’ from CORS preflight \
                 response",
                self.header_name()
            ),
            other => other.to_string(),
        };
        format!(
            "Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at {}. \
             (Reason: {reason}). Status code: {}.",
            self.url(),
            self.response.status
        )
    }

    fn webkit(&self) -> String {
        let subject = self.subject();
        let status = self.response.status;
        match self.failure.reason {
            Reason::AllowOriginMissing | Reason::AllowOriginDiffers => {
                let origin = &self.page.origin;
                format!("Origin {origin} is not allowed by Access-Control-Allow-Origin. Status code: {status}")
            }
            Reason::WildcardWithCredentials => {
                "Cannot use wildcard in Access-Control-Allow-Origin when credentials flag is true.".into()
            }
            Reason::AllowCredentialsMissing | Reason::AllowCredentialsNotTrue => {
                "Credentials flag is true, but Access-Control-Allow-Credentials is not \"true\".".into()
            }
            Reason::PreflightStatusNotOk => format!("Preflight response is not successful. Status code: {status}"),
            Reason::MethodNotAllowed => format!("Method {subject} is not allowed by Access-Control-Allow-Methods."),
            Reason::HeaderNameNotAllowed | Reason::AuthorizationNotAllowed => {
                format!("Request header field {} is not allowed by Access-Control-Allow-Headers.", self.header_name())
            }
            other => other.to_string(),
        }
    }

    fn header_name(&self) -> String {
        match self.failure.reason {
            Reason::AuthorizationNotAllowed => "authorization".into(),
            _ => self.subject(),
        }
    }
}
