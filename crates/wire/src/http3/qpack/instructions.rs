//! What a peer says on the two streams of QPACK, when no dynamic table was offered to it and none was taken (RFC 9204
//! section 4).
//!
//! What is left then does no work: a table of no size, and streams whose sections are not read any more. There may be as
//! many of these as a connection lives long, so that they are counted with time.

use std::time::Duration;

use crate::http3::{Code, Fault, IdleGuard};

/// The largest number that a stream can have, which nothing here is above.
const LARGEST: u64 = (1 << 62) - 1;
/// Where the last seven bits of such a number stand.
const LAST_SHIFT: u32 = 56;

/// Reads one of the two streams, and keeps nothing of it but a number that is not whole.
#[derive(Debug)]
pub struct InstructionReader {
    is_encoder: bool,
    /// A number so far, and where its next bits stand.
    number: Option<(u64, u32)>,
    guard: IdleGuard,
}

impl InstructionReader {
    /// For the stream of insertions.
    #[must_use]
    pub const fn encoder() -> Self {
        Self::new(true)
    }

    /// For the stream that tells what became of ours.
    #[must_use]
    pub const fn decoder() -> Self {
        Self::new(false)
    }

    const fn new(is_encoder: bool) -> Self {
        Self { is_encoder, number: None, guard: IdleGuard::new() }
    }

    /// Takes all of `input`, which came at `now`, counted from any fixed point.
    ///
    /// # Errors
    /// What the connection has to be closed for.
    pub fn read(&mut self, input: &[u8], now: Duration) -> Result<(), Fault> {
        input.iter().try_for_each(|byte| self.byte(*byte, now))
    }

    fn byte(&mut self, byte: u8, now: Duration) -> Result<(), Fault> {
        let (number, next) = match self.number {
            None => {
                self.guard.count(now)?;
                let most = self.number_of(byte)?;
                (u64::from(byte & most), (byte & most == most).then_some(0))
            }
            Some((number, shift)) => {
                let number = number.saturating_add(u64::from(byte & 0x7f) << shift);
                if number > LARGEST || (byte >= 0x80 && shift >= LAST_SHIFT) {
                    return Err(self.fault("a number that is too large"));
                }
                (number, (byte >= 0x80).then_some(shift + 7))
            }
        };
        self.number = next.map(|shift| (number, shift));
        if next.is_none() && self.is_encoder && number > 0 {
            return Err(self.fault("a dynamic table that was not offered"));
        }
        Ok(())
    }

    /// The bits of the number in the first byte of an instruction that may be.
    fn number_of(&self, first: u8) -> Result<u8, Fault> {
        match (self.is_encoder, first) {
            // The size of the table: 0 0 1 size(5+)
            (true, 0x20..=0x3f) => Ok(0x1f),
            (true, _) => Err(self.fault("an entry of a dynamic table that was not offered")),
            // A stream that is not read any more: 0 1 stream(6+)
            (false, 0x40..=0x7f) => Ok(0x3f),
            (false, _) => Err(self.fault("an answer to entries of a dynamic table, of which there are none")),
        }
    }

    fn fault(&self, text: &'static str) -> Fault {
        Fault {
            code: if self.is_encoder { Code::ENCODER_STREAM_ERROR } else { Code::DECODER_STREAM_ERROR },
            text,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(mut reader: InstructionReader, bytes: &[u8], piece: usize) -> Result<(), Code> {
        bytes
            .chunks(piece)
            .try_for_each(|piece| reader.read(piece, Duration::ZERO))
            .map_err(|fault| fault.code)
    }

    #[test]
    fn what_needs_no_table_is_passed_over() {
        // Streams 0, 62, 63, 400, and the last one.
        let mut cancelled = vec![0x40, 0x7e, 0x7f, 0, 0x7f, 0xd1, 0x02, 0x7f];
        let mut rest = LARGEST - 63;
        while rest >= 0x80 {
            cancelled.push(u8::try_from(rest & 0x7f | 0x80).unwrap());
            rest >>= 7;
        }
        cancelled.push(u8::try_from(rest).unwrap());
        for piece in 1..cancelled.len() {
            assert_eq!(read(InstructionReader::decoder(), &cancelled, piece), Ok(()));
            assert_eq!(read(InstructionReader::encoder(), &[0x20; 100], piece), Ok(()));
        }
    }

    #[test]
    fn what_needs_one_is_an_error() {
        for bytes in [&[0x80][..], &[0xff, 0x00], &[0x00], &[0x01], &[0x3f], &[0x40, 0x80]] {
            assert_eq!(
                read(InstructionReader::decoder(), bytes, 1),
                Err(Code::DECODER_STREAM_ERROR),
                "{bytes:?}"
            );
        }
        for bytes in [&[0x21][..], &[0x3f, 0x00], &[0x00], &[0x1f], &[0x40], &[0x80], &[0xff], &[0x20, 0xc1]]
        {
            assert_eq!(
                read(InstructionReader::encoder(), bytes, 1),
                Err(Code::ENCODER_STREAM_ERROR),
                "{bytes:?}"
            );
        }
        // One more than the largest, more than 64 bits, and zeros without end.
        let much: [&[u8]; 3] = [
            &[0x7f, 0xc1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x3f],
            &[0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f],
            &[0x7f, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80],
        ];
        for bytes in much {
            assert_eq!(
                read(InstructionReader::decoder(), bytes, 3),
                Err(Code::DECODER_STREAM_ERROR),
                "{bytes:?}"
            );
        }
    }

    #[test]
    fn an_old_connection_may_have_said_much() {
        let mut reader = InstructionReader::decoder();
        // A stream every two milliseconds is given up, for an hour.
        for at in 0..1_800_000_u64 {
            assert_eq!(reader.read(&[0x7f, 0x01], Duration::from_millis(2 * at)), Ok(()));
        }
        let mut reader = InstructionReader::decoder();
        let flood = (0..).position(|_| reader.read(&[0x40], Duration::ZERO).is_err());
        assert_eq!(flood, Some(10_000));
    }
}
