//! Requests that are no calls, for a handler of the user: pages, REST, metrics on the port of the services.

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use dubbors_core::{BoxFuture, Peer};
use dubbors_transport::catch_panic;
use http::header::{CONNECTION, HeaderName, TRANSFER_ENCODING, UPGRADE};
use http::{HeaderMap, Method, Request, Response, StatusCode, Version};
use http_body::Body;

use super::flavor::Flavor;
use super::reply::response;
use super::route::Routes;
use crate::body::{InBody, OutBody, ReplyBody, RequestBody, foreign_out};

/// Headers about a connection of HTTP/1, which HTTP/2 does not let through.
const OF_CONNECTIONS: [HeaderName; 5] = [
    CONNECTION,
    TRANSFER_ENCODING,
    UPGRADE,
    HeaderName::from_static("keep-alive"),
    HeaderName::from_static("proxy-connection"),
];

/// A handler of the user.
#[derive(Clone)]
pub(crate) struct Fallback(Arc<Handler>);

type Handler = dyn Fn(Request<RequestBody>) -> BoxFuture<'static, Response<ReplyBody>> + Send + Sync;

impl Fallback {
    /// Boxes `handler`.
    pub(crate) fn new<H, F, B>(handler: H) -> Self
    where
        H: Fn(Request<RequestBody>) -> F + Send + Sync + 'static,
        F: Future<Output = Response<B>> + Send + 'static,
        B: Body<Data = Bytes, Error: Into<Box<dyn std::error::Error + Send + Sync>>> + Send + 'static,
    {
        Self(Arc::new(move |request| {
            let answer = handler(request);
            Box::pin(async move {
                answer.await.map(|body| ReplyBody { body: OutBody::Foreign(foreign_out(body)) })
            })
        }))
    }

    /// Lets the handler answer.
    pub(crate) async fn answer(&self, request: Request<InBody>, peer: &Arc<Peer>) -> Response<ReplyBody> {
        let is_http2 = request.version() >= Version::HTTP_2;
        let is_head = request.method() == Method::HEAD;
        let mut request = request.map(RequestBody::new);
        request.extensions_mut().insert(Arc::clone(peer));
        let answer = catch_panic(async { (self.0)(request).await }).await;
        let mut answer = answer.unwrap_or_else(|panicked| {
            tracing::error!(%panicked, "the fallback handler panicked");
            let mut answer = response(HeaderMap::new(), OutBody::Empty);
            *answer.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
            answer
        });
        if is_http2 {
            for name in &OF_CONNECTIONS {
                answer.headers_mut().remove(name);
            }
            if is_head {
                *answer.body_mut() = ReplyBody { body: OutBody::Empty };
            }
        }
        answer
    }
}

impl fmt::Debug for Fallback {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Fallback")
    }
}

/// Whether `request` is a call, be it a wrong one. Whoever speaks gRPC wants an answer of gRPC in any case.
pub(crate) fn is_call(request: &Request<InBody>, routes: &Routes) -> bool {
    let path = request.uri().path();
    match Flavor::of(request.method(), request.headers()) {
        Ok(Flavor::ConnectUnary(_) | Flavor::ConnectGet) => routes.knows(path),
        Ok(_) => true,
        Err(_) => super::cors::is_preflight(request) && routes.knows(path),
    }
}

#[cfg(test)]
mod tests {
    use std::pin::Pin;
    use std::task::{Context, Poll};

    use dubbors_core::{BoxStream, Protocol, Services, Shutdown};
    use http_body::Frame;

    use super::*;
    use crate::Triple;

    /// Some bytes, and then a failure or not.
    struct Parts(Vec<Result<&'static str, &'static str>>);

    impl Body for Parts {
        type Data = Bytes;
        type Error = Box<dyn std::error::Error + Send + Sync>;

        fn poll_frame(
            mut self: Pin<&mut Self>,
            _: &mut Context<'_>,
        ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
            Poll::Ready(self.0.pop().map(|part| Ok(Frame::data(Bytes::from_static(part?.as_bytes())))))
        }
    }

    #[tokio::test]
    async fn answers_over_http2_keep_its_rules() {
        let triple = Triple::new("tri").with_fallback(async |request: Request<RequestBody>| {
            let second = if request.uri().path() == "/broken" { Err("disk") } else { Ok(" page") };
            let answer = Response::builder().header(CONNECTION, "keep-alive").header("x-own", "1");
            answer.body(Parts(vec![second, Ok("a")])).unwrap()
        });
        let (near, far) = tokio::io::duplex(64 * 1024);
        let far = BoxStream::new(far, Arc::new(Peer::new("near", "far")));
        tokio::spawn(triple.accept(far, Services::new([]), Shutdown::never()));
        let (mut client, connection) = h2::client::handshake(near).await.unwrap();
        tokio::spawn(connection);

        let mut get = async |method: Method, path: &str| {
            let request = Request::builder().method(method).uri(format!("http://far{path}"));
            let answer = client.send_request(request.body(()).unwrap(), true).unwrap().0.await;
            let answer = answer.map_err(|error| error.reason())?;
            let value = |name: &str| answer.headers().get(name).map(http::HeaderValue::as_bytes);
            assert_eq!((value("x-own"), value("connection")), (Some(&b"1"[..]), None));
            let mut body = answer.into_body();
            let mut text = String::new();
            while let Some(data) = body.data().await {
                match data {
                    Ok(data) => text.push_str(std::str::from_utf8(&data).unwrap()),
                    Err(error) => return Err(error.reason()),
                }
            }
            Ok(text)
        };
        assert_eq!(get(Method::GET, "/page").await.as_deref(), Ok("a page"));
        assert_eq!(get(Method::HEAD, "/page").await.as_deref(), Ok(""));
        // Half of a page must not look like all of it.
        assert_eq!(get(Method::GET, "/broken").await, Err(Some(h2::Reason::INTERNAL_ERROR)));
        assert_eq!(get(Method::DELETE, "/page").await.as_deref(), Ok("a page"));
    }
}
