//! Streams of values that are no protobuf messages: each travels in a wrapper message.

use dubbors::{Error, Result, StatusCode, Streaming};
use futures_util::StreamExt;

use crate::contract::User;

/// As in Java, where an observer of the answers is the last parameter, and one of the requests is what is returned.
#[dubbors::service("org.dubbors.interop.Streams")]
pub(crate) trait Streams {
    /// The numbers from 0 on, so many as asked. Asked for less than nothing, so many, and then "count: boom".
    async fn count(&self, how_many: Option<i32>) -> Result<Streaming<i32>>;
    /// The user three times, with the ages 1, 2 and 3.
    async fn users(&self, user: User) -> Result<Streaming<User>>;
    /// The sum when the numbers have ended.
    async fn sum(&self, numbers: Streaming<i32>) -> Result<i64>;
    /// Each text with "re: " before it; "fail" fails with "chat: boom".
    async fn chat(&self, texts: Streaming<String>) -> Result<Streaming<String>>;
}

pub(crate) struct Service;

fn boom(text: &'static str) -> Error {
    Error::status(StatusCode::Unknown, text)
}

impl Streams for Service {
    async fn count(&self, how_many: Option<i32>) -> Result<Streaming<i32>> {
        let how_many = how_many.unwrap_or_default();
        let end = (how_many < 0).then(|| Err(boom("count: boom")));
        let all = (0..how_many.saturating_abs()).map(Ok).chain(end);
        Ok(Streaming::new(futures_util::stream::iter(all)))
    }

    async fn users(&self, user: User) -> Result<Streaming<User>> {
        Ok(Streaming::from_values((1..=3).map(move |age| {
            let mut user = user.clone();
            user.person.age = Some(age);
            user
        })))
    }

    async fn sum(&self, mut numbers: Streaming<i32>) -> Result<i64> {
        let mut sum = 0_i64;
        while let Some(number) = numbers.next().await {
            sum += i64::from(number?);
        }
        Ok(sum)
    }

    async fn chat(&self, texts: Streaming<String>) -> Result<Streaming<String>> {
        Ok(Streaming::new(texts.map(|text| match text?.as_str() {
            "fail" => Err(boom("chat: boom")),
            text => Ok(format!("re: {text}")),
        })))
    }
}
