//! The cases about the ways of calling.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use dubbors::hessian::{List, Map};
use dubbors::java::Exception;
use dubbors::{StatusCode, Value, context};

use super::Peer;
use crate::check::{Outcome, failed, refused, same, that, value};
use crate::consumer::Target;
use crate::contract::TypesClient;

const CONTRACT: &str = "org.dubbors.interop.Types";

/// The exception of this kind, or nothing where the peer answers a status with this text instead.
async fn thrown(
    target: &Target,
    types: &TypesClient,
    peer: &Peer,
    kind: &str,
    text: &str,
) -> Result<Option<Exception>, String> {
    let error = refused(kind, types.fail(kind.to_owned()).await)?;
    let exception = if peer.throws_by_status(target) {
        failed(kind, &error, StatusCode::Unknown, text)?;
        None
    } else {
        Some(error.as_exception().cloned().ok_or_else(|| format!("{kind}: no exception: {error:?}"))?)
    };
    let fine = value("a call afterwards", types.fail("fine".to_owned()).await)?;
    same("a call afterwards", &Some("fine".to_owned()), &fine)?;
    Ok(exception)
}

pub(super) async fn exception_checked(target: &Target, types: &TypesClient, peer: &Peer) -> Outcome {
    let thrown = thrown(target, types, peer, "checked", "checked: boom").await?;
    let Some(exception) = thrown else { return Ok(()) };
    same("class", &"org.dubbors.interop.CheckedException", &exception.class.as_str())?;
    same("message", &Some("checked: boom"), &exception.message.as_deref())?;
    same("code", &Some(&Value::Int(42)), &exception.field("code"))?;
    that("it has a cause", exception.cause.is_none())
}

pub(super) async fn exception_runtime(target: &Target, types: &TypesClient, peer: &Peer) -> Outcome {
    let thrown = thrown(target, types, peer, "runtime", "state: boom").await?;
    let Some(exception) = thrown else { return Ok(()) };
    same("class", &"java.lang.IllegalStateException", &exception.class.as_str())?;
    same("message", &Some("state: boom"), &exception.message.as_deref())?;
    let cause = exception.cause.as_ref().ok_or("no cause")?;
    same("cause", &"java.lang.IllegalArgumentException", &cause.class.as_str())?;
    same("message of the cause", &Some("root"), &cause.message.as_deref())
}

pub(super) async fn nothing(types: &TypesClient) -> Outcome {
    value("doNothing", types.do_nothing().await)?;
    same("null of fail", &None, &value("fail", types.fail("null".to_owned()).await)?)
}

pub(super) async fn one_way(types: &TypesClient) -> Outcome {
    let token = format!("token-{}-{:?}", std::process::id(), Instant::now());
    value("oneWay", types.one_way(token.clone()).await)?;
    let end = Instant::now() + Duration::from_secs(3);
    while value("lastOneWay", types.last_one_way().await)?.as_ref() != Some(&token) {
        that("the one-way value did not arrive", Instant::now() < end)?;
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    Ok(())
}

pub(super) async fn attachments(target: &Target, types: &TypesClient, peer: &Peer) -> Outcome {
    // dubbo-go knows the lower case of a header alone.
    let camel = if target.is_triple && peer.is("go") { "camelcase" } else { "camelCase" };
    let mut sent: HashMap<String, String> =
        [("user-id", "u-1"), (camel, "v2"), ("chinese", "中文😀")].map(|(k, v)| (k.into(), v.into())).into();
    if target.is_triple && peer.is("java33") {
        // 3.3.6 takes a header for Latin-1.
        sent.remove("chinese");
    }
    let keys: Vec<String> = sent.keys().cloned().chain(["absent".to_owned()]).collect();
    let asked = keys.clone();
    context::scope(async {
        for (key, text) in &sent {
            value("attach", context::attach(key, text))?;
        }
        same("received", &sent, &value("attachments", types.attachments(asked).await)?)?;
        for (key, text) in &sent {
            let key = format!("re-{key}");
            same(&key, &Some(text.clone()), &context::reply_attachment(&key))?;
        }
        Ok::<(), String>(())
    })
    .await?;
    same("afterwards", &HashMap::new(), &value("attachments", types.attachments(keys).await)?)
}

pub(super) async fn group_version(target: &Target, peer: &Peer) -> Outcome {
    let who = async |group: &str, version: &str| {
        let types: TypesClient = target.refer().group(group).version(version).connect().await?;
        types.whoami().await
    };
    for (group, version) in [("", ""), ("", "2.0.0"), ("g1", "1.0.0")] {
        let identity = value("whoami", who(group, version).await)?;
        that(
            format!("asked for group '{group}' version '{version}', got {identity}"),
            identity.ends_with(&format!("|{group}|{version}")),
        )?;
    }
    for (group, version) in [("", "9.9.9"), ("g9", "1.0.0"), ("g1", "")] {
        if target.is_triple && target.direct.is_some() && peer.is("java33") {
            // Over Triple 3.3.6 tries without a version, which is 1.0.0 too, and then without a group.
            let instead = if group == "g1" { "java33|g1|1.0.0" } else { "java33||" };
            same("who answers instead", &instead, &value("whoami", who(group, version).await)?.as_str())?;
            continue;
        }
        refused(&format!("group '{group}' version '{version}'"), who(group, version).await)?;
    }
    Ok(())
}

pub(super) async fn generic(target: &Target, peer: &Peer) -> Outcome {
    let service = value("connect", target.generic(CONTRACT).connect().await)?;
    let none: [&str; 0] = [];
    let sum = service.invoke("add", &["int", "int"], [2.into(), 3.into()]).await;
    same("add", &Value::Int(5), &value("add", sum)?)?;
    let who = value("whoami", service.invoke("whoami", &none, []).await)?;
    that(format!("whoami: {who:?}"), who.as_str().is_some_and(|who| who.ends_with("||")))?;
    if peer.is("go") {
        // The other methods of that peer take raw arguments, which dubbo-go cannot make of generic ones.
        return Ok(());
    }
    let text = service.invoke("echoString", &["java.lang.String"], ["你好".into()]).await;
    same("echoString", &Value::from("你好"), &value("echoString", text)?)?;
    let both = service.invoke("overload", &["java.lang.String", "int"], ["a".into(), 1.into()]).await;
    same("overload(String,int)", &Value::from("SI:a,1"), &value("overload", both)?)?;
    same("doNothing", &Value::Null, &value("doNothing", service.invoke("doNothing", &none, []).await)?)?;

    let class = "org.dubbors.interop.User";
    let fields =
        [("class", class.into()), ("name", "Ada".into()), ("age", 36.into()), ("id", Value::Long(7))];
    let more = [("color", "BLUE".into()), ("tags", Value::List(List::new(vec!["a".into(), "b".into()])))];
    let map = |fields: Vec<(&str, Value)>| Map::new(fields.into_iter().map(|(k, v)| (k.into(), v)).collect());
    let address = map(vec![("class", "org.dubbors.interop.Address".into()), ("city", "London".into())]);
    let user = map(fields.into_iter().chain(more).chain([("address", Value::Map(address))]).collect());
    let back = value("echoUser", service.invoke("echoUser", &[class], [Value::Map(user.clone())]).await)?;
    let Value::Map(back) = back else { return Err(format!("echoUser: not a map: {back:?}")) };
    for key in ["class", "name", "age", "id", "color"] {
        same(&format!("echoUser {key}"), &user.get(key), &back.get(key))?;
    }
    let tags = back.get("tags").and_then(Value::items).map(<[Value]>::to_vec);
    same("echoUser tags", &Some(vec!["a".into(), "b".into()]), &tags)?;
    let city = back.get("address").and_then(|address| address.get("city")).cloned();
    same("echoUser address.city", &Some("London".into()), &city)?;

    let error = refused("fail", service.invoke("fail", &["java.lang.String"], ["checked".into()]).await)?;
    let exception = error.as_exception().ok_or_else(|| format!("fail: no exception: {error:?}"))?;
    same("fail: class", &"org.dubbors.interop.CheckedException", &exception.class.as_str())?;
    same("fail: message", &Some("checked: boom"), &exception.message.as_deref())
}

pub(super) async fn overloads(types: &TypesClient) -> Outcome {
    same("overload(String)", &"S:a".to_owned(), &value("text", types.overload_text("a".to_owned()).await)?)?;
    same("overload(int)", &"I:7".to_owned(), &value("number", types.overload_number(7).await)?)?;
    let both = value("both", types.overload_both("a".to_owned(), 7).await)?;
    same("overload(String,int)", &"SI:a,7".to_owned(), &both)
}

pub(super) async fn later(types: &TypesClient) -> Outcome {
    let open = (0..20).map(|at| types.later(format!("n{at}")));
    for (at, answer) in futures_util::future::join_all(open).await.into_iter().enumerate() {
        same("future", &format!("async:n{at}"), &value("async", answer)?)?;
    }
    Ok(())
}

pub(super) async fn echo(target: &Target) -> Outcome {
    let service = value("connect", target.generic(CONTRACT).connect().await)?;
    for sent in ["OK".into(), "中文".into(), 42.into(), Value::Long(7), true.into(), Value::Null] {
        same("$echo", &sent, &value("$echo", service.echo(sent.clone()).await)?)?;
    }
    Ok(())
}
