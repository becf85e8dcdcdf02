//! How the bytes of this folder are written. Every reader includes this file.

/// Hex digits, in which `[78*1000]` stands for a byte that is there 1000 times; `None` for anything else.
pub(crate) fn bytes(text: &str) -> Option<Vec<u8>> {
    let (mut bytes, mut rest) = (Vec::new(), text);
    while !rest.is_empty() {
        let (hex, times, after) = match rest.strip_prefix('[') {
            Some(run) => {
                let (run, after) = run.split_once(']')?;
                let (hex, times) = run.split_once('*')?;
                (hex, times.parse().ok()?, after)
            }
            None => (rest.get(..2)?, 1_usize, rest.get(2..)?),
        };
        bytes.resize(bytes.len().checked_add(times)?, u8::from_str_radix(hex, 16).ok()?);
        rest = after;
    }
    Some(bytes)
}
