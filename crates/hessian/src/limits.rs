//! How much a decoder takes in before it refuses.

/// Bounds of one [`Decoder`](crate::Decoder); exceeding one is an error that names it.
///
/// Declared lengths are never trusted, whatever the limits: memory is reserved only for bytes that have arrived.
/// The bounds guard against what remains: many small things, deep things, and references that multiply work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Lists, maps and objects inside each other, at most 256. Default 256. A derived type of more than 384 bytes may lie
    /// less deep, as it lies on the stack while it is read.
    pub depth: usize,
    /// Bytes of one string. Default 16 MiB.
    pub string_bytes: usize,
    /// Bytes of one binary. Default 64 MiB.
    pub binary_bytes: usize,
    /// Items, keys, values and fields in all; repeated reading through references counts again. Default 2^24.
    pub elements: usize,
    /// Objects that take a reference number. Default 2^21.
    pub references: usize,
    /// Class definitions. Default 4096.
    pub classes: usize,
    /// Fields of one class definition. Default 1024.
    pub fields_per_class: usize,
    /// Type names of lists and maps. Default 65536.
    pub type_names: usize,
    /// Memory that decoded strings, binaries and items may take together, in bytes. Default 64 MiB.
    pub memory: usize,
}

impl Limits {
    /// The default bounds.
    pub const DEFAULT: Self = Self {
        depth: 256,
        string_bytes: 16 << 20,
        binary_bytes: 64 << 20,
        elements: 1 << 24,
        references: 1 << 21,
        classes: 4096,
        fields_per_class: 1024,
        type_names: 1 << 16,
        memory: 64 << 20,
    };

    /// The default bounds, raised so that a payload of `bytes` of ordinary data fits.
    pub const fn for_payload(bytes: usize) -> Self {
        let mut limits = Self::DEFAULT;
        let memory = bytes.saturating_mul(8);
        if memory > limits.memory {
            limits.memory = memory;
        }
        if bytes > limits.binary_bytes {
            limits.binary_bytes = bytes;
        }
        if bytes > limits.string_bytes {
            limits.string_bytes = bytes;
        }
        limits
    }

    /// The same bounds with another nesting depth, at most 256: deeper values could not be dropped safely on a small stack.
    #[must_use]
    pub const fn with_depth(mut self, depth: usize) -> Self {
        self.depth = if depth > 256 { 256 } else { depth };
        self
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self::DEFAULT
    }
}
