#[dubbors::service("a.B")]
pub trait Bare {
    async fn call(&self) -> String;
}

#[dubbors::service("a.B")]
pub trait Nothing {
    async fn call(&self);
}

#[dubbors::service("a.B")]
pub trait OwnError {
    async fn call(&self) -> Result<String, std::io::Error>;
}

#[dubbors::service("a.B")]
pub trait OneWay {
    #[dubbors(one_way)]
    async fn call(&self) -> dubbors::Result<String>;
}

fn main() {}
