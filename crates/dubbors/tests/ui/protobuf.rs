const SCHEMA: &[u8] = &[];

#[dubbors::service("a.B", protobuf = SCHEMA)]
pub trait Nothing {
    async fn call(&self) -> dubbors::Result<()>;
}

#[dubbors::service("a.B", protobuf = SCHEMA)]
pub trait Two {
    async fn call(&self, one: (), other: ()) -> dubbors::Result<()>;
}

#[dubbors::service("a.B", protobuf = SCHEMA)]
pub trait Twice {
    async fn call_it(&self, one: ()) -> dubbors::Result<()>;
    #[dubbors(name = "CallIt")]
    async fn call(&self, one: String) -> dubbors::Result<()>;
}

#[dubbors::service("a.B", protobuf = SCHEMA)]
pub trait Dotted {
    #[dubbors(name = "a.Call")]
    async fn call(&self, one: ()) -> dubbors::Result<()>;
}

#[dubbors::service("a.B", protobuf = "schema.bin")]
pub trait NoBytes {
    async fn call(&self, one: ()) -> dubbors::Result<()>;
}

fn main() {}
