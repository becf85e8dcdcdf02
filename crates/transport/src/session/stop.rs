//! Hearing a signal without asking for it at every turn.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Wake, Waker};

/// Polls a future only when it was woken itself.
///
/// The shutdown signal of a port is shared by all its connections, and polling it takes a lock. A connection's task
/// runs for many other reasons.
pub(super) struct Stop<'a, F> {
    signal: Pin<&'a mut F>,
    flag: Option<Arc<Flag>>,
}

struct Flag {
    woken: AtomicBool,
    task: Waker,
}

impl<'a, F: Future<Output = ()>> Stop<'a, F> {
    pub(super) fn new(signal: Pin<&'a mut F>) -> Self {
        Self { signal, flag: None }
    }

    /// Whether the signal came just now. Not to be asked again after a yes.
    pub(super) fn poll(&mut self, cx: &Context<'_>) -> bool {
        if let Some(flag) = &self.flag
            && !flag.woken.load(Ordering::Acquire)
            && flag.task.will_wake(cx.waker())
        {
            return false;
        }
        let flag = Arc::new(Flag { woken: AtomicBool::new(false), task: cx.waker().clone() });
        let came = self.signal.as_mut().poll(&mut Context::from_waker(&Waker::from(flag.clone()))).is_ready();
        self.flag = Some(flag);
        came
    }
}

impl Wake for Flag {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.woken.store(true, Ordering::Release);
        self.task.wake_by_ref();
    }
}
