//! The server's side of gRPC's interop cases: `--port=P [--use_tls=true --tls_cert_file=F --tls_key_file=F]`. With TLS it
//! serves HTTP/3 too.

use std::process::ExitCode;

use dubbors::{Dubbo, Result};
use dubbors_conformance::flags::Flags;
use dubbors_conformance::protos::grpc::testing::TestServiceServer;
use dubbors_conformance::protos::xds::service::orca::v3::OpenRcaServiceServer;
use dubbors_conformance::testing::Interop;

#[tokio::main]
async fn main() -> ExitCode {
    dubbors_conformance::program(serve()).await
}

async fn serve() -> Result<()> {
    let flags = Flags::of_process()?;
    let interop = Interop::default();
    let mut builder = Dubbo::builder()
        .application("interop")
        .without_registry()
        .protocol(format!(
            "tri://127.0.0.1:{}?reflection=true&cors=*&http3.enabled={}",
            flags.require("port")?,
            flags.is_on("use_tls")
        ))
        .serve(OpenRcaServiceServer::new(interop.load.clone()))
        .serve(TestServiceServer::new(interop));
    if flags.is_on("use_tls") {
        let (certificate, key) = (flags.require("tls_cert_file")?, flags.require("tls_key_file")?);
        builder =
            builder.setting("ssl-enabled", "true").setting("ssl.cert", certificate).setting("ssl.key", key);
    }
    builder.build().await?.run().await
}
