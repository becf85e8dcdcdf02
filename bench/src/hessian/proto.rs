//! The payloads as protobuf messages.

use std::collections::HashMap;

use super::payload;

#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct User {
    #[prost(int64, tag = "1")]
    id: i64,
    #[prost(string, tag = "2")]
    name: String,
    #[prost(string, tag = "3")]
    email: String,
    #[prost(int32, tag = "4")]
    age: i32,
    #[prost(int32, tag = "5")]
    level: i32,
    #[prost(int64, tag = "6")]
    balance: i64,
    #[prost(double, tag = "7")]
    score: f64,
    #[prost(bool, tag = "8")]
    active: bool,
    #[prost(int64, tag = "9")]
    created: i64,
    #[prost(string, repeated, tag = "10")]
    tags: Vec<String>,
    #[prost(map = "string, int32", tag = "11")]
    counts: HashMap<String, i32>,
    #[prost(message, optional, tag = "12")]
    address: Option<Address>,
}

#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct Address {
    #[prost(string, tag = "1")]
    street: String,
    #[prost(string, tag = "2")]
    city: String,
    #[prost(int32, tag = "3")]
    zip: i32,
}

/// Protobuf has no bare strings.
#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct Text {
    #[prost(string, tag = "1")]
    pub(crate) text: String,
}

impl From<payload::User> for User {
    fn from(user: payload::User) -> Self {
        Self {
            id: user.id,
            name: user.name,
            email: user.email,
            age: user.age,
            level: user.level,
            balance: user.balance,
            score: user.score,
            active: user.active,
            created: user.created.0,
            tags: user.tags,
            counts: user.counts,
            address: Some(Address {
                street: user.address.street,
                city: user.address.city,
                zip: user.address.zip,
            }),
        }
    }
}
