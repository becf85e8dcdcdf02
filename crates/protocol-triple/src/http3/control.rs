//! The streams beside the requests: what the other side says about the connection, and what we say.

use std::future::{pending, poll_fn};
use std::pin::pin;

use bytes::{Buf, Bytes, BytesMut};
use dubbors_transport::{QuicConnection, QuicRecv, QuicSend};
use dubbors_wire::http3::{
    Code, Control, ControlReader, Fault, IdleGuard, InstructionReader, control_stream, read_varint, stream,
};
use tokio::task::JoinSet;
use tokio::time::Instant;

use crate::settings::{HEAD_TIMEOUT, MAX_HEADER_LIST};

/// Opens our control stream, which stays open as long as the connection.
///
/// # Errors
/// Why the other side does not let us.
pub(crate) async fn begin(connection: &QuicConnection) -> Result<QuicSend, String> {
    let opened = async {
        let mut control = connection.open_send().await?;
        control.write(&mut [control_stream(MAX_HEADER_LIST.into())]).await?;
        Ok(control)
    };
    match tokio::time::timeout(HEAD_TIMEOUT, opened).await {
        Ok(Ok(mut control)) => {
            control.unless_finished(Code::NO_ERROR.0);
            Ok(control)
        }
        Ok(Err::<_, dubbors_transport::QuicError>(error)) => Err(error.to_string()),
        Err(_) => Err("no control stream is allowed".to_owned()),
    }
}

/// Reads what the other side says beside the requests, until that makes no sense or the connection is over. `told` hears
/// where the connection ends.
pub(crate) async fn listen(
    connection: &QuicConnection,
    mut reader: ControlReader,
    mut told: impl FnMut(u64),
) -> Option<Fault> {
    let is_server = reader.is_server();
    let began = Instant::now();
    let mut idle = IdleGuard::new();
    let mut settings_due = pin!(tokio::time::sleep(HEAD_TIMEOUT));
    let mut beginning = JoinSet::new();
    let mut of_tables = JoinSet::new();
    let mut control: Option<OneWay> = None;
    let mut seen: Vec<u64> = Vec::with_capacity(3);
    loop {
        tokio::select! {
            begun = connection.accept_recv() => {
                beginning.spawn(OneWay::begin(begun?));
            }
            Some(begun) = beginning.join_next() => {
                let Ok(Some((kind, mut one))) = begun else {
                    if let Err(fault) = idle.count(began.elapsed()) {
                        return Some(fault);
                    }
                    continue;
                };
                if [stream::CONTROL, stream::ENCODER, stream::DECODER].contains(&kind) {
                    if seen.contains(&kind) {
                        return Some(Fault { code: Code::STREAM_CREATION_ERROR, text: "a stream of its kind is there already" });
                    }
                    seen.push(kind);
                }
                match kind {
                    stream::CONTROL => control = Some(one),
                    stream::ENCODER => {
                        of_tables.spawn(one.instructions(InstructionReader::encoder(), began));
                    }
                    stream::DECODER => {
                        of_tables.spawn(one.instructions(InstructionReader::decoder(), began));
                    }
                    stream::PUSH => return Some(pushed(is_server)),
                    _ => {
                        one.stream.stop(Code::STREAM_CREATION_ERROR.0);
                        if let Err(fault) = idle.count(began.elapsed()) {
                            return Some(fault);
                        }
                    }
                }
            }
            heard = hear(&mut control, &mut reader, began) => match heard {
                Ok(Some(Control::GoAway(first))) => told(first),
                Ok(Some(Control::Settings)) => {}
                Ok(None) => return None,
                Err(fault) => return Some(fault),
            },
            Some(Ok(fault)) = of_tables.join_next() => return fault,
            () = &mut settings_due, if !reader.has_settings() => {
                return Some(Fault { code: Code::MISSING_SETTINGS, text: "no SETTINGS came in time" });
            }
        }
    }
}

fn pushed(is_server: bool) -> Fault {
    if is_server {
        Fault { code: Code::STREAM_CREATION_ERROR, text: "a client that pushes" }
    } else {
        Fault { code: Code::ID_ERROR, text: "a push, which was not allowed" }
    }
}

/// What the control stream says next, once there is one; `None` when the connection is over.
///
/// # Cancel safety
/// Cancel safe: what was read stays in `control` and `reader`.
async fn hear(
    control: &mut Option<OneWay>,
    reader: &mut ControlReader,
    began: Instant,
) -> Result<Option<Control>, Fault> {
    let Some(control) = control else { return pending().await };
    loop {
        if let Some(told) = reader.next(&mut control.input, began.elapsed())? {
            return Ok(Some(told));
        }
        match control.more().await {
            Ok(true) => {}
            Ok(false) => return Err(CLOSED),
            Err(is_lost) => return if is_lost { Ok(None) } else { Err(CLOSED) },
        }
    }
}

const CLOSED: Fault =
    Fault { code: Code::CLOSED_CRITICAL_STREAM, text: "a stream that must not end has ended" };

/// A stream of one direction.
struct OneWay {
    stream: QuicRecv,
    input: Bytes,
}

impl OneWay {
    /// Reads what kind of stream it is. `None` when it ends before it says so.
    async fn begin(stream: QuicRecv) -> Option<(u64, Self)> {
        let mut one = Self { stream, input: Bytes::new() };
        one.stream.unless_finished(Code::NO_ERROR.0);
        let kind = async {
            let mut head = BytesMut::new();
            loop {
                let mut rest = &*head;
                if let Some(kind) = read_varint(&mut rest) {
                    let length = head.len() - rest.len();
                    head.advance(length);
                    one.input = head.freeze();
                    return Some(kind);
                }
                if !matches!(one.more().await, Ok(true)) {
                    return None;
                }
                head.extend_from_slice(&std::mem::take(&mut one.input));
            }
        };
        let kind = tokio::time::timeout(HEAD_TIMEOUT, kind).await.ok().flatten()?;
        Some((kind, one))
    }

    /// More input; `false` at the end. An error tells whether the whole connection is gone.
    ///
    /// # Cancel safety
    /// Cancel safe.
    async fn more(&mut self) -> Result<bool, bool> {
        match poll_fn(|cx| self.stream.poll_read(cx)).await {
            Ok(Some(more)) => {
                self.input = more;
                Ok(true)
            }
            Ok(None) => Ok(false),
            Err(error) => Err(matches!(error, dubbors_transport::QuicError::Lost { .. })),
        }
    }

    /// Reads what is said of tables. `None` when the connection is over.
    async fn instructions(mut self, mut reader: InstructionReader, began: Instant) -> Option<Fault> {
        loop {
            if let Err(fault) = reader.read(&self.input, began.elapsed()) {
                return Some(fault);
            }
            match self.more().await {
                Ok(true) => {}
                Ok(false) | Err(false) => return Some(CLOSED),
                Err(true) => return None,
            }
        }
    }
}
