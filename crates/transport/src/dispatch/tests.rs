use std::future::poll_fn;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::Semaphore;

use super::*;

fn nobody() -> Peer {
    Peer::new("memory", "memory")
}

fn count(n: usize) -> NonZeroUsize {
    n.try_into().unwrap()
}

/// A request that waits for a permit of `gate` and notes how many ran at a time.
#[derive(Clone)]
struct Gauge {
    gate: Arc<Semaphore>,
    running: Arc<AtomicUsize>,
    most: Arc<AtomicUsize>,
    order: Arc<Mutex<Vec<usize>>>,
}

impl Gauge {
    fn new() -> Self {
        Self {
            gate: Arc::new(Semaphore::new(0)),
            running: Arc::default(),
            most: Arc::default(),
            order: Arc::default(),
        }
    }

    fn request(&self, number: usize) -> BoxFuture<'static, usize> {
        let this = self.clone();
        Box::pin(async move {
            let running = this.running.fetch_add(1, Ordering::SeqCst) + 1;
            this.most.fetch_max(running, Ordering::SeqCst);
            this.gate.acquire().await.unwrap().forget();
            this.running.fetch_sub(1, Ordering::SeqCst);
            this.order.lock().unwrap().push(number);
            number
        })
    }
}

fn submit(dispatcher: &mut Dispatcher<usize>, gauge: &Gauge, numbers: std::ops::Range<usize>) -> usize {
    let mut admitted = 0;
    for number in numbers {
        if let Ok(permit) = dispatcher.admit() {
            assert_eq!(dispatcher.run(permit, gauge.request(number)), None);
            admitted += 1;
        }
    }
    admitted
}

async fn answers(dispatcher: &mut Dispatcher<usize>) -> Vec<usize> {
    let mut answers = Vec::new();
    while dispatcher.running() > 0 {
        answers.push(poll_fn(|cx| dispatcher.poll_answer(cx)).await.unwrap());
    }
    answers
}

#[tokio::test]
async fn a_request_that_is_ready_is_done_in_place() {
    for dispatch in [Dispatch::PerRequest { in_flight: count(1) }, Dispatch::InOrder] {
        let executor = dispatch.executor();
        let mut dispatcher = executor.dispatcher(&nobody(), 100);
        for n in 0..5 {
            let permit = dispatcher.admit().unwrap();
            assert_eq!(dispatcher.run(permit, Box::pin(async move { n })), Some(n));
        }
        assert_eq!((dispatcher.running(), executor.in_flight()), (0, 0));
    }
}

#[tokio::test]
async fn per_request_is_bounded_over_all_connections() {
    let executor = Dispatch::PerRequest { in_flight: count(5) }.executor();
    let gauge = Gauge::new();
    let (mut one, mut two) = (executor.dispatcher(&nobody(), 100), executor.dispatcher(&nobody(), 100));
    assert_eq!(submit(&mut one, &gauge, 0..3), 3);
    assert_eq!(submit(&mut two, &gauge, 3..10), 2);
    assert!(one.admit().is_err());
    assert_eq!(executor.in_flight(), 5);
    gauge.gate.add_permits(5);
    assert_eq!(answers(&mut one).await.len(), 3);
    assert_eq!(answers(&mut two).await.len(), 2);
    while executor.in_flight() > 0 {
        tokio::task::yield_now().await;
    }
    assert_eq!(gauge.most.load(Ordering::SeqCst), 5);
    assert_eq!(submit(&mut one, &gauge, 0..9), 5);
}

#[tokio::test]
async fn in_order_runs_one_at_a_time() {
    let executor = Dispatch::InOrder.executor();
    let gauge = Gauge::new();
    let mut dispatcher = executor.dispatcher(&nobody(), 100);
    assert!(!dispatcher.is_busy());
    assert_eq!(submit(&mut dispatcher, &gauge, 0..3), 1);
    assert!(dispatcher.is_busy() && dispatcher.admit().is_err());
    gauge.gate.add_permits(1);
    assert_eq!(answers(&mut dispatcher).await, [0]);
    assert!(!dispatcher.is_busy() && dispatcher.admit().is_ok());
}

#[tokio::test]
async fn workers_run_and_keep_exactly_what_they_may() {
    let dispatch = Dispatch::Workers { queues: count(2), workers: count(3), depth: count(4) };
    let executor = dispatch.executor();
    let gauge = Gauge::new();
    // The first two connections go to different queues.
    let (mut one, mut two) = (executor.dispatcher(&nobody(), 100), executor.dispatcher(&nobody(), 100));
    assert_eq!(submit(&mut one, &gauge, 0..20), 3 + 4);
    assert_eq!(submit(&mut two, &gauge, 0..20), 3 + 4);
    // A third one shares the queue of the first, which is full.
    let mut three: Dispatcher<usize> = executor.dispatcher(&nobody(), 100);
    assert!(three.admit().is_err());
    assert_eq!(executor.in_flight(), 14);
    for _ in 0..50 {
        tokio::task::yield_now().await;
    }
    assert_eq!(gauge.running.load(Ordering::SeqCst), 6, "all workers are busy, and no further task");
    gauge.gate.add_permits(14);
    assert_eq!(answers(&mut one).await.len() + answers(&mut two).await.len(), 14);
    assert_eq!(gauge.most.load(Ordering::SeqCst), 6);
}

#[tokio::test]
async fn one_worker_per_queue_keeps_the_order() {
    let dispatch = Dispatch::Workers { queues: count(1), workers: count(1), depth: count(50) };
    let gauge = Gauge::new();
    let mut dispatcher = dispatch.executor().dispatcher(&nobody(), 100);
    assert_eq!(submit(&mut dispatcher, &gauge, 0..51), 51);
    gauge.gate.add_permits(51);
    let expected: Vec<usize> = (0..51).collect();
    assert_eq!(answers(&mut dispatcher).await, expected);
    assert_eq!(*gauge.order.lock().unwrap(), expected);
}

#[tokio::test]
async fn a_panic_gives_its_place_back_and_no_answer() {
    let one = count(1);
    let modes = [
        Dispatch::PerRequest { in_flight: one },
        Dispatch::Workers { queues: one, workers: one, depth: one },
    ];
    for dispatch in modes {
        let executor = dispatch.executor();
        let mut dispatcher: Dispatcher<usize> = executor.dispatcher(&nobody(), 100);
        for _ in 0..3 {
            let permit = dispatcher.admit().unwrap();
            let request = Box::pin(async {
                tokio::task::yield_now().await;
                panic!("a request")
            });
            assert_eq!(dispatcher.run(permit, request), None);
            assert_eq!(poll_fn(|cx| dispatcher.poll_answer(cx)).await, None);
            while executor.in_flight() > 0 {
                tokio::task::yield_now().await;
            }
        }
        assert_eq!(dispatcher.running(), 0);
    }
}

#[tokio::test]
async fn requests_that_began_go_on_without_their_connection() {
    let one = count(1);
    let modes = [
        Dispatch::PerRequest { in_flight: one },
        Dispatch::InOrder,
        Dispatch::Workers { queues: one, workers: one, depth: one },
    ];
    for dispatch in modes {
        let executor = dispatch.executor();
        let gauge = Gauge::new();
        let mut dispatcher = executor.dispatcher(&nobody(), 100);
        assert_eq!(submit(&mut dispatcher, &gauge, 7..8), 1);
        drop((dispatcher, executor));
        gauge.gate.add_permits(1);
        while gauge.order.lock().unwrap().is_empty() {
            tokio::task::yield_now().await;
        }
        assert_eq!(*gauge.order.lock().unwrap(), [7]);
    }
}

#[tokio::test]
async fn an_answer_keeps_its_place_until_it_is_collected() {
    let executor = Dispatch::PerRequest { in_flight: count(1) }.executor();
    let (mut slow, mut other): (Dispatcher<u8>, Dispatcher<u8>) =
        (executor.dispatcher(&nobody(), 100), executor.dispatcher(&nobody(), 100));
    let permit = slow.admit().unwrap();
    let (finished, wait) = tokio::sync::oneshot::channel();
    let request = Box::pin(async move {
        tokio::task::yield_now().await;
        finished.send(()).unwrap();
        1
    });
    assert_eq!(slow.run(permit, request), None);
    wait.await.unwrap();
    tokio::task::yield_now().await;
    assert!(other.admit().is_err(), "the answer waits");
    assert_eq!(poll_fn(|cx| slow.poll_answer(cx)).await, Some(1));
    assert!(other.admit().is_ok());
    assert_eq!(executor.in_flight(), 0);
}

#[tokio::test]
async fn answers_that_nobody_collects_are_dropped_with_their_connection() {
    let executor = Dispatch::PerRequest { in_flight: count(1) }.executor();
    let mut gone: Dispatcher<u8> = executor.dispatcher(&nobody(), 100);
    let permit = gone.admit().unwrap();
    let request = Box::pin(async {
        tokio::task::yield_now().await;
        1
    });
    assert_eq!(gone.run(permit, request), None);
    drop(gone);
    while executor.in_flight() > 0 {
        tokio::task::yield_now().await;
    }
}
