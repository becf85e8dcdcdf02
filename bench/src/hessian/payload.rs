//! What is written and read. The programs in `bench/java/`, `bench/go/` and `bench/hessian-rs/` build the same.

use std::borrow::Cow;
use std::collections::HashMap;

use dubbors::Hessian;
use dubbors::hessian::{Decode, Decoder, Encode, Encoder, Error};
use dubbors::java::Date;
use serde::{Deserialize, Serialize};

/// An object of twelve fields.
#[derive(
    Clone, Debug, PartialEq, Hessian, Serialize, Deserialize, bincode_next::Encode, bincode_next::Decode,
)]
#[hessian(class = "org.dubbors.bench.User")]
pub(crate) struct User {
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) age: i32,
    pub(crate) level: i32,
    pub(crate) balance: i64,
    pub(crate) score: f64,
    pub(crate) active: bool,
    pub(crate) created: Millis,
    pub(crate) tags: Vec<String>,
    pub(crate) counts: HashMap<String, i32>,
    pub(crate) address: Address,
}

#[derive(
    Clone, Debug, PartialEq, Hessian, Serialize, Deserialize, bincode_next::Encode, bincode_next::Decode,
)]
#[hessian(class = "org.dubbors.bench.Address")]
pub(crate) struct Address {
    pub(crate) street: String,
    pub(crate) city: String,
    pub(crate) zip: i32,
}

/// The same object, with texts that stay where they were received.
#[derive(Clone, Debug, PartialEq, Hessian)]
#[hessian(class = "org.dubbors.bench.User")]
pub(crate) struct BorrowedUser<'a> {
    id: i64,
    name: Cow<'a, str>,
    email: Cow<'a, str>,
    age: i32,
    level: i32,
    balance: i64,
    score: f64,
    active: bool,
    created: Millis,
    tags: Vec<Cow<'a, str>>,
    counts: HashMap<Cow<'a, str>, i32>,
    address: BorrowedAddress<'a>,
}

#[derive(Clone, Debug, PartialEq, Hessian)]
#[hessian(class = "org.dubbors.bench.Address")]
pub(crate) struct BorrowedAddress<'a> {
    street: Cow<'a, str>,
    city: Cow<'a, str>,
    zip: i32,
}

/// A date to Hessian, a number to codecs that know no dates.
#[derive(
    Clone, Copy, Debug, PartialEq, Serialize, Deserialize, bincode_next::Encode, bincode_next::Decode,
)]
#[serde(transparent)]
pub(crate) struct Millis(pub(crate) i64);

impl Encode for Millis {
    fn encode(&self, to: &mut Encoder) -> Result<(), Error> {
        Date(self.0).encode(to)
    }
}

impl<'de> Decode<'de> for Millis {
    fn decode(from: &mut Decoder<'de>) -> Result<Self, Error> {
        Date::decode(from).map(|date| Self(date.millis()))
    }
}

impl User {
    pub(crate) fn sample() -> Self {
        Self {
            id: 9_007_199_254_740_993,
            name: "Ann Example".to_owned(),
            email: "ann@example.com".to_owned(),
            age: 37,
            level: 1200,
            balance: 1_234_567,
            score: 97.25,
            active: true,
            created: Millis(1_700_000_000_123),
            tags: ["admin", "beta", "staff"].map(str::to_owned).to_vec(),
            counts: [("logins", 42), ("orders", 7), ("visits", 1234)]
                .map(|(key, count)| (key.to_owned(), count))
                .into(),
            address: Address {
                street: "12 Long Street".to_owned(),
                city: "Springfield".to_owned(),
                zip: 12345,
            },
        }
    }
}
