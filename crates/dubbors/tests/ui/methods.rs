#[dubbors::service("a.B")]
pub trait Twice {
    async fn call(&self, name: String) -> dubbors::Result<String>;
    #[dubbors(name = "call")]
    async fn other(&self, name: String) -> dubbors::Result<String>;
}

#[dubbors::service("a.B")]
pub trait Unknown {
    #[dubbors(retries = 3)]
    async fn call(&self) -> dubbors::Result<()>;
}

#[dubbors::service("a.B")]
pub trait Empty {}

#[dubbors::service("a.B")]
pub trait Dotted {
    #[dubbors(name = "a.call")]
    async fn call(&self) -> dubbors::Result<()>;
}

#[dubbors::service("a.B")]
pub trait Unsafe {
    async unsafe fn call(&self) -> dubbors::Result<()>;
}

#[dubbors::service("a.B")]
pub trait Where {
    async fn call(&self) -> dubbors::Result<()>
    where
        Self: Sized;
}

fn main() {}
