#[dubbors::service]
pub trait First {
    async fn call(&self) -> dubbors::Result<()>;
}

#[dubbors::service(Greeter)]
pub trait Second {
    async fn call(&self) -> dubbors::Result<()>;
}

#[dubbors::service("not a name")]
pub trait Third {
    async fn call(&self) -> dubbors::Result<()>;
}

#[dubbors::service("a.B", verison = "1")]
pub trait Fourth {
    async fn call(&self) -> dubbors::Result<()>;
}

fn main() {}
