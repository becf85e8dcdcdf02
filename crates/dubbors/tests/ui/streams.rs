use dubbors::Streaming;

/// The name is used.
pub type Unused = Streaming<()>;

#[dubbors::service("a.B")]
pub trait TwoStreams {
    async fn call(&self, one: Streaming<i32>, other: Streaming<i32>) -> dubbors::Result<()>;
}

#[dubbors::service("a.B")]
pub trait StreamAndMore {
    async fn call(&self, name: String, lines: dubbors::Streaming<String>) -> dubbors::Result<()>;
}

#[dubbors::service("a.B")]
pub trait OneWay {
    #[dubbors(one_way)]
    async fn call(&self, lines: Streaming<String>) -> dubbors::Result<()>;
}

#[dubbors::service("a.B")]
pub trait OneWayAnswer {
    #[dubbors(one_way)]
    async fn call(&self) -> dubbors::Result<Streaming<String>>;
}

#[dubbors::service("a.B")]
pub trait Many {
    async fn call(&self, lines: Vec<Streaming<String>>) -> dubbors::Result<()>;
}

#[dubbors::service("a.B")]
pub trait Maybe {
    async fn call(&self) -> dubbors::Result<Option<dubbors::Streaming<String>>>;
}

#[dubbors::service("a.B")]
pub trait Nested {
    async fn call(&self) -> dubbors::Result<Streaming<(i32, Streaming<String>)>>;
}

fn main() {}
