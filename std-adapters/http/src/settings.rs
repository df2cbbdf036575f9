//! What a server may want otherwise. There is no more than this: what is allowed is the policy's business.

/// The status of the answer to a preflight from an allowed origin.
///
/// Any [ok status](https://fetch.spec.whatwg.org/#ok-status) lets the browser go on; others would fail every preflight,
/// so they cannot be said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PreflightStatus {
    /// 204, which says that there is no body.
    #[default]
    NoContent,
    /// 200, for what stands between server and browser and does not know 204.
    Ok,
}

impl PreflightStatus {
    /// The number.
    pub const fn code(self) -> u16 {
        match self {
            PreflightStatus::NoContent => 204,
            PreflightStatus::Ok => 200,
        }
    }
}

/// Which requests, preflights aside, are answered with 403 in place of the application's answer.
///
/// CORS itself refuses no request: it tells browsers who may *read* the response. What is refused here is a request
/// whose `Origin` the policy does not allow, unless it comes from the server's own pages: `Sec-Fetch-Site` says
/// `same-origin`, or, where a browser does not send that, the host and port of `Origin` equal `Host`.
/// Requests without `Origin` are never refused: those are no cross-origin requests of a script, or no browser's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Refuse {
    /// None.
    #[default]
    Nothing,
    /// [WebSocket handshakes](https://www.rfc-editor.org/rfc/rfc6455#section-4.1): browsers do not protect those by
    /// CORS, so the server has to look at the origin.
    WebSocketUpgrades,
    /// All of them, WebSocket handshakes included.
    CrossOriginRequests,
}

/// What becomes of `Access-Control-*` headers that the application itself has set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum InnerHeaders {
    /// They are removed: the policy alone decides.
    #[default]
    Strip,
    /// A response that has `Access-Control-Allow-Origin` keeps all of its own, and gets none of the policy's beside
    /// them: one party answers, never both.
    Keep,
}
