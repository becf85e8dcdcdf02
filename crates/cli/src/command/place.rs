//! A place to call, out of a URL and the options about TLS.

use std::time::Duration;

use dubbors::{Error, Refer, Tls, context};

use crate::args::{Headers, TlsArgs};
use crate::output::Failure;

/// A URL as it was typed, taken apart.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// Without the path that names what is called.
    pub(crate) url: String,
    /// `helloworld.Greeter/SayHello`, or `helloworld.Greeter`; empty when the URL names none.
    pub(crate) path: String,
    kind: Kind,
    tls: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Java's types and those of .proto files.
    Triple,
    /// Those of .proto files.
    Grpc,
    Other,
}

impl Place {
    pub(crate) fn read(text: &str) -> Self {
        let (scheme, rest) = text.split_once("://").unwrap_or(("", text));
        let (name, kind, tls) = match scheme {
            "grpc" => ("grpc", Kind::Grpc, false),
            "grpcs" => ("grpc", Kind::Grpc, true),
            "tri" => ("tri", Kind::Triple, false),
            "tris" => ("tri", Kind::Triple, true),
            // What it means, or that it means nothing, is said where it is used.
            _ => return Self { url: text.to_owned(), path: String::new(), kind: Kind::Other, tls: false },
        };
        let (rest, query) = match rest.split_once('?') {
            Some((rest, query)) => (rest, format!("?{query}")),
            None => (rest, String::new()),
        };
        let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
        let path = path.trim_matches('/').to_owned();
        // A port alone is one of this machine.
        let host = if authority.starts_with(':') { "127.0.0.1" } else { "" };
        Self { url: format!("{name}://{host}{authority}{query}"), path, kind, tls }
    }

    /// Whether services of .proto files may be there.
    pub(crate) fn is_triple(&self) -> bool {
        self.kind != Kind::Other
    }

    /// Whether nothing else can be there.
    pub(crate) fn is_grpc(&self) -> bool {
        self.kind == Kind::Grpc
    }

    /// What [`refer`] needs besides the URL.
    pub(crate) fn tls(&self, args: &TlsArgs) -> Result<Option<Tls>, Error> {
        self::tls(args, self.tls)
    }
}

/// What was typed about TLS; `None` when it was not asked for.
pub(crate) fn tls(args: &TlsArgs, by_url: bool) -> Result<Option<Tls>, Error> {
    let TlsArgs { tls: asked, ca, cert, key, server_name, insecure } = args;
    if !(by_url || *asked || *insecure || ca.is_some() || cert.is_some() || server_name.is_some()) {
        return Ok(None);
    }
    for file in [ca, cert, key].into_iter().flatten() {
        std::fs::File::open(file).map_err(|error| {
            Error::invalid(format!("cannot read {file}: {error}")).with_next("name a PEM file")
        })?;
    }
    let mut tls = Tls::new();
    if let Some(ca) = ca {
        tls = tls.ca(ca);
    }
    if let (Some(cert), Some(key)) = (cert, key) {
        tls = tls.certificate(cert, key);
    }
    if let Some(name) = server_name {
        tls = tls.server_name(name);
    }
    if *insecure {
        tls = tls.dangerous_accept_any_certificate();
    }
    Ok(Some(tls))
}

/// `refer` with what every call of the command line has: it is made once, and the call itself shows who is there.
pub(crate) fn refer<K>(mut refer: Refer<K>, timeout: Duration, tls: Option<Tls>) -> Refer<K> {
    refer = refer.timeout(timeout).retries(0);
    match tls {
        Some(tls) => refer.tls(tls),
        None => refer,
    }
}

impl Headers {
    /// Sends them with the calls of this context. What stands under a name with `-bin` is Base64 already, as it travels.
    pub(crate) fn attach(&self) -> Result<(), Error> {
        for (name, value) in &self.header {
            context::attach_with(|attachments| attachments.append(name.clone(), value.clone()))?;
        }
        Ok(())
    }
}

/// The URL of a server that can be asked for its contracts.
pub(crate) fn of_grpc(text: &str) -> Result<Place, Failure> {
    let place = Place::read(text);
    if place.is_triple() {
        return Ok(place);
    }
    Err(Failure::usage(
        format!("`{text}` is not the URL of a gRPC server"),
        "write it as grpc://host:port, or name a registry with --registry",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_called_may_be_the_path() {
        for (text, url, path) in [
            ("grpc://h:1/a.B/c", "grpc://h:1", "a.B/c"),
            ("grpcs://h:1/a.B?x=y", "grpc://h:1?x=y", "a.B"),
            ("tri://[::1]:1/", "tri://[::1]:1", ""),
            ("grpc://:50051", "grpc://127.0.0.1:50051", ""),
            ("dubbo://h:1/a.B/c", "dubbo://h:1/a.B/c", ""),
            ("h:1", "h:1", ""),
        ] {
            let place = Place::read(text);
            assert_eq!((place.url.as_str(), place.path.as_str()), (url, path), "{text}");
        }
    }

    #[test]
    fn tls_is_on_when_anything_says_so() {
        let ca = |file: &str| TlsArgs { ca: Some(file.to_owned()), ..TlsArgs::default() };
        let plain = TlsArgs::default();
        assert_eq!(Place::read("grpc://h:1").tls(&plain).unwrap(), None);
        assert_eq!(Place::read("tris://h:1").tls(&plain).unwrap(), Some(Tls::new()));
        assert_eq!(
            Place::read("grpc://h:1").tls(&ca("/dev/null")).unwrap(),
            Some(Tls::new().ca("/dev/null"))
        );
        assert!(Place::read("grpc://h:1").tls(&ca("/no/such.pem")).is_err());
    }
}
