//! The protobuf contract as this peer provides it, see interop/proto.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use dubbors::protobuf::prost::{Message, Name};
use dubbors::{Code, Error, Result, StatusCode, StreamSender, Streaming, Value, context};

use super::proto::{Chunk, Everything, Failure, Nothing, Number, Pairs, Range, Talk, Text, Total, Words};

/// How long a `hold` waits between two numbers, and how many it sends.
const HOLD_PAUSE: Duration = Duration::from_millis(20);
const HOLD_LIMIT: i64 = 500;

/// How each `hold` ended, by its token.
#[derive(Clone, Default)]
struct Endings(Arc<Mutex<HashMap<String, &'static str>>>);

impl Endings {
    fn set(&self, token: &str, ending: &'static str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(token.to_owned(), ending);
    }

    fn get(&self, token: &str) -> &'static str {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(token).copied().unwrap_or("none")
    }
}

#[derive(Default)]
pub(crate) struct Service {
    endings: Endings,
}

fn text(value: impl Into<String>) -> Text {
    Text { value: value.into() }
}

async fn pause(millis: i64) {
    if let Ok(millis @ 1..) = u64::try_from(millis) {
        tokio::time::sleep(Duration::from_millis(millis)).await;
    }
}

/// The answers of `work`, whose error ends the stream; a caller who has gone needs none.
fn answers<T: Send + 'static, W>(work: impl FnOnce(StreamSender<T>) -> W) -> Streaming<T>
where
    W: Future<Output = Result<()>> + Send + 'static,
{
    let (sender, answers) = Streaming::channel(1);
    let failing = sender.clone();
    let work = work(sender);
    tokio::spawn(async move {
        if let Err(error) = work.await {
            let _ = failing.fail(error).await;
        }
    });
    answers
}

impl Talk for Service {
    async fn whoami(&self, _: Nothing) -> Result<Text> {
        Ok(text("rust"))
    }

    async fn echo(&self, value: Everything) -> Result<Everything> {
        Ok(value)
    }

    async fn fail(&self, failure: Failure) -> Result<Nothing> {
        let code = u32::try_from(failure.code).ok().and_then(StatusCode::from_number);
        let code = code.ok_or_else(|| Error::invalid("no code of gRPC"))?;
        let error = Error::status(code, failure.message);
        if failure.detail.is_empty() {
            return Err(error);
        }
        Err(error.with_detail(Text::type_url(), text(failure.detail).encode_to_vec()))
    }

    async fn raise(&self, kind: Text) -> Result<Text> {
        match kind.value.as_str() {
            "runtime" => Err(Error::new(Code::Application, "state: boom")),
            _ => Ok(kind),
        }
    }

    async fn sleep(&self, millis: Number) -> Result<Text> {
        pause(millis.value).await;
        Ok(text("slept"))
    }

    async fn blob(&self, size: Number) -> Result<Chunk> {
        let size = usize::try_from(size.value).map_err(|_| Error::invalid("no size"))?;
        Ok(Chunk { value: vec![b'x'; size] })
    }

    async fn length(&self, chunk: Chunk) -> Result<Number> {
        Ok(Number { value: i64::try_from(chunk.value.len()).unwrap_or(i64::MAX) })
    }

    async fn attachments(&self, keys: Words) -> Result<Pairs> {
        let received = context::attachments();
        let mut found = Pairs::default();
        for key in keys.values {
            let answer = format!("re-{key}");
            if let Some(Value::Binary(bytes)) = received.object(&key) {
                found.values.insert(key, String::from_utf8_lossy(bytes).into_owned());
                context::reply_with(|replies| replies.set_object(answer, Value::Binary(bytes.clone())))?;
            } else if let Some(value) = received.get(&key) {
                context::reply(&answer, value)?;
                found.values.insert(key, value.to_owned());
            }
        }
        Ok(found)
    }

    async fn count(&self, range: Range) -> Result<Streaming<Number>> {
        Ok(answers(async move |sender: StreamSender<Number>| {
            for value in range.from..range.to {
                if range.fail_after != 0 && value - range.from == range.fail_after {
                    return Err(Error::status(StatusCode::Aborted, "count: boom"));
                }
                sender.send(Number { value }).await?;
                pause(range.pause).await;
            }
            Ok(())
        }))
    }

    async fn sum(&self, mut numbers: Streaming<Number>) -> Result<Total> {
        let mut total = Total::default();
        while let Some(number) = numbers.next().await {
            let Number { value } = number?;
            if value < 0 {
                return Err(Error::status(StatusCode::InvalidArgument, "negative"));
            }
            total.sum = total.sum.wrapping_add(value);
            total.count += 1;
        }
        Ok(total)
    }

    async fn chat(&self, mut texts: Streaming<Text>) -> Result<Streaming<Text>> {
        Ok(answers(async move |sender: StreamSender<Text>| {
            while let Some(received) = texts.next().await {
                match received?.value.as_str() {
                    "fail" => return Err(Error::status(StatusCode::Aborted, "chat: boom")),
                    "end" => return Ok(()),
                    value => sender.send(text(format!("re: {value}"))).await?,
                }
            }
            sender.send(text("bye")).await
        }))
    }

    async fn hold(&self, token: Text) -> Result<Streaming<Number>> {
        let endings = self.endings.clone();
        endings.set(&token.value, "open");
        Ok(answers(async move |sender: StreamSender<Number>| {
            for value in 0..HOLD_LIMIT {
                let gone = async {
                    sender.send(Number { value }).await?;
                    // Noticed between two numbers too.
                    let _ = tokio::time::timeout(HOLD_PAUSE, sender.closed()).await;
                    Ok(())
                };
                if let Err(gone) = gone.await {
                    endings.set(&token.value, "cancelled");
                    return Err(gone);
                }
            }
            endings.set(&token.value, "done");
            Ok(())
        }))
    }

    async fn ending(&self, token: Text) -> Result<Text> {
        Ok(text(self.endings.get(&token.value)))
    }
}
