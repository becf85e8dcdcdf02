#[dubbors::service("a.B")]
pub trait Service {
    fn call(&self, name: String) -> dubbors::Result<String>;
}

fn main() {}
