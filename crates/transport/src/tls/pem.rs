//! Where a certificate or key comes from.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

/// Certificates or a private key in PEM: a file, which is read again when it changes, or the text itself.
#[derive(Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Pem {
    /// The path of a file.
    File(PathBuf),
    /// The text, for those who keep it elsewhere.
    Text(Arc<[u8]>),
}

impl Pem {
    /// The file at `path`.
    pub fn file(path: impl Into<PathBuf>) -> Self {
        Self::File(path.into())
    }

    /// `text` itself.
    pub fn text(text: impl AsRef<[u8]>) -> Self {
        Self::Text(Arc::from(text.as_ref()))
    }
}

/// Names the file. A text may be a private key and is not shown.
impl fmt::Display for Pem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => write!(f, "{}", path.display()),
            Self::Text(_) => f.write_str("the given text"),
        }
    }
}

impl fmt::Debug for Pem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
