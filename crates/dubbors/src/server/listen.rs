//! Opening ports: one for each address, shared by the protocols that name it.

use std::collections::BTreeMap;
use std::io;
use std::num::NonZeroUsize;
use std::sync::Arc;

use dubbors_core::{Address, AnyProtocol, Error, Result, Services, Url, param};
use dubbors_transport::{Port, PortSettings, TlsServer, local_ip};

use crate::dubbo::Shared;

/// Dubbo's own port, for URLs that name none.
const DEFAULT_PORT: u16 = 20880;
/// What is spoken where nothing is said.
pub(super) const DEFAULT_PROTOCOL: &str = "dubbo";
/// Overrides the host that is announced, as in Java and dubbo-go.
const HOST_VARIABLE: &str = "DUBBO_IP_TO_REGISTRY";
/// Overrides the port that is announced, as in Java and dubbo-go.
const PORT_VARIABLE: &str = "DUBBO_PORT_TO_REGISTRY";
type Check = fn(&Url) -> Result<()>;

/// Settings that are about ports, and what is wrong with them.
pub(super) const OF_PORTS: [(&str, Check); 11] = [
    (param::CORS.key, |url| param::CORS.of(url).map(drop)),
    (param::REFLECTION.key, |url| param::REFLECTION.of(url).map(drop)),
    (param::PAYLOAD.key, |url| param::PAYLOAD.of(url).map(drop)),
    (param::HEARTBEAT.key, |url| param::HEARTBEAT.of(url).map(drop)),
    (param::COMPRESSION.key, |url| param::COMPRESSION.of(url).map(drop)),
    (param::HTTP3_ENABLED.key, |url| param::HTTP3_ENABLED.of(url).map(drop)),
    (param::PEER_SHARE.key, |url| param::PEER_SHARE.of(url).map(drop)),
    (param::UNREAD_ANSWERS.key, |url| param::UNREAD_ANSWERS.of(url).map(drop)),
    (param::MAX_CONCURRENT_STREAMS.key, |url| param::MAX_CONCURRENT_STREAMS.of(url).map(drop)),
    (param::MAX_CONNECTION_AGE.key, |url| param::MAX_CONNECTION_AGE.of(url).map(drop)),
    (param::MAX_CONNECTION_IDLE.key, |url| param::MAX_CONNECTION_IDLE.of(url).map(drop)),
];

/// One protocol on an open port.
#[derive(Debug)]
pub(super) struct Bound {
    /// Scheme, host and port that consumers are told, with the URL's parameters.
    pub(super) announced: Url,
    /// The port; `None` where another entry has it.
    pub(super) port: Option<Port>,
}

/// Opens a port for each different address of `urls`.
pub(super) async fn bind(
    shared: &Shared,
    urls: &[Url],
    local_only: bool,
    services: &Arc<Services>,
) -> Result<Vec<Bound>> {
    if urls.is_empty() {
        return default_port(shared, local_only, services).await;
    }
    let mut left: Vec<&Url> = urls.iter().collect();
    let mut bound = Vec::with_capacity(left.len());
    while let Some(first) = left.first().copied() {
        // Port 0 is a port of its own every time.
        let shares = |url: &&Url| {
            std::ptr::eq(*url, first) || (asked_port(url) != 0 && asked_address(url) == asked_address(first))
        };
        let (together, others): (Vec<&Url>, Vec<&Url>) = left.into_iter().partition(shares);
        left = others;
        let protocols = together.iter().map(|url| protocol(shared, url)).collect::<Result<Vec<_>>>()?;
        let services = services.with_settings(port_params(shared, &together)?);
        let settings = port_settings(shared, &together)?;
        let tls_only = is_tls_only(&settings);
        let port = Port::bind(&asked_address(first), protocols, services, settings).await?;
        let mut announced: Vec<Bound> = Vec::with_capacity(together.len());
        for url in together {
            announced.push(Bound { announced: announced_url(url, &port, tls_only)?, port: None });
        }
        if let Some(holder) = announced.first_mut() {
            holder.port = Some(port);
        }
        bound.extend(announced);
    }
    Ok(bound)
}

/// `dubbo://:20880`, or a free port when somebody has that one.
async fn default_port(shared: &Shared, local_only: bool, services: &Arc<Services>) -> Result<Vec<Bound>> {
    let host = if local_only { "127.0.0.1" } else { "" };
    let mut url = Url::new(DEFAULT_PROTOCOL, host, DEFAULT_PORT);
    let protocols = vec![protocol(shared, &url)?];
    let settings = port_settings(shared, &[&url])?;
    let tls_only = is_tls_only(&settings);
    let port =
        match Port::bind(&asked_address(&url), protocols.clone(), Arc::clone(services), settings.clone())
            .await
        {
            Err(error) if is_taken(&error) => {
                url = Url::new(DEFAULT_PROTOCOL, host, 0);
                Port::bind(&asked_address(&url), protocols, Arc::clone(services), settings).await?
            }
            other => other?,
        };
    Ok(vec![Bound { announced: announced_url(&url, &port, tls_only)?, port: Some(port) }])
}

fn is_taken(error: &Error) -> bool {
    let source = std::error::Error::source(error).and_then(|source| source.downcast_ref::<io::Error>());
    source.is_some_and(|source| source.kind() == io::ErrorKind::AddrInUse)
}

fn protocol(shared: &Shared, url: &Url) -> Result<AnyProtocol> {
    shared.ext.protocols.get(url.protocol()).map(|protocol| AnyProtocol::clone(protocol))
}

fn asked_port(url: &Url) -> u16 {
    url.port().unwrap_or(DEFAULT_PORT)
}

fn asked_address(url: &Url) -> Address {
    let host = if url.host().is_empty() { "0.0.0.0" } else { url.host() };
    Address::new(host, asked_port(url))
}

/// The parameters of all URLs of a port; the first one that sets a key wins.
fn merged(urls: &[&Url]) -> Url {
    let mut settings = Url::default();
    for url in urls.iter().rev() {
        for (key, value) in url.params() {
            settings.set_param(key.as_str(), value.as_str());
        }
    }
    settings
}

/// The parameters of a port: those of its URLs, over what the builder says of all ports.
pub(super) fn port_params(shared: &Shared, urls: &[&Url]) -> Result<Url> {
    let mut params = merged(urls);
    for (key, value) in shared.settings.iter().rev() {
        if OF_PORTS.iter().any(|(of_ports, _)| of_ports == key) && params.param(key).is_none() {
            params.set_param(key.as_str(), value.as_str());
        }
    }
    // Better no port than one that is open to more than was meant.
    for (_, check) in OF_PORTS {
        check(&params)?;
    }
    Ok(params)
}

fn port_settings(shared: &Shared, urls: &[&Url]) -> Result<PortSettings> {
    let tls = TlsServer::from_url(&tls_params(&shared.settings, urls)?);
    let tls = tls.map_err(|error| match urls.first() {
        Some(url) => error.context(format_args!("{}://{}", url.protocol(), url.authority())),
        None => error,
    })?;
    let accepts = match urls.first() {
        Some(url) => param::ACCEPTS.of(url)?,
        None => 0,
    };
    let http3 = param::HTTP3_ENABLED.of(&merged(urls))?;
    Ok(PortSettings { accepts: NonZeroUsize::new(accepts), tls, http3, ..PortSettings::default() })
}

/// What the URLs of one port say about TLS, over what the builder says.
fn tls_params(settings: &[(String, String)], urls: &[&Url]) -> Result<Url> {
    let is_about_tls = |key: &str| key == param::SSL_ENABLED.key || key.starts_with(param::SSL_PREFIX);
    let mut params = Url::default();
    for (key, value) in settings.iter().filter(|(key, _)| is_about_tls(key)) {
        params.set_param(key.as_str(), value.as_str());
    }
    let mut said: BTreeMap<&str, (&str, &Url)> = BTreeMap::new();
    for url in urls {
        for (key, value) in url.params().iter().filter(|(key, _)| is_about_tls(key)) {
            // One port, one answer: neither may be weaker than its URL says.
            match said.insert(key, (value, url)) {
                Some((other, by)) if other != value => {
                    return Err(Error::invalid(format!(
                        "{}:// and {}:// share the port {} and differ in `{key}`",
                        by.protocol(),
                        url.protocol(),
                        url.authority()
                    ))
                    .with_next("set the parameter alike in both URLs, or give them a port each"));
                }
                _ => params.set_param(key.as_str(), value.as_str()),
            }
        }
    }
    Ok(params)
}

/// Whether consumers have to use TLS. While plaintext is let in as well, those who cannot do it must not be told to.
fn is_tls_only(settings: &PortSettings) -> bool {
    settings.tls.as_ref().is_some_and(|tls| !tls.settings().allow_plaintext)
}

/// What consumers are told: an address that reaches this machine, even when the port listens on every interface.
fn announced_url(url: &Url, port: &Port, tls_only: bool) -> Result<Url> {
    let variable = |name| std::env::var(name).ok().filter(|value: &String| !value.trim().is_empty());
    let host = match variable(HOST_VARIABLE) {
        Some(host) => host.trim().to_owned(),
        None => match url.host() {
            "" | "0.0.0.0" | "::" => local_ip().to_string(),
            host => host.to_owned(),
        },
    };
    let port = match variable(PORT_VARIABLE) {
        None => port.local_address().port(),
        Some(text) => text.trim().parse().ok().filter(|port| *port != 0).ok_or_else(|| {
            Error::invalid(format!(
                "the environment variable {PORT_VARIABLE} is `{text}`, expected a port number from 1 to 65535"
            ))
        })?,
    };
    let mut announced = Url::new(url.protocol(), host, port);
    for (key, value) in url.params() {
        announced.set_param(key.as_str(), value.as_str());
    }
    announced.set_param(param::SSL_ENABLED.key, if tls_only { "true" } else { "" });
    Ok(announced)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_without_host_or_port_have_dubbos_defaults() {
        let address = |text: &str| asked_address(&text.parse().unwrap()).to_string();
        assert_eq!(address("dubbo://:1"), "0.0.0.0:1");
        assert_eq!(address("dubbo://127.0.0.1"), "127.0.0.1:20880");
        assert_eq!(address("dubbo://[::1]:0"), "[::1]:0");
    }

    #[test]
    fn the_urls_of_a_port_agree_on_tls() {
        let settings = [("ssl-enabled", "true"), ("ssl.ca", "a"), ("timeout", "1")]
            .map(|(key, value)| (key.to_owned(), value.to_owned()));
        let of = |urls: &[&str]| {
            let urls: Vec<Url> = urls.iter().map(|url| url.parse().unwrap()).collect();
            tls_params(&settings, &urls.iter().collect::<Vec<_>>()).map(|params| params.to_string())
        };
        assert_eq!(of(&["dubbo://:1?payload=1"]).unwrap(), "://?ssl-enabled=true&ssl.ca=a");
        assert_eq!(
            of(&["dubbo://:1?ssl.ca=b", "tri://:1?ssl.key=k"]).unwrap(),
            "://?ssl-enabled=true&ssl.ca=b&ssl.key=k"
        );
        let error = of(&["tri://:1?ssl-enabled=true", "dubbo://:1?ssl-enabled=false"]).unwrap_err();
        assert!(error.message().contains("differ in `ssl-enabled`"), "{error}");
    }

    #[test]
    fn the_first_url_of_a_port_wins() {
        let (a, b) = ("dubbo://:1?payload=1".parse().unwrap(), "tri://:1?payload=2&x=3".parse().unwrap());
        let merged = merged(&[&a, &b]);
        assert_eq!((merged.param("payload"), merged.param("x")), (Some("1"), Some("3")));
    }
}
