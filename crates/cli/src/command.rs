//! One file for each command.

mod call;
mod demo;
mod describe;
mod dev;
mod ls;

use dubbors::Dubbo;

use crate::args::{Args, Command, Registries};
use crate::output::Failure;

/// Runs what was typed.
pub(crate) async fn run(args: Args) -> Result<(), Failure> {
    match args.command {
        Command::Demo => demo::run().await,
        Command::DemoConsumer { registry } => demo::consume(&registry).await,
        Command::Dev(dev) => dev::run(dev).await,
        Command::Call(call) => call::run(call).await,
        Command::Ls(ls) => ls::run(ls).await,
        Command::Describe(describe) => describe::run(describe).await,
    }
}

/// Does `work` as a process that only looks and calls, and closes its registries afterwards.
async fn as_consumer<T>(
    registries: &Registries,
    work: impl AsyncFnOnce(&Dubbo) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let mut builder = Dubbo::builder().application("dubbors-cli");
    for registry in &registries.registry {
        builder = builder.registry(registry);
    }
    let dubbo = builder.build().await?;
    let done = work(&dubbo).await;
    dubbo.shutdown().await;
    done
}
