//! Contracts of Java's types in other formats than Hessian: JSON and MessagePack.

use std::collections::BTreeMap;

use dubbors::hessian::java::{BigDecimal, LocalDate};
use dubbors::{Dubbo, Error, Result, StatusCode, Streaming, context};

#[derive(Debug, Clone, PartialEq, dubbors::Hessian)]
#[hessian(class = "it.Order")]
struct Order {
    id: i64,
    name: Option<String>,
    price: BigDecimal,
    due: Option<LocalDate>,
    lines: Vec<Line>,
    bytes: Vec<u8>,
    tags: BTreeMap<String, i32>,
}

#[derive(Debug, Clone, PartialEq, dubbors::Hessian)]
#[hessian(class = "it.Line")]
struct Line {
    line: String,
}

#[dubbors::service("it.Orders")]
trait Orders {
    async fn same(&self, order: Order) -> Result<Order>;
    async fn one(&self, line: Line) -> Result<Line>;
    async fn join(&self, texts: Vec<String>, with: Option<String>, times: i32) -> Result<String>;
    async fn nothing(&self) -> Result<()>;
    async fn fail(&self, text: String) -> Result<Option<Order>>;
    async fn each(&self, lines: Vec<Line>) -> Result<Streaming<Line>>;
    async fn longest(&self, lines: Streaming<Line>) -> Result<Line>;
    async fn mirror(&self, orders: Streaming<Order>) -> Result<Streaming<Order>>;
}

struct Service;

impl Orders for Service {
    async fn same(&self, order: Order) -> Result<Order> {
        context::reply("seen", "yes")?;
        Ok(order)
    }

    async fn one(&self, line: Line) -> Result<Line> {
        Ok(line)
    }

    async fn join(&self, texts: Vec<String>, with: Option<String>, times: i32) -> Result<String> {
        Ok(format!("{times}{}", texts.join(with.as_deref().unwrap_or("-"))))
    }

    async fn nothing(&self) -> Result<()> {
        Ok(())
    }

    async fn fail(&self, text: String) -> Result<Option<Order>> {
        match text.as_str() {
            "null" => Ok(None),
            "exception" => Err(Error::exception("it.Oops", "no")),
            _ => Err(Error::status(StatusCode::Aborted, text)),
        }
    }

    async fn each(&self, lines: Vec<Line>) -> Result<Streaming<Line>> {
        Ok(Streaming::from_values(lines))
    }

    async fn longest(&self, mut lines: Streaming<Line>) -> Result<Line> {
        let mut longest = Line { line: String::new() };
        while let Some(line) = lines.next().await {
            let line = line?;
            if line.line.len() > longest.line.len() {
                longest = line;
            }
        }
        Ok(longest)
    }

    async fn mirror(&self, orders: Streaming<Order>) -> Result<Streaming<Order>> {
        Ok(orders)
    }
}

fn order(id: i64) -> Order {
    Order {
        id,
        name: (id != 0).then(|| "a \"name\" é".to_owned()),
        price: "12345678901234567890.50".into(),
        due: "2024-02-29".parse().ok(),
        lines: lines(),
        bytes: vec![0, 255, 7],
        tags: [("a".to_owned(), -1), ("b".to_owned(), i32::MAX)].into(),
    }
}

fn lines() -> Vec<Line> {
    ["x", "yyy", ""].map(|line| Line { line: line.to_owned() }).to_vec()
}

#[tokio::test]
async fn contracts_of_javas_types_are_called_in_json_and_in_message_pack() {
    let builder = Dubbo::builder().without_registry().protocol("tri://127.0.0.1:0");
    let provider = builder.serve(OrdersServer::new(Service)).build().await.unwrap();
    let consumer = Dubbo::builder().without_registry().build().await.unwrap();
    for format in ["codec=json", "serialization=msgpack", "serialization=hessian2"] {
        for speech in [
            "flavor=grpc",
            "flavor=grpc-web&http-version=1.1",
            "flavor=connect",
            "flavor=connect&http-get=true",
        ] {
            let url = format!("{}?{format}&{speech}", provider.urls()[0]);
            let client: OrdersClient = consumer.refer().url(&url).connect().await.unwrap();
            context::scope(async {
                for id in [0, -1, 1 << 60] {
                    assert_eq!(client.same(order(id)).await.unwrap(), order(id), "{url}");
                }
                assert_eq!(context::reply_attachment("seen").as_deref(), Some("yes"), "{url}");
            })
            .await;
            for line in lines() {
                assert_eq!(client.one(line.clone()).await.unwrap(), line, "{url}");
            }
            let texts = vec!["a".to_owned(), "b".to_owned()];
            assert_eq!(client.join(texts.clone(), Some("+".to_owned()), 3).await.unwrap(), "3a+b", "{url}");
            assert_eq!(client.join(texts, None, -3).await.unwrap(), "-3a-b", "{url}");
            client.nothing().await.unwrap();
            assert_eq!(client.fail("null".to_owned()).await.unwrap(), None, "{url}");
            let error = client.fail("lost".to_owned()).await.unwrap_err();
            assert_eq!((error.status_code(), error.message()), (StatusCode::Aborted, "lost"), "{url}");
            let error = client.fail("exception".to_owned()).await.unwrap_err();
            assert_eq!(
                error.as_exception().map(|known| known.class.as_str()),
                Some("it.Oops"),
                "{url}: {error}"
            );

            let mut each = client.each(lines()).await.unwrap();
            for line in lines() {
                assert_eq!(each.next().await.unwrap().unwrap(), line, "{url}");
            }
            assert!(each.next().await.is_none(), "{url}");
            let longest = client.longest(Streaming::from_values(lines())).await.unwrap();
            assert_eq!(longest.line, "yyy", "{url}");
            let mut mirrored = client.mirror(Streaming::from_values([order(1), order(2)])).await.unwrap();
            for id in [1, 2] {
                assert_eq!(mirrored.next().await.unwrap().unwrap(), order(id), "{url}");
            }
            assert!(mirrored.next().await.is_none(), "{url}");
        }
    }
    provider.shutdown().await;
}
