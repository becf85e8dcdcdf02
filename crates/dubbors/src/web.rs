//! Services beside other things that speak HTTP: those in our ports, and ours in other servers.

use std::sync::Arc;

use dubbors_core::{AnyProtocol, Error, Result};
use dubbors_protocol_triple::{HttpService, RequestBody, Triple};

use crate::Builder;
use crate::dubbo::Shared;
use crate::server;

impl Builder {
    /// Ports of `tri://` hand requests that are no calls to `handler`: those that name no method of a service here, or
    /// have a content type that no call has. Without it they are refused.
    ///
    /// ```
    /// # use dubbors::Dubbo;
    /// // `http`, `http-body-util` and `bytes` are crates; any `http_body::Body` of `Bytes` will do.
    /// let builder = Dubbo::builder().protocol("tri://:50051").http_fallback(async |request| {
    ///     let text = format!("nothing at {}", request.uri().path());
    ///     http::Response::builder().status(404).body(text).unwrap()
    /// });
    /// ```
    pub fn http_fallback<H, F, B>(mut self, handler: H) -> Self
    where
        H: Fn(http::Request<RequestBody>) -> F + Clone + Send + Sync + 'static,
        F: Future<Output = http::Response<B>> + Send + 'static,
        B: http_body::Body<Data = bytes::Bytes> + Send + 'static,
        B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        for name in ["tri", "grpc"] {
            let triple = Triple::new(name).with_fallback(handler.clone());
            self.ext.protocols.add(name, Arc::new(AnyProtocol::new(triple)));
        }
        self
    }

    /// The services as a `Service` of tower, to be mounted in an HTTP server such as axum's. No port is opened and nothing
    /// is announced. It speaks gRPC, gRPC-Web and Connect, as a port of `tri://` does.
    ///
    /// What the parameters of a port's URL say of requests and answers, [`setting`](Self::setting) says here: `payload`, the
    /// largest message, `compression`, of answers, `cors` and `reflection`. Those of connections are the server's around it.
    ///
    /// ```
    /// # use dubbors::Dubbo;
    /// let builder = Dubbo::builder().setting("payload", "1048576").setting("compression", "gzip");
    /// # let _ = builder; // .serve(GreeterServer::new(Hello)).into_service()?
    /// ```
    ///
    /// # Errors
    /// `Code::Invalid` when a setting is wrong, and when the builder names a protocol or a registry, which would be of no
    /// effect.
    pub fn into_service(self) -> Result<HttpService> {
        if let Some(url) = self.protocols.first().or(self.registries.first()) {
            let shown: String = url.chars().take(100).collect();
            return Err(Error::invalid(format!("a service without a port cannot use `{shown}`")).with_next(
                "leave `protocol` and `registry` out, or `build` the process and let it have ports of its own",
            ));
        }
        let shared = Shared {
            ext: self.ext,
            application: self.application,
            registries: Vec::new(),
            settings: self.settings,
        };
        Ok(HttpService::new(&server::without_port(&shared, self.served)?))
    }
}
