//! The whole stack: typed stub, filters, failover, random, Hessian2, the dubbo protocol, the socket, and back.

use std::time::Duration;

use dubbors::{Dubbo, Result};

/// The contract.
#[dubbors::service("bench.Echo")]
pub trait Echo {
    /// The same text.
    async fn echo(&self, text: String) -> Result<String>;
}

struct Same;

impl Echo for Same {
    async fn echo(&self, text: String) -> Result<String> {
        Ok(text)
    }
}

/// A provider at a free port of this machine.
///
/// # Errors
/// When no port can be opened.
pub async fn serve() -> Result<Dubbo> {
    Dubbo::builder()
        .application("bench")
        .without_registry()
        .protocol("dubbo://127.0.0.1:0")
        .serve(EchoServer::new(Same))
        .build()
        .await
}

/// A consumer of the provider at `url`, with everything as it is by default but the timeout: a loaded machine shall
/// not end the run.
///
/// # Errors
/// When the provider does not answer.
pub async fn connect(url: &str) -> Result<EchoClient> {
    let dubbo = Dubbo::builder().application("bench").without_registry().build().await?;
    dubbo.refer().url(url).timeout(Duration::from_secs(10)).connect().await
}
