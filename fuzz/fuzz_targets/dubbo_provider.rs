//! Any bytes to a provider's connection: it ends, and nothing panics.
#![no_main]

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use dubbors::codegen::Provide;
use dubbors::{AnyInvoker, Result, Url};
use dubbors_core::{BoxStream, Peer, Protocol, Service, Services, Shutdown};
use dubbors_fuzz::speaker::run;
use dubbors_protocol_dubbo::Dubbo;
use libfuzzer_sys::fuzz_target;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

#[dubbors::service("a.B")]
trait Contract {
    async fn m(&self, text: String) -> Result<String>;
    async fn n(&self, numbers: Vec<i32>, more: Option<Vec<String>>) -> Result<i32>;
}

struct Implementation;

impl Contract for Implementation {
    async fn m(&self, text: String) -> Result<String> {
        Ok(text)
    }

    async fn n(&self, numbers: Vec<i32>, _: Option<Vec<String>>) -> Result<i32> {
        Ok(numbers.len() as i32)
    }
}

static SERVICES: LazyLock<Arc<Services>> = LazyLock::new(|| {
    let server = ContractServer::new(Implementation);
    let descriptor = server.descriptor();
    let invoker = AnyInvoker::new(server);
    Services::new([Service { descriptor, invoker, filters: Box::default(), settings: Url::default() }])
});

fuzz_target!(|bytes: &[u8]| {
    run(async {
        let (near, far) = tokio::io::duplex(64 * 1024);
        let peer = Arc::new(Peer::new("fuzz", "provider"));
        let serving = Dubbo::new().accept(BoxStream::new(far, peer), SERVICES.clone(), Shutdown::never());
        let (mut read, mut write) = tokio::io::split(near);
        let client = async move {
            let drain = async move {
                let mut answer = Vec::new();
                let _ = read.read_to_end(&mut answer).await;
            };
            let send = async move {
                let _ = write.write_all(bytes).await;
                let _ = write.shutdown().await;
            };
            tokio::join!(drain, send);
        };
        let both = async { tokio::join!(serving, client) };
        tokio::time::timeout(Duration::from_secs(3600), both).await.expect("the connection ends");
    });
});
