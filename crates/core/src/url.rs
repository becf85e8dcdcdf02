//! Dubbo's URL: the form of configuration and of registry data. It never travels with a call.

use std::collections::BTreeMap;
use std::fmt;
use std::net::Ipv6Addr;
use std::str::FromStr;

use crate::{Error, Result};

/// Longest text that [`Url::from_str`] reads, in bytes.
pub const MAX_LENGTH: usize = 64 * 1024;
/// Most parameters that [`Url::from_str`] reads.
pub const MAX_PARAMS: usize = 1024;

/// `protocol://user:password@host:port/path?key=value&...`, as Java's `URL` reads and prints it.
///
/// Parameters are sorted by key. Values are not percent-encoded inside a URL; a registry encodes the whole text
/// with [`encode`] (spec registry, section 1).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Url {
    protocol: String,
    username: String,
    password: String,
    host: String,
    port: Option<u16>,
    path: String,
    params: BTreeMap<String, String>,
}

impl Url {
    /// A URL with a protocol and an address.
    pub fn new(protocol: impl Into<String>, host: impl Into<String>, port: u16) -> Self {
        Self { protocol: protocol.into(), host: host.into(), port: Some(port), ..Self::default() }
    }

    /// The same URL with `path`, whose leading slash is dropped.
    #[must_use]
    pub fn with_path(mut self, path: &str) -> Self {
        self.path = path.trim_start_matches('/').to_owned();
        self
    }

    /// The same URL with a parameter. An empty value removes the key: Dubbo does not tell empty from absent.
    #[must_use]
    pub fn with_param(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.set_param(key, value);
        self
    }

    /// Sets a parameter; an empty value removes it.
    pub fn set_param(&mut self, key: impl Into<String>, value: impl Into<String>) {
        let (key, value) = (key.into(), value.into());
        if value.is_empty() {
            self.params.remove(&key);
        } else if !key.is_empty() {
            self.params.insert(key, value);
        }
    }

    /// The scheme.
    #[must_use]
    pub fn protocol(&self) -> &str {
        &self.protocol
    }

    /// The user name, empty for none.
    #[must_use]
    pub fn username(&self) -> &str {
        &self.username
    }

    /// The password, empty for none. Never printed by `Debug` of our types that hold a `Url`.
    #[must_use]
    pub fn password(&self) -> &str {
        &self.password
    }

    /// The host; IPv6 without brackets. May hold a list `a:1,b:2` when the whole authority is a list.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The port, if one is given.
    #[must_use]
    pub fn port(&self) -> Option<u16> {
        self.port
    }

    /// The path without a leading slash: normally the interface.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The value of `key`; `default.key` counts where `key` is absent.
    #[must_use]
    pub fn param(&self, key: &str) -> Option<&str> {
        if let Some(value) = self.params.get(key) {
            return Some(value);
        }
        self.params.get(&format!("default.{key}")).map(String::as_str)
    }

    /// The value of `key` for one method: `method.key`, then dubbo-go's `methods.method.key`, then `key`.
    #[must_use]
    pub fn method_param(&self, method: &str, key: &str) -> Option<&str> {
        self.params
            .get(&format!("{method}.{key}"))
            .or_else(|| self.params.get(&format!("methods.{method}.{key}")))
            .map(String::as_str)
            .or_else(|| self.param(key))
    }

    /// All parameters, sorted by key.
    #[must_use]
    pub fn params(&self) -> &BTreeMap<String, String> {
        &self.params
    }

    /// `host:port`, with brackets around IPv6.
    #[must_use]
    pub fn authority(&self) -> String {
        let host = if self.host.contains(':') && !self.host.contains(',') {
            format!("[{}]", self.host)
        } else {
            self.host.clone()
        };
        match self.port {
            Some(port) => format!("{host}:{port}"),
            None => host,
        }
    }

    /// The interface: parameter `interface`, else the path.
    #[must_use]
    pub fn interface(&self) -> &str {
        self.param("interface").unwrap_or(&self.path)
    }
}

impl FromStr for Url {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let wrong = |why: &str| {
            let shown: String = text.chars().take(120).flat_map(char::escape_default).collect();
            Error::invalid(format!("`{shown}` is not a URL: {why}"))
                .with_next("write protocol://host:port/path?key=value")
        };
        if text.len() > MAX_LENGTH {
            return Err(wrong("it is longer than 65536 bytes"));
        }
        let (body, query) = text.split_once('?').unwrap_or((text, ""));
        let body = body.split('#').next().unwrap_or_default();
        let (protocol, rest) = match body.split_once("://") {
            Some(parts) => parts,
            None if body.starts_with("file:/") => ("file", body.get("file:".len()..).unwrap_or_default()),
            None => return Err(wrong("there is no `://`")),
        };
        if protocol.is_empty()
            || !protocol
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'+' | b'.'))
        {
            return Err(wrong("the protocol before `://` is not a name"));
        }
        let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
        let (user, address) = match authority.rsplit_once('@') {
            Some((user, address)) => (user, address),
            None => ("", authority),
        };
        let (username, password) = user.split_once(':').unwrap_or((user, ""));
        let (host, port) = parse_address(address)
            .ok_or_else(|| wrong("the address is not host:port with a port below 65536"))?;
        let mut params = BTreeMap::new();
        for pair in query.split(['&', ';']).filter(|pair| !pair.is_empty()) {
            if params.len() == MAX_PARAMS {
                return Err(wrong("there are more than 1024 parameters"));
            }
            let (key, value) = pair.split_once('=').unwrap_or((pair, pair));
            if !key.is_empty() && !value.is_empty() {
                params.insert(key.to_owned(), value.to_owned());
            }
        }
        Ok(Self {
            protocol: protocol.to_owned(),
            username: username.to_owned(),
            password: password.to_owned(),
            host: host.to_owned(),
            port,
            path: path.trim_start_matches('/').to_owned(),
            params,
        })
    }
}

/// Splits `host`, `host:port`, `[v6]:port`, `v6` or a list `a:1,b:2`, which stays whole.
fn parse_address(text: &str) -> Option<(&str, Option<u16>)> {
    if text.contains(',') {
        return Some((text, None));
    }
    if let Some(rest) = text.strip_prefix('[') {
        let (host, rest) = rest.split_once(']').filter(|(host, _)| is_v6(host))?;
        return match rest.strip_prefix(':') {
            Some(port) => Some((host, Some(port.parse().ok()?))),
            None if rest.is_empty() => Some((host, None)),
            None => None,
        };
    }
    if text.matches(':').count() > 1 {
        return is_v6(text).then_some((text, None));
    }
    match text.rsplit_once(':') {
        Some((host, port)) => Some((host, Some(port.parse().ok()?))),
        None => Some((text, None)),
    }
}

/// Whether `host` is an IPv6 address, with or without a zone.
fn is_v6(host: &str) -> bool {
    let (address, _) = host.split_once('%').unwrap_or((host, ""));
    address.parse::<Ipv6Addr>().is_ok()
}

impl fmt::Display for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://", self.protocol)?;
        if !self.username.is_empty() || !self.password.is_empty() {
            f.write_str(&self.username)?;
            if !self.password.is_empty() {
                write!(f, ":{}", self.password)?;
            }
            f.write_str("@")?;
        }
        f.write_str(&self.authority())?;
        if !self.path.is_empty() {
            write!(f, "/{}", self.path)?;
        }
        for (index, (key, value)) in self.params.iter().enumerate() {
            write!(f, "{}{key}={value}", if index == 0 { '?' } else { '&' })?;
        }
        Ok(())
    }
}

/// Encodes a text as Java's `URLEncoder` does: `application/x-www-form-urlencoded` in UTF-8.
#[must_use]
pub fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 2);
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'.' | b'-' | b'*' | b'_' => out.push(char::from(byte)),
            b' ' => out.push('+'),
            _ => {
                for digit in [byte >> 4, byte & 15] {
                    out.push(char::from_digit(u32::from(digit), 16).unwrap_or('0').to_ascii_uppercase());
                }
                let at = out.len() - 2;
                out.insert(at, '%');
            }
        }
    }
    out
}

/// Decodes what [`encode`] or dubbo-go wrote.
///
/// # Errors
/// `Code::Invalid` when a `%` is not followed by two hexadecimal digits, or the result is not UTF-8.
pub fn decode(text: &str) -> Result<String> {
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b'+' => out.push(b' '),
            b'%' => {
                let mut digit = || bytes.next().and_then(|byte| char::from(byte).to_digit(16));
                let (Some(high), Some(low)) = (digit(), digit()) else {
                    return Err(Error::invalid("a `%` is not followed by two hexadecimal digits"));
                };
                out.push(u8::try_from(high * 16 + low).unwrap_or(b'?'));
            }
            _ => out.push(byte),
        }
    }
    String::from_utf8(out).map_err(|_| Error::invalid("the decoded text is not UTF-8"))
}

#[cfg(test)]
mod tests;
