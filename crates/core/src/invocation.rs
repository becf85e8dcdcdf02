//! One call, as every layer sees it.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use tokio::time::Instant;

use crate::{
    Attachments, Decode, Encode, Error, InboundStream, Method, OutboundStream, Payload, Peer, Reader, Result,
    Serialization, ServiceKey, StatusCode,
};

/// Borrowed from a generated static, or shared where there is none (generic calls, received calls).
#[derive(Debug)]
pub enum Ref<'a, T> {
    /// Lives longer than the call.
    Borrowed(&'a T),
    /// Kept alive by the call.
    Shared(Arc<T>),
}

impl<T> Clone for Ref<'_, T> {
    fn clone(&self) -> Self {
        match self {
            Self::Borrowed(value) => Self::Borrowed(value),
            Self::Shared(value) => Self::Shared(Arc::clone(value)),
        }
    }
}

impl<T> Deref for Ref<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        match self {
            Self::Borrowed(value) => value,
            Self::Shared(value) => value,
        }
    }
}

/// The arguments of a call.
#[non_exhaustive]
pub enum Args<'a> {
    /// Values of the caller, encoded once per attempt straight into the frame.
    Typed(&'a dyn Encode),
    /// Bytes as they were received or encoded before.
    Encoded(Payload),
    /// Messages of the caller; `None` once the protocol has taken them.
    Outbound(Option<OutboundStream>),
    /// Received messages, `None` once the service has taken them, and the format that they and the answer have.
    Inbound(Option<InboundStream>, Arc<dyn Serialization>),
}

impl fmt::Debug for Args<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            // Arguments may hold secrets: they are never printed.
            Self::Typed(_) => f.write_str("Typed(..)"),
            Self::Encoded(payload) => write!(f, "Encoded({payload:?})"),
            Self::Outbound(_) => f.write_str("Outbound(..)"),
            Self::Inbound(..) => f.write_str("Inbound(..)"),
        }
    }
}

/// One call. Arguments are borrowed, so a retry clones nothing.
#[derive(Debug)]
pub struct Invocation<'a> {
    service: Ref<'a, ServiceKey>,
    method: Ref<'a, Method>,
    args: Args<'a>,
    attachments: Attachments,
    deadline: Option<Instant>,
    peer: Option<Arc<Peer>>,
    one_way: bool,
    compress: Option<bool>,
}

impl<'a> Invocation<'a> {
    /// A call of `method` of `service` with `args`, without attachments and deadline.
    #[must_use]
    pub fn new(service: Ref<'a, ServiceKey>, method: Ref<'a, Method>, args: Args<'a>) -> Self {
        let one_way = method.one_way;
        let attachments = Attachments::new();
        Self { service, method, args, attachments, deadline: None, peer: None, one_way, compress: None }
    }

    /// The same call with `attachments`.
    #[must_use]
    pub fn with_attachments(mut self, attachments: Attachments) -> Self {
        self.attachments = attachments;
        self
    }

    /// The same call, to be answered before `deadline`.
    #[must_use]
    pub fn with_deadline(mut self, deadline: Option<Instant>) -> Self {
        self.deadline = deadline;
        self
    }

    /// The same call, received from `peer`.
    #[must_use]
    pub fn with_peer(mut self, peer: Arc<Peer>) -> Self {
        self.peer = Some(peer);
        self
    }

    /// The same call, whose caller waits for no answer.
    #[must_use]
    pub fn with_one_way(mut self, one_way: bool) -> Self {
        self.one_way = one_way;
        self
    }

    /// The same call, whose messages are compressed on their way or not; `None` for what the settings say.
    #[must_use]
    pub fn with_compress(mut self, compress: Option<bool>) -> Self {
        self.compress = compress;
        self
    }

    /// The service that is called.
    #[must_use]
    pub fn service(&self) -> &ServiceKey {
        &self.service
    }

    /// The method that is called.
    #[must_use]
    pub fn method(&self) -> &Method {
        &self.method
    }

    /// The arguments.
    #[must_use]
    pub fn args(&self) -> &Args<'a> {
        &self.args
    }

    /// Reads received arguments one after the other.
    ///
    /// # Errors
    /// `Code::Serialization` when they do not fit, `Code::Internal` when the call was not received from a peer.
    pub fn read_args<T>(&self, mut read: impl FnMut(&mut ArgReader<'_, '_, '_>) -> Result<T>) -> Result<T> {
        let Args::Encoded(payload) = &self.args else {
            return Err(Error::internal("the arguments of an outgoing call cannot be read"));
        };
        let mut result = None;
        let read = payload.read(&mut |reader| {
            result = Some(read(&mut ArgReader { reader, next: 0 })?);
            Ok(())
        });
        read.map_err(|error| error.with_status(StatusCode::InvalidArgument))?;
        result.ok_or_else(|| Error::internal("the serialization did not lend its reader"))
    }

    /// The received arguments as bytes. `None` for a call that goes out, and for a stream.
    #[must_use]
    pub fn payload(&self) -> Option<&Payload> {
        match &self.args {
            Args::Encoded(payload) => Some(payload),
            _ => None,
        }
    }

    /// The format of received arguments, which is the format of the answer too. `None` for a call that goes out.
    #[must_use]
    pub fn serialization(&self) -> Option<&Arc<dyn Serialization>> {
        match &self.args {
            Args::Encoded(payload) => Some(payload.serialization()),
            Args::Inbound(_, serialization) => Some(serialization),
            _ => None,
        }
    }

    /// The received messages. They have one reader.
    ///
    /// # Errors
    /// `Code::Internal` when the call has no stream, or somebody took it already.
    pub fn take_inbound(&mut self) -> Result<InboundStream> {
        match &mut self.args {
            Args::Inbound(stream, _) => {
                stream.take().ok_or_else(|| Error::internal("the stream of the call was taken before"))
            }
            _ => Err(Error::internal("the call came without a stream")),
        }
    }

    /// The messages to send. A protocol takes them when it is about to send, after which the call cannot be repeated.
    ///
    /// # Errors
    /// `Code::Internal` when the call has no stream, or somebody took it already.
    pub fn take_outbound(&mut self) -> Result<OutboundStream> {
        match &mut self.args {
            Args::Outbound(stream) => {
                stream.take().ok_or_else(|| Error::internal("the stream of the call was sent before"))
            }
            _ => Err(Error::internal("the call goes out without a stream")),
        }
    }

    /// Whether the call can be made again: not when its stream has been taken.
    #[must_use]
    pub fn is_repeatable(&self) -> bool {
        !matches!(self.args, Args::Outbound(None) | Args::Inbound(None, _))
    }

    /// The attachments sent with the call.
    #[must_use]
    pub fn attachments(&self) -> &Attachments {
        &self.attachments
    }

    /// The attachments, to change.
    pub fn attachments_mut(&mut self) -> &mut Attachments {
        &mut self.attachments
    }

    /// When the answer is due.
    #[must_use]
    pub fn deadline(&self) -> Option<Instant> {
        self.deadline
    }

    /// Who called, on the provider's side.
    #[must_use]
    pub fn peer(&self) -> Option<&Arc<Peer>> {
        self.peer.as_ref()
    }

    /// Whether the messages of the call are compressed on their way, where its caller has said so.
    #[must_use]
    pub fn compress(&self) -> Option<bool> {
        self.compress
    }

    /// Whether the caller waits for no answer.
    #[must_use]
    pub fn is_one_way(&self) -> bool {
        self.one_way
    }

    /// `interface.method`, for messages.
    #[must_use]
    pub fn display_name(&self) -> String {
        format!("{}.{}", self.service.interface(), self.method.name)
    }

    /// A second call of the same thing: shares the arguments, copies the attachments.
    ///
    /// # Errors
    /// `Code::Invalid` when the arguments are a stream, which has one reader.
    pub fn fork(&self) -> Result<Invocation<'_>> {
        let args = match &self.args {
            Args::Typed(args) => Args::Typed(*args),
            Args::Encoded(payload) => Args::Encoded(payload.clone()),
            Args::Outbound(_) | Args::Inbound(..) => {
                return Err(Error::invalid(format!(
                    "{} sends a stream, which has one reader",
                    self.display_name()
                ))
                .with_next("use the cluster `failover` or `failfast` for it"));
            }
        };
        Ok(Invocation {
            service: Ref::Borrowed(&self.service),
            method: Ref::Borrowed(&self.method),
            args,
            attachments: self.attachments.clone(),
            deadline: self.deadline,
            peer: self.peer.clone(),
            one_way: self.one_way,
            compress: self.compress,
        })
    }
}

/// Reads arguments one by one and names the one that does not fit.
#[derive(Debug)]
pub struct ArgReader<'r, 'a, 'de> {
    reader: &'r mut Reader<'a, 'de>,
    next: usize,
}

impl ArgReader<'_, '_, '_> {
    /// Reads the next argument; `name` is what an error calls it.
    ///
    /// # Errors
    /// `Code::Serialization` with the argument's place and name.
    pub fn next<T: Decode>(&mut self, name: &str) -> Result<T> {
        self.next += 1;
        T::decode(self.reader).map_err(|error| error.context(format_args!("argument {} `{name}`", self.next)))
    }
}
