//! The client's side of the cases, by name.

use std::time::Duration;

use dubbors::codegen::Client;
use dubbors::{Dubbo, Error, Refer, Result, Typed};

use super::{compressed, metadata, negative, orca, soak, streams, unary};
use crate::flags::Flags;
use crate::protos::grpc::testing::TestServiceClient;

/// How long a call may take.
const CALL: Duration = Duration::from_secs(60);

/// How to get at the server.
#[derive(Debug)]
pub struct Target {
    url: String,
    ca: Option<String>,
    http: String,
}

/// Clients that share connections.
#[derive(Clone)]
pub(crate) struct Clients {
    dubbo: Dubbo,
    pub(crate) test: TestServiceClient,
}

impl Target {
    /// What the options say.
    ///
    /// # Errors
    /// `Code::Invalid` when one is wrong or missing.
    pub fn of(flags: &Flags) -> Result<Self> {
        let host = flags.get("server_host").unwrap_or("localhost");
        let port = flags.require("server_port")?;
        let ca = if flags.is_on("use_tls") { Some(flags.require("ca_file")?.to_owned()) } else { None };
        let http = flags.get("http_version").unwrap_or("2").to_owned();
        Ok(Self { url: format!("tri://{host}:{port}"), ca, http })
    }

    /// New connections, with `settings` for every call.
    pub(crate) async fn connect(&self, settings: &[(&str, &str)]) -> Result<Clients> {
        let dubbo = Dubbo::builder().application("interop").without_registry().build().await?;
        let refer = self.refer(&dubbo);
        let refer = settings.iter().fold(refer, |refer, (key, value)| refer.setting(*key, *value));
        Ok(Clients { test: refer.connect().await?, dubbo })
    }

    /// A client of another service, over the same connections.
    pub(crate) async fn other<C: Client>(&self, clients: &Clients) -> Result<C> {
        self.refer(&clients.dubbo).connect().await
    }

    fn refer(&self, dubbo: &Dubbo) -> Refer<Typed> {
        let refer = dubbo.refer().url(&self.url).check(false).timeout(CALL).cluster("failfast");
        let refer = refer.setting("http-version", &self.http);
        match &self.ca {
            Some(ca) => refer.setting("ssl-enabled", "true").setting("ssl.ca", ca),
            None => refer,
        }
    }
}

/// What came of a case that did not fail.
#[derive(Debug, PartialEq, Eq)]
pub enum Verdict {
    /// All is as it should be.
    Passed,
    /// There is nothing to judge, and why.
    Skipped(&'static str),
}

/// Runs one case.
///
/// # Errors
/// What is not as it should be; `Code::Invalid` when there is no such case.
pub async fn run(case: &str, target: &Target, flags: &Flags) -> Result<Verdict> {
    let clients = target.connect(&[]).await?;
    let test = &clients.test;
    match case {
        "empty_unary" => unary::empty(test).await,
        "large_unary" => unary::large(test).await,
        "client_streaming" => streams::client_streaming(test).await,
        "server_streaming" => streams::server_streaming(test).await,
        "ping_pong" => streams::ping_pong(test).await,
        "empty_stream" => streams::empty(test).await,
        "timeout_on_sleeping_server" => streams::timeout(target).await,
        "cancel_after_begin" => streams::cancel_after_begin(test).await,
        "cancel_after_first_response" => streams::cancel_after_first_response(test).await,
        "status_code_and_message" => unary::status(test).await,
        "special_status_message" => unary::special_status(test).await,
        "custom_metadata" => metadata::custom(test).await,
        "unimplemented_method" => unary::unimplemented_method(test).await,
        "unimplemented_service" => unary::unimplemented_service(target, &clients).await,
        "pick_first_unary" => unary::pick_first(test).await,
        "rpc_soak" => soak::calls(test, flags).await,
        "channel_soak" => soak::connections(target, flags).await,
        "orca_per_rpc" => orca::per_call(test).await,
        "orca_oob" => orca::out_of_band(target, &clients).await,
        "client_compressed_unary" => compressed::client_unary(test).await,
        "server_compressed_unary" => compressed::server_unary(test).await,
        "client_compressed_streaming" => compressed::client_streaming(test).await,
        "server_compressed_streaming" => compressed::server_streaming(test).await,
        "concurrent_large_unary" => unary::concurrent(test).await,
        "goaway" => negative::goaway(test).await,
        "rst_after_header" | "rst_during_data" | "rst_after_data" => negative::reset(test).await,
        "ping" => unary::large(test).await,
        "max_streams" => negative::max_streams(test).await,
        "cacheable_unary" => {
            unary::cacheable(test).await?;
            return Ok(Verdict::Skipped("there is no proxy that caches; the method itself answers"));
        }
        other => Err(Error::invalid(format!("there is no case `{other}`"))),
    }?;
    Ok(Verdict::Passed)
}
