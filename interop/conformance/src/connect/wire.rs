//! Messages of protobuf behind their size, as connectconformance and the programs it judges exchange them.

use std::io;

use dubbors::protobuf::prost::Message;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

/// The largest message that is read.
const MOST: u32 = 64 * 1024 * 1024;

/// The next message; `None` when the other side has said all.
///
/// # Errors
/// The stream's own error, and `InvalidData` for what is no such message.
///
/// # Cancel safety
/// Not cancel safe: what was read of a message is lost.
pub async fn read<M: Message + Default>(from: &mut (impl AsyncRead + Unpin)) -> io::Result<Option<M>> {
    let size = match from.read_u32().await {
        Ok(size) if size <= MOST => size,
        Ok(size) => return Err(io::Error::new(io::ErrorKind::InvalidData, format!("{size} bytes"))),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        Err(error) => return Err(error),
    };
    let mut bytes = Vec::new();
    from.take(u64::from(size)).read_to_end(&mut bytes).await?;
    M::decode(bytes.as_slice()).map(Some).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
}

/// Sends one message.
///
/// # Errors
/// The stream's own error.
///
/// # Cancel safety
/// Not cancel safe: a part of the message may be sent.
pub async fn write(to: &mut (impl AsyncWrite + Unpin), message: &impl Message) -> io::Result<()> {
    let bytes = message.encode_to_vec();
    let size =
        u32::try_from(bytes.len()).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))?;
    to.write_u32(size).await?;
    to.write_all(&bytes).await?;
    to.flush().await
}
