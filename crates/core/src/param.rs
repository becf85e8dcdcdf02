//! The parameters that Dubbo URLs carry: key, default and meaning of each, in one place.

mod speech;

use std::borrow::Cow;
use std::time::Duration;

pub use speech::{Codec, Flavor, Format, HttpVersion};

use crate::{Error, Result, Url};

/// One parameter: how it is spelled, what it means, how it is read.
#[derive(Debug)]
pub struct Param<T: 'static> {
    /// The key in a URL.
    pub key: &'static str,
    /// The value where the key is absent.
    pub default: T,
    /// What it means, for people.
    pub doc: &'static str,
    parse: fn(&str) -> Option<T>,
    expects: &'static str,
}

impl<T: Clone> Param<T> {
    /// The value that `url` gives.
    ///
    /// # Errors
    /// `Code::Invalid` with key, value and what was expected.
    pub fn of(&self, url: &Url) -> Result<T> {
        self.read(self.key, url.param(self.key))
    }

    /// The value that `url` gives for one method; see [`Url::method_param`].
    ///
    /// # Errors
    /// `Code::Invalid` with key, value and what was expected.
    pub fn of_method(&self, url: &Url, method: &str) -> Result<T> {
        self.read(self.key, url.method_param(method, self.key))
    }

    fn read(&self, key: &str, value: Option<&str>) -> Result<T> {
        let Some(value) = value else { return Ok(self.default.clone()) };
        (self.parse)(value.trim()).ok_or_else(|| {
            let shown: String = value.chars().take(64).flat_map(char::escape_default).collect();
            Error::invalid(format!("parameter `{key}` is `{shown}`, expected {}", self.expects))
        })
    }
}

/// Reads a duration: milliseconds as Java writes them (`3000`), or text as Go does (`3s`, `500ms`, `1m30s`).
#[must_use]
pub fn parse_duration(text: &str) -> Option<Duration> {
    if let Ok(millis) = text.parse::<u64>() {
        return Some(Duration::from_millis(millis));
    }
    let mut total = Duration::ZERO;
    let mut rest = text;
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let number: f64 = rest.get(..digits)?.parse().ok()?;
        let tail = rest.get(digits..)?;
        let unit_length = tail.find(|c: char| c.is_ascii_digit() || c == '.').unwrap_or(tail.len());
        let seconds = match tail.get(..unit_length)? {
            "ms" => 0.001,
            "s" => 1.0,
            "m" => 60.0,
            "h" => 3600.0,
            _ => return None,
        };
        total = total.checked_add(Duration::try_from_secs_f64(number * seconds).ok()?)?;
        rest = tail.get(unit_length..)?;
    }
    Some(total)
}

fn positive_duration(text: &str) -> Option<Duration> {
    parse_duration(text).filter(|duration| !duration.is_zero())
}

/// A positive duration, or the longest there is for `none`.
fn duration_or_none(text: &str) -> Option<Duration> {
    if text == "none" { Some(Duration::MAX) } else { positive_duration(text) }
}

/// A duration, or zero for every number up to 0.
fn duration_or_off(text: &str) -> Option<Duration> {
    match text.parse::<i64>() {
        Ok(..=0) => Some(Duration::ZERO),
        _ => parse_duration(text),
    }
}

const DEFAULT_PAYLOAD: usize = 8 * 1024 * 1024;

fn payload(text: &str) -> Option<usize> {
    let bytes: i64 = text.parse().ok()?;
    if bytes <= 0 { Some(DEFAULT_PAYLOAD) } else { usize::try_from(bytes).ok() }
}

fn parse_bool(text: &str) -> Option<bool> {
    match text {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    }
}

/// Whether a provider asks who calls it: the certificates of clients.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum ClientAuth {
    /// Certificates of clients are not asked for.
    #[default]
    None,
    /// A client may have none. One that it shows has to be good.
    Optional,
    /// A client without a good certificate is refused.
    Required,
}

impl ClientAuth {
    fn parse(text: &str) -> Option<Self> {
        match text {
            "none" => Some(Self::None),
            "optional" => Some(Self::Optional),
            "required" => Some(Self::Required),
            _ => None,
        }
    }
}

/// Whose pages may call services from a browser (the parameter `cors`).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub enum Origins {
    /// Only those that came from the service's own address.
    #[default]
    Same,
    /// All there are.
    Any,
    /// Those from the listed origins, each as a browser spells it: `https://shop.example`, a port where it is not the usual
    /// one.
    Listed(Vec<String>),
}

impl Origins {
    fn parse(text: &str) -> Option<Self> {
        let items: Vec<&str> = text.split(',').map(str::trim).collect();
        match *items {
            [""] => Some(Self::Same),
            ["*"] => Some(Self::Any),
            _ => items.into_iter().map(Self::origin).collect::<Option<Vec<String>>>().map(Self::Listed),
        }
    }

    /// Scheme, host and port: no path, not even a slash.
    fn origin(text: &str) -> Option<String> {
        let (scheme, rest) = text.split_once("://")?;
        let is_plain = |text: &str, more: &[char]| {
            !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || more.contains(&c))
        };
        let fits = is_plain(scheme, &['+', '-', '.']) && is_plain(rest, &['-', '.', '_', ':', '[', ']']);
        fits.then(|| text.to_ascii_lowercase())
    }
}

fn allowed(text: &str) -> Option<bool> {
    match text {
        "allowed" => Some(true),
        "refused" => Some(false),
        _ => None,
    }
}

fn some_text(text: &str) -> Option<Option<Cow<'static, str>>> {
    (!text.is_empty()).then(|| Some(Cow::Owned(text.to_owned())))
}

/// Parameters that begin so are about TLS and stay within the process: they name its files.
pub const SSL_PREFIX: &str = "ssl.";

/// The name of an extension.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name(Cow<'static, str>);

impl Name {
    fn parse(text: &str) -> Option<Self> {
        (!text.is_empty()).then(|| Self(Cow::Owned(text.to_owned())))
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

macro_rules! params {
    ($($(#[$doc:meta])* $name:ident: $type:ty = $key:literal, $default:expr, $parse:expr, $expects:literal, $about:literal;)*) => {
        $(
            #[doc = $about]
            pub const $name: Param<$type> =
                Param { key: $key, default: $default, doc: $about, parse: $parse, expects: $expects };
        )*
        /// Key and meaning of every parameter, for the reference page.
        pub const ALL: &[(&str, &str)] = &[$(($key, $about)),*];
    };
}

params! {
    TIMEOUT: Duration = "timeout", Duration::from_millis(1000), duration_or_none, "milliseconds above 0, a time such as 3s, or none",
        "How long a call may take, retries included; 1000 ms. `none`: as long as it wants, and so for methods with streams unless the consumer sets it for the method, as `watch.timeout`.";
    RETRIES: u32 = "retries", 2, |text| text.parse::<i64>().ok().map(|n| u32::try_from(n).unwrap_or(0)), "a whole number",
        "How many attempts may follow the first; 2. A negative number counts as 0, as in Java.";
    WEIGHT: u32 = "weight", 100, |text| text.parse::<i64>().ok().map(|n| u32::try_from(n).unwrap_or(0)), "a whole number",
        "The provider's share of calls beside others; 100. 0 receives calls only when no other provider is left.";
    WARMUP: Duration = "warmup", Duration::from_secs(600), parse_duration, "milliseconds or a time such as 10m",
        "How long a fresh provider takes to reach its full weight; 10 minutes.";
    TIMESTAMP: i64 = "timestamp", 0, |text| text.parse().ok(), "a whole number",
        "When the provider started: milliseconds (Java) or, below 10^11, seconds (Go).";
    PAYLOAD: usize = "payload", DEFAULT_PAYLOAD, payload, "a number of bytes",
        "The largest body that is sent or read, in bytes; 8388608, and so for 0 or less, where Java has no limit.";
    HEARTBEAT: Duration = "heartbeat", Duration::from_secs(60), duration_or_off, "milliseconds or a time such as 60s",
        "After this long without a read a client sends a heartbeat; after three times as long it reconnects. 60 s; 0 or less: no heartbeat, and no end of silence, as in Java. On Triple it is a PING after each such time; a consumer that is told nothing asks every 310 s and only while it has calls, as servers of gRPC end connections that ask more often.";
    CONNECTIONS: u32 = "connections", 0, |text| text.parse().ok(), "a whole number",
        "How many connections a reference opens of its own; 0 shares one for each address. On Triple any other number means connections of its own, as many as its calls need.";
    CONNECT_TIMEOUT: Duration = "connect.timeout", Duration::from_secs(3), positive_duration, "milliseconds above 0 or a time such as 3s",
        "How long connecting may take; 3 s. Over HTTP/2 that ends with the provider's first frame.";
    CHECK: bool = "check", true, parse_bool, "true or false",
        "Whether an unreachable registry or a missing provider fails the start; otherwise it is retried in the background.";
    EXECUTES: usize = "executes", 0, |text| text.parse::<i64>().ok().map(|n| usize::try_from(n).unwrap_or(0)), "a whole number",
        "How many calls of one method a provider runs at once; 0 or less sets no limit.";
    ACCEPTS: usize = "accepts", 0, |text| text.parse().ok(), "a whole number",
        "How many connections a port accepts; 0 sets no limit.";
    PEER_SHARE: usize = "peer-share", 75, |text| text.parse().ok().filter(|n| (1..=100).contains(n)), "a whole number from 1 to 100",
        "How much of the requests that a provider runs at once may come from one address, in percent; 75. What that leaves is for addresses of which few requests run; 100 lets one take all.";
    UNREAD_ANSWERS: usize = "unread-answers", 64 * 1024 * 1024, |text| text.parse().ok().filter(|n| *n > 0), "a number of bytes above 0",
        "How many bytes of finished answers may wait on one connection of Triple for a caller that does not read them; 67108864. Further ones are replaced by an error.";
    MAX_CONCURRENT_STREAMS: u32 = "max-concurrent-streams", 1024, |text| text.parse().ok().filter(|n| *n > 0), "a whole number above 0",
        "How many calls a client of Triple may have open on one connection; 1024. Further ones wait at the client.";
    MAX_CONNECTION_AGE: Duration = "max-connection-age", Duration::ZERO, duration_or_off, "milliseconds or a time such as 30m",
        "After this long, give or take a tenth, a connection of Triple is asked to go elsewhere, so that load moves to new providers: over HTTP/1.1 it is closed, behind the answer to its call; 0 for never.";
    MAX_CONNECTION_IDLE: Option<Duration> = "max-connection-idle", None, |text| duration_or_off(text).map(Some), "milliseconds or a time such as 5m",
        "After this long without a call a provider of Triple lets go of a connection: over HTTP/2 it asks one that was used to go, up to twice as late, so that it costs nothing until its next call; over HTTP/1.1 it closes it. Never over HTTP/2; 2 minutes over HTTP/1.1, which is longer than most clients keep theirs, so that they do not ask just when it ends. 0 for never.";
    COMPRESSION: Name = "compression", Name(Cow::Borrowed("identity")), Name::parse, "gzip, zstd or identity",
        "How a consumer of Triple compresses requests, and a provider answers for callers that read it; identity.";
    REFLECTION: bool = "reflection", false, parse_bool, "true or false",
        "Whether a port of Triple tells tools such as grpcurl which services and messages it has (gRPC's server reflection); false.";
    CORS: Origins = "cors", Origins::Same, Origins::parse, "* or origins such as https://shop.example, separated by commas",
        "Whose pages may call a port of Triple from a browser: `*` for all, or origins separated by commas; none but its own.";
    FLAVOR: Flavor = "flavor", Flavor::Grpc, Flavor::parse, "grpc, grpc-web or connect",
        "How a consumer of Triple speaks: grpc, grpc-web for proxies that pass no trailers, or connect; grpc.";
    CODEC: Codec = "codec", Codec::Proto, Codec::parse, "proto or json",
        "How a consumer of Triple writes messages: proto, or json; proto.";
    SERIALIZATION: Format = "serialization", Format::Hessian2, Format::parse, "hessian2 or msgpack",
        "How a consumer of Triple writes the arguments of a contract that is no .proto file: hessian2, or msgpack; hessian2. What a provider announces is not asked: some announce what they cannot read.";
    HTTP_VERSION: HttpVersion = "http-version", HttpVersion::Http2, HttpVersion::parse, "2, 1.1 or 3",
        "The HTTP that a consumer of Triple speaks; 2. 3 is QUIC, always with TLS, and needs a provider with `http3.enabled`. With 1.1, which gRPC itself cannot use, a connection carries one call at a time, and many providers answer a stream only when it has ended.";
    HTTP3_ENABLED: bool = "http3.enabled", false, parse_bool, "true or false",
        "Whether a port of Triple with TLS serves HTTP/3 too, at the same number over UDP, and says so to those who come by TCP (alt-svc); false.";
    HTTP_GET: bool = "http-get", false, parse_bool, "true or false",
        "Whether a consumer that speaks Connect asks with GET where a method has no side effects, so that caches can answer; false.";
    CLUSTER: Name = "cluster", Name(Cow::Borrowed("failover")), Name::parse, "a name",
        "The cluster strategy; failover.";
    LOADBALANCE: Name = "loadbalance", Name(Cow::Borrowed("random")), Name::parse, "a name",
        "The load balancer; random.";
    SESSION: Duration = "session", Duration::from_secs(60), parse_duration, "milliseconds or a time such as 60s",
        "How long a ZooKeeper session outlives its connection; 60 s.";
    SSL_ENABLED: bool = "ssl-enabled", false, parse_bool, "true or false",
        "TLS. A provider takes nothing else then and announces it; a consumer that does not set it does as announced.";
    SSL_CERT: Option<Cow<'static, str>> = "ssl.cert", None, some_text, "a file",
        "The file with the own certificate and its chain, PEM. A consumer needs one where providers ask for it.";
    SSL_KEY: Option<Cow<'static, str>> = "ssl.key", None, some_text, "a file",
        "The file with the private key of `ssl.cert`, PEM, not encrypted.";
    SSL_CA: Option<Cow<'static, str>> = "ssl.ca", None, some_text, "a file",
        "The file with the CAs that the other end's certificate has to come from, PEM. A consumer without it trusts those of the system.";
    SSL_CLIENT_AUTH: ClientAuth = "ssl.client-auth", ClientAuth::None, ClientAuth::parse, "none, optional or required",
        "Whether a provider asks for the certificates of consumers; none. Needs `ssl.ca`.";
    SSL_SERVER_NAME: Option<Cow<'static, str>> = "ssl.server-name", None, some_text, "a host name",
        "The name that a provider's certificate has to have; the host of its address.";
    SSL_PLAINTEXT: bool = "ssl.plaintext", false, allowed, "allowed or refused",
        "Whether a port with TLS serves consumers without it too, until all have moved; refused.";
    SSL_DANGEROUS: bool = "ssl.dangerous-accept-any-certificate", false, parse_bool, "true or false",
        "Whether a consumer takes any provider for the real one, so that anybody between them can read and change everything; false.";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_in_both_languages() {
        for (text, millis) in
            [("3000", 3000), ("3s", 3000), ("500ms", 500), ("1m30s", 90_000), ("1.5s", 1500)]
        {
            assert_eq!(parse_duration(text), Some(Duration::from_millis(millis)), "{text}");
        }
        for text in ["", "s", "3x", "-1", "1s1", "1e9h", "99999999999999999999h"] {
            assert_eq!(parse_duration(text), None, "{text}");
        }
    }

    #[test]
    fn a_wrong_value_is_named() {
        let url: Url = "dubbo://h:1/p?timeout=soon&m.retries=-1".parse().unwrap();
        assert_eq!(
            TIMEOUT.of(&url).unwrap_err().message(),
            "parameter `timeout` is `soon`, expected milliseconds above 0, a time such as 3s, or none"
        );
        let zero: Url = "dubbo://h:1/p?timeout=0&heartbeat=-1&payload=0".parse().unwrap();
        assert!(TIMEOUT.of(&zero).is_err());
        assert_eq!(HEARTBEAT.of(&zero).unwrap(), Duration::ZERO);
        assert_eq!(PAYLOAD.of(&zero).unwrap(), PAYLOAD.default);
        assert_eq!(RETRIES.of_method(&url, "m").unwrap(), 0);
        assert_eq!(RETRIES.of(&url).unwrap(), 2);
    }

    #[test]
    fn origins_are_spelled_as_browsers_do() {
        let of = |text: &str| CORS.of(&Url::default().with_param("cors", text));
        assert_eq!(of("*").unwrap(), Origins::Any);
        let listed = ["https://a.example", "http://[::1]:8080"].map(str::to_owned).to_vec();
        assert_eq!(of("https://A.example, http://[::1]:8080").unwrap(), Origins::Listed(listed));
        for text in
            ["a.example", "https://a.example/", "https://", "*,https://a.example", "https://*.example"]
        {
            assert!(of(text).is_err(), "{text}");
        }
    }
}
