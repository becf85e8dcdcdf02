//! The contract as this peer provides it: plain, version 2.0.0, and group g1 version 1.0.0.

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use dubbors::java::{BigDecimal, Date, Exception, JavaArray};
use dubbors::{Dubbo, Error, Result, Served, Value, context};

use crate::contract::{Color, Types, TypesServer, User, Users};
use crate::exchange::containers::ContainersServer;
use crate::exchange::failures::FailuresServer;
use crate::exchange::families::FamiliesServer;
use crate::exchange::library::LibraryServer;
use crate::exchange::times::TimesServer;
use crate::triple::packed::PackedServer;
use crate::triple::proto::TalkServer;
use crate::triple::streams::StreamsServer;
use crate::{Provider, exchange, stdin_closed, triple};

pub(crate) async fn run(provider: Provider) -> Result<()> {
    let mut builder = Dubbo::builder()
        .application("interop-rust-provider")
        .shutdown_timeout(Duration::from_millis(provider.shutdown_wait));
    builder = match &provider.registry {
        Some(registry) => builder.registry(registry),
        None => builder.without_registry(),
    };
    let payload = provider.payload.map(|payload| format!("?payload={payload}")).unwrap_or_default();
    builder = builder.protocol(format!("{}://127.0.0.1:{}{payload}", provider.protocol, provider.port));
    for (group, version) in [("", ""), ("", "2.0.0"), ("g1", "1.0.0")] {
        let service = Service { identity: format!("rust|{group}|{version}"), last_one_way: Mutex::default() };
        builder = builder.serve(Served::new(TypesServer::new(service)).group(group).version(version));
    }
    builder = builder
        .serve(Served::new(TimesServer::new(exchange::Service)))
        .serve(Served::new(LibraryServer::new(exchange::Service)))
        .serve(Served::new(ContainersServer::new(exchange::Service)))
        .serve(Served::new(FamiliesServer::new(exchange::Service)))
        .serve(Served::new(FailuresServer::new(exchange::Service)));
    if provider.protocol == "tri" {
        builder = builder
            .serve(Served::new(TalkServer::new(triple::talk::Service::default())))
            .serve(Served::new(StreamsServer::new(triple::streams::Service)))
            .serve(Served::new(PackedServer::new(triple::packed::Service)));
    }
    let dubbo = builder.build().await?;
    println!("READY {}", provider.port);
    stdin_closed().await;
    dubbo.shutdown().await;
    Ok(())
}

struct Service {
    identity: String,
    last_one_way: Mutex<Option<String>>,
}

macro_rules! echo {
    ($($name:ident: $type:ty),* $(,)?) => {$(
        async fn $name(&self, value: $type) -> Result<$type> {
            Ok(value)
        }
    )*};
}

impl Types for Service {
    echo! {
        echo_boolean: bool,
        echo_byte: i8,
        echo_short: i16,
        echo_int: i32,
        echo_long: i64,
        echo_float: f32,
        echo_double: f64,
        echo_char: char,
        echo_boxed_boolean: Option<bool>,
        echo_boxed_byte: Option<i8>,
        echo_boxed_short: Option<i16>,
        echo_boxed_int: Option<i32>,
        echo_boxed_long: Option<i64>,
        echo_boxed_float: Option<f32>,
        echo_boxed_double: Option<f64>,
        echo_boxed_char: Option<char>,
        echo_string: Option<String>,
        echo_bytes: Option<Vec<u8>>,
        echo_int_array: Option<JavaArray<i32>>,
        echo_string_array: Option<JavaArray<Option<String>>>,
        echo_list: Option<Vec<Option<String>>>,
        echo_set: Option<HashSet<i32>>,
        echo_map: Option<HashMap<String, Option<i32>>>,
        echo_user: Option<User>,
        echo_users: Users,
        echo_enum: Option<Color>,
        echo_date: Option<Date>,
        echo_decimal: Option<BigDecimal>,
        echo_object: Value,
    }

    async fn do_nothing(&self) -> Result<()> {
        Ok(())
    }

    async fn fail(&self, kind: String) -> Result<Option<String>> {
        match kind.as_str() {
            "checked" => Err(Exception::new("org.dubbors.interop.CheckedException", "checked: boom")
                .with_field("code", 42)
                .into()),
            "runtime" => Err(Exception::new("java.lang.IllegalStateException", "state: boom")
                .with_cause(Exception::new("java.lang.IllegalArgumentException", "root"))
                .into()),
            "null" => Ok(None),
            _ => Ok(Some(kind)),
        }
    }

    async fn overload_text(&self, text: String) -> Result<String> {
        Ok(format!("S:{text}"))
    }

    async fn overload_number(&self, number: i32) -> Result<String> {
        Ok(format!("I:{number}"))
    }

    async fn overload_both(&self, text: String, number: i32) -> Result<String> {
        Ok(format!("SI:{text},{number}"))
    }

    async fn one_way(&self, value: String) -> Result<()> {
        *self.last_one_way.lock().unwrap_or_else(PoisonError::into_inner) = Some(value);
        Ok(())
    }

    async fn last_one_way(&self) -> Result<Option<String>> {
        Ok(self.last_one_way.lock().unwrap_or_else(PoisonError::into_inner).clone())
    }

    async fn attachments(&self, keys: Vec<String>) -> Result<HashMap<String, String>> {
        let mut found = HashMap::new();
        for key in keys {
            if let Some(value) = context::attachment(&key) {
                context::reply(&format!("re-{key}"), &value)?;
                found.insert(key, value);
            }
        }
        Ok(found)
    }

    async fn sleep(&self, millis: i64) -> Result<String> {
        let millis =
            u64::try_from(millis).map_err(|_| Error::invalid("cannot sleep for less than nothing"))?;
        tokio::time::sleep(Duration::from_millis(millis)).await;
        Ok("slept".to_owned())
    }

    async fn blob(&self, size: i32) -> Result<String> {
        Ok("x".repeat(usize::try_from(size).unwrap_or(0)))
    }

    async fn length(&self, value: String) -> Result<i32> {
        Ok(i32::try_from(value.encode_utf16().count()).unwrap_or(i32::MAX))
    }

    async fn later(&self, value: String) -> Result<String> {
        let later = tokio::spawn(async move { format!("async:{value}") });
        later.await.map_err(|error| Error::internal(error.to_string()))
    }

    async fn add(&self, left: i32, right: i32) -> Result<i32> {
        Ok(left.wrapping_add(right))
    }

    async fn whoami(&self) -> Result<String> {
        Ok(self.identity.clone())
    }
}
