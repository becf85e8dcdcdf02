//! Any bytes as the streams of HTTP/3, in pieces: the same however they are split, and no more is kept than may be.
#![no_main]

use std::time::Duration;

use bytes::Bytes;
use dubbors_wire::http3::{
    Control, ControlReader, Fault, FrameReader, InstructionReader, Part, data_head, section_head,
};
use libfuzzer_sys::fuzz_target;

/// The longest section, and the longest SETTINGS as the reader has it.
const LONGEST: usize = 200;
const SETTINGS: usize = 4096;

/// The parts, where data behind data is one with it, and how it ends: whether between two frames.
type Read<T> = (Vec<T>, Result<bool, Fault>);

fn parts<'b>(mut reader: FrameReader, pieces: impl Iterator<Item = &'b [u8]>) -> Read<Part> {
    let mut parts: Vec<Part> = Vec::new();
    for piece in pieces {
        let mut input = Bytes::copy_from_slice(piece);
        loop {
            match reader.next(&mut input) {
                Ok(Some(Part::Data(more))) => match parts.last_mut() {
                    Some(Part::Data(data)) => *data = [&data[..], &more].concat().into(),
                    _ => parts.push(Part::Data(more)),
                },
                Ok(Some(part)) => parts.push(part),
                Ok(None) => break,
                Err(fault) => return (parts, Err(fault)),
            }
            assert!(reader.gathered() <= LONGEST);
        }
        assert!(input.is_empty() && reader.gathered() <= LONGEST);
    }
    (parts, Ok(reader.is_between_frames()))
}

fn told<'b>(mut reader: ControlReader, pieces: impl Iterator<Item = &'b [u8]>) -> Read<Control> {
    let mut all = Vec::new();
    for piece in pieces {
        let mut input = Bytes::copy_from_slice(piece);
        loop {
            match reader.next(&mut input, Duration::ZERO) {
                Ok(Some(told)) => all.push(told),
                Ok(None) => break,
                Err(fault) => return (all, Err(fault)),
            }
        }
        assert!(input.is_empty() && reader.gathered() <= SETTINGS);
    }
    let has_settings = reader.has_settings();
    assert_eq!(has_settings, all.first() == Some(&Control::Settings));
    (all, Ok(has_settings))
}

fn instructions<'b>(
    mut reader: InstructionReader,
    mut pieces: impl Iterator<Item = &'b [u8]>,
) -> Result<(), Fault> {
    pieces.try_for_each(|piece| reader.read(piece, Duration::ZERO))
}

fn written(parts: &[Part]) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    for part in parts {
        let (head, payload) = match part {
            Part::Section(section) => (section_head(section.len()), section),
            Part::Data(data) => (data_head(data.len()), data),
            Part::LongSection => return None,
        };
        bytes.extend_from_slice(&head);
        bytes.extend_from_slice(payload);
    }
    Some(bytes)
}

fuzz_target!(|bytes: &[u8]| {
    let Some((size, bytes)) = bytes.split_first() else { return };
    let size = usize::from(*size).max(1);
    for reader in [FrameReader::server, FrameReader::client] {
        let whole = parts(reader(LONGEST), std::iter::once(bytes));
        assert_eq!(parts(reader(LONGEST), bytes.chunks(size)), whole);
        if let Some(again) = written(&whole.0) {
            assert_eq!(parts(reader(LONGEST), std::iter::once(&again[..])), (whole.0, Ok(true)));
        }
    }
    for reader in [ControlReader::server, ControlReader::client] {
        assert_eq!(told(reader(), bytes.chunks(size)), told(reader(), std::iter::once(bytes)));
    }
    for reader in [InstructionReader::encoder, InstructionReader::decoder] {
        assert_eq!(
            instructions(reader(), bytes.chunks(size)),
            instructions(reader(), std::iter::once(bytes))
        );
    }
});
