#[dubbors::service("a.B")]
pub trait SameInJava {
    #[dubbors(name = "sum")]
    async fn sum_texts(&self, items: Vec<String>) -> dubbors::Result<i64>;
    #[dubbors(name = "sum")]
    async fn sum_numbers(&self, items: Vec<i32>) -> dubbors::Result<i64>;
}

#[dubbors::service("a.B")]
pub trait DifferentInJava {
    #[dubbors(name = "sum")]
    async fn sum_texts(&self, items: Vec<String>) -> dubbors::Result<i64>;
    #[dubbors(name = "sum")]
    async fn sum_boxed(&self, item: Option<i32>) -> dubbors::Result<i64>;
    #[dubbors(name = "sum")]
    async fn sum_plain(&self, item: i32) -> dubbors::Result<i64>;
}

fn main() {}
