//! The lines of `testdata/hessian`: name, Java expression, text, bytes.

/// A line of a file.
pub(crate) struct Vector {
    pub(crate) name: String,
    pub(crate) text: String,
    pub(crate) bytes: Vec<u8>,
}

/// The lines of one file.
///
/// # Errors
/// A file that cannot be read, or a line that is none.
pub(crate) fn vectors(path: &str) -> Result<Vec<Vector>, String> {
    let lines = std::fs::read_to_string(path).map_err(|error| format!("{path}: {error}"))?;
    let mut vectors: Vec<Vector> = Vec::new();
    for line in lines.lines().filter(|line| !line.starts_with('#')) {
        let [name, _, text, hex] = line.split('\t').collect::<Vec<_>>()[..] else {
            return Err(format!("{path}: not four columns: {line}"));
        };
        let bytes = match hex.strip_prefix('=') {
            Some(first) => vectors.iter().find(|known| known.name == first).map(|known| known.bytes.clone()),
            None => bytes(hex),
        };
        let bytes = bytes.ok_or_else(|| format!("{path}: {name}: no bytes"))?;
        vectors.push(Vector { name: name.to_owned(), text: text.to_owned(), bytes });
    }
    Ok(vectors)
}

/// Hex digits, in which `[78*1000]` stands for a byte that is there 1000 times.
fn bytes(text: &str) -> Option<Vec<u8>> {
    let (mut bytes, mut rest) = (Vec::new(), text);
    while !rest.is_empty() {
        let (hex, times, after) = match rest.strip_prefix('[') {
            Some(run) => {
                let (run, after) = run.split_once(']')?;
                let (hex, times) = run.split_once('*')?;
                (hex, times.parse().ok()?, after)
            }
            None => (rest.get(..2)?, 1, rest.get(2..)?),
        };
        bytes.resize(bytes.len() + times, u8::from_str_radix(hex, 16).ok()?);
        rest = after;
    }
    Some(bytes)
}
