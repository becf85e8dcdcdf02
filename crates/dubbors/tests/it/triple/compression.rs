//! What is compressed, message by message, and that both sides see it.

use dubbors::{Dubbo, Result, Streaming, context};

#[dubbors::service("it.Packed")]
trait Packed {
    /// As many letters, compressed or not; `None` for what the settings say.
    async fn text(&self, packed: Option<bool>, length: i32) -> Result<String>;
    async fn seen(&self, text: String) -> Result<bool>;
    async fn all_seen(&self, texts: Streaming<String>) -> Result<Vec<bool>>;
    async fn every_other(&self, texts: Streaming<String>) -> Result<Streaming<String>>;
}

struct Service;

impl Packed for Service {
    async fn text(&self, packed: Option<bool>, length: i32) -> Result<String> {
        if let Some(packed) = packed {
            context::compress_reply(packed)?;
        }
        Ok("x".repeat(usize::try_from(length).unwrap()))
    }

    async fn seen(&self, _: String) -> Result<bool> {
        Ok(context::is_compressed())
    }

    async fn all_seen(&self, mut texts: Streaming<String>) -> Result<Vec<bool>> {
        let mut seen = Vec::new();
        while let Some(text) = texts.next().await {
            text?;
            seen.push(texts.is_compressed());
        }
        Ok(seen)
    }

    async fn every_other(&self, texts: Streaming<String>) -> Result<Streaming<String>> {
        let mut turn = false;
        let turns = texts.compress_if(move |_| {
            turn = !turn;
            turn
        });
        Ok(turns)
    }
}

async fn pair(provider: &str, consumer: &str) -> (Dubbo, PackedClient) {
    let url = format!("tri://127.0.0.1:0{provider}");
    let builder = Dubbo::builder().without_registry().protocol(url).serve(PackedServer::new(Service));
    let provider = builder.build().await.unwrap();
    let dubbo = Dubbo::builder().without_registry().build().await.unwrap();
    let url = format!("{}{consumer}", provider.urls()[0]);
    (provider, dubbo.refer().url(url).connect().await.unwrap())
}

const SPEECHES: [&str; 3] = ["?flavor=grpc", "?flavor=grpc-web", "?flavor=connect"];

#[tokio::test]
async fn a_call_says_whether_its_message_is_compressed() {
    for speech in SPEECHES {
        let (_provider, client) = pair("", speech).await;
        let (short, long) = ("x".to_owned(), "x".repeat(100_000));
        context::scope(async {
            assert!(!client.seen(long.clone()).await.unwrap(), "{speech}");
            context::compress(true).unwrap();
            assert!(client.seen(short.clone()).await.unwrap(), "{speech}");
            assert_eq!(client.all_seen(texts()).await.unwrap(), [true, true, true], "{speech}");
            // A stream that chooses has the last word.
            let chosen = texts().compress_if(|text| text.len() == 2);
            assert_eq!(client.all_seen(chosen).await.unwrap(), [false, true, false], "{speech}");
            context::compress(false).unwrap();
            assert!(!client.seen(long.clone()).await.unwrap(), "{speech}");
        })
        .await;
        let chosen = texts().compress_if(|text| text.len() == 2);
        assert_eq!(client.all_seen(chosen).await.unwrap(), [false, true, false], "{speech}");

        let (_provider, client) = pair("", &format!("{speech}&compression=zstd")).await;
        context::scope(async {
            assert!(client.seen(long.clone()).await.unwrap(), "{speech}");
            context::compress(false).unwrap();
            assert!(!client.seen(long.clone()).await.unwrap(), "{speech}");
            context::compress_as_set().unwrap();
            assert!(client.seen(long).await.unwrap(), "{speech}");
        })
        .await;
    }
}

#[tokio::test]
async fn an_answer_says_whether_it_is_compressed() {
    for speech in SPEECHES {
        for (settings, wanted) in [
            ("", [(None, 100_000, false), (Some(true), 1, true), (Some(false), 100_000, false)]),
            (
                "?compression=gzip",
                [(None, 100_000, true), (Some(true), 1, true), (Some(false), 100_000, false)],
            ),
        ] {
            let (_provider, client) = pair(settings, speech).await;
            context::scope(async {
                for (packed, length, compressed) in wanted {
                    let text = client.text(packed, length).await.unwrap();
                    assert_eq!(text.len(), usize::try_from(length).unwrap());
                    assert_eq!(context::is_reply_compressed(), compressed, "{speech} {settings} {packed:?}");
                }
            })
            .await;
            let mut answers = client.every_other(texts()).await.unwrap();
            for compressed in [true, false, true] {
                assert!(!answers.next().await.unwrap().unwrap().is_empty());
                assert_eq!(answers.is_compressed(), compressed, "{speech} {settings}");
            }
            assert!(answers.next().await.is_none());
        }
    }
}

fn texts() -> Streaming<String> {
    Streaming::from_values(["a", "bb", "ccc"].map(str::to_owned))
}
