//! Everything that is decided before the first call.

use std::sync::Arc;
use std::time::Duration;

use dubbors_core::{Error, Extensions, Result, Url};

use crate::dubbo::{Dubbo, Shared};
use crate::server::{self, Plan};
use crate::{Served, Tls, extensions};

/// How long draining may take unless [`Builder::shutdown_timeout`] says otherwise; Java's default.
const SHUTDOWN_TIMEOUT: Duration = Duration::from_secs(10);
/// The registry of whoever names none: processes on this machine find each other.
const EMBEDDED_REGISTRY: &str = "file://";

/// Collects what a process provides and where it looks for others.
#[derive(Debug)]
#[must_use = "nothing happens before `build` or `run`"]
pub struct Builder {
    pub(crate) ext: Extensions,
    pub(crate) application: String,
    pub(crate) registries: Vec<String>,
    without_registry: bool,
    pub(crate) protocols: Vec<String>,
    pub(crate) served: Vec<Served>,
    pub(crate) settings: Vec<(String, String)>,
    shutdown_timeout: Duration,
}

impl Builder {
    pub(crate) fn new() -> Self {
        Self {
            ext: extensions::built_in(),
            application: String::new(),
            registries: Vec::new(),
            without_registry: false,
            protocols: Vec::new(),
            served: Vec::new(),
            settings: Vec::new(),
            shutdown_timeout: SHUTDOWN_TIMEOUT,
        }
    }

    /// The name of this application, which providers and consumers tell each other.
    pub fn application(mut self, name: impl Into<String>) -> Self {
        self.application = name.into();
        self
    }

    /// A registry, such as `zookeeper://host:2181`. Several are used together. Without any, processes on this
    /// machine find each other through files.
    pub fn registry(mut self, url: impl Into<String>) -> Self {
        self.registries.push(url.into());
        self
    }

    /// Announces nothing and looks nowhere: consumers name the provider with `url`.
    pub fn without_registry(mut self) -> Self {
        self.without_registry = true;
        self
    }

    /// A protocol to provide services over, such as `dubbo://0.0.0.0:20880`. Port 0 takes any free port; no host
    /// means all interfaces. Parameters such as `payload` or `heartbeat` follow a `?`. Two URLs with the same address share the port.
    ///
    /// Without any, services are provided at `dubbo://:20880` or, when that is taken, at a free port; and on this
    /// machine only, as long as no registry is named either.
    pub fn protocol(mut self, url: impl Into<String>) -> Self {
        self.protocols.push(url.into());
        self
    }

    /// Provides a service: a generated server, or a [`Served`] with settings.
    pub fn serve(mut self, service: impl Into<Served>) -> Self {
        self.served.push(service.into());
        self
    }

    /// A parameter of [`crate::param`] for every service and reference that does not set it itself.
    pub fn setting(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.settings.push((key.into(), value.into()));
        self
    }

    /// TLS for every port and every reference of this process that does not say otherwise: a protocol's URL by its
    /// parameters, a reference by [`Refer::tls`](crate::Refer::tls) or the setting `ssl-enabled`. Needs the feature `tls`.
    pub fn tls(mut self, tls: Tls) -> Self {
        self.settings.extend(tls.settings());
        self
    }

    /// Adds extensions: `with(my_crate::register)`.
    pub fn with(mut self, register: impl FnOnce(&mut Extensions)) -> Self {
        register(&mut self.ext);
        self
    }

    /// How long calls under way may take to finish when the process ends; 10 s unless set.
    pub fn shutdown_timeout(mut self, limit: Duration) -> Self {
        self.shutdown_timeout = limit;
        self
    }

    /// Listens, announces the services, and gives the handle to refer to others with.
    ///
    /// # Errors
    /// `Code::Invalid` when a URL, name or setting is wrong; `Code::Unavailable` when a port is taken or a registry
    /// does not answer (with the setting `check=false` it is tried again in the background). Nothing is left running.
    ///
    /// # Cancel safety
    /// Dropping the future stops what was started; announcements are taken back in the background.
    pub async fn build(mut self) -> Result<Dubbo> {
        let mut registries = Vec::new();
        if self.registries.is_empty() && !self.without_registry {
            self.registries.push(EMBEDDED_REGISTRY.to_owned());
        } else if self.without_registry && !self.registries.is_empty() {
            return Err(Error::invalid("the builder has both `registry` and `without_registry`")
                .with_next("remove one of them"));
        }
        let local_only = self.registries.iter().all(|registry| registry == EMBEDDED_REGISTRY);
        for text in &self.registries {
            let mut url = parse("registry", text)?;
            if !self.application.is_empty() && url.param("application").is_none() {
                url.set_param("application", self.application.as_str());
            }
            let place = format!("{}://{}", url.protocol(), url.authority());
            let factory = self.ext.registries.get(url.protocol())?;
            let registry = factory(&url).map_err(|error| error.context(format_args!("registry {place}")))?;
            registries.push((place, registry));
        }
        let protocols =
            self.protocols.iter().map(|text| parse("protocol", text)).collect::<Result<Vec<Url>>>()?;
        let shared = Arc::new(Shared {
            ext: self.ext,
            application: self.application,
            registries,
            settings: self.settings,
        });
        let plan = Plan { protocols, local_only, served: self.served };
        let server = server::start(&shared, plan).await?;
        Ok(Dubbo::new(shared, server, self.shutdown_timeout))
    }

    /// [`build`](Self::build), then [`Dubbo::run`]: provides until ctrl-c or SIGTERM.
    ///
    /// # Errors
    /// As `build`.
    ///
    /// # Cancel safety
    /// As `build`.
    pub async fn run(self) -> Result<()> {
        self.build().await?.run().await
    }
}

fn parse(kind: &str, text: &str) -> Result<Url> {
    if !text.contains("://") {
        let shown: String = text.chars().take(100).collect();
        return Err(Error::invalid(format!("{kind} URL `{shown}` has no `://`")).with_next(
            "write it as scheme://host:port, such as dubbo://0.0.0.0:20880 or zookeeper://host:2181",
        ));
    }
    text.parse().map_err(|error: Error| error.context(format_args!("{kind} URL")))
}
