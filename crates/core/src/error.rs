//! The one error type of the framework.

use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt;

use dubbors_hessian::java::Exception;

use crate::{Attachments, Code, Origin, Status, StatusCode, StatusDetail};

/// The result of anything that can fail with an [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A failed call or a refused setting. One pointer wide; answers questions instead of being matched.
pub struct Error(Box<Inner>);

struct Inner {
    code: Code,
    origin: Origin,
    message: Cow<'static, str>,
    next: Option<Cow<'static, str>>,
    exception: Option<Exception>,
    status: Option<Box<Status>>,
    reply: Option<Box<Reply>>,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

/// What a provider sent along with a failure.
#[derive(Default)]
struct Reply {
    headers: Attachments,
    attachments: Attachments,
}

impl Error {
    /// An error of kind `code` that happened here, before anything was sent.
    pub fn new(code: Code, message: impl Into<Cow<'static, str>>) -> Self {
        Self(Box::new(Inner {
            code,
            origin: Origin::Local,
            message: message.into(),
            next: None,
            exception: None,
            status: None,
            reply: None,
            source: None,
        }))
    }

    /// No provider could be reached.
    pub fn unavailable(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Code::Unavailable, message)
    }

    /// The deadline passed.
    pub fn deadline_exceeded(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Code::DeadlineExceeded, message)
    }

    /// A limit refused the call.
    pub fn limit_exceeded(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Code::LimitExceeded, message)
    }

    /// The service, method or serialization is not known.
    pub fn unimplemented(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Code::Unimplemented, message)
    }

    /// The call was refused on purpose.
    pub fn denied(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Code::Denied, message)
    }

    /// A value could not be written or read.
    pub fn serialization(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Code::Serialization, message)
    }

    /// A setting, address or argument is wrong.
    pub fn invalid(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Code::Invalid, message)
    }

    /// Something went wrong while serving.
    pub fn internal(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Code::Internal, message)
    }

    /// A business exception of the Java class `class`, as a service answers it to its caller.
    ///
    /// A Java caller catches it as that class when it knows the class, so name one that the interface declares or
    /// one of the JDK.
    pub fn exception(class: impl Into<String>, message: impl Into<String>) -> Self {
        Self::from(Exception::new(class, message))
    }

    /// A failure with one of gRPC's codes, as a service answers it to its caller.
    ///
    /// [`code`](Self::code) is the nearest of our kinds; what belongs to the service's own business (not found, aborted,
    /// out of range and the like) is `Code::Application`, which is never repeated.
    pub fn status(code: StatusCode, message: impl Into<Cow<'static, str>>) -> Self {
        let kind = match code {
            StatusCode::DeadlineExceeded => Code::DeadlineExceeded,
            StatusCode::PermissionDenied | StatusCode::Unauthenticated => Code::Denied,
            StatusCode::ResourceExhausted => Code::LimitExceeded,
            StatusCode::Unimplemented => Code::Unimplemented,
            StatusCode::Internal => Code::Internal,
            StatusCode::Unavailable => Code::Unavailable,
            _ => Code::Application,
        };
        Self::new(kind, message).with_origin(Origin::Remote).with_status(code)
    }

    /// The same error, told to callers with gRPC's `code`.
    #[must_use]
    pub fn with_status(mut self, code: StatusCode) -> Self {
        match &mut self.0.status {
            Some(status) => status.code = code,
            None => {
                let message = self.0.message.clone().into_owned();
                self.0.status = Some(Box::new(Status { code, message, details: Vec::new() }));
            }
        }
        self
    }

    /// The same error with a message of protobuf that says more; `type_url` ends with `/` and its full name.
    #[must_use]
    pub fn with_detail(self, type_url: impl Into<String>, value: impl Into<bytes::Bytes>) -> Self {
        let code = self.status_code();
        let mut error = self.with_status(code);
        if let Some(status) = &mut error.0.status {
            status.details.push(StatusDetail { type_url: type_url.into(), value: value.into() });
        }
        error
    }

    /// The same error, sent with headers before it and attachments behind it, where the protocol can tell.
    #[must_use]
    pub fn with_reply(mut self, headers: Attachments, attachments: Attachments) -> Self {
        if !(headers.is_empty() && attachments.is_empty()) {
            self.0.reply = Some(Box::new(Reply { headers, attachments }));
        }
        self
    }

    /// The same error, happened at `origin`.
    #[must_use]
    pub fn with_origin(mut self, origin: Origin) -> Self {
        self.0.origin = origin;
        self
    }

    /// The same error with its cause.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.0.source = Some(source.into());
        self
    }

    /// The same error with a sentence that says what to do next.
    #[must_use]
    pub fn with_next(mut self, next: impl Into<Cow<'static, str>>) -> Self {
        self.0.next = Some(next.into());
        self
    }

    /// The same error with `context` and a colon before its message.
    #[must_use]
    pub fn context(mut self, context: impl fmt::Display) -> Self {
        self.0.message = Cow::Owned(format!("{context}: {}", self.0.message));
        self
    }

    /// The kind of failure.
    #[must_use]
    pub fn code(&self) -> Code {
        self.0.code
    }

    /// Where it happened.
    #[must_use]
    pub fn origin(&self) -> Origin {
        self.0.origin
    }

    /// What happened, without the sentence about what to do next.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// What to do next, where that is known.
    #[must_use]
    pub fn next(&self) -> Option<&str> {
        self.0.next.as_deref()
    }

    /// The business exception that the provider answered with.
    #[must_use]
    pub fn as_exception(&self) -> Option<&Exception> {
        self.0.exception.as_ref()
    }

    /// The business exception, by value, or the error itself.
    ///
    /// # Errors
    /// The error unchanged when it carries no business exception.
    pub fn into_exception(mut self) -> Result<Exception, Self> {
        self.0.exception.take().ok_or(self)
    }

    /// The status that the service answered with, where the protocol knows one.
    #[must_use]
    pub fn as_status(&self) -> Option<&Status> {
        self.0.status.as_deref()
    }

    /// gRPC's code for this failure: what the service answered, else the nearest.
    #[must_use]
    pub fn status_code(&self) -> StatusCode {
        if let Some(status) = &self.0.status {
            return status.code;
        }
        match self.0.code {
            Code::NoProvider | Code::Unavailable => StatusCode::Unavailable,
            Code::DeadlineExceeded => StatusCode::DeadlineExceeded,
            Code::LimitExceeded => StatusCode::ResourceExhausted,
            Code::Unimplemented => StatusCode::Unimplemented,
            Code::Denied => StatusCode::PermissionDenied,
            Code::Invalid => StatusCode::InvalidArgument,
            Code::Serialization | Code::Internal => StatusCode::Internal,
            Code::Application => StatusCode::Unknown,
        }
    }

    /// The headers that came before the failure.
    #[must_use]
    pub fn headers(&self) -> Option<&Attachments> {
        self.0.reply.as_ref().map(|reply| &reply.headers)
    }

    /// The attachments that came with the failure.
    #[must_use]
    pub fn attachments(&self) -> Option<&Attachments> {
        self.0.reply.as_ref().map(|reply| &reply.attachments)
    }

    /// Whether another provider may not share this failure.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        matches!(self.0.code, Code::Unavailable | Code::LimitExceeded | Code::DeadlineExceeded)
    }

    /// Whether the provider ran the call and answered with a business exception.
    #[must_use]
    pub fn is_application(&self) -> bool {
        self.0.code == Code::Application
    }

    /// Whether the deadline passed.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        self.0.code == Code::DeadlineExceeded
    }
}

impl From<Exception> for Error {
    fn from(exception: Exception) -> Self {
        let mut error = Self::new(Code::Application, exception.to_string()).with_origin(Origin::Remote);
        error.0.exception = Some(exception);
        error
    }
}

impl From<dubbors_hessian::Error> for Error {
    fn from(error: dubbors_hessian::Error) -> Self {
        Self::serialization(error.to_string())
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)?;
        match &self.0.next {
            Some(next) => write!(f, "; next: {next}"),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = f.debug_struct("Error");
        debug.field("code", &self.0.code).field("origin", &self.0.origin).field("message", &self.0.message);
        if let Some(next) = &self.0.next {
            debug.field("next", next);
        }
        if let Some(status) = &self.0.status {
            debug.field("status", status);
        }
        if let Some(source) = &self.0.source {
            debug.field("source", source);
        }
        debug.finish()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}
