//! The cases of the protobuf contract with streams.

use std::fmt::Debug;
use std::time::{Duration, Instant};

use dubbors::{Error, StatusCode, StreamSender, Streaming};

use super::Peer;
use super::talk::{alive, failed_by, number, talker, talker_with, text};
use crate::check::{Outcome, same, that, value};
use crate::consumer::Target;
use crate::triple::proto::{Number, Range, TalkClient, Text, Total};

const SIZES: [usize; 4] = [0, 1, 10, 1000];

/// The next message of a stream that goes on.
pub(super) async fn next<T>(what: &str, messages: &mut Streaming<T>) -> Result<T, String> {
    match messages.next().await {
        Some(message) => value(what, message),
        None => Err(format!("{what}: the stream is over")),
    }
}

/// All messages of a stream that ends well.
pub(super) async fn all<T>(what: &str, mut messages: Streaming<T>) -> Result<Vec<T>, String> {
    let mut seen = Vec::new();
    while let Some(message) = messages.next().await {
        seen.push(value(what, message)?);
    }
    Ok(seen)
}

/// The messages of a stream, and how it failed, as it has to.
pub(super) async fn failure<T: Debug>(
    what: &str,
    mut messages: Streaming<T>,
) -> Result<(Vec<T>, Error), String> {
    let mut seen = Vec::new();
    while let Some(message) = messages.next().await {
        match message {
            Ok(message) => seen.push(message),
            Err(error) => return Ok((seen, error)),
        }
    }
    Err(format!("{what}: the stream did not fail, messages {seen:?}"))
}

fn numbers(to: usize) -> Vec<Number> {
    (0..to).map(number).collect()
}

fn range(to: usize) -> Range {
    Range { to: number(to).value, ..Range::default() }
}

pub(super) async fn server_stream(target: &Target) -> Outcome {
    let talk = talker(target).await?;
    for to in SIZES {
        let stream = value("Count", talk.count(range(to)).await)?;
        same(&format!("Count to {to}"), &numbers(to), &all("Count", stream).await?)?;
    }
    Ok(())
}

pub(super) async fn server_stream_fails(target: &Target, peer: &Peer) -> Outcome {
    let talk = talker(target).await?;
    let stream = value("Count", talk.count(Range { fail_after: 3, ..range(10) }).await)?;
    let (seen, error) = failure("Count", stream).await?;
    failed_by(peer, "Count", &error, StatusCode::Aborted, "count: boom")?;
    same("before it", &numbers(3), &seen)
}

pub(super) async fn client_stream(target: &Target) -> Outcome {
    let talk = talker(target).await?;
    for to in SIZES {
        let total = value("Sum", talk.sum(Streaming::from_values(numbers(to))).await)?;
        let count = number(to).value;
        let expected = Total { sum: count * (count - 1) / 2, count };
        same(&format!("Sum to {to}"), &expected, &total)?;
    }
    Ok(())
}

pub(super) async fn client_stream_fails(target: &Target, peer: &Peer) -> Outcome {
    let talk = talker(target).await?;
    // It goes on: the answer comes before its end.
    let (sender, stream) = Streaming::channel(2);
    value("send", sender.send(Number { value: 1 }).await)?;
    value("send", sender.send(Number { value: -1 }).await)?;
    let error = match talk.sum(stream).await {
        Ok(total) => return Err(format!("Sum: got {total:?}")),
        Err(error) => error,
    };
    failed_by(peer, "Sum", &error, StatusCode::InvalidArgument, "negative")
}

/// The two ends of a chat.
async fn chat(talk: &TalkClient) -> Result<(StreamSender<Text>, Streaming<Text>), String> {
    let (sender, texts) = Streaming::channel(1);
    Ok((sender, value("Chat", talk.chat(texts).await)?))
}

pub(super) async fn bidi(target: &Target) -> Outcome {
    let (sender, mut answers) = chat(&talker(target).await?).await?;
    for at in 0..50 {
        value("send", sender.send(text(format!("t{at}"))).await)?;
        // Each answer comes before the next text is sent.
        same("answer", &text(format!("re: t{at}")), &next("Chat", &mut answers).await?)?;
    }
    drop(sender);
    same("the end", &vec![text("bye")], &all("Chat", answers).await?)
}

pub(super) async fn bidi_fails(target: &Target, peer: &Peer) -> Outcome {
    let (sender, mut answers) = chat(&talker(target).await?).await?;
    value("send", sender.send(text("a")).await)?;
    same("answer", &text("re: a"), &next("Chat", &mut answers).await?)?;
    value("send", sender.send(text("fail")).await)?;
    let (seen, error) = failure("Chat", answers).await?;
    failed_by(peer, "Chat", &error, StatusCode::Aborted, "chat: boom")?;
    same("before it", &Vec::new(), &seen)
}

pub(super) async fn bidi_ends_early(target: &Target) -> Outcome {
    let talk = talker(target).await?;
    let (sender, answers) = chat(&talk).await?;
    value("send", sender.send(text("end")).await)?;
    same("Chat", &Vec::new(), &all("Chat", answers).await?)?;
    alive(&talk).await
}

pub(super) async fn cancel(target: &Target) -> Outcome {
    let talk = talker(target).await?;
    let token = text(format!("token-{}-{:?}", std::process::id(), Instant::now()));
    let mut numbers = value("Hold", talk.hold(token.clone()).await)?;
    for at in 0..3 {
        same("Hold", &number(at), &next("Hold", &mut numbers).await?)?;
    }
    same("Ending before", &text("open"), &value("Ending", talk.ending(token.clone()).await)?)?;
    drop(numbers);
    let end = Instant::now() + Duration::from_secs(5);
    let mut ending = text("open");
    while ending == text("open") {
        that("the provider does not notice", Instant::now() < end)?;
        tokio::time::sleep(Duration::from_millis(20)).await;
        ending = value("Ending", talk.ending(token.clone()).await)?;
    }
    same("Ending", &text("cancelled"), &ending)
}

pub(super) async fn gzip(target: &Target) -> Outcome {
    let talk = talker_with(target, |refer| refer.setting("compression", "gzip")).await?;
    let (sender, mut answers) = chat(&talk).await?;
    let large = "x".repeat(100_000);
    value("send", sender.send(text(large.as_str())).await)?;
    let answer = next("Chat", &mut answers).await?;
    that(format!("Chat: {} letters", answer.value.len()), answer == text(format!("re: {large}")))?;
    drop(sender);
    same("the end", &vec![text("bye")], &all("Chat", answers).await?)
}
