//! The cases about limits and the connection itself.

use std::time::{Duration, Instant};

use super::Peer;
use super::ports::local_ports;
use crate::check::{Outcome, refused, same, that, value};
use crate::consumer::Target;
use crate::contract::TypesClient;

const OVER_DEFAULT_PAYLOAD: i32 = 9 * 1024 * 1024;

async fn alive(types: &TypesClient) -> Outcome {
    same("a call afterwards", &3, &value("add", types.add(1, 2).await)?)
}

/// dubbo-go closes the connection after a message over its limit; the next call makes a new one.
async fn eventually_alive(types: &TypesClient) -> Outcome {
    let end = Instant::now() + Duration::from_secs(10);
    while let Err(error) = types.add(1, 2).await {
        that(format!("no call works afterwards: {error}"), Instant::now() < end)?;
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    Ok(())
}

pub(super) async fn heartbeat(target: &Target) -> Outcome {
    let before = local_ports(target);
    let refer = target.refer().setting("connections", "1").setting("heartbeat", "1000");
    let types: TypesClient = value("connect", refer.connect().await)?;
    alive(&types).await?;
    let during = local_ports(target);
    that("no connection of its own", during.difference(&before).next().is_some())?;
    tokio::time::sleep(Duration::from_millis(4200)).await;
    same("the idle connections", &during, &local_ports(target))?;
    alive(&types).await?;
    same("the connections of that call", &during, &local_ports(target))
}

pub(super) async fn timeout(target: &Target) -> Outcome {
    let refer = target.refer().setting("sleep.timeout", "300");
    let hasty: TypesClient = value("connect", refer.connect().await)?;
    let start = Instant::now();
    let error = match hasty.sleep(2000).await {
        Ok(answer) => return Err(format!("got {answer}")),
        Err(error) => error,
    };
    let took = start.elapsed();
    that(format!("not a timeout: {error:?}"), error.is_timeout())?;
    that(format!("the timeout took {took:?}"), took < Duration::from_millis(1500))?;
    same("a short sleep", &"slept".to_owned(), &value("sleep", hasty.sleep(10).await)?)?;
    alive(&hasty).await
}

fn large() -> String {
    "x".repeat(usize::try_from(OVER_DEFAULT_PAYLOAD).unwrap_or(0))
}

pub(super) async fn payload(types: &TypesClient, peer: &Peer) -> Outcome {
    refused("request over our own limit", types.length(large()).await)?;
    alive(types).await?;
    let answer = types.blob(OVER_DEFAULT_PAYLOAD).await;
    if peer.is("go") {
        // dubbo-go cannot write such an answer and says nothing.
        that("an answer over the limit arrived", answer.is_err())?;
    } else {
        refused("response over the limit", answer)?;
    }
    eventually_alive(types).await
}

/// With a higher limit on this side only, it is the provider that has to refuse.
pub(super) async fn payload_provider(target: &Target, peer: &Peer) -> Outcome {
    let refer = target.refer().setting("connections", "1").setting("payload", "67108864");
    let generous: TypesClient = value("connect", refer.connect().await)?;
    let answer = generous.blob(OVER_DEFAULT_PAYLOAD).await;
    if peer.is("go") {
        // dubbo-go cannot write such an answer and says nothing.
        that("an answer over the limit arrived", answer.is_err())?;
    } else {
        refused("response over the provider's limit", answer)?;
    }
    eventually_alive(&generous).await?;
    let answer = generous.length(large()).await;
    if peer.is("java33") {
        // 3.3.6 holds its limit against what it sends, not against what it receives.
        same("request over the provider's limit", &OVER_DEFAULT_PAYLOAD, &value("length", answer)?)?;
    } else if peer.is("java27") {
        // 2.7.23 says nothing, and never reads on: that connection is of no use until a heartbeat fails on it.
        that("a request over the provider's limit was answered", answer.is_err())?;
        let fresh: TypesClient = value("connect", target.refer().connect().await)?;
        return alive(&fresh).await;
    } else if peer.is("go") {
        // dubbo-go drops the connection.
        that("a request over the provider's limit was answered", answer.is_err())?;
    } else {
        refused("request over the provider's limit", answer)?;
    }
    eventually_alive(&generous).await
}

pub(super) async fn unknown_method(target: &Target, types: &TypesClient) -> Outcome {
    let service = value("connect", target.generic("org.dubbors.interop.Types").connect().await)?;
    let answer = service.invoke("noSuchMethod", &["java.lang.String"], ["x".into()]).await;
    let error = refused("noSuchMethod", answer)?;
    that(format!("the text does not name the method: {error}"), error.to_string().contains("noSuchMethod"))?;
    alive(types).await
}

pub(super) async fn unknown_service(target: &Target, types: &TypesClient) -> Outcome {
    let call = async {
        let service = target.generic("org.dubbors.interop.Missing").connect().await?;
        service.invoke("ping", &["java.lang.String"], ["x".into()]).await
    };
    refused("ping", call.await)?;
    alive(types).await
}
