//! One file for each command.

mod call;
mod demo;
mod describe;
mod dev;
mod ls;

use dubbors::{Dubbo, Result};

use crate::args::{Args, Command, Registries};
use crate::output::Failure;

/// Runs what was typed.
pub(crate) async fn run(args: Args) -> std::result::Result<(), Failure> {
    match args.command {
        Command::Demo => demo::run().await,
        Command::DemoConsumer { registry } => demo::consume(&registry).await,
        Command::Dev(dev) => dev::run(dev).await,
        Command::Call(call) => call::run(call).await,
        Command::Ls(ls) => ls::run(ls).await,
        Command::Describe(describe) => describe::run(describe).await,
    }
}

/// A process that only looks and calls.
async fn consumer(registries: &Registries) -> Result<Dubbo> {
    let mut builder = Dubbo::builder().application("dubbors-cli");
    for registry in &registries.registry {
        builder = builder.registry(registry);
    }
    builder.build().await
}
