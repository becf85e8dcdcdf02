//! From what the suite asks for to the settings of a reference. Calls with equal settings share connections.

use std::collections::HashMap;
use std::sync::Arc;

use bytes::Bytes;
use dubbors::{Dubbo, Error, Result};
use tempfile::TempDir;
use tokio::sync::Mutex;

use super::capture;
use crate::protos::connectrpc::conformance::v1::{
    ClientCompatRequest, Codec, Compression, ConformanceServiceClient, HttpVersion, Protocol,
};

/// A message that is too large for anyone.
const NO_LIMIT: u32 = 1 << 30;
/// Calls of the suite that have no timeout have none.
const FOREVER: &str = "none";
/// The methods whose timeout is a setting of their own.
const STREAMS: [&str; 3] = ["ServerStream", "ClientStream", "BidiStream"];

/// Names and values, in order.
type Settings = Vec<(String, String)>;

/// The clients that were made so far.
#[derive(Clone)]
pub(crate) struct Clients {
    folder: Arc<TempDir>,
    made: Arc<Mutex<HashMap<Settings, Made>>>,
}

/// A client and what keeps its connections.
#[derive(Clone)]
struct Made {
    client: ConformanceServiceClient,
    _dubbo: Dubbo,
}

impl Clients {
    pub(crate) fn new() -> Result<Self> {
        let folder = TempDir::new().map_err(|error| Error::internal(error.to_string()))?;
        Ok(Self { folder: Arc::new(folder), made: Arc::default() })
    }

    /// The client for a request.
    pub(crate) async fn get(&self, request: &ClientCompatRequest) -> Result<ConformanceServiceClient> {
        let settings = self.settings(request)?;
        let mut made = self.made.lock().await;
        if let Some(made) = made.get(&settings) {
            return Ok(made.client.clone());
        }
        let dubbo = Dubbo::builder()
            .application("conformance")
            .without_registry()
            .with(capture::register)
            .build()
            .await?;
        let url = format!("tri://{}:{}", request.host, request.port);
        let refer = settings.iter().fold(dubbo.refer().url(url), |refer, (key, value)| {
            if key == "url" { refer } else { refer.setting(key, value) }
        });
        let client: ConformanceServiceClient = refer.check(false).cluster("failfast").connect().await?;
        made.insert(settings, Made { client: client.clone(), _dubbo: dubbo });
        Ok(client)
    }

    fn settings(&self, request: &ClientCompatRequest) -> Result<Settings> {
        let mut settings = Settings::new();
        let mut set = |key: &str, value: String| settings.push((key.to_owned(), value));
        // Not a setting, but part of what tells clients apart.
        set("url", format!("{}:{}", request.host, request.port));
        let flavor = match request.protocol() {
            Protocol::Grpc => "grpc",
            Protocol::GrpcWeb => "grpc-web",
            Protocol::Connect => "connect",
            other => return Err(Error::unimplemented(format!("{other:?}"))),
        };
        set("flavor", flavor.to_owned());
        let http = match request.http_version() {
            HttpVersion::HttpVersion1 => "1.1",
            HttpVersion::HttpVersion2 => "2",
            HttpVersion::HttpVersion3 => "3",
            other => return Err(Error::unimplemented(format!("{other:?}"))),
        };
        set("http-version", http.to_owned());
        match request.codec() {
            Codec::Proto => {}
            Codec::Json => set("codec", "json".to_owned()),
            other => return Err(Error::unimplemented(format!("{other:?}"))),
        }
        if request.use_get_http_method {
            set("http-get", "true".to_owned());
        }
        match request.compression() {
            Compression::Unspecified | Compression::Identity => {}
            Compression::Gzip => set("compression", "gzip".to_owned()),
            Compression::Zstd => set("compression", "zstd".to_owned()),
            other => return Err(Error::unimplemented(format!("{other:?}"))),
        }
        let limit = if request.message_receive_limit == 0 { NO_LIMIT } else { request.message_receive_limit };
        set("payload", limit.to_string());
        // Handshakes of all cases begin at once.
        set("connect.timeout", "60000".to_owned());
        match request.timeout_ms {
            None => set("timeout", FOREVER.to_owned()),
            Some(timeout) => {
                set("timeout", timeout.to_string());
                for method in STREAMS {
                    set(&format!("{method}.timeout"), timeout.to_string());
                }
            }
        }
        if !request.server_tls_cert.is_empty() {
            set("ssl-enabled", "true".to_owned());
            set("ssl.ca", self.file("ca", &request.server_tls_cert)?);
        }
        if let Some(creds) = &request.client_tls_creds {
            set("ssl.cert", self.file("cert", &creds.cert)?);
            set("ssl.key", self.file("key", &creds.key)?);
        }
        Ok(settings)
    }

    /// A file with this text; the same text has the same file.
    fn file(&self, kind: &str, pem: &Bytes) -> Result<String> {
        use std::hash::{DefaultHasher, Hash, Hasher};
        let mut hasher = DefaultHasher::new();
        pem.hash(&mut hasher);
        let path = self.folder.path().join(format!("{kind}-{:016x}.pem", hasher.finish()));
        if !path.exists() {
            std::fs::write(&path, pem)
                .map_err(|error| Error::internal(format!("{}: {error}", path.display())))?;
        }
        Ok(path.display().to_string())
    }
}
