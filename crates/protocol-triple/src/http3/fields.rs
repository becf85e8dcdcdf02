// hot path
//! Heads and trailers as fields, with the rules of RFC 9114 section 4.

use bytes::Bytes;
use dubbors_wire::http3::{Field, SectionWriter};
use http::header::{HOST, HeaderMap, HeaderName, HeaderValue, TE};
use http::uri::{Authority, PathAndQuery, Scheme};
use http::{Method, Request, Response, StatusCode, Uri};

/// Headers that are about a connection of HTTP/1, and have no meaning here.
const OF_HTTP1: [&str; 5] = ["connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade"];

type Malformed = &'static str;

/// What stands in front of the headers.
#[derive(Default)]
struct Pseudo {
    method: Option<Bytes>,
    scheme: Option<Bytes>,
    authority: Option<Bytes>,
    path: Option<Bytes>,
    status: Option<Bytes>,
}

impl Pseudo {
    fn place(&mut self, name: &[u8]) -> Result<&mut Option<Bytes>, Malformed> {
        Ok(match name {
            b":method" => &mut self.method,
            b":scheme" => &mut self.scheme,
            b":authority" => &mut self.authority,
            b":path" => &mut self.path,
            b":status" => &mut self.status,
            _ => return Err("a field with a colon that nobody knows"),
        })
    }
}

fn sort(fields: Vec<Field>) -> Result<(Pseudo, HeaderMap), Malformed> {
    let mut pseudo = Pseudo::default();
    let mut headers = HeaderMap::with_capacity(fields.len());
    for Field { name, value } in fields {
        if name.first() == Some(&b':') {
            if !headers.is_empty() {
                return Err("a field with a colon behind one without");
            }
            if pseudo.place(&name)?.replace(value).is_some() {
                return Err("a field with a colon stands there twice");
            }
            continue;
        }
        let name = HeaderName::from_lowercase(&name).map_err(|_| "a name that is none, or has capitals")?;
        let value = HeaderValue::from_maybe_shared(value).map_err(|_| "a value with control characters")?;
        if OF_HTTP1.contains(&name.as_str()) || name == TE && value != "trailers" {
            return Err("a field that is about connections of HTTP/1");
        }
        if headers.try_append(name, value).is_err() {
            return Err("too many fields");
        }
    }
    Ok((pseudo, headers))
}

/// The head of a request.
pub(super) fn request(fields: Vec<Field>) -> Result<Request<()>, Malformed> {
    let (pseudo, headers) = sort(fields)?;
    let Pseudo { method: Some(method), scheme, authority, path, status: None } = pseudo else {
        return Err("a request without method, or with a status");
    };
    let method = Method::from_bytes(&method).map_err(|_| "a method that is none")?;
    let mut parts = http::uri::Parts::default();
    is_at_one_host(authority.as_deref(), &headers)?;
    if let Some(authority) = authority {
        parts.authority =
            Some(Authority::from_maybe_shared(authority).map_err(|_| "an authority that is none")?);
    }
    if parts.authority.as_ref().is_some_and(|authority| authority.as_str().contains('@')) {
        return Err("an authority with a user");
    }
    match (method == Method::CONNECT, scheme, path) {
        (true, None, None) if parts.authority.is_some() => {}
        (true, ..) => return Err("a CONNECT with scheme or path, or without an authority"),
        (false, Some(scheme), Some(path)) => {
            if scheme.is_empty() || path.is_empty() {
                return Err("an empty scheme or path");
            }
            let scheme = Scheme::try_from(&*scheme).map_err(|_| "a scheme that is none")?;
            parts.path_and_query =
                Some(PathAndQuery::from_maybe_shared(path).map_err(|_| "a path that is none")?);
            // There is no URI with a scheme and without an authority.
            parts.scheme = Some(scheme).filter(|_| parts.authority.is_some());
        }
        (false, ..) => return Err("a request without scheme or path"),
    }
    let mut request = Request::new(());
    *request.uri_mut() = Uri::from_parts(parts).map_err(|_| "fields that make no URI")?;
    *request.method_mut() = method;
    *request.version_mut() = http::Version::HTTP_3;
    *request.headers_mut() = headers;
    Ok(request)
}

/// Whether a request says for whom it is, and does not say two things: who looks at the one and who looks at the other have
/// to see the same (RFC 9114 section 4.3.1).
fn is_at_one_host(authority: Option<&[u8]>, headers: &HeaderMap) -> Result<(), Malformed> {
    let mut hosts = headers.get_all(HOST).iter().map(HeaderValue::as_bytes);
    let host = hosts.next();
    match (authority, host) {
        _ if hosts.next().is_some() => Err("more than one host"),
        (None, None) => Err("neither an authority nor a host"),
        (Some(authority), Some(host)) if !authority.eq_ignore_ascii_case(host) => {
            Err("an authority and another host")
        }
        (Some(only), _) | (None, Some(only)) if only.is_empty() => Err("an empty authority or host"),
        _ => Ok(()),
    }
}

/// The head of an answer.
pub(super) fn response(fields: Vec<Field>) -> Result<Response<()>, Malformed> {
    let (pseudo, headers) = sort(fields)?;
    let Pseudo { method: None, scheme: None, authority: None, path: None, status: Some(status) } = pseudo
    else {
        return Err("an answer without status, or with fields of a request");
    };
    let mut response = Response::new(());
    *response.status_mut() = StatusCode::from_bytes(&status).map_err(|_| "a status that is none")?;
    *response.version_mut() = http::Version::HTTP_3;
    *response.headers_mut() = headers;
    Ok(response)
}

/// What stands behind a body.
pub(super) fn trailers(fields: Vec<Field>) -> Result<HeaderMap, Malformed> {
    let (pseudo, headers) = sort(fields)?;
    match pseudo {
        Pseudo { method: None, scheme: None, authority: None, path: None, status: None } => Ok(headers),
        _ => Err("trailers with a colon"),
    }
}

/// The head of a request as a section.
pub(crate) fn request_section(request: &Request<()>) -> Bytes {
    let mut section = SectionWriter::new();
    section.field(":method", request.method().as_str().as_bytes(), false);
    section.field(":scheme", request.uri().scheme_str().unwrap_or("https").as_bytes(), false);
    if let Some(authority) = request.uri().authority() {
        section.field(":authority", authority.as_str().as_bytes(), false);
    }
    let path = request.uri().path_and_query().map_or("/", PathAndQuery::as_str);
    section.field(":path", path.as_bytes(), false);
    write(request.headers(), section)
}

/// The head of an answer as a section.
pub(crate) fn response_section(status: StatusCode, headers: &HeaderMap) -> Bytes {
    let mut section = SectionWriter::new();
    section.field(":status", status.as_str().as_bytes(), false);
    write(headers, section)
}

/// Trailers as a section.
pub(super) fn trailers_section(trailers: &HeaderMap) -> Bytes {
    write(trailers, SectionWriter::new())
}

fn write(headers: &HeaderMap, mut section: SectionWriter) -> Bytes {
    for (name, value) in headers {
        // A handler that is none of ours may have set them.
        if !OF_HTTP1.contains(&name.as_str()) {
            section.field(name.as_str(), value.as_bytes(), value.is_sensitive());
        }
    }
    section.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(all: &[(&'static str, &'static str)]) -> Vec<Field> {
        let bytes = |text: &'static str| Bytes::from_static(text.as_bytes());
        all.iter().map(|(name, value)| Field { name: bytes(name), value: bytes(value) }).collect()
    }

    const GET: [(&str, &str); 4] =
        [(":method", "GET"), (":scheme", "https"), (":authority", "h:1"), (":path", "/a?b")];

    #[test]
    fn heads_are_read() {
        let got =
            request(fields(&[&GET[..], &[("te", "trailers"), ("x", "1"), ("x", "2")]].concat())).unwrap();
        assert_eq!((got.method(), got.uri().to_string()), (&Method::GET, "https://h:1/a?b".to_owned()));
        assert_eq!(got.headers().get_all("x").iter().count(), 2);
        // For whom it is, in either way, or in both.
        let options = [(":method", "OPTIONS"), (":scheme", "https"), (":path", "/"), ("host", "h:1")];
        assert_eq!(request(fields(&options)).unwrap().uri(), "/");
        for host in ["h:1", "H:1"] {
            let both = request(fields(&[&GET[..], &[("host", host)]].concat())).unwrap();
            assert_eq!(both.uri().authority().unwrap(), "h:1");
        }
        let connect = request(fields(&[(":method", "CONNECT"), (":authority", "h:1")])).unwrap();
        assert_eq!(connect.uri(), "h:1");
        assert_eq!(response(fields(&[(":status", "404")])).unwrap().status(), 404);
        assert_eq!(trailers(fields(&[("grpc-status", "0")])).unwrap()["grpc-status"], "0");
    }

    #[test]
    fn what_is_malformed_is_refused() {
        for more in [
            (":method", "GET"),
            (":status", "200"),
            (":protocol", "x"),
            ("Upper", "x"),
            ("a b", "x"),
            ("x", "a\nb"),
            ("connection", "close"),
            ("transfer-encoding", "chunked"),
            ("te", "gzip"),
            ("host", "other"),
            ("host", "h"),
            ("host", "h:1, h:1"),
            ("host", ""),
        ] {
            assert!(request(fields(&[&GET[..], &[more]].concat())).is_err(), "{more:?}");
        }
        for without in 0..GET.len() {
            let mut rest = GET.to_vec();
            let (name, _) = rest.remove(without);
            assert!(request(fields(&rest)).is_err(), "{name}");
            rest.push((name, ""));
            rest.rotate_right(1);
            assert!(request(fields(&rest)).is_err(), "an empty {name}");
        }
        let two_hosts = [&GET[..], &[("host", "h:1"), ("host", "h:1")]].concat();
        assert!(request(fields(&two_hosts)).is_err());
        let user = [(":method", "GET"), (":scheme", "https"), (":authority", "u@h:1"), (":path", "/")];
        assert!(request(fields(&user)).is_err());
        for more in [
            &[][..],
            &[(":authority", "h:1"), (":path", "/")],
            &[(":authority", "h:1"), (":scheme", "https")],
        ] {
            assert!(request(fields(&[&[(":method", "CONNECT")], more].concat())).is_err(), "{more:?}");
        }
        assert!(request(fields(&[&[("x", "1")], &GET[..]].concat())).is_err());
        assert!(response(fields(&[(":status", "20")])).is_err());
        assert!(response(fields(&[("x", "1")])).is_err());
        assert!(response(fields(&[(":status", "200"), (":path", "/")])).is_err());
        assert!(trailers(fields(&[(":status", "200")])).is_err());
    }

    #[test]
    fn what_is_written_can_be_read() {
        let made =
            Request::post("https://h:1/x.Y/z").header("content-type", "application/grpc").body(()).unwrap();
        let read = dubbors_wire::http3::read_section(&request_section(&made), 1000).unwrap();
        let got = request(read).unwrap();
        assert_eq!((got.uri(), got.headers()), (made.uri(), made.headers()));
    }
}
