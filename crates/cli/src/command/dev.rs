//! `dev`: a provider to try things with.

use crate::args::Dev;
use crate::greeter;
use crate::output::{self, Failure};

pub(crate) async fn run(dev: Dev) -> Result<(), Failure> {
    // With a registry that other machines see, the provider is reachable from them.
    let is_local = match dev.port {
        Some(_) => dev.registry.is_empty(),
        None => dev.registry.iter().all(|registry| registry.starts_with("file:")),
    };
    let host = if is_local { "127.0.0.1" } else { "" };
    let provider = greeter::provide("dubbors-dev", &dev.registry, host, dev.port).await?;
    let urls = provider.urls().to_vec();
    // Whoever reads READY may send a signal at once.
    let running = provider.run();
    let registry = match dev.registry.as_slice() {
        [] => "file://".to_owned(),
        registries => registries.join(" "),
    };
    output::line(&format!("READY {}", urls.join(" ")));
    output::line("  provides  demo.Greeter        greet(String) -> String");
    output::line("            helloworld.Greeter  of a .proto file, with streams");
    output::line(&format!("  registry  {registry}"));
    // Quoted: a URL may hold `?` and `&`.
    let at: String = dev.registry.iter().map(|url| format!("--registry '{url}' ")).collect();
    output::line(&format!("  try       dubbors call {at}demo.Greeter.greet '\"Ada\"'"));
    if let Some(triple) = urls.iter().find_map(|url| url.strip_prefix("tri://")) {
        let address = triple.split(['/', '?']).next().unwrap_or(triple);
        output::line(&format!(
            "            dubbors call grpc://{address}/helloworld.Greeter/Greetings '{{\"name\": \"Ada\"}}'"
        ));
        output::line(&format!("            dubbors describe grpc://{address} helloworld.Greeter"));
        output::line(&format!(
            "            curl http://{address}/helloworld.Greeter/SayHello \
             -H 'content-type: application/json' -d '{{\"name\": \"Ada\"}}'"
        ));
    }
    output::line("  not for production; ctrl-c drains and ends it");
    running.await?;
    Ok(())
}
