//! Why a fetch failed, one variant per step that can fail.

use core::fmt;

/// Why a fetch failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Reason {
    /// The method is not a token.
    MethodNotToken,
    /// The method is CONNECT, TRACE or TRACK.
    MethodForbidden,
    /// A no-cors request may only use a CORS-safelisted method.
    MethodNotAllowedInNoCors,
    /// A header name is not a token.
    HeaderNameNotToken,
    /// A header value holds a NUL or a newline.
    HeaderValueMalformed,
    /// A GET or HEAD request cannot have a body.
    BodyNotAllowed,
    /// A stream body needs mode `cors` or `same-origin`.
    StreamNotAllowedInNoCors,
    /// The URL holds a user name or password.
    UrlIncludesCredentials,
    /// Mode `same-origin`, and another origin.
    CrossOriginNotAllowed,
    /// A no-cors request follows redirects or fails.
    NoCorsMustFollowRedirects,
    /// The response has no `Access-Control-Allow-Origin`.
    AllowOriginMissing,
    /// `Access-Control-Allow-Origin` is not the request's origin.
    AllowOriginDiffers,
    /// `Access-Control-Allow-Origin` is `*`, and the request has credentials mode `include`.
    WildcardWithCredentials,
    /// `Access-Control-Allow-Credentials` is missing.
    AllowCredentialsMissing,
    /// `Access-Control-Allow-Credentials` is not exactly `true`.
    AllowCredentialsNotTrue,
    /// The preflight's status is not in the range 200 to 299.
    PreflightStatusNotOk,
    /// `Access-Control-Allow-Methods` is not a list of methods.
    AllowMethodsMalformed,
    /// `Access-Control-Allow-Headers` is not a list of names.
    AllowHeadersMalformed,
    /// The method is not in `Access-Control-Allow-Methods`.
    MethodNotAllowed,
    /// `Authorization` is not named in `Access-Control-Allow-Headers`, and `*` does not cover it.
    AuthorizationNotAllowed,
    /// A header is not in `Access-Control-Allow-Headers`.
    HeaderNameNotAllowed,
    /// The `Location` header is not one URL.
    LocationMalformed,
    /// The `Location` URL is neither http nor https.
    LocationSchemeNotHttp,
    /// The `Location` URL holds a user name or password.
    LocationIncludesCredentials,
    /// More than twenty redirects.
    TooManyRedirects,
    /// The body was a stream, so it cannot be sent a second time.
    BodyCannotBeSentAgain,
    /// The page asked for redirects to be errors.
    RedirectNotAllowed,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::MethodNotToken => "the method is not a token",
            Self::MethodForbidden => "the method is forbidden",
            Self::MethodNotAllowedInNoCors => "mode no-cors allows only GET, HEAD and POST",
            Self::HeaderNameNotToken => "a header name is not a token",
            Self::HeaderValueMalformed => "a header value holds NUL, CR or LF",
            Self::BodyNotAllowed => "GET and HEAD cannot have a body",
            Self::StreamNotAllowedInNoCors => "a stream body needs mode cors or same-origin",
            Self::UrlIncludesCredentials => "the URL includes credentials",
            Self::CrossOriginNotAllowed => "mode same-origin, but the URL has another origin",
            Self::NoCorsMustFollowRedirects => "mode no-cors needs redirect mode follow",
            Self::AllowOriginMissing => "no Access-Control-Allow-Origin",
            Self::AllowOriginDiffers => "Access-Control-Allow-Origin is not the request's origin",
            Self::WildcardWithCredentials => "Access-Control-Allow-Origin `*` does not cover credentials",
            Self::AllowCredentialsMissing => "no Access-Control-Allow-Credentials",
            Self::AllowCredentialsNotTrue => "Access-Control-Allow-Credentials is not exactly `true`",
            Self::PreflightStatusNotOk => "the preflight's status is not in 200-299",
            Self::AllowMethodsMalformed => "Access-Control-Allow-Methods is malformed",
            Self::AllowHeadersMalformed => "Access-Control-Allow-Headers is malformed",
            Self::MethodNotAllowed => "the method is not in Access-Control-Allow-Methods",
            Self::AuthorizationNotAllowed => "Access-Control-Allow-Headers does not name Authorization",
            Self::HeaderNameNotAllowed => "a header is not in Access-Control-Allow-Headers",
            Self::LocationMalformed => "Location is not one URL",
            Self::LocationSchemeNotHttp => "Location is neither http nor https",
            Self::LocationIncludesCredentials => "Location includes credentials",
            Self::TooManyRedirects => "more than 20 redirects",
            Self::BodyCannotBeSentAgain => "a stream body cannot be sent again",
            Self::RedirectNotAllowed => "the page asked for redirects to fail",
        })
    }
}
