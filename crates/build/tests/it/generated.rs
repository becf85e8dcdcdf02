//! The golden files are compiled, and what they contain is called.

use std::sync::Arc;

use dubbors::codegen::{Client, Invoker, MethodKind, Provide};
use dubbors::protobuf::prost::{Message, Name};
use dubbors::{Error, Result, Streaming};
use dubbors_core::{Args, Body, Invocation, Payload, Ref, Response, Serialization};
use dubbors_serialization::{Protobuf, ProtobufArgs, ProtobufValue};

/// Nothing that is written warns, except where users ask for it: of what is deprecated.
#[deny(warnings)]
#[allow(unreachable_pub, missing_docs, reason = "that is what these files are, and they are private here")]
mod protos {
    include!("../golden/protos.rs");
}

use protos::legacy::OldOrder;
use protos::shop::orders::{
    Note, Order, OrderAdminClient, OrderId, Orders, OrdersClient, OrdersServer, Receipt, Status, order,
};
use protos::shop::users::User;

struct Shop;

impl Orders for Shop {
    async fn place(&self, order: Order) -> Result<Receipt> {
        Ok(Receipt { number: order.coupon.unwrap_or_default(), sums: vec![1, 2] })
    }

    async fn get(&self, id: OrderId) -> Result<Order> {
        let mut order = Order { id: Some(id), r#type: "retail".into(), ..Order::default() };
        order.set_status(Status::Open);
        order.payment = Some(order::Payment::Card("4711".into()));
        order.stock.insert("pen".into(), 3);
        order.replaces = Some(Box::new(Order::default()));
        Ok(order)
    }

    async fn watch(&self, id: OrderId) -> Result<Streaming<Order>> {
        let order = self.get(id).await?;
        Ok(Streaming::from_values([order.clone(), order]))
    }

    async fn upload(&self, _: Streaming<Order>) -> Result<Receipt> {
        Ok(Receipt::default())
    }

    async fn chat(&self, notes: Streaming<Note>) -> Result<Streaming<Note>> {
        Ok(notes)
    }

    async fn old_place(&self, order: OldOrder) -> Result<Receipt> {
        Ok(Receipt { number: order.count().to_string(), sums: Vec::new() })
    }

    async fn r#move(&self, _: OrderId) -> Result<User> {
        Err(Error::invalid("it does not move"))
    }
}

async fn call<M: Message>(index: usize, message: &M) -> Result<Response> {
    let server = OrdersServer::new(Shop);
    let format: Arc<dyn Serialization> = Arc::new(Protobuf);
    let descriptor = server.descriptor();
    let args = Args::Encoded(Payload::encode(&ProtobufArgs(message), &format)?);
    let method = Ref::Borrowed(&descriptor.methods()[index]);
    server.invoke(&mut Invocation::new(Ref::Borrowed(descriptor.key()), method, args)).await
}

#[tokio::test]
async fn a_server_is_called() {
    let order = Order { coupon: Some("half".into()), ..Order::default() };
    let receipt: ProtobufValue<Receipt> = call(0, &order).await.unwrap().decode().unwrap();
    assert_eq!((receipt.0.number.as_str(), receipt.0.sums.as_slice()), ("half", &[1, 2][..]));

    let ProtobufValue(order): ProtobufValue<Order> =
        call(1, &OrderId { id: 5 }).await.unwrap().decode().unwrap();
    assert_eq!((order.status(), order.stock["pen"]), (Status::Open, 3));

    // Defaults of proto2 that are not zero.
    let old = OldOrder { name: "x".into(), ..OldOrder::default() };
    let receipt: ProtobufValue<Receipt> = call(5, &old).await.unwrap().decode().unwrap();
    assert_eq!(receipt.0.number, "7");

    assert!(matches!(call(2, &OrderId::default()).await.unwrap().body(), Body::Outbound(_)));
    assert_eq!(call(6, &OrderId::default()).await.unwrap_err().message(), "it does not move");
}

#[test]
fn the_contract_says_what_the_file_does() {
    let descriptor = OrdersClient::descriptor();
    assert_eq!(descriptor.key().interface(), "shop.orders.Orders");
    let methods: Vec<_> = descriptor
        .methods()
        .iter()
        .map(|method| (method.name.as_ref(), method.kind, method.no_side_effects, method.params))
        .collect();
    let (one, many) = (&["request"][..], &["requests"][..]);
    assert_eq!(
        methods,
        [
            ("Place", MethodKind::Unary, false, one),
            ("Get", MethodKind::Unary, true, one),
            ("Watch", MethodKind::ServerStreaming, false, one),
            ("Upload", MethodKind::ClientStreaming, false, many),
            ("Chat", MethodKind::BidiStreaming, false, many),
            ("OldPlace", MethodKind::Unary, false, one),
            ("Move", MethodKind::Unary, false, one),
        ]
    );
    let schema = descriptor.schema().unwrap();
    assert_eq!(schema, protos::shop::orders::DESCRIPTOR_SET);
    let pool = protox::prost_reflect::DescriptorPool::decode(schema).unwrap();
    assert!(pool.get_service_by_name(descriptor.key().interface()).is_some());
    assert!(std::ptr::eq(OrderAdminClient::descriptor().schema().unwrap(), schema), "one for the package");
    assert_eq!(order::Item::type_url(), "type.googleapis.com/shop.orders.Order.Item");
}
