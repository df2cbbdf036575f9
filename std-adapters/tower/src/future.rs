//! The future of a response: there at once, or the inner service's with the answer put on it.

use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll, ready};

use corsac_http::{Answer, HttpRequest, Judged};
use http::{Response, StatusCode};
use pin_project_lite::pin_project;

pin_project! {
    /// The response of a [`CorsService`](crate::CorsService).
    #[derive(Debug)]
    pub struct ResponseFuture<F, R> {
        #[pin]
        state: State<F, R>,
    }
}

pin_project! {
    #[derive(Debug)]
    #[project = StateProjection]
    enum State<F, R> {
        // `None` once it was given away.
        Answered { response: Option<Response<R>> },
        PassedOn { #[pin] future: F, answer: Answer },
    }
}

impl<F, R> ResponseFuture<F, R> {
    pub(crate) fn answered(response: Response<R>) -> ResponseFuture<F, R> {
        ResponseFuture { state: State::Answered { response: Some(response) } }
    }

    #[inline]
    pub(crate) fn passed_on(future: F, answer: Answer) -> ResponseFuture<F, R> {
        ResponseFuture { state: State::PassedOn { future, answer } }
    }
}

impl<F, R, E> Future for ResponseFuture<F, R>
where
    F: Future<Output = Result<Response<R>, E>>,
{
    type Output = Result<Response<R>, E>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        match self.project().state.project() {
            StateProjection::Answered { response } => match response.take() {
                Some(response) => Poll::Ready(Ok(response)),
                // Asked again after it was ready: nothing more will come.
                None => Poll::Pending,
            },
            StateProjection::PassedOn { future, answer } => {
                let mut response = ready!(future.poll(context))?;
                answer.apply(response.headers_mut());
                Poll::Ready(Ok(response))
            }
        }
    }
}

/// A response without the inner service.
pub(crate) fn respond<R: Default>(judged: &Judged<'_>, head: &HttpRequest<'_>, status: u16) -> Response<R> {
    let mut response = Response::new(R::default());
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::NO_CONTENT);
    *response.headers_mut() = judged.headers(head);
    response
}
