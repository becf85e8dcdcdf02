//! What the registry URL says.

use std::time::Duration;

use dubbors_core::{Error, Result, Url, param};

/// ZooKeeper's own port.
const DEFAULT_PORT: u16 = 2181;
/// How long to wait for an answer unless `timeout` says otherwise.
const DEFAULT_TIMEOUT: Duration = Duration::from_secs(5);
/// The shortest session that is asked for; a server may grant a longer one.
const SHORTEST_SESSION: Duration = Duration::from_secs(1);

/// A ZooKeeper registry, ready to connect to.
#[derive(Clone)]
pub(crate) struct Settings {
    /// `h1:2181,h2:2181`.
    pub(crate) servers: String,
    /// The servers as a URL without password, for messages.
    pub(crate) place: String,
    /// `user:password`, when both are given.
    pub(crate) digest: Option<String>,
    /// The name of the root node, without a slash.
    pub(crate) root: String,
    /// How long a caller waits for an answer.
    pub(crate) timeout: Duration,
    /// How long the session outlives its connection.
    pub(crate) session: Duration,
    /// Whether consumers leave a node.
    pub(crate) register_consumer: bool,
    /// The application that announces and watches.
    pub(crate) application: String,
}

impl Settings {
    pub(crate) fn of(url: &Url) -> Result<Self> {
        let backup = url.param("backup").unwrap_or_default();
        let authority = url.authority();
        let servers: Vec<String> = authority
            .split(',')
            .chain(backup.split(','))
            .map(str::trim)
            .filter(|one| !one.is_empty())
            .map(with_port)
            .collect();
        if servers.is_empty() {
            return Err(Error::invalid("the ZooKeeper registry has no address")
                .with_next("write it as zookeeper://host:2181"));
        }
        let digest = match (url.username(), url.password()) {
            ("", "") => None,
            ("", _) | (_, "") => {
                return Err(Error::invalid("the ZooKeeper registry has a user or a password, but not both")
                    .with_next("write zookeeper://user:password@host:2181"));
            }
            (user, password) => Some(format!("{user}:{password}")),
        };
        let timeout = match url.param(param::TIMEOUT.key) {
            None => DEFAULT_TIMEOUT,
            Some(_) => param::TIMEOUT.of(url)?,
        };
        let root = url.param("group").unwrap_or("dubbo").trim_matches('/').to_owned();
        let servers = servers.join(",");
        Ok(Self {
            place: format!("zookeeper://{servers}"),
            servers,
            digest,
            root,
            timeout,
            session: param::SESSION.of(url)?.max(SHORTEST_SESSION),
            register_consumer: url.param("register") != Some("false"),
            application: url.param("application").unwrap_or_default().to_owned(),
        })
    }
}

fn with_port(server: &str) -> String {
    let has_port = server.rsplit_once(':').is_some_and(|(host, port)| {
        port.parse::<u16>().is_ok() && (!host.contains(':') || host.ends_with(']'))
    });
    if has_port { server.to_owned() } else { format!("{server}:{DEFAULT_PORT}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(url: &str) -> Result<Settings> {
        Settings::of(&url.parse().unwrap())
    }

    #[test]
    fn every_form_of_an_address_list_is_read() {
        for (url, servers) in [
            ("zookeeper://h", "h:2181"),
            ("zookeeper://h:1", "h:1"),
            ("zookeeper://h1:1,h2:2", "h1:1,h2:2"),
            ("zookeeper://h1:1?backup=h2:2,h3", "h1:1,h2:2,h3:2181"),
            ("zookeeper://[::1]:1", "[::1]:1"),
        ] {
            let settings = settings(url).unwrap();
            assert_eq!(settings.servers, servers, "{url}");
            assert_eq!(settings.place, format!("zookeeper://{servers}"));
        }
    }

    #[test]
    fn parameters_and_credentials_are_read() {
        let read =
            settings("zookeeper://u:p@h:1/x?group=/own/&timeout=700&session=2s&application=shop").unwrap();
        assert_eq!((read.digest.as_deref(), read.root.as_str()), (Some("u:p"), "own"));
        assert_eq!((read.timeout.as_millis(), read.session.as_millis()), (700, 2000));
        assert_eq!(read.place, "zookeeper://h:1", "the password is in no message");
        let read = settings("zookeeper://h:1").unwrap();
        assert_eq!(
            (read.root.as_str(), read.timeout, read.register_consumer),
            ("dubbo", DEFAULT_TIMEOUT, true)
        );
    }

    #[test]
    fn mistakes_are_named() {
        for (url, part) in [
            ("zookeeper://", "no address"),
            ("zookeeper://u@h:1", "not both"),
            ("zookeeper://h:1?timeout=soon", "`timeout` is `soon`"),
            ("zookeeper://h:1?session=x", "`session` is `x`"),
        ] {
            let Err(error) = settings(url) else { panic!("{url}") };
            assert!(error.to_string().contains(part), "{error}");
        }
    }
}
