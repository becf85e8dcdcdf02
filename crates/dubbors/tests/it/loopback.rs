//! A facade whose clients call the server of the same program: what a client sends is written and read again, with
//! nothing in between.

pub use dubbors::{Result, Streaming};

pub mod codegen {
    use std::pin::Pin;
    use std::task::{Context, Poll};

    pub use dubbors::codegen::{
        Arc, Error, HessianArgs, Invocation, Invoker, JavaType, LazyLock, Method, MethodKind, ProtobufArgs,
        ProtobufValue, Provide, Response, Result, ServiceDescriptor, ServiceKey, hessian_streams,
        protobuf_streams,
    };
    use dubbors::{AnyInvoker, Streaming};
    use dubbors_core::{
        Args, Body, Decode, Encode, Inbound, InboundStream, OutboundStream, Payload, Ref, Serialization,
    };

    pub trait Client: Sized {
        fn descriptor() -> &'static Arc<ServiceDescriptor>;
        fn from_reference(reference: Reference) -> Self;
    }

    /// The way to a server. It calls with the signatures of the real one.
    #[derive(Clone, Debug)]
    pub struct Reference {
        server: AnyInvoker,
        descriptor: Arc<ServiceDescriptor>,
        format: Format,
    }

    #[derive(Clone)]
    struct Format(Arc<dyn Serialization>);

    impl std::fmt::Debug for Format {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str(self.0.name())
        }
    }

    impl Reference {
        pub fn to(server: impl Provide, format: impl Serialization) -> Self {
            let descriptor = server.descriptor();
            Self { server: AnyInvoker::new(server), descriptor, format: Format(Arc::new(format)) }
        }

        pub async fn call<R: Decode>(&self, index: usize, args: &dyn Encode) -> Result<R> {
            self.run(index, self.written(args)?).await?.decode()
        }

        pub async fn call_one_way(&self, index: usize, args: &dyn Encode) -> Result<()> {
            self.run(index, self.written(args)?).await.map(drop)
        }

        pub async fn server_streaming<R>(
            &self,
            index: usize,
            args: &dyn Encode,
            decode: fn(Payload) -> Result<R>,
        ) -> Result<Streaming<R>> {
            self.stream(self.run(index, self.written(args)?).await?, decode)
        }

        pub async fn client_streaming<R: Decode>(&self, index: usize, messages: OutboundStream) -> Result<R> {
            self.run(index, self.travelled(messages)).await?.decode()
        }

        pub async fn bidi_streaming<R>(
            &self,
            index: usize,
            messages: OutboundStream,
            decode: fn(Payload) -> Result<R>,
        ) -> Result<Streaming<R>> {
            self.stream(self.run(index, self.travelled(messages)).await?, decode)
        }

        fn written(&self, args: &dyn Encode) -> Result<Args<'static>> {
            Ok(Args::Encoded(Payload::encode(args, &self.format.0)?))
        }

        fn travelled(&self, messages: OutboundStream) -> Args<'static> {
            Args::Inbound(Some(self.inbound(messages)), Arc::clone(&self.format.0))
        }

        async fn run(&self, index: usize, args: Args<'_>) -> Result<Response> {
            let method = &self.descriptor.methods()[index];
            let key = self.descriptor.key();
            let mut call = Invocation::new(Ref::Borrowed(key), Ref::Borrowed(method), args);
            self.server.invoke(&mut call).await
        }

        fn stream<R>(&self, response: Response, decode: fn(Payload) -> Result<R>) -> Result<Streaming<R>> {
            match response.into_parts() {
                (Body::Outbound(messages), ..) => Ok(Streaming::received(self.inbound(messages), decode)),
                (body, ..) => panic!("no stream: {body:?}"),
            }
        }

        fn inbound(&self, messages: OutboundStream) -> InboundStream {
            InboundStream::new(Travelling { messages, format: Arc::clone(&self.format.0) })
        }
    }

    struct Travelling {
        messages: OutboundStream,
        format: Arc<dyn Serialization>,
    }

    impl Inbound for Travelling {
        fn poll_message(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Payload>>> {
            let Self { messages, format } = self.get_mut();
            let mut payload = None;
            let polled = messages.poll_message(cx, &mut |message, _| {
                payload = Some(Payload::encode(message, format)?);
                Ok(())
            });
            polled.map(|next| next.map(|sent| sent.map(|()| payload.expect("a message was lent"))))
        }
    }
}
