// hot path
//! Bytes of a body, sent no faster than the other side reads.

use std::future::poll_fn;
use std::task::Poll;

use bytes::Bytes;
use h2::SendStream;

/// Sends bytes as the window allows. `false` when the other side does not read on.
pub(crate) async fn send_data(mut data: Bytes, end: bool, stream: &mut SendStream<Bytes>) -> bool {
    if data.is_empty() {
        return !end || stream.send_data(data, true).is_ok();
    }
    loop {
        stream.reserve_capacity(data.len());
        let room = poll_fn(|cx| {
            if stream.capacity() > 0 {
                return Poll::Ready(Some(Ok(stream.capacity())));
            }
            if stream.poll_reset(cx).is_ready() {
                return Poll::Ready(None);
            }
            stream.poll_capacity(cx)
        })
        .await;
        let Some(Ok(room)) = room else { return false };
        let part = data.split_to(room.min(data.len()));
        let is_last = data.is_empty();
        if stream.send_data(part, end && is_last).is_err() {
            return false;
        }
        if is_last {
            return true;
        }
    }
}
