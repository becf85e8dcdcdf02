//! `demo`: the main job, in two processes.

use std::collections::BTreeSet;
use std::process::Stdio;
use std::time::{Duration, Instant};

use dubbors::{Code, Dubbo, Error, ServiceKey};
use tokio::process::Command;

use crate::greeter::{self, GreeterClient};
use crate::output::{self, Failure};

/// How many calls the consumer makes to tell what one costs.
const CALLS: u32 = 2000;
/// How long the consumer's process may take.
const LIMIT: Duration = Duration::from_secs(60);

/// What would announce the provider under a name of the machine's place; the demo stays on the machine.
const PLACE_VARIABLES: [&str; 2] = ["DUBBO_IP_TO_REGISTRY", "DUBBO_PORT_TO_REGISTRY"];

pub(crate) async fn run() -> Result<(), Failure> {
    if PLACE_VARIABLES.iter().any(|name| std::env::var_os(name).is_some()) {
        return this_program(&["demo"], "demo").await;
    }
    let folder = tempfile::tempdir().map_err(|error| {
        Error::unavailable(format!("cannot make a temporary folder: {error}")).with_source(error)
    })?;
    let registry = format!("file://{}", folder.path().display());
    output::line(
        "A provider and a consumer, each a process of its own, that find each other with no server.\n",
    );
    output::line(&format!("1. registry  {registry}"));

    let registries = [registry.clone()];
    let provider = greeter::provide("demo-provider", &registries, "127.0.0.1", Some(0)).await?;
    let url = provider.urls().join(" and ");
    output::line(&format!(
        "2. provider  demo.Greeter at {url}, process {}, announced in the registry",
        std::process::id()
    ));

    let consumed = this_program(&["demo-consumer", &registry], "consumer").await;
    provider.shutdown().await;
    consumed?;
    let left = Dubbo::builder().registry(&registry).build().await?.services().await?;
    if !left.is_empty() {
        return Err(Error::new(Code::Internal, "the provider is still announced after its end").into());
    }
    output::line("4. provider  drained, closed, and no longer announced\n");
    output::line("It works. Next, keep a provider up and call it from another terminal:");
    output::line("  dubbors dev --demo");
    output::line("  dubbors call demo.Greeter.greet '\"Ada\"'");
    output::line("It prints more to try, with gRPC and curl.");
    Ok(())
}

/// Runs this program with `args` as a process of its own, which prints what it does.
async fn this_program(args: &[&str], role: &str) -> Result<(), Failure> {
    let failed = |what: String| Failure::from(Error::new(Code::Internal, what));
    let program =
        std::env::current_exe().map_err(|error| failed(format!("cannot find this program: {error}")))?;
    let mut command = Command::new(program);
    for name in PLACE_VARIABLES {
        command.env_remove(name);
    }
    let mut child = command
        .args(args)
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .map_err(|error| failed(format!("cannot start the {role}: {error}")))?;
    match tokio::time::timeout(LIMIT, child.wait()).await {
        Ok(Ok(status)) if status.success() => Ok(()),
        Ok(Ok(status)) => Err(failed(format!("the {role} ended with {status}"))),
        Ok(Err(error)) => Err(failed(format!("the {role} was lost: {error}"))),
        Err(_) => Err(failed(format!("the {role} did not end within {LIMIT:?}"))),
    }
}

/// The consumer: discovers, calls, and says what it saw.
pub(crate) async fn consume(registry: &str) -> Result<(), Failure> {
    let dubbo = Dubbo::builder().application("demo-consumer").registry(registry).build().await?;
    let found = dubbo.providers(&ServiceKey::new("demo.Greeter")).await?;
    // One port has both protocols.
    let places: BTreeSet<String> = found.iter().map(|one| one.address().to_string()).collect();
    let greeter: GreeterClient = dubbo.refer().timeout(Duration::from_secs(10)).connect().await?;
    output::line(&format!(
        "3. consumer  process {}, found {} provider through the registry, calls it:",
        std::process::id(),
        places.len()
    ));
    for name in ["Ada", "世界", "🦀"] {
        let begin = Instant::now();
        let answer = greeter.greet(name.to_owned()).await?;
        output::line(&format!("     greet({name:?}) = {answer:?}   {:.2?}", begin.elapsed()));
    }
    let begin = Instant::now();
    for _ in 0..CALLS {
        greeter.greet("again".to_owned()).await?;
    }
    output::line(&format!(
        "     and {CALLS} calls more, one after the other: {:.1?} each",
        begin.elapsed() / CALLS
    ));
    Ok(())
}
