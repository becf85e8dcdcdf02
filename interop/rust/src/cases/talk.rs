//! The cases of the protobuf contract in which one message is sent and one comes back.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use dubbors::protobuf::prost::{Message, Name};
use dubbors::{Attachments, Error, Refer, StatusCode, Typed, Value, context};

use super::Peer;
use crate::check::{Outcome, failed, refused, same, that, value};
use crate::consumer::Target;
use crate::known::Skips;
use crate::samples;
use crate::triple::proto::{Chunk, Everything, Failure, Nothing, Number, Pairs, TalkClient, Text, Words};

/// Below the limit of every peer: dubbo-go takes 4 MiB, we and 3.3.6 take 8.
const LARGE: usize = 3 << 20;
const TOO_LARGE: usize = 9 << 20;

pub(super) async fn talker(target: &Target) -> Result<TalkClient, String> {
    value("connect", target.connect().await)
}

/// A client with settings of its own.
pub(super) async fn talker_with(
    target: &Target,
    change: impl FnOnce(Refer<Typed>) -> Refer<Typed>,
) -> Result<TalkClient, String> {
    value("connect", change(target.refer()).connect().await)
}

pub(super) fn text(value: impl Into<String>) -> Text {
    Text { value: value.into() }
}

pub(super) fn number(value: usize) -> Number {
    Number { value: i64::try_from(value).unwrap_or(i64::MAX) }
}

fn chunk(size: usize) -> Chunk {
    Chunk { value: vec![b'x'; size] }
}

/// Some call works.
pub(super) async fn alive(talk: &TalkClient) -> Outcome {
    that("nobody answers afterwards", !value("Whoami", talk.whoami(Nothing {}).await)?.value.is_empty())
}

/// As [`failed`], of a status that the provider made itself: 3.3.6 writes the name of its code before the text.
pub(super) fn failed_by(peer: &Peer, what: &str, error: &Error, code: StatusCode, text: &str) -> Outcome {
    if !peer.is("java33") {
        return failed(what, error, code, text);
    }
    // Java has a word of its own for one code: two letters l.
    let name = if code == StatusCode::Cancelled { "CANCELLED" } else { &code.name().to_uppercase() };
    failed(what, error, code, &format!("{name} : {text}"))
}

pub(super) async fn messages(target: &Target) -> Outcome {
    echo(&talker(target).await?).await
}

async fn echo(talk: &TalkClient) -> Outcome {
    for sent in samples::messages() {
        same("Echo", &sent, &value("Echo", talk.echo(sent.clone()).await)?)?;
    }
    Ok(())
}

pub(super) async fn json(target: &Target, peer: &Peer, skips: &mut Skips) -> Outcome {
    if peer.is("java33") {
        return skips.case("3.3.6 answers application/grpc+json with the status 500");
    }
    echo(&talker_with(target, |refer| refer.setting("codec", "json")).await?).await
}

pub(super) async fn status(target: &Target, peer: &Peer) -> Outcome {
    let talk = talker(target).await?;
    let long = "x".repeat(900);
    let texts = match peer.is("java33") {
        // It writes them as they are, and a question mark for what is not ASCII.
        true => ["plain", "two words", "100% of a+b", "a-b/c?d=e", &long],
        false => ["plain", "100% of a+b", "line\nend", "中文 😀", &long],
    };
    for (number, text) in (1..=16_u32).zip(texts.into_iter().cycle()) {
        let failure = Failure {
            code: i32::try_from(number).unwrap_or(0),
            message: text.to_owned(),
            ..Failure::default()
        };
        // One of the codes is that of a timeout.
        let Err(error) = talk.fail(failure).await else { return Err(format!("code {number}: no failure")) };
        let code = StatusCode::from_number(number).ok_or("no such code")?;
        failed_by(peer, &format!("code {number} '{text}'"), &error, code, text)?;
    }
    alive(&talk).await
}

pub(super) async fn detail(target: &Target, peer: &Peer, skips: &mut Skips) -> Outcome {
    if peer.is("java33") {
        return skips.case("3.3.6 has no way to add a detail to a status");
    }
    if peer.is("go") {
        return skips.case("dubbo-go loses the details that a service adds to its error");
    }
    let talk = talker(target).await?;
    let failure = Failure { code: 9, message: "with a detail".to_owned(), detail: "more".to_owned() };
    let error = refused("Fail", talk.fail(failure).await)?;
    failed("Fail", &error, StatusCode::FailedPrecondition, "with a detail")?;
    let details = error.as_status().map(|status| status.details.clone()).unwrap_or_default();
    let [detail] = details.as_slice() else { return Err(format!("details: {details:?}")) };
    same("type", &Text::type_url(), &detail.type_url)?;
    same("detail", &Ok(text("more")), &Text::decode(detail.value.clone()))
}

pub(super) async fn exception(target: &Target) -> Outcome {
    let talk = talker(target).await?;
    // dubbo-go has the number 17 for it, which gRPC does not have.
    let error = refused("Raise", talk.raise(text("runtime")).await)?;
    failed("runtime", &error, StatusCode::Unknown, "state: boom")?;
    same("fine", &text("fine"), &value("Raise", talk.raise(text("fine")).await)?)
}

pub(super) async fn timeout(target: &Target) -> Outcome {
    let hasty = talker_with(target, |refer| refer.setting("Sleep.timeout", "300")).await?;
    let start = Instant::now();
    let error = match hasty.sleep(number(2000)).await {
        Ok(answer) => return Err(format!("got {answer:?}")),
        Err(error) => error,
    };
    let took = start.elapsed();
    that(format!("not a timeout: {error:?}"), error.is_timeout())?;
    that(format!("the timeout took {took:?}"), took < Duration::from_millis(1500))?;
    same("a short sleep", &text("slept"), &value("Sleep", hasty.sleep(number(10)).await)?)?;
    alive(&hasty).await
}

pub(super) async fn large(target: &Target) -> Outcome {
    let talk = talker(target).await?;
    for size in [0, 1, 16_000, 70_000, 1 << 20, LARGE] {
        let length = value("Length", talk.length(chunk(size)).await)?;
        same(&format!("Length of {size}"), &number(size), &length)?;
        let blob = value("Blob", talk.blob(number(size)).await)?;
        that(format!("Blob of {size}: {} bytes", blob.value.len()), blob == chunk(size))?;
    }
    Ok(())
}

pub(super) async fn too_large(target: &Target, peer: &Peer) -> Outcome {
    let talk = talker(target).await?;
    refused("a request over our limit", talk.length(chunk(TOO_LARGE)).await)?;
    refused("an answer over our limit", talk.blob(number(TOO_LARGE)).await)?;
    alive(&talk).await?;
    // With a higher limit on this side only, it is the provider that has to refuse.
    let generous = talker_with(target, |refer| refer.setting("payload", "67108864")).await?;
    let answer = generous.length(chunk(TOO_LARGE)).await;
    if peer.is("java33") {
        // Its limit of 8 MiB is not one for what it receives.
        same("Length", &number(TOO_LARGE), &value("Length", answer)?)?;
    } else {
        refused("a request over the provider's limit", answer)?;
    }
    let answer = generous.blob(number(TOO_LARGE)).await;
    if peer.is("go") || peer.is("rust") {
        // They have none for what they send.
        that("another Blob", value("Blob", answer)? == chunk(TOO_LARGE))?;
    } else {
        refused("an answer over the provider's limit", answer)?;
    }
    alive(&generous).await
}

pub(super) async fn attachments(target: &Target, peer: &Peer) -> Outcome {
    let talk = talker(target).await?;
    // dubbo-go knows the lower case of a header alone.
    let camel = if peer.is("go") { "camelcase" } else { "camelCase" };
    let sent: HashMap<String, String> =
        [("user-id", "u-1"), (camel, "v2")].map(|(key, text)| (key.to_owned(), text.to_owned())).into();
    let keys = Words { values: sent.keys().cloned().chain(["absent".to_owned()]).collect() };
    context::scope(async {
        for (key, text) in &sent {
            value("attach", context::attach(key, text))?;
        }
        let received = value("Attachments", talk.attachments(keys.clone()).await)?;
        same("received", &sent, &received.values)?;
        for (key, text) in &sent {
            let key = format!("re-{key}");
            same(&key, &Some(text.clone()), &context::reply_attachment(&key))?;
        }
        Ok::<(), String>(())
    })
    .await?;
    same("afterwards", &Pairs::default(), &value("Attachments", talk.attachments(keys).await)?)
}

pub(super) async fn binary_attachments(target: &Target, peer: &Peer, skips: &mut Skips) -> Outcome {
    if peer.is("go") {
        return skips.case("dubbo-go does not decode headers that end in -bin");
    }
    let talk = talker(target).await?;
    let sent = Value::Binary(b"a\0\x7f=".to_vec());
    context::scope(async {
        let attach = |attachments: &mut Attachments| attachments.set_object("blob", sent.clone());
        value("attach", context::attach_with(attach))?;
        let received =
            value("Attachments", talk.attachments(Words { values: vec!["blob".to_owned()] }).await)?;
        let expected = HashMap::from([("blob".to_owned(), "a\0\x7f=".to_owned())]);
        same("received", &expected, &received.values)?;
        same("answered", &Some(&sent), &context::reply_attachments().object("re-blob"))
    })
    .await
}

pub(super) async fn concurrent(target: &Target) -> Outcome {
    let talk = &talker(target).await?;
    let calls = (0..100).map(|at| talk.echo(Everything { int32_value: at, ..Everything::default() }));
    for (at, back) in (0..).zip(futures_util::future::join_all(calls).await) {
        same("call", &at, &value("Echo", back)?.int32_value)?;
    }
    Ok(())
}
