// hot path
//! A consumer's way to one service: what every stub calls through.

use std::sync::Arc;

use dubbors_core::{
    AnyFilter, AnyInvoker, Args, Decode, Directory, Encode, Error, HessianArgs, Invocation, Method, Next,
    Origin, OutboundStream, Payload, Ref, Response, Result, ServiceDescriptor, StatusCode, Streaming, Text,
    Writer,
};
use dubbors_hessian as hessian;
use tokio::time::Instant;

use crate::context;
use crate::discovery::Watching;

/// A message without a field.
struct Nothing;

impl Encode for Nothing {
    fn encode(&self, _: &mut Writer<'_>) -> Result<()> {
        Ok(())
    }
}

/// A connected consumer of one service. Cheap to clone; all clones share connections and settings.
#[derive(Clone, Debug)]
pub struct Reference(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    descriptor: Arc<ServiceDescriptor>,
    /// Around the whole call, outside of retries.
    filters: Box<[AnyFilter]>,
    /// The strategy over the providers.
    cluster: AnyInvoker,
    directory: Arc<Directory>,
    /// Keeps the directory up to date; ends with the reference.
    _watching: Option<Watching>,
}

impl Reference {
    pub(crate) fn new(
        descriptor: Arc<ServiceDescriptor>,
        filters: Box<[AnyFilter]>,
        cluster: AnyInvoker,
        directory: Arc<Directory>,
        watching: Option<Watching>,
    ) -> Self {
        Self(Arc::new(Inner { descriptor, filters, cluster, directory, _watching: watching }))
    }

    /// Calls the method with `index` and reads its answer.
    ///
    /// # Errors
    /// `Code::Application` with the exception that the service answered, or what kept the call from being answered.
    ///
    /// # Cancel safety
    /// Dropping the future abandons the call; the provider may still run it.
    pub async fn call<R: Decode>(&self, index: usize, args: &dyn Encode) -> Result<R> {
        let method = self.method(index)?;
        let mut response = self.run(method, Args::Typed(args), false, &[]).await?;
        let value = response.decode();
        context::returned(&mut response);
        value
    }

    /// Calls the method with `index`, which answers with a stream whose messages `decode` reads.
    ///
    /// # Errors
    /// What kept the stream from beginning. What ends it early comes as its last item.
    ///
    /// # Cancel safety
    /// Dropping the future, or the stream, cancels the call.
    pub async fn server_streaming<R>(
        &self,
        index: usize,
        args: &dyn Encode,
        decode: fn(Payload) -> Result<R>,
    ) -> Result<Streaming<R>> {
        let response = self.run(self.method(index)?, Args::Typed(args), false, &[]).await?;
        context::returned_a_stream();
        Ok(Streaming::received(response.into_inbound()?, decode))
    }

    /// Calls the method with `index`, which takes `messages` and answers once.
    ///
    /// # Errors
    /// As [`call`](Self::call); an error of `messages` ends the call with it.
    ///
    /// # Cancel safety
    /// Dropping the future cancels the call.
    pub async fn client_streaming<R: Decode>(&self, index: usize, messages: OutboundStream) -> Result<R> {
        let args = Args::Outbound(Some(messages));
        let mut response = self.run(self.method(index)?, args, false, &[]).await?;
        let value = response.decode();
        context::returned(&mut response);
        value
    }

    /// Calls the method with `index`, which takes `messages` and answers with a stream whose messages `decode` reads.
    ///
    /// # Errors
    /// As [`server_streaming`](Self::server_streaming).
    ///
    /// # Cancel safety
    /// Dropping the future, or the stream, cancels the call.
    pub async fn bidi_streaming<R>(
        &self,
        index: usize,
        messages: OutboundStream,
        decode: fn(Payload) -> Result<R>,
    ) -> Result<Streaming<R>> {
        let args = Args::Outbound(Some(messages));
        let response = self.run(self.method(index)?, args, false, &[]).await?;
        context::returned_a_stream();
        Ok(Streaming::received(response.into_inbound()?, decode))
    }

    /// Calls the method with `index` and does not wait for an answer: `Ok` says that the request was handed to the
    /// connection, not that it arrived.
    ///
    /// # Errors
    /// What kept the request from being sent.
    ///
    /// # Cancel safety
    /// Dropping the future may or may not send the request.
    pub async fn call_one_way(&self, index: usize, args: &dyn Encode) -> Result<()> {
        self.run(self.method(index)?, Args::Typed(args), true, &[]).await.map(drop)
    }

    /// Calls `$echo`, which every provider of Dubbo answers with its argument: shows that the service is there.
    ///
    /// # Errors
    /// As [`call`](Self::call).
    ///
    /// # Cancel safety
    /// Dropping the future abandons the call.
    pub async fn echo<T: hessian::Encode + hessian::DecodeOwned + Send + Sync>(
        &self,
        value: &T,
    ) -> Result<T> {
        self.run(Method::echo(), Args::Typed(&HessianArgs((value,))), false, &[]).await?.decode()
    }

    /// Asks whether the service is there.
    ///
    /// A provider of a `.proto` contract need not know Dubbo: that it answers at all is all that can be asked of it.
    pub(crate) async fn probe(&self) -> Result<()> {
        let is_protobuf = self.0.descriptor.schema().is_some();
        let answer = if is_protobuf {
            self.run(Method::echo(), Args::Typed(&Nothing), false, &[]).await.map(drop)
        } else {
            self.echo(&true).await.map(drop)
        };
        match answer {
            Err(error) if is_protobuf && error.origin() == Origin::Remote => Ok(()),
            // dubbo-go has no `$echo` on Triple and answers it as a web server does: 404.
            Err(error)
                if error.as_status().is_some_and(|status| status.code == StatusCode::Unimplemented) =>
            {
                tracing::debug!(%error, "a provider without `$echo` is taken for alive");
                Ok(())
            }
            other => other,
        }
    }

    /// The contract, under the group and version that this reference asks for.
    #[must_use]
    pub fn descriptor(&self) -> &Arc<ServiceDescriptor> {
        &self.0.descriptor
    }

    /// The providers that are known now.
    #[must_use]
    pub fn directory(&self) -> &Arc<Directory> {
        &self.0.directory
    }

    /// A call of whatever kind, with `more` attachments, and the answer as it came.
    pub(crate) async fn call_with(
        &self,
        index: usize,
        args: Args<'_>,
        more: &[(&'static str, &'static str)],
    ) -> Result<Response> {
        self.run(self.method(index)?, args, false, more).await
    }

    fn method(&self, index: usize) -> Result<&Method> {
        self.0
            .descriptor
            .methods()
            .get(index)
            .ok_or_else(|| Error::internal("the stub calls a method that its contract does not have"))
    }

    async fn run(
        &self,
        method: &Method,
        args: Args<'_>,
        one_way: bool,
        more: &[(&'static str, &'static str)],
    ) -> Result<Response> {
        let inner = &*self.0;
        let timeout = inner.directory.timeout(method.index);
        let own = timeout.and_then(|timeout| Instant::now().checked_add(timeout));
        let deadline = match (own, context::deadline()) {
            (Some(own), Some(caller)) => Some(own.min(caller)),
            (own, caller) => own.or(caller),
        };
        let (mut attachments, compress) = context::outgoing();
        for (key, value) in more {
            attachments.set(Text::from_static(key), Text::from_static(value));
        }
        let mut call = Invocation::new(Ref::Borrowed(inner.descriptor.key()), Ref::Borrowed(method), args)
            .with_attachments(attachments)
            .with_deadline(deadline)
            .with_one_way(one_way)
            .with_compress(compress);
        Next::new(&inner.filters, &inner.cluster).run(&mut call).await
    }
}
