//! Java classes as Rust structs and enums: a provider and a consumer in one process, over a real socket.

// An example prints.
#![allow(clippy::print_stdout)]

use std::collections::HashMap;

use dubbors::java::{BigDecimal, Date};
use dubbors::{Dubbo, Result};

/// `class Order extends Record`: the fields of the super class are flattened, as Java sends them.
#[derive(Debug, Clone, dubbors::Hessian)]
#[hessian(class = "com.example.Record")]
struct Record {
    id: i64,
    created: Option<Date>,
}

#[derive(Debug, Clone, dubbors::Hessian)]
#[hessian(class = "com.example.Order")]
struct Order {
    #[hessian(parent)]
    record: Record,
    /// `unitPrice` in Java.
    unit_price: Option<BigDecimal>,
    #[hessian(rename = "state")]
    status: Status,
    /// A `List<String>`; null or missing reads as empty.
    #[hessian(default)]
    tags: Vec<String>,
    /// A `Map<String, Integer>`.
    stock: HashMap<String, i32>,
    /// An `Integer` that may be null.
    discount: Option<i32>,
}

/// Constants `PAID` and `SENT_OUT`.
#[derive(Debug, Clone, Copy, dubbors::Hessian)]
#[hessian(class = "com.example.Status")]
enum Status {
    Paid,
    SentOut,
}

#[dubbors::service("com.example.Orders")]
trait Orders {
    async fn ship(&self, order: Order) -> Result<Order>;
}

struct Warehouse;

impl Orders for Warehouse {
    async fn ship(&self, order: Order) -> Result<Order> {
        println!("shipping {:?} order {}", order.status, order.record.id);
        Ok(Order { status: Status::SentOut, ..order })
    }
}

#[tokio::main]
async fn main() -> Result<()> {
    let dubbo = Dubbo::builder()
        .registry("memory://pojo")
        .protocol("dubbo://127.0.0.1:0")
        .serve(OrdersServer::new(Warehouse));
    let dubbo = dubbo.build().await?;
    let orders: OrdersClient = dubbo.refer().connect().await?;
    let order = Order {
        record: Record { id: 7, created: Some(Date::from_millis(1_700_000_000_000)) },
        unit_price: Some(BigDecimal::from("19.90")),
        status: Status::Paid,
        tags: vec!["fragile".to_owned()],
        stock: HashMap::from([("north".to_owned(), 3)]),
        discount: None,
    };
    println!("{:#?}", orders.ship(order).await?);
    dubbo.shutdown().await;
    Ok(())
}
