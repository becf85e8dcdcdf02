//! The lines of `testdata/hessian`: name, Java expression, text, bytes.

#[path = "../../../../testdata/hex.rs"]
mod hex;

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
            None => hex::bytes(hex),
        };
        let bytes = bytes.ok_or_else(|| format!("{path}: {name}: no bytes"))?;
        vectors.push(Vector { name: name.to_owned(), text: text.to_owned(), bytes });
    }
    Ok(vectors)
}
