//! Pages of other origins: what a browser asks before it lets them call, and wants to read in answers (Fetch standard,
//! "CORS protocol").
//!
//! Without the parameter `cors` nothing is said, and browsers keep such pages from calling: the content types of calls are
//! none that a page may send unasked.

use std::sync::Arc;

use dubbors_core::{Peer, Url, param};
use http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_HEADERS,
    ACCESS_CONTROL_REQUEST_METHOD, HeaderMap, HeaderName, HeaderValue, ORIGIN, VARY,
};
use http::{Method, Request, Response, StatusCode};

use super::reply::response;
use super::{Host, call};
use crate::body::{InBody, OutBody, ReplyBody};

const METHODS: HeaderValue = HeaderValue::from_static("GET, POST");
/// How long a browser may remember the answer, in seconds. Chromium takes no more.
const MAX_AGE: HeaderValue = HeaderValue::from_static("7200");
/// What the answer to a preflight depends on.
const VARIES: HeaderValue =
    HeaderValue::from_static("origin, access-control-request-method, access-control-request-headers");

/// Whose pages may call.
#[derive(Debug)]
pub(crate) enum Cors {
    Any,
    Listed(Vec<String>),
}

impl Cors {
    /// What the settings of a port say; `None` when there is nothing to say.
    pub(crate) fn of(settings: &Url) -> Option<Self> {
        match param::CORS.of(settings) {
            Ok(param::Origins::Any) => Some(Self::Any),
            Ok(param::Origins::Listed(origins)) => Some(Self::Listed(origins)),
            Ok(param::Origins::Same) => None,
            Err(error) => {
                tracing::error!(%error, "pages of other origins cannot call");
                None
            }
        }
    }

    /// Serves a call, and a browser's question whether there may be one.
    pub(crate) async fn serve(
        &self,
        host: &Host,
        request: Request<InBody>,
        peer: &Arc<Peer>,
    ) -> Response<ReplyBody> {
        let allowed = self.allowed(request.headers());
        if is_preflight(&request) {
            return self.preflight(request.headers(), allowed);
        }
        let mut response = call::serve(host, request, peer).await;
        let head = response.headers_mut();
        if let Self::Listed(_) = self {
            head.append(VARY, HeaderValue::from_static("origin"));
        }
        if let Some(allowed) = allowed {
            let names: Vec<&str> = head.keys().map(HeaderName::as_str).collect();
            if let Ok(names) = HeaderValue::try_from(names.join(", ")) {
                head.insert(ACCESS_CONTROL_EXPOSE_HEADERS, names);
            }
            head.insert(ACCESS_CONTROL_ALLOW_ORIGIN, allowed);
        }
        response
    }

    fn preflight(&self, asked: &HeaderMap, allowed: Option<HeaderValue>) -> Response<ReplyBody> {
        let mut head = HeaderMap::new();
        head.insert(VARY, VARIES);
        let status = match allowed {
            Some(allowed) => {
                head.insert(ACCESS_CONTROL_ALLOW_ORIGIN, allowed);
                head.insert(ACCESS_CONTROL_ALLOW_METHODS, METHODS);
                // Attachments are headers, so that any name is fine.
                if let Some(names) = asked.get(ACCESS_CONTROL_REQUEST_HEADERS) {
                    head.insert(ACCESS_CONTROL_ALLOW_HEADERS, names.clone());
                }
                head.insert(ACCESS_CONTROL_MAX_AGE, MAX_AGE);
                StatusCode::NO_CONTENT
            }
            None => StatusCode::FORBIDDEN,
        };
        let mut response = response(head, OutBody::Empty);
        *response.status_mut() = status;
        response
    }

    /// What to call the origin of a request in the answer, when its pages may call.
    fn allowed(&self, headers: &HeaderMap) -> Option<HeaderValue> {
        let origin = headers.get(ORIGIN)?;
        match self {
            Self::Any => Some(HeaderValue::from_static("*")),
            Self::Listed(origins) => {
                let text = origin.to_str().ok()?;
                origins.iter().any(|allowed| allowed.eq_ignore_ascii_case(text)).then(|| origin.clone())
            }
        }
    }
}

/// Whether a browser asks for a page of another origin.
pub(crate) fn is_preflight(request: &Request<InBody>) -> bool {
    let headers = request.headers();
    request.method() == Method::OPTIONS
        && headers.contains_key(ORIGIN)
        && headers.contains_key(ACCESS_CONTROL_REQUEST_METHOD)
}
