//! The cases of contracts of Java's types that do not travel as Hessian.

use std::collections::HashMap;

use dubbors::codegen::Client;
use dubbors::{Refer, Typed};

use super::Peer;
use crate::check::{Outcome, refused, same, that, value};
use crate::consumer::Target;
use crate::contract::TypesClient;
use crate::known::Skips;
use crate::samples;
use crate::triple::packed::{PackedClient, Pair};

async fn client<C: Client>(
    target: &Target,
    change: impl FnOnce(Refer<Typed>) -> Refer<Typed>,
) -> Result<C, String> {
    // What asks whether the provider is there asks it in Hessian's way.
    value("connect", change(target.refer().check(false)).connect().await)
}

/// MessagePack inside of the wrapper, as a consumer of dubbo-go sends it.
pub(super) async fn packed(target: &Target, peer: &Peer, skips: &mut Skips) -> Outcome {
    if peer.is("java33") {
        return skips.case("3.3.6 brings no msgpack along");
    }
    if peer.is("go") {
        return skips.case("dubbo-go takes every wrapped argument for Hessian, whatever the wrapper says");
    }
    let client: PackedClient = client(target, |refer| refer.setting("serialization", "msgpack")).await?;
    same("Join", &"a,7".to_owned(), &value("Join", client.join("a".to_owned(), 7).await)?)?;
    let numbers = vec![3, -1, 1 << 40];
    same("Sort", &vec![-1, 3, 1 << 40], &value("Sort", client.sort(numbers).await)?)?;
    let pair = Pair { left: "ab".to_owned(), right: -4 };
    let twice = Pair { left: "abab".to_owned(), right: -8 };
    same("Twice", &twice, &value("Twice", client.twice(pair).await)?)
}

/// JSON by plain HTTP, as a page or a shell sends it.
pub(super) async fn json(target: &Target, peer: &Peer, skips: &mut Skips) -> Outcome {
    if peer.is("go") {
        return skips.case("dubbo-go answers JSON for a contract without a .proto file with 500");
    }
    let json = |refer: Refer<Typed>| refer.setting("flavor", "connect").setting("codec", "json");
    let types: TypesClient = client(target, json).await?;
    for sent in samples::INTS {
        same("echo_int", &sent, &value("echo_int", types.echo_int(sent).await)?)?;
    }
    for sent in samples::LONGS {
        same("echo_long", &sent, &value("echo_long", types.echo_long(sent).await)?)?;
    }
    for sent in ["", "plain", "\"quoted\"\n", "李雷 😀"] {
        let sent = Some(sent.to_owned());
        same("echo_string", &sent, &value("echo_string", types.echo_string(sent.clone()).await)?)?;
    }
    let list = Some(vec![Some("a".to_owned()), None, Some(String::new())]);
    same("echo_list", &list, &value("echo_list", types.echo_list(list.clone()).await)?)?;
    let mut map = HashMap::from([("a".to_owned(), Some(1)), ("b".to_owned(), None)]);
    if peer.is("java33") {
        // It leaves entries out whose value is null.
        map.retain(|_, value| value.is_some());
    }
    let map = Some(map);
    same("echo_map", &map, &value("echo_map", types.echo_map(map.clone()).await)?)?;
    same("add", &3, &value("add", types.add(1, 2).await)?)?;
    value("do_nothing", types.do_nothing().await)?;
    let mut user = samples::user("李雷");
    if peer.is("java33") {
        // It reads no bytes in Base64, writes a date without its zone, and a decimal as a number.
        (user.data, user.born, user.balance) = (None, None, None);
    }
    let user = Some(user);
    same("echo_user", &user, &value("echo_user", types.echo_user(user.clone()).await)?)?;
    let error = refused("fail", types.fail("checked".to_owned()).await)?;
    that(format!("fail: {error}"), error.message().contains("boom"))
}
