//! Interfaces whose methods take one value each and give it back, with the values that both sides know. The provider
//! answers an error when the value is not equal to one of them, and the consumer checks what came back.

pub(crate) mod containers;
pub(crate) mod failures;
pub(crate) mod families;
pub(crate) mod library;
pub(crate) mod times;

use std::fmt::Debug;
use std::str::FromStr;

use dubbors::{Error, Result};

/// The provider's side of every exchange.
pub(crate) struct Service;

/// The value that a text says.
#[allow(clippy::panic)]
fn of<T: FromStr<Err: Debug>>(text: &str) -> T {
    text.parse().unwrap_or_else(|error| panic!("{text}: {error:?}"))
}

/// Implements the contract for [`Service`], and a function for each case, which calls the provider with each value. `by`
/// says what of the values is compared when they do not compare themselves.
macro_rules! exchange {
    ($contract:ident by $client:ident: $(
        $case:ident { $($method:ident: $type:ty = $values:expr $(, by $key:expr)?;)+ }
    )+) => {
        impl $contract for $crate::exchange::Service {
            $($(async fn $method(&self, value: $type) -> dubbors::Result<$type> {
                let expected = $values.into_iter().any(|it: $type| {
                    $crate::exchange::key!(it $(, $key)?) == $crate::exchange::key!(value $(, $key)?)
                });
                $crate::exchange::received(stringify!($method), expected, &value)?;
                Ok(value)
            })+)+
        }

        $(pub(crate) async fn $case(
            target: &$crate::consumer::Target,
            peer: &$crate::cases::Peer,
            skips: &mut $crate::known::Skips,
        ) -> $crate::check::Outcome {
            let mut failures: Vec<String> = Vec::new();
            let types = $crate::check::value("connect", target.connect::<$client>().await)?;
            $(if !skips.leaves_out(peer, stringify!($method)) {
                for (sent, expected) in $values.into_iter().zip($values) {
                    let back = types.$method(sent).await;
                    let same = $crate::check::value(stringify!($method), back).and_then(|back| {
                        let (expected, back): ($type, $type) = (expected, back);
                        $crate::check::same(
                            stringify!($method),
                            &$crate::exchange::key!(expected $(, $key)?),
                            &$crate::exchange::key!(back $(, $key)?),
                        )
                    });
                    failures.extend(same.err());
                }
            })+
            if failures.is_empty() { Ok(()) } else { Err(failures.join("; ")) }
        })+
    };
}

macro_rules! key {
    ($value:expr, $key:expr) => {
        ($key)(&$value)
    };
    ($value:expr) => {
        &$value
    };
}

use {exchange, key};

fn received(method: &str, expected: bool, value: &impl Debug) -> Result<()> {
    if expected { Ok(()) } else { Err(Error::invalid(format!("{method}: received {value:?}"))) }
}
