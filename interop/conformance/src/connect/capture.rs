//! Headers and trailers of the answer to a call that does not stream: a filter keeps them apart, where the context of a
//! call has them together.

use std::cell::RefCell;
use std::sync::Arc;
use std::time::Duration;

use dubbors::{
    AnyFilter, Attachments, Extensions, Filter, FilterEntry, Invocation, Next, Response, Result, Scope, Side,
};
use tokio::time::Instant;

/// Longer than any timeout of the suite.
const LONG: Duration = Duration::from_secs(1800);

tokio::task_local! {
    static SEEN: RefCell<Seen>;
}

/// What came with an answer.
#[derive(Clone, Debug, Default)]
pub(crate) struct Seen {
    pub(crate) headers: Attachments,
    pub(crate) trailers: Attachments,
}

/// Runs `call` and gives what came with its answer, too.
pub(crate) async fn capture<T>(call: impl Future<Output = T>) -> (T, Seen) {
    let both = async {
        let value = call.await;
        (value, SEEN.with(RefCell::take))
    };
    SEEN.scope(RefCell::default(), both).await
}

/// Adds the filter.
pub(crate) fn register(ext: &mut Extensions) {
    let entry = FilterEntry::new(Side::Consumer, Scope::Call, 0, |_| Ok(Some(AnyFilter::new(Capture))));
    ext.filters.add("capture", Arc::new(entry.by_default()));
}

struct Capture;

impl Filter for Capture {
    async fn filter(&self, call: &mut Invocation<'_>, next: Next<'_>) -> Result<Response> {
        // Calls of the suite that have no timeout have none, where a reference always has one.
        let far = call.deadline().is_some_and(|deadline| deadline > Instant::now() + LONG);
        let answer = match call.fork() {
            Ok(fork) if far => next.run(&mut fork.with_deadline(None)).await,
            _ => next.run(call).await,
        };
        if let Ok(answer) = &answer {
            let seen = Seen { headers: answer.headers().clone(), trailers: answer.attachments().clone() };
            // Outside of `capture` nobody wants to know.
            let _ = SEEN.try_with(|kept| kept.replace(seen));
        }
        answer
    }
}
