#[dubbors::service("a.B")]
pub trait Borrowed {
    async fn call(&self, name: &str) -> dubbors::Result<()>;
}

#[dubbors::service("a.B")]
pub trait Any {
    async fn call(&self, name: impl Into<String>) -> dubbors::Result<()>;
}

#[dubbors::service("a.B")]
pub trait Generic {
    async fn call<T>(&self, value: T) -> dubbors::Result<()>;
}

#[dubbors::service("a.B")]
pub trait Many {
    #[rustfmt::skip]
    async fn call(&self, a: i32, b: i32, c: i32, d: i32, e: i32, f: i32, g: i32, h: i32, i: i32, j: i32, k: i32, l: i32, m: i32) -> dubbors::Result<()>;
}

fn main() {}
