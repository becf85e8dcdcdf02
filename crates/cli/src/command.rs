//! One file for each command.

mod call;
mod contract;
mod demo;
mod describe;
mod dev;
mod ls;
mod place;

use dubbors::{Code, Dubbo, Error, Url};

use crate::args::{Args, Command, Registries};
use crate::output::Failure;

/// Runs what was typed. Ctrl-c ends it at once, apart from `dev`, which drains.
pub(crate) async fn run(args: Args) -> Result<(), Failure> {
    if matches!(args.command, Command::Dev(_)) {
        return dispatch(args.command, false).await;
    }
    tokio::select! {
        biased;
        Ok(()) = tokio::signal::ctrl_c() => Err(Failure::Interrupted),
        done = dispatch(args.command, args.verbose > 0) => done,
    }
}

async fn dispatch(command: Command, verbose: bool) -> Result<(), Failure> {
    match command {
        Command::Demo => demo::run().await,
        Command::DemoConsumer { registry } => demo::consume(&registry).await,
        Command::Dev(dev) => dev::run(dev).await,
        Command::Call(call) => call::run(call, verbose).await,
        Command::Ls(ls) => ls::run(ls).await,
        Command::Describe(describe) => describe::run(describe).await,
    }
}

/// Does `work` as a process that only looks and calls, and closes its registries afterwards. It leaves no trace in
/// them: `register=false`, unless the URL says otherwise.
async fn as_consumer<T>(
    registries: &Registries,
    work: impl AsyncFnOnce(&Dubbo) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let mut builder = Dubbo::builder().application("dubbors-cli");
    for registry in &registries.registry {
        builder = builder.registry(without_trace(registry));
    }
    let dubbo = builder.build().await?;
    let done = work(&dubbo).await;
    dubbo.shutdown().await;
    done
}

fn without_trace(registry: &str) -> String {
    match registry.parse::<Url>() {
        Ok(url) if url.param("register").is_none() => url.with_param("register", "false").to_string(),
        // What cannot be read is refused with its reason where it is used.
        _ => registry.to_owned(),
    }
}

/// `error`, and if it says that nobody provides `interface`, the names that come near and are provided.
async fn with_names(dubbo: &Dubbo, interface: &str, error: Error) -> Error {
    if error.code() != Code::NoProvider {
        return error;
    }
    let Ok(services) = dubbo.services().await else { return error };
    if services.iter().any(|service| service.interface() == interface) {
        // It is a matter of group and version, and the error says so.
        return error;
    }
    let mut names: Vec<&str> = services.iter().map(dubbors::ServiceKey::interface).collect();
    names.sort_by_key(|name| std::cmp::Reverse(likeness(name, interface)));
    names.dedup();
    names.truncate(3);
    match names.as_slice() {
        [] => error.with_next("nothing is provided there; dubbors dev --demo starts a provider to try"),
        names => error.with_next(format!("provided are {}; dubbors ls lists all", names.join(", "))),
    }
}

/// How many characters two names share at their begin and end.
fn likeness(one: &str, other: &str) -> usize {
    let begin = one.chars().zip(other.chars()).take_while(|(a, b)| a == b).count();
    let end = one.chars().rev().zip(other.chars().rev()).take_while(|(a, b)| a == b).count();
    begin + end
}
