//! The contract whose values dubbo-go sends in MessagePack. The names are Go's.

use dubbors::Result;

/// A pair travels as a map with the names of its fields.
#[derive(Debug, Clone, Default, PartialEq, dubbors::Hessian)]
#[hessian(class = "org.dubbors.interop.Pair", rename_all = "PascalCase")]
pub(crate) struct Pair {
    pub(crate) left: String,
    pub(crate) right: i64,
}

#[dubbors::service("org.dubbors.interop.Packed")]
pub(crate) trait Packed {
    /// The text, a comma and the number.
    #[dubbors(name = "Join")]
    async fn join(&self, text: String, number: i64) -> Result<String>;
    /// The numbers in order.
    #[dubbors(name = "Sort")]
    async fn sort(&self, numbers: Vec<i64>) -> Result<Vec<i64>>;
    /// The pair with its text doubled and its number too.
    #[dubbors(name = "Twice")]
    async fn twice(&self, pair: Pair) -> Result<Pair>;
}

pub(crate) struct Service;

impl Packed for Service {
    async fn join(&self, text: String, number: i64) -> Result<String> {
        Ok(format!("{text},{number}"))
    }

    async fn sort(&self, mut numbers: Vec<i64>) -> Result<Vec<i64>> {
        numbers.sort_unstable();
        Ok(numbers)
    }

    async fn twice(&self, pair: Pair) -> Result<Pair> {
        Ok(Pair { left: pair.left.repeat(2), right: pair.right.wrapping_mul(2) })
    }
}
