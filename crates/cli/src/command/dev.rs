//! `dev`: a provider to try things with.

use crate::args::Dev;
use crate::greeter;
use crate::output::{self, Failure};

pub(crate) async fn run(dev: Dev) -> Result<(), Failure> {
    let protocol = dev.port.map(|port| {
        // With a registry that other machines see, the provider is reachable from them.
        let host = if dev.registry.is_empty() { "127.0.0.1" } else { "" };
        format!("dubbo://{host}:{port}")
    });
    let provider = greeter::provide("dubbors-dev", &dev.registry, protocol).await?;
    let urls = provider.urls().join(" ");
    // Whoever reads READY may send a signal at once.
    let running = provider.run();
    let registry = match dev.registry.as_slice() {
        [] => "file://".to_owned(),
        registries => registries.join(" "),
    };
    output::line(&format!("READY {urls}"));
    output::line("  provides  demo.Greeter  greet(String) -> String");
    output::line(&format!("  registry  {registry}"));
    // Quoted: a URL may hold `?` and `&`.
    let at: String = dev.registry.iter().map(|url| format!("--registry '{url}' ")).collect();
    output::line(&format!("  try       dubbors call {at}demo.Greeter.greet '\"Ada\"'"));
    output::line("  not for production; ctrl-c drains and ends it");
    running.await?;
    Ok(())
}
