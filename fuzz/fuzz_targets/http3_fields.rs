//! Any bytes as a field section: what is read is no larger than may be, in its count and in memory, and can be written and
//! read again.
#![no_main]

use bytes::Bytes;
use dubbors_fuzz::heap::within;
use dubbors_wire::http3::{Field, SectionError, SectionWriter, read_section};
use libfuzzer_sys::fuzz_target;

/// What a field costs beside its name and value, as the RFC counts.
const OVERHEAD: usize = 32;
/// Bytes of memory for each that the RFC counts: a field is two texts that know whose bytes they are, and texts that were
/// packed have bytes of their own.
const TIMES: usize = 4;
/// Of a section that is not whole, or of what is too large, there may be more.
const OWN: usize = 4 * 1024;

fn size(fields: &[Field]) -> usize {
    fields.iter().map(|field| field.name.len() + field.value.len() + OVERHEAD).sum()
}

fuzz_target!(|bytes: &[u8]| {
    let Some((max, bytes)) = bytes.split_first() else { return };
    let max = usize::from(*max) * 16;
    let section = Bytes::copy_from_slice(bytes);
    let fields = match within(max * TIMES + OWN, "a section", || read_section(&section, max)) {
        Ok(fields) => fields,
        Err(SectionError::TooLarge) => {
            // Its fields are, unless what follows is none.
            let all = read_section(&section, usize::MAX);
            assert!(all.is_err() || all.is_ok_and(|fields| size(&fields) > max));
            return;
        }
        Err(error) => {
            let text = error.to_string();
            assert!(text.len() <= 200 && !text.contains(char::is_control), "{text:?}");
            return;
        }
    };
    let size = size(&fields);
    assert!(size <= max, "{size} bytes of {max}");
    for is_secret in [false, true] {
        let mut writer = SectionWriter::new();
        let mut names = true;
        for field in &fields {
            match std::str::from_utf8(&field.name) {
                Ok(name) => writer.field(name, &field.value, is_secret),
                Err(_) => names = false,
            }
        }
        let written = writer.finish();
        // No packing: a length in front of each text.
        assert!(written.len() <= size + 2);
        if names {
            assert_eq!(read_section(&written, max).as_ref(), Ok(&fields));
        }
    }
});
