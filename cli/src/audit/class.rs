//! What can be wrong: one entry for each class of misconfiguration. docs/audit.md describes each, and a test compares.

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Severity {
    /// Other sites can read what they should not.
    High,
    /// Other sites can read what they should not under some condition, or pages that are allowed to cannot.
    Medium,
    /// A weakness without an attack, or something that does not do what it seems to.
    Low,
    /// Worth knowing, and maybe intended. No finding: it does not change the exit code.
    Note,
}

impl Severity {
    pub(super) const ALL: [Severity; 4] = [Severity::High, Severity::Medium, Severity::Low, Severity::Note];

    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Severity::High => "high",
            Severity::Medium => "medium",
            Severity::Low => "low",
            Severity::Note => "note",
        }
    }
}

/// Makes the table: the variant, its stable name, what is wrong, how to mend it.
macro_rules! classes {
    ($($variant:ident $code:literal $title:literal $fix:literal)*) => {
        /// A class of misconfiguration.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub(super) enum Class {
            $($variant),*
        }

        impl Class {
            /// The stable kebab-case name.
            pub(super) const fn code(self) -> &'static str {
                match self { $(Class::$variant => $code),* }
            }

            /// What is wrong.
            pub(super) const fn title(self) -> &'static str {
                match self { $(Class::$variant => $title),* }
            }

            /// How to mend it.
            pub(super) const fn fix(self) -> &'static str {
                match self { $(Class::$variant => $fix),* }
            }
        }
    };
}

classes! {
    OriginReflected "origin-reflected"
        "every origin is allowed by name"
        "Keep a list of the origins that may read, and answer only those. If every page may read, answer `*` without credentials: caches can keep that."
    NullOrigin "null-origin"
        "`null` is allowed"
        "Take `null` off the list. Every sandboxed frame can send it. To refuse an origin, leave Access-Control-Allow-Origin out."
    NearWildcard "near-wildcard"
        "every origin under a public suffix is allowed"
        "Name whole domains that are yours. Anybody can register a name under a public suffix."
    OriginPrefix "origin-prefix"
        "origins that begin like an allowed one are allowed"
        "Compare the whole origin for equality. A regular expression needs `$` at its end."
    OriginSuffix "origin-suffix"
        "hosts that end like an allowed one are allowed"
        "Compare the whole origin, or look for a dot and then the domain: `.example.com`, not `example.com`."
    OriginPart "origin-part"
        "parts of an allowed origin are allowed"
        "Look for the origin in a list, not within a text: `\"https://example.com\".includes(origin)` is true for every part."
    UnescapedDot "unescaped-dot"
        "a dot in the allowed origin stands for any character"
        "Compare texts. In a regular expression a dot must be written `\\.`."
    SpecialCharacter "special-character"
        "a character that hosts can contain ends the comparison"
        "Compare the whole origin for equality. Hosts can contain `_`, a backtick and other characters."
    InsecureOrigin "insecure-origin"
        "the http origin is allowed beside the https one"
        "Compare the scheme, too. Whoever controls the network can answer for an http origin."
    AnySubdomain "any-subdomain"
        "every subdomain is allowed"
        "List the hosts that need it, if not all of them do. One of them taken over is enough to read everything."
    AnyPort "any-port"
        "every port is allowed"
        "Compare the port, too, if the other ports of that host are not all yours."
    KnownOriginRefused "known-origin-refused"
        "the origin that should be allowed is not"
        "Answer this origin with Access-Control-Allow-Origin, or give the origin that is allowed with --origin."
    NoKnownOrigin "no-known-origin"
        "no origin is known to be allowed"
        "Give one with --origin: without it, it cannot be told whether the server does CORS at all."
    VaryMissing "vary-missing"
        "Vary does not name Origin"
        "Send `Vary: Origin` on every response of a resource whose Access-Control-Allow-Origin depends on the request, on refusals and without Origin, too."
    VaryFromRequest "vary-from-request"
        "Vary is taken from the request"
        "Add to the Vary of the response. The request has no such field, and whoever sends one chooses how caches keep the response."
    HeaderRepeated "header-repeated"
        "a header that may occur once is there several times"
        "Let one place set it, the application or the proxy, and have the other remove it. Browsers join the lines and refuse."
    AllowOriginMalformed "allow-origin-malformed"
        "Access-Control-Allow-Origin holds what no browser compares equal"
        "Send `*`, or one origin byte for byte as browsers do: lower case, no path, no slash at its end, no pattern."
    AllowCredentialsMalformed "allow-credentials-malformed"
        "Access-Control-Allow-Credentials is not `true`"
        "Send `true` in lower case, or leave the header out: `false` is no value it has."
    MaxAgeMalformed "max-age-malformed"
        "Access-Control-Max-Age is no number of seconds"
        "Send digits only: 7200 is the most that Chromium keeps, 0 turns it off."
    WildcardWithCredentials "wildcard-with-credentials"
        "`*` together with credentials"
        "Leave Access-Control-Allow-Credentials out, or name the origins that may use credentials. Browsers refuse both together."
    WildcardListWithCredentials "wildcard-list-with-credentials"
        "a list holds `*` together with credentials"
        "List the names. With credentials, browsers take `*` for a name like any other."
    AuthorizationUnderWildcard "authorization-under-wildcard"
        "`*` is all that allows Authorization"
        "List Authorization beside `*` if pages may send it, or list the names without it. The standard says that `*` does not cover it; browsers of today let it through."
    PreflightRedirected "preflight-redirected"
        "the preflight is redirected"
        "Answer preflights before anything that redirects. Browsers follow no redirect of a preflight."
    PreflightNeedsAuthentication "preflight-needs-authentication"
        "the preflight is asked for credentials"
        "Answer preflights before authentication: browsers send no credentials with them."
    PreflightNotOk "preflight-not-ok"
        "the preflight is answered with an error"
        "Answer preflights with 204, before routing."
    PreflightWithoutHeaders "preflight-without-headers"
        "the preflight is answered without CORS headers"
        "Answer preflights in the CORS layer, and let it answer OPTIONS before the application does."
    ErrorWithoutHeaders "error-without-headers"
        "an error is answered without CORS headers"
        "Set the headers on every response, in the outermost layer. Without them, pages see a network error and no status."
    HeaderListFails "header-list-fails"
        "a long list of requested headers makes the server fail"
        "Read the list in one pass, up to a limit."
    HeaderListSlow "header-list-slow"
        "a long list of requested headers takes the server long"
        "Read the list in one pass, up to a limit, and without regular expressions."
    HeaderListReflected "header-list-reflected"
        "any list of requested headers is sent back"
        "Answer with the list of headers that are allowed."
    Redirected "redirected"
        "the URL redirects"
        "Audit the URL it redirects to. Redirects are not followed."
    WiderThanPolicy "wider-than-policy"
        "the server allows what the policy does not"
        "Deploy the policy, or change it if the server is right."
    NarrowerThanPolicy "narrower-than-policy"
        "the server does not allow what the policy does"
        "Deploy the policy, or change it if the server is right."
    DiffersFromPolicy "differs-from-policy"
        "the server answers otherwise than the policy"
        "Deploy the policy, or change it if the server is right."
}
