//! Values on their way to and from bytes.

use std::fmt;
use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use dubbors_hessian as hessian;

use crate::{Error, Result};

/// A value, or a list of arguments, that can write itself in the format of the call.
///
/// Generated argument lists and generic values implement it. It is object-safe, so that a call can borrow its
/// arguments without knowing their types.
pub trait Encode: Send + Sync {
    /// Writes the value.
    ///
    /// # Errors
    /// `Code::Serialization` when the value has no form in that format.
    fn encode(&self, to: &mut Writer<'_>) -> Result<()>;
}

/// A value that can be read in the format of the call.
pub trait Decode: Sized {
    /// Reads the value.
    ///
    /// # Errors
    /// `Code::Serialization` with the place when the bytes do not hold such a value.
    fn decode(from: &mut Reader<'_, '_>) -> Result<Self>;
}

impl<T: hessian::DecodeOwned> Decode for T {
    fn decode(from: &mut Reader<'_, '_>) -> Result<Self> {
        match from {
            Reader::Hessian(decoder) => Ok(<T as hessian::Decode<'_>>::decode(decoder)?),
            Reader::HessianParts(parts, limits) => {
                let part = parts.next().ok_or_else(|| Error::serialization("there is no such argument"))?;
                Ok(<T as hessian::Decode<'_>>::decode(&mut hessian::Decoder::with_limits(&part, *limits))?)
            }
            Reader::Protobuf(_) => Err(Error::serialization("a Java type cannot be read from protobuf")
                .with_next("describe the messages in a .proto file")),
        }
    }
}

/// Where a value writes itself to. One variant for each family of formats.
#[derive(Debug)]
#[non_exhaustive]
pub enum Writer<'a> {
    /// Hessian 2.0.
    Hessian(&'a mut hessian::Encoder),
    /// Hessian 2.0, each value a stream of its own.
    HessianParts(&'a mut dyn HessianParts),
    /// Protobuf: one message, without a length before it.
    Protobuf(&'a mut BytesMut),
}

/// Takes values one by one, each a stream of its own, as Triple sends the arguments of a call.
pub trait HessianParts {
    /// Lends `write` an encoder for one value.
    ///
    /// # Errors
    /// What `write` answers.
    fn part(&mut self, write: &mut dyn FnMut(&mut hessian::Encoder) -> Result<()>) -> Result<()>;
}

impl fmt::Debug for dyn HessianParts + '_ {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HessianParts")
    }
}

impl Writer<'_> {
    /// Lends `write` an encoder for one value of Hessian.
    ///
    /// # Errors
    /// What `write` answers; `Code::Serialization` when the call has another format.
    pub fn hessian(&mut self, mut write: impl FnMut(&mut hessian::Encoder) -> Result<()>) -> Result<()> {
        match self {
            Self::Hessian(encoder) => write(encoder),
            Self::HessianParts(parts) => parts.part(&mut write),
            Self::Protobuf(_) => Err(Error::serialization("a Java type cannot be written as protobuf")
                .with_next("describe the messages in a .proto file")),
        }
    }

    /// The buffer for a message of protobuf.
    ///
    /// # Errors
    /// `Code::Serialization` when the call has another format.
    pub fn protobuf(&mut self) -> Result<&mut BytesMut> {
        match self {
            Self::Protobuf(buffer) => Ok(buffer),
            Self::Hessian(_) | Self::HessianParts(_) => {
                Err(Error::serialization("a message of protobuf cannot be written as Hessian")
                    .with_next("provide and call contracts of .proto files over tri://"))
            }
        }
    }
}

/// Where a value reads itself from.
#[derive(Debug)]
#[non_exhaustive]
pub enum Reader<'a, 'de> {
    /// Hessian 2.0.
    Hessian(&'a mut hessian::Decoder<'de>),
    /// Hessian 2.0, each value a stream of its own that is read within the limits.
    HessianParts(&'a mut Parts<'de>, hessian::Limits),
    /// Protobuf: the bytes of one message.
    Protobuf(&'a mut Bytes),
}

/// The streams of a [`Reader::HessianParts`], one after the other.
pub struct Parts<'de>(Box<dyn Iterator<Item = Bytes> + 'de>);

impl<'de> Parts<'de> {
    /// The streams of `parts`.
    pub fn new(parts: impl Iterator<Item = Bytes> + 'de) -> Self {
        Self(Box::new(parts))
    }

    fn next(&mut self) -> Option<Bytes> {
        self.0.next()
    }
}

impl fmt::Debug for Parts<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Parts")
    }
}

/// A format for values, chosen by name or by the number in a dubbo frame.
pub trait Serialization: Send + Sync + 'static {
    /// The number in the flag byte of a dubbo frame (`Constants.java` of dubbo-serialization-api).
    fn id(&self) -> u8;
    /// The name as configuration spells it.
    fn name(&self) -> &'static str;
    /// Appends `message` to `into`.
    ///
    /// # Errors
    /// What the message's own `encode` answers.
    fn encode(&self, message: &dyn Encode, into: &mut BytesMut) -> Result<()>;
    /// Lends `read` a reader over `bytes`, which values may share. A callback, since some formats have readers that exist only by reference.
    ///
    /// # Errors
    /// What `read` answers.
    fn decode(&self, bytes: Bytes, read: &mut dyn FnMut(&mut Reader<'_, '_>) -> Result<()>) -> Result<()>;
}

/// Bytes that know how to be read. Decoded by the stub, in the caller's own task.
#[derive(Clone)]
pub struct Payload {
    bytes: Bytes,
    serialization: Arc<dyn Serialization>,
    is_compressed: bool,
}

impl Payload {
    /// Bytes that were written with `serialization`.
    #[must_use]
    pub fn new(bytes: Bytes, serialization: Arc<dyn Serialization>) -> Self {
        Self { bytes, serialization, is_compressed: false }
    }

    /// The same bytes, which came compressed or not.
    #[must_use]
    pub fn received(mut self, compressed: bool) -> Self {
        self.is_compressed = compressed;
        self
    }

    /// Whether the bytes were compressed on their way here.
    #[must_use]
    pub fn is_compressed(&self) -> bool {
        self.is_compressed
    }

    /// Writes `message` with `serialization`.
    ///
    /// # Errors
    /// `Code::Serialization` when the message cannot be written.
    pub fn encode(message: &dyn Encode, serialization: &Arc<dyn Serialization>) -> Result<Self> {
        let mut bytes = BytesMut::new();
        serialization.encode(message, &mut bytes)?;
        Ok(Self::new(bytes.freeze(), Arc::clone(serialization)))
    }

    /// Reads the value, which takes the bytes with it where it holds any.
    ///
    /// # Errors
    /// `Code::Serialization` with the place when the bytes do not hold a `T`.
    pub fn decode<T: Decode>(self) -> Result<T> {
        let mut value = None;
        self.serialization.decode(self.bytes, &mut |reader| {
            value = Some(T::decode(reader)?);
            Ok(())
        })?;
        value.ok_or_else(|| Error::internal("the serialization did not lend its reader"))
    }

    /// Lends `read` a reader over the bytes.
    ///
    /// # Errors
    /// What `read` answers.
    pub fn read(&self, read: &mut dyn FnMut(&mut Reader<'_, '_>) -> Result<()>) -> Result<()> {
        self.serialization.decode(self.bytes.clone(), read)
    }

    /// The bytes as they are.
    #[must_use]
    pub fn bytes(&self) -> &Bytes {
        &self.bytes
    }

    /// The format of the bytes.
    #[must_use]
    pub fn serialization(&self) -> &Arc<dyn Serialization> {
        &self.serialization
    }
}

impl fmt::Debug for Payload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Bytes of a peer may hold secrets: only their length is shown.
        write!(f, "Payload({} bytes, {})", self.bytes.len(), self.serialization.name())
    }
}

/// Arguments (a tuple of references) or a single value that write themselves as Hessian.
///
/// A tuple writes its items one after the other, as a dubbo request body wants them; it is not a list.
#[derive(Debug, Clone, Copy)]
pub struct HessianArgs<T>(pub T);

macro_rules! hessian_args {
    ($($name:ident),*) => {
        impl<$($name: hessian::Encode + Send + Sync),*> Encode for HessianArgs<($(&$name,)*)> {
            #[allow(non_snake_case, unused_variables, reason = "names come from the type parameters; `()` writes nothing")]
            fn encode(&self, to: &mut Writer<'_>) -> Result<()> {
                let ($($name,)*) = &self.0;
                $(to.hessian(|encoder| Ok(hessian::Encode::encode(*$name, encoder)?))?;)*
                Ok(())
            }
        }
    };
}

hessian_args!();
hessian_args!(A);
hessian_args!(A, B);
hessian_args!(A, B, C);
hessian_args!(A, B, C, D);
hessian_args!(A, B, C, D, E);
hessian_args!(A, B, C, D, E, F);
hessian_args!(A, B, C, D, E, F, G);
hessian_args!(A, B, C, D, E, F, G, H);
hessian_args!(A, B, C, D, E, F, G, H, I);
hessian_args!(A, B, C, D, E, F, G, H, I, J);
hessian_args!(A, B, C, D, E, F, G, H, I, J, K);
hessian_args!(A, B, C, D, E, F, G, H, I, J, K, L);

impl Encode for HessianArgs<&[hessian::Value]> {
    fn encode(&self, to: &mut Writer<'_>) -> Result<()> {
        for value in self.0 {
            to.hessian(|encoder| Ok(hessian::Encode::encode(value, encoder)?))?;
        }
        Ok(())
    }
}
