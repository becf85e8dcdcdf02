// hot path
//! How an answer ends, by flavour.

use std::task::{Context, Poll, ready};

use dubbors_core::param::Flavor;
use dubbors_core::{Error, Result};
use http::header::HeaderMap;

use super::{AnswerStream, connect, grpc, unreadable};
use crate::{metadata, status, web_trailers};

impl AnswerStream {
    pub(super) fn poll_outcome(&mut self, cx: &mut Context<'_>) -> Poll<Result<()>> {
        let flavor = self.answers.speech.flavor;
        Poll::Ready(match (flavor, self.end.take()) {
            (Flavor::Grpc, _) => {
                let trailers = ready!(self.messages.body_mut().poll_trailers(cx))?;
                self.grpc_outcome(trailers)
            }
            (Flavor::GrpcWeb, Some(end)) => match web_trailers::read(&end) {
                Ok(trailers) => self.grpc_outcome(Some(trailers)),
                Err(what) => Err(unreadable(&what)),
            },
            (Flavor::GrpcWeb, None) => self.grpc_outcome(None),
            (Flavor::Connect, Some(end)) => {
                let end = connect::end(&end)?;
                self.told(end.error, &end.trailers)
            }
            (Flavor::Connect, None) => Err(grpc::without_status("the message that ends a stream")),
        })
    }

    fn grpc_outcome(&mut self, trailers: Option<HeaderMap>) -> Result<()> {
        if let Some(trailers) = &trailers
            && let Some(outcome) = status::read(trailers)
        {
            return self.told(outcome.err(), trailers);
        }
        if !self.has_messages
            && let Some(early) = self.early.take()
            && let Some(outcome) = status::read(&early)
        {
            return self.told(outcome.err(), &early);
        }
        Err(grpc::without_status("`grpc-status`"))
    }

    fn told(&mut self, error: Option<Error>, trailers: &HeaderMap) -> Result<()> {
        self.trailers = metadata::read(trailers);
        match error {
            None => Ok(()),
            Some(error) => Err(error.with_reply(self.headers.clone(), self.trailers.clone())),
        }
    }
}
