//! The contract that the tests call, and its implementation.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use dubbors::{Dubbo, Error, Result, context};
use tokio::sync::Notify;

#[derive(Debug, Clone, PartialEq, dubbors::Hessian)]
#[hessian(class = "demo.User")]
pub struct User {
    pub name: String,
    pub age: Option<i32>,
    #[hessian(rename = "favourite")]
    pub color: Color,
    #[hessian(default)]
    pub tags: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, dubbors::Hessian)]
#[hessian(class = "demo.Color")]
pub enum Color {
    Red,
    DarkGreen,
}

impl User {
    pub fn ferris() -> Self {
        Self { name: "ferris".into(), age: Some(11), color: Color::DarkGreen, tags: vec!["crab".into()] }
    }
}

#[dubbors::service("demo.Demo")]
pub trait Demo {
    /// Greets.
    async fn say_hello(&self, name: String) -> Result<String>;
    async fn echo_user(&self, user: User) -> Result<User>;
    async fn find(&self, id: i64) -> Result<Option<User>>;
    #[dubbors(name = "overload")]
    async fn overload_text(&self, text: String) -> Result<String>;
    #[dubbors(name = "overload")]
    async fn overload_number(&self, number: i32) -> Result<String>;
    #[dubbors(idempotent)]
    async fn sum(&self, numbers: Vec<i32>, by_name: HashMap<String, i64>) -> Result<i64>;
    async fn fail(&self, kind: String) -> Result<()>;
    #[dubbors(one_way)]
    async fn note(&self, text: String) -> Result<()>;
    async fn notes(&self) -> Result<i32>;
    async fn hang(&self) -> Result<()>;
    async fn caller(&self) -> Result<String>;
}

/// What the tests see of the service.
#[derive(Clone, Default)]
pub struct Service {
    pub name: &'static str,
    pub notes: Arc<AtomicUsize>,
    pub noted: Arc<Notify>,
    pub hanging: Arc<Notify>,
    pub release: Arc<Notify>,
}

impl Demo for Service {
    async fn say_hello(&self, name: String) -> Result<String> {
        if name == "who" { Ok(self.name.to_owned()) } else { Ok(format!("Hello, {name}!")) }
    }

    async fn echo_user(&self, user: User) -> Result<User> {
        Ok(user)
    }

    async fn find(&self, id: i64) -> Result<Option<User>> {
        Ok((id == 1).then(User::ferris))
    }

    async fn overload_text(&self, text: String) -> Result<String> {
        Ok(format!("text {text}"))
    }

    async fn overload_number(&self, number: i32) -> Result<String> {
        Ok(format!("number {number}"))
    }

    async fn sum(&self, numbers: Vec<i32>, by_name: HashMap<String, i64>) -> Result<i64> {
        Ok(numbers.into_iter().map(i64::from).sum::<i64>() + by_name.values().sum::<i64>())
    }

    async fn fail(&self, kind: String) -> Result<()> {
        match kind.as_str() {
            "exception" => Err(Error::exception("demo.Oops", "on purpose")),
            "error" => Err(Error::internal("a bug")),
            "panic" => panic!("at the disco"),
            _ => Ok(()),
        }
    }

    async fn note(&self, _: String) -> Result<()> {
        self.notes.fetch_add(1, Ordering::SeqCst);
        self.noted.notify_one();
        Ok(())
    }

    async fn notes(&self) -> Result<i32> {
        Ok(i32::try_from(self.notes.load(Ordering::SeqCst)).unwrap())
    }

    async fn hang(&self) -> Result<()> {
        self.hanging.notify_one();
        self.release.notified().await;
        Ok(())
    }

    async fn caller(&self) -> Result<String> {
        context::reply("took", "long")?;
        Ok(format!(
            "{} {}",
            context::remote_application().unwrap_or_default(),
            context::attachment("user-id").unwrap_or_default()
        ))
    }
}

/// A provider of the service at a free port of this machine, in no registry.
pub async fn start(service: Service) -> (Dubbo, String) {
    let provider = Dubbo::builder()
        .without_registry()
        .protocol("dubbo://127.0.0.1:0")
        .serve(DemoServer::new(service))
        .build()
        .await
        .unwrap();
    let url = provider.urls().first().unwrap().clone();
    (provider, url)
}

/// A consumer of the provider at `url`.
pub async fn connect(url: &str) -> DemoClient {
    consumer().await.refer().url(url).timeout(std::time::Duration::from_secs(10)).connect().await.unwrap()
}

/// A process that only calls.
pub async fn consumer() -> Dubbo {
    Dubbo::builder().application("tests").without_registry().build().await.unwrap()
}
