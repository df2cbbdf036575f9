//! The future of a response: there at once, or the inner service's with the answer put on it.

use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll, ready};

use actix_web::Error;
use actix_web::body::EitherBody;
use actix_web::dev::ServiceResponse;
use actix_web::http::header::{HeaderMap, HeaderValue};
use corsac_http::Answer;
use pin_project_lite::pin_project;

use crate::headers;
use crate::values::Values;

pin_project! {
    /// The response of a [`CorsService`](crate::CorsService).
    pub struct ResponseFuture<F, B> {
        #[pin]
        state: State<F, B>,
    }
}

pin_project! {
    #[project = StateProjection]
    enum State<F, B> {
        // `None` once it was given away.
        Answered { response: Option<ServiceResponse<EitherBody<B>>> },
        PassedOn { #[pin] future: F, headers: Option<Headers> },
    }
}

/// The headers of an answer, and the values to make them of.
#[derive(Debug)]
pub(crate) struct Headers {
    pub(crate) answer: Answer<HeaderValue>,
    pub(crate) values: &'static Values,
}

impl Headers {
    fn apply(&self, headers: &mut HeaderMap) {
        headers::apply(&self.answer, self.values, headers);
    }
}

impl<F, B> ResponseFuture<F, B> {
    pub(crate) fn answered(response: ServiceResponse<EitherBody<B>>) -> ResponseFuture<F, B> {
        ResponseFuture { state: State::Answered { response: Some(response) } }
    }

    #[inline]
    pub(crate) fn passed_on(future: F, headers: Headers) -> ResponseFuture<F, B> {
        ResponseFuture { state: State::PassedOn { future, headers: Some(headers) } }
    }
}

impl<F, B> Future for ResponseFuture<F, B>
where
    F: Future<Output = Result<ServiceResponse<B>, Error>>,
{
    type Output = Result<ServiceResponse<EitherBody<B>>, Error>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        match self.project().state.project() {
            StateProjection::Answered { response } => match response.take() {
                Some(response) => Poll::Ready(Ok(response)),
                // Asked again after it was ready: nothing more will come.
                None => Poll::Pending,
            },
            StateProjection::PassedOn { future, headers } => {
                let result = ready!(future.poll(context));
                let Some(headers) = headers.take() else { return Poll::Pending };
                Poll::Ready(match result {
                    Ok(mut response) => {
                        headers.apply(response.headers_mut());
                        Ok(response.map_into_left_body())
                    }
                    // It stays an error, for the middleware outside; whoever makes a response of it, gets the headers.
                    Err(mut error) => {
                        error.add_response_mapper(move |mut response| {
                            headers.apply(response.headers_mut());
                            response
                        });
                        Err(error)
                    }
                })
            }
        }
    }
}
