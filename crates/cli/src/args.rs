//! What can be typed.

mod place;

use std::time::Duration;

use clap::{ArgAction, Args as ClapArgs, Parser, Subcommand};

pub(crate) use place::{ContractArgs, Headers, Registries, ServerArgs, TlsArgs};

/// Try dubbors, call services of Java, Go and Rust, and look into registries.
#[derive(Debug, Parser)]
#[command(
    name = "dubbors",
    version,
    max_term_width = 100,
    after_help = "Exit codes: 0 ok, 1 the provider answered with an error, 2 usage, 3 no provider, 4 timeout, 5 transport.\n\
                  Start with: dubbors demo"
)]
pub(crate) struct Args {
    /// Say more on standard error, such as whole stack traces; twice says everything. RUST_LOG chooses finer.
    #[arg(short, long, global = true, action = ArgAction::Count)]
    pub(crate) verbose: u8,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Show the main job: a provider, a registry, and a consumer in a process of its own.
    Demo,
    /// Keep a provider up to try things with, until ctrl-c. Not for production.
    Dev(Dev),
    /// Call a method with JSON arguments and print the answer as JSON.
    Call(Call),
    /// List the services of a registry, or of a gRPC server.
    Ls(Ls),
    /// Show who provides a service, or what a gRPC server tells of it.
    Describe(Describe),
    /// The consumer of `demo`.
    #[command(hide = true)]
    DemoConsumer {
        /// Where to look for the provider.
        registry: String,
    },
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Dev {
    /// Provide `demo.Greeter` with `greet(String) -> String`, and `helloworld.Greeter` of a .proto file, with streams.
    #[arg(long, required = true)]
    pub(crate) demo: bool,
    /// The port; 0 takes any free one. Without it: 20880, or any free one when that is taken.
    #[arg(long)]
    pub(crate) port: Option<u16>,
    /// Where to announce it, such as zookeeper://127.0.0.1:2181. Without it: the files that all processes of this
    /// machine share.
    #[arg(long, value_name = "URL")]
    pub(crate) registry: Vec<String>,
}

#[derive(Debug, ClapArgs)]
#[command(
    disable_version_flag = true,
    after_help = "Examples:\n  \
        dubbors call demo.Greeter.greet '\"Ada\"'\n  \
        dubbors call --registry zookeeper://127.0.0.1:2181 com.shop.Orders.find 42\n  \
        dubbors call dubbo://10.0.0.7:20880 com.shop.Orders.save -t com.shop.Order,int '{\"id\": 7}' 10\n  \
        dubbors call grpc://127.0.0.1:50051/helloworld.Greeter/SayHello '{\"name\": \"Ada\"}'\n  \
        dubbors call grpc://127.0.0.1:50051 helloworld.Greeter.Chat - < messages.ndjson\n\n\
        Types (-t): boolean byte short int long float double char, String Object List Map Set Date BigDecimal\n\
        BigInteger, any class by its full name, and arrays (int[]). Without -t the provider finds the method by name\n\
        and number of arguments, and numbers are sent as int, long or double.\n\
        An object names its class: {\"class\": \"com.shop.Order\", \"id\": 7}.\n\n\
        Services of .proto files (gRPC, Triple) take messages as JSON, and streams of them in several arguments, or one\n\
        message a line from a file (@file) or standard input (-). The contract is asked of the server (reflection), or\n\
        comes from a file (-D). Streams are printed one message a line."
)]
pub(crate) struct Call {
    #[command(flatten)]
    pub(crate) registries: Registries,
    /// Call this provider and ask no registry: dubbo://host:port, tri://host:port, grpc://host:port. Several are tried in
    /// turn until one is reached. A URL in front of SERVICE.METHOD means the same, and SERVICE/METHOD may be its path.
    #[arg(short, long, value_name = "URL", conflicts_with = "registry")]
    pub(crate) url: Vec<String>,
    /// The service's group.
    #[arg(short, long)]
    pub(crate) group: Option<String>,
    /// The service's version.
    #[arg(short = 'V', long)]
    pub(crate) version: Option<String>,
    /// The Java types of the parameters, separated by commas.
    #[arg(short, long, value_name = "TYPES", value_delimiter = ',', num_args = 1)]
    pub(crate) types: Option<Vec<String>>,
    /// An attachment of the call; may be repeated.
    #[arg(short, long = "attach", value_name = "KEY=VALUE", value_parser = pair)]
    pub(crate) attach: Vec<(String, String)>,
    #[command(flatten)]
    pub(crate) headers: Headers,
    /// How long the call may take, a stream as a whole, such as 500ms or 3s. Without it: 3s, and no end for streams.
    #[arg(long, value_parser = duration)]
    pub(crate) timeout: Option<Duration>,
    /// Print the answer in one line, for programs.
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) contract: ContractArgs,
    #[command(flatten)]
    pub(crate) tls: TlsArgs,
    /// Interface and method: com.shop.Orders.find, or helloworld.Greeter/SayHello
    #[arg(value_name = "SERVICE.METHOD", help_heading = None::<&str>)]
    pub(crate) method: String,
    /// The arguments, each a JSON value; what is no JSON, such as a bare word, is a string.
    #[arg(value_name = "JSON", allow_negative_numbers = true, help_heading = None::<&str>)]
    pub(crate) args: Vec<String>,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Ls {
    #[command(flatten)]
    pub(crate) registries: Registries,
    /// Print JSON.
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) server: ServerArgs,
    /// A server to ask in place of a registry, such as grpc://127.0.0.1:50051. It needs gRPC's reflection.
    #[arg(value_name = "URL", conflicts_with = "registry", help_heading = None::<&str>)]
    pub(crate) url: Option<String>,
}

#[derive(Debug, ClapArgs)]
#[command(
    override_usage = "dubbors describe [OPTIONS] [URL] SERVICE",
    after_help = "Examples:\n  \
        dubbors describe com.shop.Orders\n  \
        dubbors describe grpc://127.0.0.1:50051 helloworld.Greeter\n  \
        dubbors describe grpc://127.0.0.1:50051"
)]
pub(crate) struct Describe {
    #[command(flatten)]
    pub(crate) registries: Registries,
    /// Print JSON.
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) contract: ContractArgs,
    #[command(flatten)]
    pub(crate) server: ServerArgs,
    /// The interface; [group/]interface[:version] picks one of several. Behind the URL of a gRPC server: a service, method
    /// or message; all services without one.
    #[arg(value_name = "SERVICE", required = true, num_args = 1..=2, help_heading = None::<&str>)]
    pub(crate) what: Vec<String>,
}

fn pair(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((key, value)) if !key.is_empty() => Ok((key.to_owned(), value.to_owned())),
        _ => Err("write it as key=value".to_owned()),
    }
}

fn duration(text: &str) -> Result<Duration, String> {
    dubbors::param::parse_duration(text)
        .filter(|duration| !duration.is_zero())
        .ok_or_else(|| "write it as 500ms, 3s or 1m30s".to_owned())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_definition_holds_together() {
        Args::command().debug_assert();
    }

    #[test]
    fn a_call_is_read() {
        let line = "dubbors call -u dubbo://h:1 -g g -V 1.0 -t int,com.x.User[] -a a=b=c --timeout 500ms a.B.m -1 {}";
        let Command::Call(call) = Args::try_parse_from(line.split(' ')).unwrap().command else { panic!() };
        assert_eq!((call.group.as_deref(), call.version.as_deref()), (Some("g"), Some("1.0")));
        assert_eq!(call.types.unwrap(), ["int", "com.x.User[]"]);
        assert_eq!(call.attach, [("a".to_owned(), "b=c".to_owned())]);
        assert_eq!(call.timeout, Some(Duration::from_millis(500)));
        assert_eq!(
            (call.method.as_str(), call.args.as_slice()),
            ("a.B.m", ["-1".to_owned(), "{}".to_owned()].as_slice())
        );
    }

    #[test]
    fn mistakes_are_refused() {
        for line in [
            "dubbors",
            "dubbors call",
            "dubbors call --timeout 0s a.B.m",
            "dubbors call -a novalue a.B.m",
            "dubbors call -u dubbo://h:1 -r file:// a.B.m",
            "dubbors dev",
            "dubbors dev --demo --port 99999",
            "dubbors describe",
            "dubbors describe a b c",
            "dubbors ls -r file:// grpc://h:1",
            "dubbors call -H novalue a.B.m",
            "dubbors call --cert x.pem a.B.m",
            "dubbors call --ca x.pem --insecure a.B.m",
        ] {
            assert!(Args::try_parse_from(line.split(' ')).is_err(), "{line}");
        }
    }
}
