//! `/device/policy`: a policy is received, validated and put in force.
//!
//! `PUT` takes an image, if it comes from an origin that the policy in flash allows; `GET` gives the image in force.
//! That is no authentication: CORS keeps other *pages* out, not other programs. A device in the field would check a
//! signature before `commit`; `docs/embedded.md` says how.

use core::fmt::{self, Display};

use corsac::Policy;
use corsac_embedded::{HeldPolicy as _, LivePolicy, PolicySource as _, ReceiveError};
use picoserve::ResponseSent;
use picoserve::io::Read;
use picoserve::request::Request;
use picoserve::response::{IntoResponse as _, ResponseWriter, StatusCode};
use picoserve::routing::MethodHandlerService;

/// The service at `/device/policy`.
pub(crate) struct Configure<'s, 'm> {
    /// What it replaces.
    pub(crate) live: &'s LivePolicy<'m>,
    /// Who may.
    pub(crate) policy: &'static Policy<'static>,
}

/// Why an image is refused.
enum Refusal {
    NotAllowed,
    Receive(ReceiveError),
    Image(corsac::ImageError),
    Incomplete,
}

impl Refusal {
    const fn status(&self) -> StatusCode {
        StatusCode::new(match self {
            Refusal::NotAllowed => 403,
            Refusal::Receive(ReceiveError::Busy) => 503,
            Refusal::Receive(_) => 413,
            Refusal::Image(_) => 422,
            Refusal::Incomplete => 400,
        })
    }
}

impl Display for Refusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::NotAllowed => formatter.write_str("only an allowed origin may replace the policy"),
            Refusal::Receive(error) => error.fmt(formatter),
            Refusal::Image(error) => error.fmt(formatter),
            Refusal::Incomplete => formatter.write_str("the image has not arrived as a whole"),
        }
    }
}

impl MethodHandlerService for Configure<'_, '_> {
    async fn call_method_handler_service<R: Read, W: ResponseWriter<Error = R::Error>>(
        &self,
        (): &(),
        (): (),
        method: &str,
        mut request: Request<'_, R>,
        writer: W,
    ) -> Result<ResponseSent, W::Error> {
        match method {
            "GET" => {
                let held = self.live.hold();
                let connection = request.body_connection.finalize().await?;
                held.policy().as_bytes().write_to(connection, writer).await
            }
            "PUT" => {
                let replaced = self.replace(&mut request).await;
                let connection = request.body_connection.finalize().await?;
                match replaced {
                    Ok(()) => "in force\n".write_to(connection, writer).await,
                    Err(refusal) => {
                        let reason = (refusal.status(), format_args!("{refusal}\n"));
                        reason.write_to(connection, writer).await
                    }
                }
            }
            _ => {
                let connection = request.body_connection.finalize().await?;
                (StatusCode::METHOD_NOT_ALLOWED, "GET or PUT\n").write_to(connection, writer).await
            }
        }
    }
}

impl Configure<'_, '_> {
    async fn replace<R: Read>(&self, request: &mut Request<'_, R>) -> Result<(), Refusal> {
        let origin = request.parts.headers().get("origin");
        if !origin.is_some_and(|origin| self.policy.allows_origin(origin.as_raw())) {
            return Err(Refusal::NotAllowed);
        }
        let mut incoming = self.live.receive().map_err(Refusal::Receive)?;
        let mut body = request.body_connection.body().reader();
        let mut left = body.content_length();
        let mut piece = [0; 64];
        while left > 0 {
            let length = body.read(&mut piece).await.unwrap_or(0);
            let Some(piece) = piece.get(..length).filter(|piece| !piece.is_empty()) else {
                return Err(Refusal::Incomplete);
            };
            incoming.append(piece).map_err(Refusal::Receive)?;
            left = left.saturating_sub(length);
        }
        incoming.commit().map_err(Refusal::Image)
    }
}
