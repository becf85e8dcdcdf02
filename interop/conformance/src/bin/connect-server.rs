//! The server that connectconformance judges. It is told on standard input what to serve, tells on standard output where,
//! and serves until it is told to end.

use std::process::ExitCode;

use bytes::Bytes;
use dubbors::{Dubbo, Error, Result, Url};
use dubbors_conformance::connect::{Conformance, wire};
use dubbors_conformance::protos::connectrpc::conformance::v1::{
    ConformanceServiceServer, HttpVersion, ServerCompatRequest, ServerCompatResponse,
};
use tempfile::TempDir;

/// A message that is too large for anyone.
const NO_LIMIT: u32 = 1 << 30;

#[tokio::main]
async fn main() -> ExitCode {
    dubbors_conformance::program(serve()).await
}

async fn serve() -> Result<()> {
    let request: Option<ServerCompatRequest> = wire::read(&mut tokio::io::stdin()).await.map_err(pipe)?;
    let request = request.ok_or_else(|| Error::invalid("nothing came on standard input"))?;
    let limit = if request.message_receive_limit == 0 { NO_LIMIT } else { request.message_receive_limit };
    let folder = TempDir::new().map_err(pipe)?;
    let http3 = request.http_version() == HttpVersion::HttpVersion3;
    let mut builder = Dubbo::builder()
        .application("conformance")
        .without_registry()
        // Answers are compressed for those who read it.
        .protocol(format!("tri://127.0.0.1:0?payload={limit}&compression=gzip&cors=*&http3.enabled={http3}"))
        .serve(ConformanceServiceServer::new(Conformance));
    for (key, value) in tls(&request, &folder)? {
        builder = builder.setting(key, value);
    }
    let dubbo = builder.build().await?;
    let url: Url = dubbo.urls().first().ok_or_else(|| Error::internal("nothing is served"))?.parse()?;
    let creds = request.server_creds.filter(|_| request.use_tls);
    let response = ServerCompatResponse {
        host: "127.0.0.1".to_owned(),
        port: url.port().map(u32::from).unwrap_or_default(),
        pem_cert: creds.map(|creds| creds.cert).unwrap_or_default(),
    };
    wire::write(&mut tokio::io::stdout(), &response).await.map_err(pipe)?;
    dubbo.run().await
}

/// The settings of TLS; what is read from files is written to files first.
fn tls(request: &ServerCompatRequest, folder: &TempDir) -> Result<Vec<(&'static str, String)>> {
    if !request.use_tls {
        return Ok(Vec::new());
    }
    let file = |name: &str, pem: &Bytes| {
        let path = folder.path().join(name);
        std::fs::write(&path, pem).map_err(pipe)?;
        Ok::<_, Error>(path.display().to_string())
    };
    let creds = request.server_creds.clone().unwrap_or_default();
    let mut settings = vec![
        ("ssl-enabled", "true".to_owned()),
        ("ssl.cert", file("cert.pem", &creds.cert)?),
        ("ssl.key", file("key.pem", &creds.key)?),
    ];
    if !request.client_tls_cert.is_empty() {
        settings.push(("ssl.ca", file("client.pem", &request.client_tls_cert)?));
        settings.push(("ssl.client-auth", "required".to_owned()));
    }
    Ok(settings)
}

fn pipe(error: std::io::Error) -> Error {
    Error::internal(error.to_string())
}
