//! Where to call, and how to get there: what several commands take.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args as ClapArgs;

/// Where to look for providers.
#[derive(Debug, ClapArgs)]
pub(crate) struct Registries {
    /// A registry, such as zookeeper://127.0.0.1:2181; several are used together. Without it: the files that all
    /// processes of this machine share.
    #[arg(short, long, value_name = "URL")]
    pub(crate) registry: Vec<String>,
}

/// TLS to what is called.
#[derive(Debug, Default, ClapArgs)]
#[command(next_help_heading = "TLS")]
pub(crate) struct TlsArgs {
    /// Speak TLS and trust whom this system trusts. grpcs:// and tris:// say the same.
    #[arg(long)]
    pub(crate) tls: bool,
    /// Trust the CAs of this PEM file only.
    #[arg(long, value_name = "FILE")]
    pub(crate) ca: Option<String>,
    /// Show this certificate (PEM).
    #[arg(long, value_name = "FILE", requires = "key")]
    pub(crate) cert: Option<String>,
    /// The private key of the certificate (PEM).
    #[arg(long, value_name = "FILE", requires = "cert")]
    pub(crate) key: Option<String>,
    /// Expect this name in the certificate of the other side.
    #[arg(long, value_name = "NAME")]
    pub(crate) server_name: Option<String>,
    /// Take any certificate. Whoever sits between can read and change everything.
    #[arg(long, conflicts_with = "ca")]
    pub(crate) insecure: bool,
}

/// Headers to send.
#[derive(Debug, Default, ClapArgs)]
pub(crate) struct Headers {
    /// An attachment as HTTP has it; may be repeated. A value under a name that ends in -bin is Base64.
    #[arg(short = 'H', long = "header", value_name = "NAME: VALUE", value_parser = header)]
    pub(crate) header: Vec<(String, String)>,
}

fn header(text: &str) -> Result<(String, String), String> {
    match text.split_once(':') {
        Some((name, value)) if !name.trim().is_empty() => {
            Ok((name.trim().to_owned(), value.trim().to_owned()))
        }
        _ => Err("write it as 'name: value'".to_owned()),
    }
}

/// How to ask a server what it provides.
#[derive(Debug, ClapArgs)]
pub(crate) struct ServerArgs {
    /// How long to wait for a server.
    #[arg(long, default_value = "3s", value_parser = super::duration)]
    pub(crate) timeout: Duration,
    #[command(flatten)]
    pub(crate) headers: Headers,
    #[command(flatten)]
    pub(crate) tls: TlsArgs,
}

/// Where the contract of a .proto file comes from, if the server does not tell it.
#[derive(Debug, Default, ClapArgs)]
#[command(next_help_heading = "Contract")]
pub(crate) struct ContractArgs {
    /// A file as protoc writes it: protoc --include_imports --descriptor_set_out=FILE.
    #[arg(short = 'D', long, value_name = "FILE")]
    pub(crate) descriptor_set: Option<PathBuf>,
    /// A .proto file; may be repeated.
    #[cfg(feature = "proto")]
    #[arg(long, value_name = "FILE", conflicts_with = "descriptor_set")]
    pub(crate) proto: Vec<PathBuf>,
    /// Where .proto files import from; may be repeated. Without it: where they are.
    #[cfg(feature = "proto")]
    #[arg(short = 'I', long = "import", value_name = "DIR", requires = "proto")]
    pub(crate) imports: Vec<PathBuf>,
}

impl ContractArgs {
    /// The options as they were typed; `None` when there were none.
    pub(crate) fn typed(&self) -> Option<String> {
        let mut files: Vec<_> = self.descriptor_set.iter().map(|file| ("-D", file)).collect();
        #[cfg(feature = "proto")]
        for (option, more) in [("--proto", &self.proto), ("-I", &self.imports)] {
            files.extend(more.iter().map(|file| (option, file)));
        }
        let typed: Vec<String> =
            files.drain(..).map(|(option, file)| format!("{option} {}", file.display())).collect();
        (!typed.is_empty()).then(|| typed.join(" "))
    }
}
