use std::io::IoSlice;
use std::pin::Pin;
use std::sync::Mutex;
use std::sync::atomic::AtomicUsize;
use std::task::{Context, Poll};

use bytes::{Buf, BufMut, Bytes, BytesMut};
use dubbors_core::{BoxStream, Code, Origin, Result, Shutdown, ShutdownTrigger};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, DuplexStream, ReadBuf};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::Instant;

use super::*;
use crate::{Dispatch, Dispatcher};

/// A test protocol: a byte of length, then that many bytes; every packet is answered with itself.
/// "panic" panics, "bad" is an error, "slow" is answered by the next command `Answer`.
#[derive(Default)]
struct Echo {
    log: Log,
    waiting: usize,
    wake: Option<Instant>,
    refuse: bool,
    greet: bool,
    /// Takes no bytes while something waits.
    in_order: bool,
}

#[derive(Default, Clone)]
struct Log(Arc<Mutex<Vec<String>>>);

impl Log {
    fn note(&self, text: impl Into<String>) {
        self.0.lock().unwrap().push(text.into());
    }

    fn lines(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }

    fn closes(&self) -> usize {
        self.lines().iter().filter(|line| line.starts_with("close")).count()
    }
}

enum Command {
    Write(Bytes),
    Answer,
    Wake(Instant),
    Panic,
    Tell(oneshot::Sender<()>),
}

impl Handler for Echo {
    type Command = Command;

    fn on_open(&mut self, out: &mut Outbox) -> Result<()> {
        if self.refuse {
            return Err(Error::denied("not you"));
        }
        if self.greet {
            out.push(packet(b"hello"));
        }
        Ok(())
    }

    fn on_command(&mut self, command: Command, out: &mut Outbox) {
        match command {
            Command::Write(bytes) => out.push(bytes),
            Command::Answer => {
                self.waiting -= 1;
                out.push(packet(b"answer"));
            }
            Command::Wake(at) => self.wake = Some(at),
            Command::Panic => panic!("on command"),
            Command::Tell(tell) => tell.send(()).unwrap(),
        }
    }

    fn on_bytes(&mut self, input: &mut BytesMut, out: &mut Outbox) -> Result<()> {
        while self.wants_bytes() && !input.is_empty() && input.len() > input[0] as usize {
            let length = input.get_u8() as usize;
            let body = input.split_to(length).freeze();
            match &body[..] {
                b"panic" => panic!("on bytes"),
                b"bad" => return Err(Error::invalid("bad packet")),
                b"slow" => self.waiting += 1,
                _ => {
                    out.buffer().put_u8(body.len() as u8);
                    out.push(body);
                }
            }
        }
        Ok(())
    }

    fn wants_bytes(&self) -> bool {
        !self.in_order || self.waiting == 0
    }

    fn next_wake(&self) -> Option<Instant> {
        self.wake
    }

    fn on_wake(&mut self, now: Instant, out: &mut Outbox) -> Result<()> {
        assert!(self.wake.take().unwrap() <= now, "woken early");
        out.push(packet(b"wake"));
        Ok(())
    }

    fn on_drain(&mut self, out: &mut Outbox) {
        self.log.note("drain");
        out.push(packet(b"readonly"));
    }

    fn is_drained(&self) -> bool {
        self.waiting == 0
    }

    fn on_close(&mut self, reason: &Error) {
        self.log.note(format!("close: {reason}"));
    }
}

fn packet(body: &[u8]) -> Bytes {
    let mut bytes = BytesMut::new();
    bytes.put_u8(body.len() as u8);
    bytes.put_slice(body);
    bytes.freeze()
}

fn peer() -> Arc<Peer> {
    Arc::new(Peer::new("far:1", "near:2"))
}

struct Running {
    far: DuplexStream,
    session: Session<Command>,
    task: JoinHandle<()>,
    log: Log,
}

fn start_with(handler: Echo, buffer: usize, settings: SessionSettings, stop: Shutdown) -> Running {
    let (near, far) = tokio::io::duplex(buffer);
    let (session, inbox) = session(peer(), &settings);
    let log = handler.log.clone();
    let task = tokio::spawn(drive(near, handler, inbox, settings, stop));
    Running { far, session, task, log }
}

fn start(handler: Echo) -> Running {
    start_with(handler, 64 * 1024, SessionSettings::default(), Shutdown::never())
}

async fn read_packet(far: &mut DuplexStream) -> Vec<u8> {
    let length = far.read_u8().await.unwrap();
    let mut body = vec![0; length as usize];
    far.read_exact(&mut body).await.unwrap();
    body
}

async fn send(session: &Session<Command>, command: Command) {
    session.try_send(command).map_err(|(error, _)| error).unwrap();
}

#[tokio::test(start_paused = true)]
async fn packets_split_at_every_byte_are_answered_alike() {
    let bytes = [packet(b"one"), packet(b""), packet(&[7; 200]), packet(b"four")].concat();
    for cut in 0..=bytes.len() {
        let mut running = start(Echo::default());
        for part in [&bytes[..cut], &bytes[cut..]] {
            running.far.write_all(part).await.unwrap();
            tokio::task::yield_now().await;
        }
        let mut got = vec![0; bytes.len()];
        running.far.read_exact(&mut got).await.unwrap();
        assert_eq!(got, bytes, "cut at {cut}");
    }
    let mut running = start(Echo::default());
    for byte in &bytes {
        running.far.write_u8(*byte).await.unwrap();
        tokio::task::yield_now().await;
    }
    let mut got = vec![0; bytes.len()];
    running.far.read_exact(&mut got).await.unwrap();
    assert_eq!(got, bytes);
}

/// Counts the writes that reach the stream.
struct Counting(DuplexStream, Arc<AtomicUsize>);

impl AsyncRead for Counting {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        b: &mut ReadBuf<'_>,
    ) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.0).poll_read(cx, b)
    }
}

impl AsyncWrite for Counting {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, b: &[u8]) -> Poll<std::io::Result<usize>> {
        self.1.fetch_add(1, Ordering::Relaxed);
        Pin::new(&mut self.0).poll_write(cx, b)
    }
    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        b: &[IoSlice<'_>],
    ) -> Poll<std::io::Result<usize>> {
        self.1.fetch_add(1, Ordering::Relaxed);
        Pin::new(&mut self.0).poll_write_vectored(cx, b)
    }
    fn is_write_vectored(&self) -> bool {
        true
    }
    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(cx)
    }
    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(cx)
    }
}

#[tokio::test]
async fn packets_of_tasks_that_are_ready_leave_in_one_write() {
    let (near, mut far) = tokio::io::duplex(1024 * 1024);
    let writes = Arc::new(AtomicUsize::new(0));
    let settings = SessionSettings::default();
    let (session, inbox) = session(peer(), &settings);
    let near = Counting(near, writes.clone());
    tokio::spawn(drive(near, Echo::default(), inbox, settings, Shutdown::never()));
    for round in 1..=3 {
        // The first command wakes the connection; the other tasks run while it yields.
        for _ in 0..100 {
            let session = session.clone();
            tokio::spawn(async move { send(&session, Command::Write(packet(b"call"))).await });
        }
        for _ in 0..100 {
            assert_eq!(read_packet(&mut far).await, b"call");
        }
        assert_eq!(writes.load(Ordering::Relaxed), round);
    }
    // Every complete packet of a read is answered before anything is written.
    far.write_all(&packet(b"ask").repeat(50)).await.unwrap();
    for _ in 0..50 {
        read_packet(&mut far).await;
    }
    assert_eq!(writes.load(Ordering::Relaxed), 4);
}

#[tokio::test(start_paused = true)]
async fn a_peer_that_never_reads_is_paused_and_then_closed() {
    let settings = SessionSettings { write_high_water: 10_000, ..SessionSettings::default() };
    let buffer = 4096;
    let mut running = start_with(Echo::default(), buffer, settings.clone(), Shutdown::never());
    let ask = packet(&[1; 255]);
    let began = Instant::now();
    let mut taken = 0;
    // Asks without end and reads nothing.
    while running.far.write_all(&ask).await.is_ok() {
        taken += ask.len();
        assert!(taken < 1_000_000, "the peer was never paused");
    }
    running.task.await.unwrap();
    // Unsent: the high water mark and one read beyond it; in the pipe: one buffer each way.
    let bound = settings.write_high_water + settings.read_chunk.min(4 * buffer) + 2 * buffer;
    assert!(taken <= bound, "{taken} > {bound}");
    assert!(taken >= settings.write_high_water);
    let lines = running.log.lines();
    assert!(lines[0].contains("far:1 took none of") && lines[0].contains("`write_stall`"), "{lines:?}");
    assert_eq!(lines.len(), 1);
    let took = began.elapsed();
    assert!(took >= settings.write_stall && took < settings.write_stall * 2, "{took:?}");
}

#[tokio::test(start_paused = true)]
async fn a_slow_peer_that_goes_on_reading_is_served() {
    let settings = SessionSettings { write_high_water: 1000, ..SessionSettings::default() };
    let running = start_with(Echo::default(), 256, settings, Shutdown::never());
    let (mut read, mut write) = tokio::io::split(running.far);
    let asker = tokio::spawn(async move {
        for _ in 0..100 {
            write.write_all(&packet(&[9; 99])).await.unwrap();
        }
        write
    });
    // Each pause is shorter than the stall; all of them together are far longer.
    let mut got = vec![0; 100];
    for _ in 0..100 {
        tokio::time::sleep(Duration::from_secs(8)).await;
        read.read_exact(&mut got).await.unwrap();
        assert_eq!(got, packet(&[9; 99]));
    }
    asker.await.unwrap();
    assert_eq!(running.log.closes(), 0);
}

#[tokio::test]
async fn more_unsent_bytes_than_the_limit_close_the_connection() {
    let settings = SessionSettings { write_limit: 100_000, ..SessionSettings::default() };
    let running = start_with(Echo::default(), 1024, settings, Shutdown::never());
    let mut sent = 0;
    while running.session.try_send(Command::Write(Bytes::from(vec![0; 10_000]))).is_ok() {
        sent += 10_000;
        tokio::task::yield_now().await;
        tokio::task::yield_now().await;
    }
    running.task.await.unwrap();
    assert!((100_000..=150_000).contains(&sent), "{sent}");
    assert!(running.log.lines()[0].contains("`write_limit` is 100000 bytes"), "{:?}", running.log.lines());
}

#[tokio::test]
async fn a_full_queue_gives_the_command_back() {
    let settings = SessionSettings { queue: 2, ..SessionSettings::default() };
    let (session, inbox) = session::<u32>(peer(), &settings);
    assert!(session.try_send(1).is_ok() && session.try_send(2).is_ok());
    let (error, command) = session.try_send(3).unwrap_err();
    assert_eq!((command, error.code(), error.origin()), (3, Code::LimitExceeded, Origin::Local));
    assert!(error.message().contains("far:1") && error.next().unwrap().contains("`queue`"), "{error}");
    drop(inbox);
    let (error, command) = session.try_send(4).unwrap_err();
    assert_eq!((command, error.code()), (4, Code::Unavailable));
    assert!(!session.is_open());
    session.closed().await;
}

#[tokio::test]
async fn the_end_is_told_once_whatever_its_cause() {
    let cases: [(&str, &str); 6] = [
        ("peer", "close: far:1 closed the connection"),
        ("bad", "close: bad packet"),
        ("bytes", "close: the handler of the connection: panicked: on bytes"),
        ("command", "close: the handler of the connection: panicked: on command"),
        ("close", "close: the connection to far:1 was closed on this side"),
        ("abort", "close: the connection to far:1 was stopped with its task"),
    ];
    for (cause, expected) in cases {
        let Running { mut far, session, task, log } = start(Echo::default());
        far.write_all(&packet(b"hi")).await.unwrap();
        assert_eq!(read_packet(&mut far).await, b"hi");
        match cause {
            "peer" => drop(far),
            "bad" => far.write_all(&packet(b"bad")).await.unwrap(),
            "bytes" => far.write_all(&packet(b"panic")).await.unwrap(),
            "command" => send(&session, Command::Panic).await,
            "close" => session.close(),
            _ => task.abort(),
        }
        session.closed().await;
        let _ = task.await;
        assert_eq!(log.lines(), [expected], "{cause}");
        assert!(!session.is_open());
    }
}

#[tokio::test]
async fn a_panic_ends_no_other_connection() {
    let mut good = start(Echo::default());
    let mut bad = start(Echo::default());
    bad.far.write_all(&packet(b"panic")).await.unwrap();
    bad.task.await.unwrap();
    assert_eq!(bad.log.closes(), 1);
    good.far.write_all(&packet(b"still here")).await.unwrap();
    assert_eq!(read_packet(&mut good.far).await, b"still here");
}

#[tokio::test]
async fn answers_before_an_error_still_leave() {
    let mut running = start(Echo::default());
    running.far.write_all(&[packet(b"good"), packet(b"bad"), packet(b"late")].concat()).await.unwrap();
    let mut got = Vec::new();
    running.far.read_to_end(&mut got).await.unwrap();
    assert_eq!(got, packet(b"good"));
}

#[tokio::test]
async fn an_error_of_on_open_refuses_the_connection() {
    let mut running = start(Echo { refuse: true, ..Echo::default() });
    assert_eq!(running.far.read(&mut [0; 8]).await.unwrap(), 0);
    assert_eq!(running.log.lines(), ["close: not you"]);
    let mut running = start(Echo { greet: true, ..Echo::default() });
    assert_eq!(read_packet(&mut running.far).await, b"hello");
}

#[tokio::test]
async fn commands_before_close_are_taken_and_written() {
    let mut running = start(Echo::default());
    for _ in 0..300 {
        send(&running.session, Command::Write(packet(b"last"))).await;
    }
    let (tell, told) = oneshot::channel();
    send(&running.session, Command::Tell(tell)).await;
    running.session.close();
    assert!(!running.session.is_open());
    let mut got = Vec::new();
    running.far.read_to_end(&mut got).await.unwrap();
    assert_eq!(got.len(), 300 * 5);
    told.await.unwrap();
    assert_eq!(running.log.closes(), 1);
}

#[tokio::test]
async fn a_drain_says_so_finishes_what_runs_and_ends() {
    let trigger = ShutdownTrigger::new();
    let mut running = start_with(Echo::default(), 1024, SessionSettings::default(), trigger.listen());
    running.far.write_all(&packet(b"slow")).await.unwrap();
    running.far.write_all(&packet(b"quick")).await.unwrap();
    assert_eq!(read_packet(&mut running.far).await, b"quick");
    trigger.drain();
    assert_eq!(read_packet(&mut running.far).await, b"readonly");
    // Still served while something is in flight.
    running.far.write_all(&packet(b"more")).await.unwrap();
    assert_eq!(read_packet(&mut running.far).await, b"more");
    assert!(!running.task.is_finished());
    send(&running.session, Command::Answer).await;
    let mut got = Vec::new();
    running.far.read_to_end(&mut got).await.unwrap();
    assert_eq!(got, packet(b"answer"));
    running.task.await.unwrap();
    assert_eq!(running.log.lines(), ["drain", "close: the connection to far:1 was drained for shutdown"]);
}

#[tokio::test]
async fn an_idle_connection_drains_at_once_also_when_the_trigger_is_dropped() {
    let trigger = ShutdownTrigger::new();
    let running = start_with(Echo::default(), 1024, SessionSettings::default(), trigger.listen());
    tokio::task::yield_now().await;
    drop(trigger);
    running.task.await.unwrap();
    assert_eq!(running.log.lines().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn the_handler_is_woken_in_time_and_never_early() {
    let mut running = start(Echo::default());
    let began = Instant::now();
    send(&running.session, Command::Wake(began + Duration::from_secs(30))).await;
    tokio::task::yield_now().await;
    // A nearer instant moves the timer forward, a farther one does not delay it.
    send(&running.session, Command::Wake(began + Duration::from_secs(5))).await;
    assert_eq!(read_packet(&mut running.far).await, b"wake");
    let took = began.elapsed();
    assert!(took >= Duration::from_secs(5) && took < Duration::from_millis(5010), "{took:?}");
    send(&running.session, Command::Wake(began + Duration::from_secs(9))).await;
    assert_eq!(read_packet(&mut running.far).await, b"wake");
    assert!(began.elapsed() >= Duration::from_secs(9));
}

#[tokio::test]
async fn a_handler_that_wants_no_bytes_gets_the_rest_later() {
    let mut running = start(Echo { in_order: true, ..Echo::default() });
    running.far.write_all(&[packet(b"slow"), packet(b"second"), packet(b"third")].concat()).await.unwrap();
    // Writing goes on while reading rests.
    send(&running.session, Command::Write(packet(b"push"))).await;
    assert_eq!(read_packet(&mut running.far).await, b"push");
    send(&running.session, Command::Answer).await;
    for expected in [&b"answer"[..], b"second", b"third"] {
        assert_eq!(read_packet(&mut running.far).await, expected);
    }
}

/// Runs each packet through a dispatcher: "now" is answered at once, anything else when `gate` opens.
struct Served {
    dispatcher: Dispatcher<Bytes>,
    gate: Arc<tokio::sync::Semaphore>,
}

impl Handler for Served {
    type Command = ();

    fn on_command(&mut self, (): (), _: &mut Outbox) {}

    fn on_bytes(&mut self, input: &mut BytesMut, out: &mut Outbox) -> Result<()> {
        while self.wants_bytes() && !input.is_empty() && input.len() > input[0] as usize {
            let length = input.get_u8() as usize;
            let body = input.split_to(length).freeze();
            let Ok(permit) = self.dispatcher.admit() else {
                out.push(packet(b"refused"));
                continue;
            };
            let gate = self.gate.clone();
            let request = Box::pin(async move {
                if &body[..] != b"now" {
                    gate.acquire().await.unwrap().forget();
                }
                packet(&body)
            });
            if let Some(answer) = self.dispatcher.run(permit, request) {
                out.push(answer);
            }
        }
        Ok(())
    }

    fn wants_bytes(&self) -> bool {
        !self.dispatcher.is_busy()
    }

    fn poll(&mut self, cx: &mut Context<'_>, out: &mut Outbox) -> Result<()> {
        while let Poll::Ready(answer) = self.dispatcher.poll_answer(cx) {
            out.push(answer.unwrap());
        }
        Ok(())
    }

    fn is_drained(&self) -> bool {
        self.dispatcher.running() == 0
    }

    fn on_close(&mut self, _: &Error) {}
}

fn serve(dispatch: Dispatch, stop: Shutdown) -> (DuplexStream, Arc<tokio::sync::Semaphore>, JoinHandle<()>) {
    let gate = Arc::new(tokio::sync::Semaphore::new(0));
    let handler = Served {
        dispatcher: dispatch.executor().dispatcher(&Peer::new("memory", "memory"), 100),
        gate: gate.clone(),
    };
    let (near, far) = tokio::io::duplex(64 * 1024);
    let settings = SessionSettings::default();
    // No session is kept: the connection does not need one.
    let (_, inbox) = session(peer(), &settings);
    let task = tokio::spawn(drive(BoxStream::new(near, peer()), handler, inbox, settings, stop));
    (far, gate, task)
}

#[tokio::test]
async fn requests_on_their_own_do_not_wait_for_each_other() {
    let in_flight = 2.try_into().unwrap();
    let trigger = ShutdownTrigger::new();
    let (mut far, gate, task) = serve(Dispatch::PerRequest { in_flight }, trigger.listen());
    let asked = [packet(b"a"), packet(b"now"), packet(b"b"), packet(b"c"), packet(b"now")].concat();
    far.write_all(&asked).await.unwrap();
    // "a" and "b" wait, so both places are taken; "now" was done at once in between.
    assert_eq!(read_packet(&mut far).await, b"now");
    assert_eq!(read_packet(&mut far).await, b"refused");
    assert_eq!(read_packet(&mut far).await, b"refused");
    trigger.drain();
    gate.add_permits(2);
    let mut got = Vec::new();
    far.read_to_end(&mut got).await.unwrap();
    let mut answers = [got[1], got[3]];
    answers.sort_unstable();
    assert_eq!((got.len(), &answers), (4, b"ab"));
    task.await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn requests_in_order_hold_the_next_ones_back() {
    let trigger = ShutdownTrigger::new();
    let (mut far, gate, task) = serve(Dispatch::InOrder, trigger.listen());
    far.write_all(&[packet(b"a"), packet(b"now"), packet(b"b"), packet(b"now")].concat()).await.unwrap();
    let early = tokio::time::timeout(Duration::from_millis(20), far.read_u8()).await;
    assert!(early.is_err(), "nothing is answered before the first request is done");
    gate.add_permits(1);
    assert_eq!(read_packet(&mut far).await, b"a");
    assert_eq!(read_packet(&mut far).await, b"now");
    trigger.drain();
    gate.add_permits(1);
    assert_eq!(read_packet(&mut far).await, b"b");
    assert_eq!(read_packet(&mut far).await, b"now");
    task.await.unwrap();
}

#[tokio::test]
async fn workers_answer_through_the_session() {
    let one = 1.try_into().unwrap();
    let dispatch = Dispatch::Workers { queues: one, workers: one, depth: one };
    let (mut far, gate, _task) = serve(dispatch, Shutdown::never());
    far.write_all(&[packet(b"a"), packet(b"b"), packet(b"c")].concat()).await.unwrap();
    assert_eq!(read_packet(&mut far).await, b"refused");
    gate.add_permits(2);
    assert_eq!(read_packet(&mut far).await, b"a");
    assert_eq!(read_packet(&mut far).await, b"b");
}
