//! Generated code stands on the path it is given, and on nothing that the user's module happens to name.
#![deny(warnings)]

/// The facade under another name, with a client of its own kind: a path that ignores `crate` does not compile here.
mod renamed {
    pub(crate) mod codegen {
        pub(crate) use dubbors::codegen::{
            Arc, Error, HessianArgs, Invocation, Invoker, JavaType, LazyLock, Method, Provide, Response,
            Result, ServiceDescriptor, ServiceKey,
        };

        pub(crate) mod hessian {
            pub(crate) use dubbors::codegen::hessian::{
                ClassDef, Decode, Decoder, Encode, Encoder, Error, Shape, derive,
            };
        }

        #[derive(Clone, Debug)]
        pub(crate) struct Reference(pub(crate) tokio::sync::mpsc::UnboundedSender<(usize, bool)>);

        impl Reference {
            #[allow(clippy::unused_async, reason = "the contract of generated code")]
            pub(crate) async fn call<R: Default>(
                &self,
                index: usize,
                _: &HessianArgs<impl Sized>,
            ) -> Result<R> {
                self.0.send((index, false)).unwrap();
                Ok(R::default())
            }

            #[allow(clippy::unused_async, reason = "the contract of generated code")]
            pub(crate) async fn call_one_way(&self, index: usize, _: &HessianArgs<impl Sized>) -> Result<()> {
                self.0.send((index, true)).unwrap();
                Ok(())
            }
        }

        pub(crate) trait Client: Sized {
            fn descriptor() -> &'static Arc<ServiceDescriptor>;
            fn from_reference(reference: Reference) -> Self;
        }
    }
}

#[derive(Debug, Default, PartialEq, dubbors::Hessian)]
#[hessian(class = "com.x.Point", crate = "crate::generated::renamed")]
struct Point {
    x: i32,
}

#[derive(Debug, PartialEq, dubbors::Hessian)]
#[hessian(class = "com.x.Side", crate = "crate::generated::renamed")]
#[allow(non_camel_case_types, dead_code, reason = "a keyword as a constant")]
enum Side {
    Left,
    r#in,
}

#[dubbors::service("com.x.Shapes", version = "0.0.0", group = "blue", crate = "crate::generated::renamed")]
trait Shapes {
    async fn r#move(&self, r#type: i32, point: Point) -> dubbors::Result<Point>;
    #[deprecated]
    #[dubbors(one_way, idempotent)]
    async fn old(&self) -> dubbors::Result<()>;
}

struct Still;

impl Shapes for Still {
    async fn r#move(&self, _: i32, point: Point) -> dubbors::Result<Point> {
        Ok(point)
    }

    async fn old(&self) -> dubbors::Result<()> {
        Ok(())
    }
}

#[test]
fn a_server_and_its_client_have_one_contract() {
    use renamed::codegen::{Arc, Client, Provide};

    let server = ShapesServer::new(Still);
    assert!(Arc::ptr_eq(&server.descriptor(), ShapesClient::descriptor()));
    assert_eq!(format!("{server:?}"), "ShapesServer { .. }");
}

#[tokio::test]
async fn the_path_of_the_facade_can_be_another() {
    use renamed::codegen::{Client, Reference};

    let key = ShapesClient::descriptor().key();
    assert_eq!(key.to_string(), "blue/com.x.Shapes", "version 0.0.0 is none");
    let methods = ShapesClient::descriptor().methods();
    assert_eq!((methods[0].name.as_ref(), methods[0].descriptor.as_ref()), ("move", "ILcom/x/Point;"));
    assert!(methods[1].one_way && methods[1].idempotent);

    let (calls, mut called) = tokio::sync::mpsc::unbounded_channel();
    let client = ShapesClient::from_reference(Reference(calls));
    assert_eq!(client.r#move(1, Point { x: 2 }).await.unwrap(), Point::default());
    #[allow(deprecated, reason = "it is called on purpose")]
    client.old().await.unwrap();
    assert_eq!((called.try_recv().unwrap(), called.try_recv().unwrap()), ((0, false), (1, true)));
}

#[test]
fn a_keyword_as_a_constant_has_its_plain_name() {
    let bytes = dubbors::hessian::to_bytes(&Side::r#in).unwrap();
    let value: dubbors::Value = dubbors::hessian::from_bytes(&bytes).unwrap();
    assert_eq!(value, dubbors::Value::Object(dubbors::hessian::Object::enum_constant("com.x.Side", "IN")));
}

/// Class definition with one field, object of class 0, the int 5 in its compact form: by hand, after the Hessian 2.0 grammar.
#[test]
fn the_bytes_are_those_of_the_grammar() {
    let bytes = dubbors::hessian::to_bytes(&Point { x: 5 }).unwrap();
    assert_eq!(bytes.as_ref() as &[u8], b"C\x0bcom.x.Point\x91\x01x\x60\x95");
}
