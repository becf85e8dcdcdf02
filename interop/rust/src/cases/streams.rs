//! The cases with streams of values that are no protobuf messages.

use dubbors::{StatusCode, Streaming};

use super::Peer;
use super::talk_streams::{all, failure, next};
use crate::check::{Outcome, failed, same, value};
use crate::consumer::Target;
use crate::known::Skips;
use crate::samples;
use crate::triple::streams::StreamsClient;

const PROTOBUF_ALONE: &str = "dubbo-go provides streams of protobuf messages only";

/// A client, unless the peer provides no such streams, which is noted.
async fn client(target: &Target, peer: &Peer, skips: &mut Skips) -> Result<Option<StreamsClient>, String> {
    if peer.is("go") {
        skips.case(PROTOBUF_ALONE)?;
        return Ok(None);
    }
    value("connect", target.connect().await).map(Some)
}

pub(super) async fn server_stream(target: &Target, peer: &Peer, skips: &mut Skips) -> Outcome {
    let Some(streams) = client(target, peer, skips).await? else { return Ok(()) };
    for to in [0, 1, 100] {
        let numbers = value("count", streams.count(Some(to)).await)?;
        same(&format!("count to {to}"), &(0..to).collect::<Vec<_>>(), &all("count", numbers).await?)?;
    }
    let sent = samples::user("李雷");
    let users = value("users", streams.users(sent.clone()).await)?;
    let aged = |age| {
        let mut user = sent.clone();
        user.person.age = Some(age);
        user
    };
    same("users", &[1, 2, 3].map(aged).to_vec(), &all("users", users).await?)
}

pub(super) async fn server_stream_fails(target: &Target, peer: &Peer, skips: &mut Skips) -> Outcome {
    let Some(streams) = client(target, peer, skips).await? else { return Ok(()) };
    let numbers = value("count", streams.count(Some(-3)).await)?;
    let (seen, error) = failure("count", numbers).await?;
    failed("count", &error, StatusCode::Unknown, "count: boom")?;
    same("before it", &vec![0, 1, 2], &seen)
}

pub(super) async fn client_stream(target: &Target, peer: &Peer, skips: &mut Skips) -> Outcome {
    let Some(streams) = client(target, peer, skips).await? else { return Ok(()) };
    same("sum", &4950, &value("sum", streams.sum(Streaming::from_values(0..100)).await)?)
}

pub(super) async fn bidi(target: &Target, peer: &Peer, skips: &mut Skips) -> Outcome {
    let Some(streams) = client(target, peer, skips).await? else { return Ok(()) };
    let (sender, texts) = Streaming::channel(1);
    let mut answers = value("chat", streams.chat(texts).await)?;
    for at in 0..20 {
        value("send", sender.send(format!("t{at}")).await)?;
        same("answer", &format!("re: t{at}"), &next("chat", &mut answers).await?)?;
    }
    drop(sender);
    same("the end", &Vec::new(), &all("chat", answers).await?)
}

pub(super) async fn bidi_fails(target: &Target, peer: &Peer, skips: &mut Skips) -> Outcome {
    let Some(streams) = client(target, peer, skips).await? else { return Ok(()) };
    let (sender, texts) = Streaming::channel(1);
    let mut answers = value("chat", streams.chat(texts).await)?;
    value("send", sender.send("a".to_owned()).await)?;
    same("answer", &"re: a".to_owned(), &next("chat", &mut answers).await?)?;
    value("send", sender.send("fail".to_owned()).await)?;
    let (_, error) = failure("chat", answers).await?;
    failed("chat", &error, StatusCode::Unknown, "chat: boom")
}
