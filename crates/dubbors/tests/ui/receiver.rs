#[dubbors::service("a.B")]
pub trait Mutable {
    async fn call(&mut self) -> dubbors::Result<()>;
}

#[dubbors::service("a.B")]
pub trait Missing {
    async fn call() -> dubbors::Result<()>;
}

fn main() {}
