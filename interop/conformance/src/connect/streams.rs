//! Calls of several requests or several answers.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use dubbors::protobuf::prost::Message;
use dubbors::{Attachments, Error, Result, StreamSender, Streaming};
use tokio::sync::{Semaphore, SemaphorePermit, oneshot};

use super::call::{Once, only, result, told};
use super::capture::capture;
use super::message;
use super::stop::Stop;
use crate::protos::connectrpc::conformance::v1::{
    BidiStreamRequest, ClientCompatRequest, ClientResponseResult, ClientStreamRequest, ConformancePayload,
    ConformanceServiceClient, ServerStreamRequest, StreamType,
};

/// Several requests and one answer.
///
/// # Errors
/// What kept the call from being made.
pub(crate) async fn client_stream(
    client: &ConformanceServiceClient,
    request: &ClientCompatRequest,
) -> Result<ClientResponseResult> {
    let (sending, requests) = Sending::start::<ClientStreamRequest>(request, "ClientStreamRequest", false)?;
    let Sending { closed, unsent, .. } = sending;
    let (answer, seen) = capture(async {
        tokio::select! {
            answer = client.client_stream(requests) => answer.map(|answer| answer.payload),
            () = given_up(Stop::of(request), closed) => Err(message::canceled()),
        }
    })
    .await;
    Ok(result(Once { answer, seen, unsent: unsent.load(Ordering::Acquire) }))
}

/// One request and several answers.
///
/// # Errors
/// What kept the call from being made.
pub(crate) async fn server_stream(
    client: &ConformanceServiceClient,
    request: &ClientCompatRequest,
) -> Result<ClientResponseResult> {
    let message: ServerStreamRequest = only(request, "ServerStreamRequest")?;
    let (sender, closed) = oneshot::channel();
    // The request is all there is to send.
    let _ = sender.send(());
    let answers = async {
        let stream = client.server_stream(message).await?;
        Ok(stream)
    };
    let outcome = read(answers, |reply| reply.payload, None, Stop::of(request), closed).await;
    Ok(outcome.told(0))
}

/// Several requests and several answers.
///
/// # Errors
/// What kept the call from being made.
pub(crate) async fn bidi_stream(
    client: &ConformanceServiceClient,
    request: &ClientCompatRequest,
) -> Result<ClientResponseResult> {
    let in_turns = request.stream_type() == StreamType::FullDuplexBidiStream;
    let (sending, requests) = Sending::start::<BidiStreamRequest>(request, "BidiStreamRequest", in_turns)?;
    let Sending { closed, unsent, turns } = sending;
    let answers = client.bidi_stream(requests);
    let outcome = read(answers, |reply| reply.payload, turns, Stop::of(request), closed).await;
    Ok(outcome.told(unsent.load(Ordering::Acquire)))
}

/// Requests that leave on a task of their own.
struct Sending {
    /// Told when the last request is sent.
    closed: oneshot::Receiver<()>,
    unsent: Arc<AtomicUsize>,
    /// One for each request that may leave, when they wait for answers.
    turns: Option<Arc<Semaphore>>,
}

impl Sending {
    fn start<M: Message + Default + 'static>(
        request: &ClientCompatRequest,
        name: &str,
        in_turns: bool,
    ) -> Result<(Self, Streaming<M>)> {
        let messages: Vec<M> =
            request.request_messages.iter().map(|any| message::unpack(any, name)).collect::<Result<_>>()?;
        let pause = Duration::from_millis(u64::from(request.request_delay_ms));
        let stays_open = Stop::of(request) == Some(Stop::BeforeClose);
        let (sender, requests) = Streaming::channel(1);
        let (tell, closed) = oneshot::channel();
        let unsent = Arc::new(AtomicUsize::new(messages.len()));
        let turns = in_turns.then(|| Arc::new(Semaphore::new(1)));
        let (left, turn) = (Arc::clone(&unsent), turns.clone());
        tokio::spawn(async move {
            send_all(&sender, messages, pause, &left, turn.as_deref()).await;
            let _ = tell.send(());
            if stays_open {
                sender.closed().await;
            }
        });
        Ok((Self { closed, unsent, turns }, requests))
    }
}

async fn send_all<M>(
    sender: &StreamSender<M>,
    messages: Vec<M>,
    pause: Duration,
    left: &AtomicUsize,
    turns: Option<&Semaphore>,
) {
    for message in messages {
        if !has_turn(sender, turns).await {
            return;
        }
        if !pause.is_zero() {
            tokio::time::sleep(pause).await;
        }
        if sender.send(message).await.is_err() {
            return;
        }
        left.fetch_sub(1, Ordering::AcqRel);
    }
    // The last request is answered before the stream is closed.
    has_turn(sender, turns).await;
}

/// Waits for the answer to the request before this one, when they take turns. False when nobody reads on.
async fn has_turn<M>(sender: &StreamSender<M>, turns: Option<&Semaphore>) -> bool {
    let Some(turns) = turns else { return true };
    tokio::select! {
        turn = turns.acquire() => turn.map(SemaphorePermit::forget).is_ok(),
        () = sender.closed() => false,
    }
}

/// Comes to its end when the call is to be given up because of what was sent.
async fn given_up(stop: Option<Stop>, closed: oneshot::Receiver<()>) {
    let pause = match stop {
        Some(Stop::BeforeClose) => Duration::ZERO,
        Some(Stop::AfterClose(pause)) => pause,
        Some(Stop::AfterAnswers(_)) | None => return std::future::pending().await,
    };
    let _ = closed.await;
    tokio::time::sleep(pause).await;
}

/// What was read of a stream.
#[derive(Default)]
struct Outcome {
    headers: Attachments,
    payloads: Vec<ConformancePayload>,
    trailers: Attachments,
    error: Option<Error>,
}

impl Outcome {
    fn told(self, unsent: usize) -> ClientResponseResult {
        let Self { headers, payloads, trailers, error } = self;
        // What came with an error that was the whole answer is told by it alone.
        let more = |own: Attachments, of_error: Option<&Attachments>| match of_error {
            Some(of_error) if own.is_empty() => of_error.clone(),
            _ => own,
        };
        let headers = more(headers, error.as_ref().and_then(Error::headers));
        let trailers = more(trailers, error.as_ref().and_then(Error::attachments));
        told(&headers, payloads, error.as_ref(), &trailers, unsent)
    }
}

/// Reads all answers, or as many as are wanted.
async fn read<T>(
    answers: impl Future<Output = Result<Streaming<T>>>,
    payload: fn(T) -> Option<ConformancePayload>,
    turns: Option<Arc<Semaphore>>,
    stop: Option<Stop>,
    closed: oneshot::Receiver<()>,
) -> Outcome {
    let mut outcome = Outcome::default();
    let reading = async {
        let mut stream = answers.await?;
        while let Some(answer) = stream.next().await {
            outcome.headers = stream.headers();
            match answer {
                Ok(answer) => outcome.payloads.push(payload(answer).unwrap_or_default()),
                Err(error) => {
                    outcome.trailers = stream.trailers();
                    return Err(error);
                }
            }
            if stop == Some(Stop::AfterAnswers(outcome.payloads.len())) {
                return Err(message::canceled());
            }
            if let Some(turns) = &turns {
                turns.add_permits(1);
            }
        }
        outcome.headers = stream.headers();
        outcome.trailers = stream.trailers();
        Ok(())
    };
    let ended = tokio::select! {
        ended = reading => ended,
        () = given_up(stop, closed) => Err(message::canceled()),
    };
    outcome.error = ended.err();
    outcome
}
